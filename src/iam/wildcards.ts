/** Every action of a service: `s3:*` gives `s3`, `*` gives `*`; undefined for anything narrower. */
export function wildcardService(action: string): string | undefined {
  if (/^\*+(?::\*+)?$/.test(action)) return '*';
  return /^([A-Za-z0-9-]+):\*+$/.exec(action)?.[1]?.toLowerCase();
}

/** Everything there is: `*`, or an ARN of nothing but stars. */
export function isAnyResource(resource: string): boolean {
  return /^\*+$/.test(resource) || /^arn:(?:aws[a-z-]*|\*|\$\{AWS::Partition\})(?::\*)+$/.test(resource);
}

/** Everything of one kind: the name part of the ARN is a star (`table/*`, `role/*`, `:*`). */
export function isEffectivelyAnyResource(resource: string): boolean {
  if (isAnyResource(resource)) return true;
  const name = resource.split(':').slice(5).join(':');
  return resource.startsWith('arn:') && /^(?:[a-z-]+[:/])?\*+(?:[:/]\*+)*$/.test(name);
}

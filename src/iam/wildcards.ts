/** Every action of a service: `s3:*` gives `s3`, `*` gives `*`; undefined for anything narrower. */
export function wildcardService(action: string): string | undefined {
  if (/^\*+(?::\*+)?$/.test(action)) return '*';
  return /^([A-Za-z0-9-]+):\*+$/.exec(action)?.[1]?.toLowerCase();
}

/** Everything there is: `*`, or an ARN of nothing but stars. */
export function isAnyResource(resource: string): boolean {
  return /^\*+$/.test(resource) || /^arn:(?:aws[a-z-]*|\*|\$\{AWS::Partition\})(?::\*)+$/.test(resource);
}

/** Services whose ARNs name the resource at once, without its type: in `arn:aws:s3:::orders/*` all is in the bucket `orders`. */
const WITHOUT_TYPE: ReadonlySet<string> = new Set(['s3', 'sns', 'sqs', 'execute-api', 'codecommit']);

/** Everything of one kind: the name part of the ARN is a star (`table/*`, `role/*`, `:*`). What belongs to AWS (`…:aws:code-interpreter/*`) is the same for everyone. */
export function isEffectivelyAnyResource(resource: string): boolean {
  if (isAnyResource(resource)) return true;
  // `${AWS::Region}` has colons of its own.
  const [arn, , service = '', , account, ...name] = resource.replaceAll(/\$\{[^{}]*\}/g, '$').split(':');
  const form = WITHOUT_TYPE.has(service) ? /^\*+(?:[:/]\*+)*$/ : /^(?:[a-z-]+[:/])?\*+(?:[:/]\*+)*$/;
  return arn === 'arn' && account !== 'aws' && form.test(name.join(':'));
}

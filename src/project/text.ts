import { idWithin, qualifiedId } from './resource-id.js';

/** A gap in a text that only deployment fills. */
export type Hole =
  /** What `Ref` (attribute undefined) or `Fn::GetAtt` of a resource gives. The id may name one of another stack: see resource-id.ts. */
  | { readonly kind: 'resource'; readonly logicalId: string; readonly attribute: string | undefined }
  /** `AWS::Region` and its like. */
  | { readonly kind: 'pseudo'; readonly name: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A text of which some segments may be known at deployment only. A text without holes is one string. */
export type Text = readonly (string | Hole)[];

/** The text if it has no holes. */
export function literal(text: Text): string | undefined {
  if (text.length === 0) return '';
  return text.length === 1 && typeof text[0] === 'string' ? text[0] : undefined;
}

/** Joins adjacent strings and drops empty ones, so that equal texts look alike. */
export function joinText(parts: Text): Text {
  const joined: (string | Hole)[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
  }
  return joined;
}

const DYNAMIC: Hole = { kind: 'unknown', reason: 'a dynamic reference is resolved at deployment' };

/** `{{resolve:ssm:…}}` is looked up at deployment: one gap, whatever it is put together from. */
export function markDynamicReferences(text: Text): Text {
  const marked: (string | Hole)[] = [];
  let isInside = false;
  for (const part of text) {
    if (typeof part !== 'string') {
      if (!isInside) marked.push(part);
      continue;
    }
    for (const piece of part.split(/(\{\{resolve:|\}\})/)) {
      if (piece === '{{resolve:') {
        if (!isInside) marked.push(DYNAMIC);
        isInside = true;
      } else if (isInside) isInside = piece !== '}}';
      else marked.push(piece);
    }
  }
  return joinText(marked);
}

/** The one resource that the text refers to, if the text is nothing but that reference or an ARN or URL built around it. */
export function referredResource(text: Text): string | undefined {
  const ids = new Set(text.flatMap((part) => (typeof part !== 'string' && part.kind === 'resource' ? [part.logicalId] : [])));
  return ids.size === 1 ? [...ids][0] : undefined;
}

/** A text of one template for use in another: resources are named as they are there. */
export function relocated(text: Text, from: string, to: string): Text {
  return from === to ? text : text.map((part) => (typeof part === 'string' || part.kind !== 'resource' ? part : { ...part, logicalId: idWithin(to, qualifiedId(from, part.logicalId)) }));
}

/** The text for people: holes as `${Name}`. */
export function displayText(text: Text): string {
  return text
    .map((part) => {
      if (typeof part === 'string') return part;
      // Of a resource of another stack, `template.yaml/Shop#Jobs`, the stack stands before it, unless it is the outermost: `Shop.Jobs`.
      if (part.kind === 'resource') return `\${${part.logicalId.replace(/^.*?(?:\/(\w+))?#/, (_, stack?: string) => (stack === undefined ? '' : `${stack}.`))}${part.attribute === undefined ? '' : `.${part.attribute}`}}`;
      return part.kind === 'pseudo' ? `\${${part.name}}` : '${…}';
    })
    .join('');
}

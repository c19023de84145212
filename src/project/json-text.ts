import type { Span, TemplateValue } from '../facts/model.js';
import type { Hole, Text } from './text.js';

/** Encloses the number of a hole; JSON allows it nowhere outside of what is put in here. */
const MARK = '\u0001';

/** Whoever nests deeper than this means harm. */
const MAX_DEPTH = 100;

/**
 * A JSON document in a text as template values, each at the place of the text; undefined where it is no JSON, for one because
 * deployment fills in something other than parts of strings.
 */
export function parseJsonText(text: Text, { start, end, file }: Span): TemplateValue | undefined {
  const holes: Hole[] = [];
  const json = text.map((part) => (typeof part === 'string' ? part : `\\u0001${holes.push(part) - 1}\\u0001`)).join('');
  const span: Span = { start, end, ...(file === undefined ? {} : { file }) };
  try {
    return toValue(JSON.parse(json), holes, span, 0);
  } catch {
    // No JSON, or a number known at deployment only: either way there is nothing to tell.
    return undefined;
  }
}

function toValue(value: unknown, holes: readonly Hole[], span: Span, depth: number): TemplateValue {
  if (depth > MAX_DEPTH) return { kind: 'opaque', reason: 'it is nested too deeply', ...span };
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item: unknown) => toValue(item, holes, span, depth + 1)), ...span };
  if (typeof value === 'object' && value !== null) {
    const { start: keyStart, end: keyEnd } = span;
    return { kind: 'map', entries: Object.entries(value).map(([key, inner]) => ({ key, keyStart, keyEnd, value: toValue(inner, holes, span, depth + 1) })), ...span };
  }
  if (typeof value === 'string') return toText(value, holes, span);
  return { kind: 'scalar', text: String(value), quoted: false, ...span };
}

/** What deployment fills in is a reference again. */
function toText(text: string, holes: readonly Hole[], span: Span): TemplateValue {
  const parts = text.split(MARK).map((part, index) => (index % 2 === 0 ? part : holes[Number(part)]));
  if (parts.length === 1) return { kind: 'scalar', text, quoted: true, ...span };
  const items = parts.map((part): TemplateValue => {
    if (typeof part === 'string') return { kind: 'scalar', text: part, quoted: true, ...span };
    if (part?.kind === 'pseudo') return { kind: 'call', name: 'Ref', argument: { kind: 'scalar', text: part.name, quoted: true, ...span }, ...span };
    if (part?.kind !== 'resource') return { kind: 'opaque', reason: 'it is known at deployment only', ...span };
    const name = part.attribute === undefined ? part.logicalId : `${part.logicalId}.${part.attribute}`;
    return { kind: 'call', name: part.attribute === undefined ? 'Ref' : 'Fn::GetAtt', argument: { kind: 'scalar', text: name, quoted: true, ...span }, ...span };
  });
  const separator: TemplateValue = { kind: 'scalar', text: '', quoted: true, ...span };
  return { kind: 'call', name: 'Fn::Join', argument: { kind: 'list', items: [separator, { kind: 'list', items, ...span }], ...span }, ...span };
}

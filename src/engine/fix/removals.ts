import { outerEnd, outerStart } from './insertions.js';
import type { Spot } from './spot.js';
import { lineEnd, lineStart } from './style.js';
import type { TextEdit } from './text-edit.js';

/** The edits that take an entry or an item out; undefined where a comment would go with it, and for the only one of its collection. */
export function removeSpot({ node, holder }: Spot, text: string): readonly TextEdit[] | undefined {
  if (!holder) return undefined;
  const members = holder.kind === 'map' ? holder.node.entries.map(({ key, value }) => [key, value] as const) : holder.node.items.map((item) => [item, item] as const);
  const index = members.findIndex(([, value]) => value === node);
  const own = members[index];
  if (!own || members.length < 2) return undefined;
  const start = outerStart(own[0], text);
  const end = outerEnd(own[1], text);
  const isFlow = text[holder.node.start] === '{' || text[holder.node.start] === '[';
  const span = isFlow ? flowSpan(members, index, start, end, text) : blockSpan(holder.kind, start, end, text);
  return span && !/(?:^|\s)#/.test(text.slice(span.start, span.end)) ? [{ ...span, text: '' }] : undefined;
}

/** Whole lines; the first entry of an item stands behind its dash. */
function blockSpan(kind: 'map' | 'list', start: number, end: number, text: string): Omit<TextEdit, 'text'> | undefined {
  const from = lineStart(text, start);
  const before = text.slice(from, start);
  if (!(kind === 'map' ? /^ *$/ : /^ *- +$/).test(before)) return undefined;
  let last = end;
  while (last > start && /\s/.test(text[last - 1] ?? '')) last--;
  const lineBreak = text.indexOf('\n', lineEnd(text, last));
  return { start: from, end: lineBreak === -1 ? text.length : lineBreak + 1 };
}

type Members = readonly (readonly [Spot['node'], Spot['node']])[];

/** With the comma behind it, or that before the last. */
function flowSpan(members: Members, index: number, start: number, end: number, text: string): Omit<TextEdit, 'text'> {
  const next = members[index + 1];
  if (next) return { start, end: outerStart(next[0], text) };
  const previous = members[index - 1];
  return { start: previous ? outerEnd(previous[1], text) : start, end };
}

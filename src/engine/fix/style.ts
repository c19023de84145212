import type { YamlNode } from '../../source/yaml.js';
import { lastFrom } from './spot.js';

/** How a document is written. */
export interface Style {
  readonly isJson: boolean;
  readonly lineEnd: string;
  /** Blanks of one level. */
  readonly unit: number;
  /** Blanks of a list below the key that holds it. */
  readonly listIndent: number;
  readonly quote: "'" | '"';
  /** `!Ref`, not `Ref:`. */
  readonly hasTags: boolean;
}

/** The habits of a document, as far as it shows any. */
export function styleOf(text: string, root: YamlNode): Style {
  const isJson = text[root.start] === '{';
  const seen: Seen = { units: new Map(), lists: new Map(), single: 0, double: 0, tags: 0, calls: 0 };
  look(root, text, 0, seen);
  return {
    isJson,
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
    unit: mostOften(seen.units) ?? 2,
    listIndent: mostOften(seen.lists) ?? 2,
    quote: isJson || seen.double > seen.single ? '"' : "'",
    hasTags: !isJson && (seen.tags > 0 || seen.calls === 0),
  };
}

interface Seen {
  readonly units: Map<number, number>;
  readonly lists: Map<number, number>;
  single: number;
  double: number;
  tags: number;
  calls: number;
}

function look(node: YamlNode, text: string, column: number, seen: Seen): void {
  if (node.kind !== 'alias' && node.tag !== undefined) seen.tags++;
  if (node.kind === 'scalar' && node.quoted) {
    if (text[node.end] === '"') seen.double++;
    else if (text[node.end] === "'") seen.single++;
  }
  if (node.kind === 'map') {
    for (const { key, value } of node.entries) {
      if (key.kind === 'scalar' && (key.text === 'Ref' || key.text.startsWith('Fn::'))) seen.calls++;
      const own = columnOf(text, key.start) - (isQuoted(text, key.start) ? 1 : 0);
      const isOnNextLine = text.slice(key.end, value.start).includes('\n');
      if (isOnNextLine && value.kind === 'list' && text[value.start] === '-') count(seen.lists, columnOf(text, value.start) - own);
      if (value.kind === 'map') countUnit(value, text, own, seen);
      look(value, text, own, seen);
    }
  } else if (node.kind === 'list') for (const item of node.items) look(item, text, column, seen);
}

/** Of a map whose first entry stands on a line of its own. */
function countUnit(map: YamlNode & { readonly kind: 'map' }, text: string, own: number, { units }: Seen): void {
  const first = map.entries[0]?.key;
  const step = first && columnOf(text, first.start) - (isQuoted(text, first.start) ? 1 : 0) - own;
  if (first && step !== undefined && step > 0 && text.slice(lineStart(text, first.start), first.start).replace('"', '').trim() === '') count(units, step);
}

function isQuoted(text: string, start: number): boolean {
  return text[start - 1] === '"' || text[start - 1] === "'";
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

export function lineStart(text: string, offset: number): number {
  const breaks = breaksOf(text);
  return (breaks[lastFrom(breaks.length, offset - 1, (index) => breaks[index])] ?? -1) + 1;
}

/** Where the line ends, before its break. */
export function lineEnd(text: string, offset: number): number {
  const breaks = breaksOf(text);
  const end = breaks[lastFrom(breaks.length, offset - 1, (index) => breaks[index]) + 1] ?? text.length;
  return text[end - 1] === '\r' && end > offset ? end - 1 : end;
}

let last: { readonly text: string; readonly breaks: readonly number[] } | undefined;

/** A line may be the whole document: it is not searched for each place of it. */
function breaksOf(text: string): readonly number[] {
  if (last?.text !== text) last = { text, breaks: findBreaks(text) };
  return last.breaks;
}

function findBreaks(text: string): readonly number[] {
  const breaks: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks.push(at);
  return breaks;
}

function count(counts: Map<number, number>, value: number): void {
  if (value >= 0) counts.set(value, (counts.get(value) ?? 0) + 1);
}

function mostOften(counts: ReadonlyMap<number, number>): number | undefined {
  return [...counts].sort(([left, one], [right, other]) => other - one || left - right)[0]?.[0];
}

import type { Random } from './random.js';

export type Enlarge = (text: string, random: Random) => Part;

export interface Part {
  readonly title: string;
  readonly at: (times: number) => string;
}

/** Functions of one layer, which all call all of the next: the ways through them double with each layer, and more. */
export const WIDTHS = [2, 6, 30] as const;

export const numbers = (times: number): readonly number[] => Array.from({ length: times }, (_none, index) => index);

export const indentOf = (line: string): number => line.length - line.trimStart().length;

/** A line with all that is indented below it, and the bracket that closes it. */
export function pickBlock(lines: readonly string[], random: Random): readonly [number, number] {
  const starts = lines.flatMap((line, index) => (line.trim() === '' || /^\s*(?:[)}\]#]|\/\/|import\b|from\b)/.test(line) ? [] : [index]));
  const from = starts.length === 0 ? 0 : random.pick(starts);
  const indent = indentOf(lines[from] ?? '');
  let to = from + 1;
  while (to < lines.length && ((lines[to] ?? '').trim() === '' || indentOf(lines[to] ?? '') > indent)) to++;
  if (/^\s*[)}\]]/.test(lines[to] ?? '') && indentOf(lines[to] ?? '') === indent) to++;
  return [from, to];
}

/** The text with what `made` returns in the place of a block. */
export function inPlaceOf(text: string, random: Random, title: string, made: (block: readonly string[], indent: string, times: number) => readonly string[]): Part {
  const lines = text.split('\n');
  const [from, to] = pickBlock(lines, random);
  const block = lines.slice(from, to);
  const indent = ' '.repeat(indentOf(block[0] ?? ''));
  return { title: `${title} ${JSON.stringify(block.join('\n').trim().slice(0, 200))}`, at: (times) => [...lines.slice(0, from), ...made(block, indent, times), ...lines.slice(to)].join('\n') };
}

export const repeatLines: Enlarge = (text, random) => inPlaceOf(text, random, 'repeats', (block, _indent, times) => numbers(times).flatMap(() => block));

/** The names that a block declares get a number, wherever the block has them. */
function numbered(block: readonly string[], number: number): readonly string[] {
  const key = /^\s*(?:- )?(?:(?:export |default |async |const |let |var |def |class |function\*? )*)['"]?([A-Za-z_$][\w$]*)/.exec(block[0] ?? '')?.[1];
  if (key === undefined || number === 0) return block;
  const name = new RegExp(`(?<![\\w$])${key.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
  return block.map((line) => line.replace(name, `${key}${number}`));
}

export const repeatNumbered: Enlarge = (text, random) => inPlaceOf(text, random, 'repeats with numbers', (block, _indent, times) => numbers(times).flatMap((number) => numbered(block, number)));

/** The numbers of the next layer. */
export function below(number: number, times: number, width: number): readonly number[] {
  const next = (Math.floor(number / width) + 1) * width;
  return numbers(width).map((place) => next + place).filter((one) => one < times);
}

export type Join = (callees: readonly string[]) => readonly string[];

/** `times` functions in layers, each of which uses all of the next layer; those of the last one have the block. */
export function layers(block: readonly string[], times: number, width: number, write: (name: string, body: readonly string[]) => readonly string[], join: Join, everywhere: boolean): readonly string[] {
  return numbers(times).flatMap((number) => {
    const callees = below(number, times, width).map((callee) => `g${callee}`);
    return write(`g${number}`, [...(callees.length === 0 || everywhere ? block : []), ...(callees.length === 0 ? [] : join(callees))]);
  });
}

export const each = (write: (name: string, index: number) => string): Join => (callees) => callees.map(write);

export const between = (before: string, separator: string, after: string, write: (name: string) => string): Join => (callees) => [`${before}${callees.map(write).join(separator)}${after}`];

export const nested = (before: string, after: string): Join => (callees) => [`${before}${callees.reduce((inner, name) => `${name}(${inner})`, 'event')}${after}`];

import { BEFORE_TEXT, IN_STRING, LineBreaker } from './line-breaker.js';
import type { Insertion } from './line-breaker.js';
import type { Dialect } from './nesting-scanner.js';
import type { OxcError, ParseResult } from 'oxc-parser';

/** A line is so long, and so made, that nobody knows how many errors it has. */
export class UnbreakableLineError extends Error {
  override readonly name = 'UnbreakableLineError';
}

/** What the native parser gives without its tree being read. */
export type Probe = (text: string) => Pick<ParseResult, 'comments' | 'errors'>;

/** With fewer characters, or shorter lines, the parser takes a second at most, whatever the errors; a name that is exported again has both places rendered, with all between them. */
const [FEW_CHARACTERS, SOME_CHARACTERS, MANY_CHARACTERS, MOST_PRODUCT] = [20_000, 60_000, 200_000, 4e8];
/** They are rendered, each with its line: that long lines and few errors take a second is as much as two megabytes can do. */
const MOST_PLACES = 100;
/** New characters times all before them, unless this is a small part of these; new exported names times characters. */
const [MOST_NEW, SMALL_PART, MOST_EXPORTS] = [1e11, 12, 7e8];
/** Ends a text where the parser reads code: no code has it, while strings, templates and comments may. */
const STOP = '\u0001';

/**
 * Whether the errors that a text could have are so many, or their lines so long, that parsing it could take minutes: the native parser renders each
 * error with its line, for which it looks through all that is before it, and nothing turns that off.
 */
export function mayTakeLong(text: string, dialect: Dialect): boolean {
  if (text.length <= FEW_CHARACTERS) return false;
  if (text.length > MANY_CHARACTERS || (text.length > SOME_CHARACTERS && dialect === 'js' && text.includes('export'))) return true;
  const most = MOST_PRODUCT / text.length;
  let start = 0;
  while (start + most < text.length) {
    // Only this ends a line to the parser.
    const end = text.lastIndexOf('\n', start + most);
    if (end < start) return true;
    start = end + 1;
  }
  return false;
}

/**
 * The first error of a text that has too many of them to be parsed; `undefined` if it can be. What is parsed for that is a copy with short lines, from its
 * start to one place after the other, so that each time few errors can be new. Throws `UnbreakableLineError`.
 */
export function errorOfMany(text: string, dialect: Dialect, probe: Probe): PlacedError | undefined {
  const breaker = new LineBreaker(text, dialect);
  breaker.isTooDeep();
  if (breaker.isUnbreakable) throw new UnbreakableLineError();
  const copy = new BrokenCopy(text, breaker.insertions, dialect === 'js');
  for (const { at, quote } of copy.cuts()) {
    const stop = at + quote.length;
    const found = probe(copy.text.slice(0, at) + quote + STOP).errors;
    const errors = found.filter(({ labels }) => labels[0]?.start !== stop);
    if (errors.length === found.length || isMany(errors)) return copy.first(errors);
  }
  const { errors, comments } = probe(copy.text);
  const starts = new Set(comments.map(({ start }) => start));
  // Behind an error that ends the parser there are none.
  const isRead = copy.comments.every((start) => starts.has(start));
  return isRead && !isMany(errors) ? undefined : copy.first(errors);
}

/** All places of an error are rendered. */
function isMany(errors: readonly OxcError[]): boolean {
  return errors.reduce((sum, { labels }) => sum + labels.length, 0) > MOST_PLACES;
}

interface PlacedError {
  readonly message: string;
  readonly offset: number;
}

/** A text with what is put into it. */
class BrokenCopy {
  readonly text: string;
  /** Where the comments begin that are put in. */
  readonly comments: readonly number[];
  private readonly starts: readonly number[];

  constructor(text: string, private readonly insertions: readonly Insertion[], private readonly hasExportErrors: boolean) {
    const parts: string[] = [];
    const starts: number[] = [];
    let [from, length] = [0, 0];
    for (const { at, text: inserted } of insertions) {
      parts.push(text.slice(from, at), inserted);
      starts.push(at + length);
      length += inserted.length;
      from = at;
    }
    this.text = parts.join('') + text.slice(from);
    this.starts = starts;
    this.comments = starts.filter((_start, index) => insertions[index]?.text !== IN_STRING);
  }

  /** Where to stop: before each long text, so that what seems one is none that the parser takes for code, and so often that what is new has few errors. */
  *cuts(): Generator<{ readonly at: number; readonly quote: string }> {
    let last = { at: 0, exports: 0 };
    for (const [index, { text, quote, exports }] of this.insertions.entries()) {
      const at = this.starts[index] ?? 0;
      const isFew = at - last.at < Math.max(MOST_NEW / at, at / SMALL_PART) && (!this.hasExportErrors || exports - last.exports < MOST_EXPORTS / at);
      if (isFew && text !== BEFORE_TEXT) continue;
      yield { at, quote };
      last = { at, exports };
    }
  }

  /** The first of the errors, at its place in the text. */
  first(errors: readonly OxcError[]): PlacedError {
    const [first] = errors.map(({ message, labels }) => ({ message, at: labels[0]?.start ?? 0 })).sort((a, b) => a.at - b.at);
    if (!first) throw new UnbreakableLineError();
    const index = this.starts.findIndex((start) => start >= first.at);
    const before = index === -1 ? this.insertions : this.insertions.slice(0, index);
    return { message: first.message, offset: first.at - before.reduce((sum, { text }) => sum + text.length, 0) };
  }
}

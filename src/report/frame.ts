import type { Place } from '../diagnostic.js';
import { displayWidth, expandTabs } from './display-width.js';
import { printable } from './printable.js';
import type { Sources } from './sources.js';

/** A source line and the underline below it, both ready to print. */
export interface Frame {
  readonly source: string;
  /** Terminal columns before the carets, and how many carets. */
  readonly indent: number;
  readonly carets: number;
}

/** Of the columns there are, at most so many are spent on what stands before the caret. */
const MAX_LEAD = 40;

/** The first line of a place with what to underline, in that many terminal columns; undefined where its file is not there. */
export function frameOf(place: Place, sources: Sources, columns: number): Frame | undefined {
  const line = sources.masked(place.path, place.startLine);
  const written = sources.line(place.path, place.startLine);
  if (!line || written === undefined) return undefined;
  const last = place.endLine > place.startLine ? written.length : Math.min(place.endColumn - 1, written.length);
  const start = line.column(Math.min(place.startColumn - 1, written.length));
  const end = Math.max(line.column(last), start);
  return cutAround(line.text.trimEnd(), start, end, columns);
}

/** A line that the terminal would break moves its carets away, and minified files have lines of a megabyte. */
function cutAround(text: string, start: number, end: number, columns: number): Frame {
  const { from, to } = fits(text, columns) ? { from: 0, to: text.length } : cut(text, start, columns - 2);
  const lead = from > 0 ? '…' : '';
  const before = lead + printable(text.slice(from, start));
  const under = printable(text.slice(start, Math.min(end, to)));
  const source = expandTabs(lead + printable(text.slice(from, to)) + (to < text.length ? '…' : ''));
  return { source, indent: displayWidth(before), carets: Math.max(1, displayWidth(under)) };
}

function fits(text: string, columns: number): boolean {
  return text.length <= columns && displayWidth(text) <= columns;
}

/** The stretch around an offset that takes at most so many columns: some of what is before, then what follows, then more before. */
function cut(text: string, start: number, columns: number): { readonly from: number; readonly to: number } {
  const anchor = Math.min(start, text.length);
  const lead = backwards(text, anchor, Math.min(MAX_LEAD, Math.floor(columns / 3)));
  const to = forwards(text, anchor, columns - displayWidth(text.slice(lead, anchor)));
  return { from: backwards(text, anchor, columns - displayWidth(text.slice(anchor, to))), to };
}

function forwards(text: string, from: number, columns: number): number {
  const following = text.slice(from, onCharacter(text, from + columns));
  return from + fitting(Array.from(following), columns);
}

function backwards(text: string, from: number, columns: number): number {
  const preceding = text.slice(onCharacter(text, Math.max(0, from - columns)), from);
  return from - fitting(Array.from(preceding).reverse(), columns);
}

/** How many UTF-16 units of the characters fit. */
function fitting(characters: readonly string[], columns: number): number {
  let used = 0;
  let units = 0;
  for (const character of characters) {
    used += displayWidth(character);
    if (used > columns) break;
    units += character.length;
  }
  return units;
}

/** Never between the two halves of a surrogate pair. */
function onCharacter(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index;
}

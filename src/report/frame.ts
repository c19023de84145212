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

const MAX_LENGTH = 120;
const BEFORE = 40;

/** The first line of a place with what to underline; undefined where its file is not there. */
export function frameOf(place: Place, sources: Sources): Frame | undefined {
  const line = sources.masked(place.path, place.startLine);
  const written = sources.line(place.path, place.startLine);
  if (!line || written === undefined) return undefined;
  const last = place.endLine > place.startLine ? written.length : Math.min(place.endColumn - 1, written.length);
  const start = line.column(Math.min(place.startColumn - 1, written.length));
  const end = Math.max(line.column(last), start);
  return cutAround(line.text.trimEnd(), start, end);
}

/** Minified files have lines of a megabyte: only what stands around the caret is shown. */
function cutAround(text: string, start: number, end: number): Frame {
  const from = text.length <= MAX_LENGTH ? 0 : onCharacter(text, Math.max(0, Math.min(start - BEFORE, text.length - MAX_LENGTH)));
  const to = onCharacter(text, Math.min(text.length, from + MAX_LENGTH));
  const lead = from > 0 ? '…' : '';
  const before = lead + printable(text.slice(from, start));
  const under = printable(text.slice(start, Math.min(end, to)));
  const source = expandTabs(lead + printable(text.slice(from, to)) + (to < text.length ? '…' : ''));
  return { source, indent: displayWidth(before), carets: Math.max(1, displayWidth(under)) };
}

/** Never between the two halves of a surrogate pair. */
function onCharacter(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index;
}

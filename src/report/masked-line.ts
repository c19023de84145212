import type { Region, SecretPlace } from '../diagnostic.js';

/** Columns of one line that must not be printed: 0-based, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A line as it may be printed, and where its columns went. */
export interface MaskedLine {
  readonly text: string;
  /** The 0-based column in the masked text for one in the line as written. */
  column(original: number): number;
}

const SHOWN = 4;
const KEY_FOLLOWS = /^\s*:/;

/** The line with each span replaced by an ellipsis. */
export function maskLine(line: string, spans: readonly Span[]): MaskedLine {
  const hidden = mergeSpans(spans);
  let text = '';
  let from = 0;
  for (const { start, end } of hidden) {
    text += `${line.slice(from, start)}…`;
    from = end;
  }
  return { text: text + line.slice(from), column: (original) => maskedColumn(hidden, original) };
}

function maskedColumn(hidden: readonly Span[], original: number): number {
  let shift = 0;
  for (const { start, end } of hidden) {
    if (original <= start) break;
    if (original < end) return start + shift + 1;
    shift += 1 - (end - start);
  }
  return original + shift;
}

function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const span of spans.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start <= last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}

/** What to hide of a line that places of secrets touch: all of each but its first four characters, unless it may be shown, and other strings beside them. */
export function secretSpans(line: string, number: number, places: readonly SecretPlace[]): readonly Span[] {
  if (places.length === 0) return [];
  return [...places.filter(({ isShown }) => !isShown).map((place) => hiddenPart(line, number, place)), ...hiddenStrings(line)];
}

function hiddenPart(line: string, number: number, region: Region): Span {
  const end = number === region.endLine ? Math.min(region.endColumn - 1, line.length) : line.length;
  if (number !== region.startLine) return { start: 0, end };
  const start = region.startColumn - 1;
  return { start: start + SHOWN + (isQuote(line.charAt(start)) ? 1 : 0), end };
}

/** Where one half of a credential stands, the other is often on the same line. The keys of objects are not hidden. */
function hiddenStrings(line: string): readonly Span[] {
  const spans: Span[] = [];
  const unclosed = new Set<string>();
  for (let at = 0; at < line.length; at++) {
    const quote = line.charAt(at);
    if (!isQuote(quote) || unclosed.has(quote)) continue;
    const close = closingQuote(line, at);
    if (close === undefined) {
      unclosed.add(quote);
      continue;
    }
    if (!KEY_FOLLOWS.test(line.slice(close + 1, close + 9))) spans.push({ start: at + 1 + SHOWN, end: close });
    at = close;
  }
  return spans;
}

function closingQuote(line: string, opening: number): number | undefined {
  for (let at = opening + 1; at < line.length; at++) {
    if (line.charAt(at) === '\\') at++;
    else if (line.charAt(at) === line.charAt(opening)) return at;
  }
  return undefined;
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === '`';
}

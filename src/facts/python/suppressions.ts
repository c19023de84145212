import { LineIndex } from '../../source/line-index.js';
import type { Span, SuppressionFact } from '../model.js';
import { parseSuppression, SUPPRESSION_MARK, toSuppressionFact } from '../suppression-comment.js';

/** Suppressions in comments. `texts` are the string literals: a `#` in one begins no comment. */
export function readSuppressions(text: string, texts: readonly Span[]): SuppressionFact[] {
  const facts: SuppressionFact[] = [];
  const lines = new LineIndex(text);
  for (let mark = text.indexOf(SUPPRESSION_MARK); mark !== -1; mark = text.indexOf(SUPPRESSION_MARK, mark + 1)) {
    const line = lines.lineAt(mark);
    const span = lines.spanOfLine(line);
    const start = commentStart(text, span, texts);
    if (start === undefined || start > mark) continue;
    const parsed = parseSuppression(text.slice(start + 1, span.end), start + 1);
    if (parsed) facts.push(toSuppressionFact(parsed, { start, end: span.end }, line, () => coveredLine(text, line, start, lines)));
  }
  return facts;
}

function commentStart(text: string, line: Span, texts: readonly Span[]): number | undefined {
  for (let at = text.indexOf('#', line.start); at !== -1 && at < line.end; at = text.indexOf('#', at + 1)) {
    const place = at;
    if (!texts.some(({ start, end }) => start <= place && place < end)) return at;
  }
  return undefined;
}

/** The comment's own line if there is code on it, else the next line with code. */
function coveredLine(text: string, line: number, start: number, lines: LineIndex): Span {
  const own = lines.spanOfLine(line);
  if (own.start < start) return own;
  for (let next = line + 1; next <= lines.lineCount; next++) {
    const span = lines.spanOfLine(next);
    if (span.start < span.end && text[span.start] !== '#') return span;
  }
  return own;
}

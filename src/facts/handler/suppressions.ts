import type { SourceComment } from '../../source/javascript.js';
import { LineIndex } from '../../source/line-index.js';
import type { Span, SuppressionFact } from '../model.js';
import { parseSuppression, SUPPRESSION_MARK, toSuppressionFact } from '../suppression-comment.js';

/** Suppressions in comments. */
export function readSuppressions(text: string, readComments: () => readonly SourceComment[]): SuppressionFact[] {
  if (!text.includes(SUPPRESSION_MARK)) return [];
  const comments = readComments();
  const lines = new LineIndex(text);
  return comments.flatMap((comment): SuppressionFact[] => {
    // Both markers, `//` and `/*`, have two characters.
    const parsed = parseSuppression(comment.value, comment.start + 2);
    return parsed ? [toSuppressionFact(parsed, comment, lines.lineAt(comment.start), () => coveredLine(text, comment, comments, lines))] : [];
  });
}

/** The comment's own line if there is code on it, else the next line with code. */
function coveredLine(text: string, comment: SourceComment, comments: readonly SourceComment[], lines: LineIndex): Span {
  const line = lines.lineAt(comment.start);
  const own = lines.spanOfLine(line);
  if (own.start < comment.start) return own;
  const gap = /\S/g;
  let offset = comment.end;
  for (;;) {
    gap.lastIndex = offset;
    const code = gap.exec(text)?.index;
    if (code === undefined) return own;
    const next = comments.find(({ start }) => start === code);
    if (!next) return lines.spanOfLine(lines.lineAt(code));
    offset = next.end;
  }
}

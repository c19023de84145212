import type { SourceComment } from '../../source/javascript.js';
import { LineIndex } from '../../source/line-index.js';
import type { SuppressionFact } from '../model.js';
import { parseSuppression, SUPPRESSION_MARK } from '../suppression-comment.js';

const FILE_COMMENT_LINES = 10;

/** Suppressions in comments. A file-wide one below the first lines keeps no rules: it has no effect and is reported. */
export function readSuppressions(text: string, readComments: () => readonly SourceComment[]): SuppressionFact[] {
  if (!text.includes(SUPPRESSION_MARK)) return [];
  const comments = readComments();
  const lines = new LineIndex(text);
  return comments.flatMap((comment): SuppressionFact[] => {
    const parsed = parseSuppression(comment.value);
    if (!parsed) return [];
    const { start, end } = comment;
    if (parsed.kind === 'line') return [{ ...parsed, line: coveredLine(text, comment, comments, lines), start, end }];
    return [{ ...parsed, rules: lines.lineAt(start) <= FILE_COMMENT_LINES ? parsed.rules : [], start, end }];
  });
}

/** The comment's own line if there is code on it, else the next line with code. */
function coveredLine(text: string, comment: SourceComment, comments: readonly SourceComment[], lines: LineIndex): number {
  const line = lines.lineAt(comment.start);
  if (text.slice(lines.startOfLine(line), comment.start).trim() !== '') return line;
  const gap = /\S/g;
  let offset = comment.end;
  for (;;) {
    gap.lastIndex = offset;
    const code = gap.exec(text)?.index;
    if (code === undefined) return line;
    const next = comments.find(({ start }) => start === code);
    if (!next) return lines.lineAt(code);
    offset = next.end;
  }
}

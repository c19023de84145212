import { lineEnd, lineStart } from './style.js';
import type { TextEdit } from './text-edit.js';

type Span = Pick<TextEdit, 'start' | 'end'>;

/** A statement of a function that is to stand at module level, behind another one. */
export interface Move {
  readonly statement: Span;
  readonly behind: Span & { readonly isImport: boolean };
}

/**
 * The edits that move a statement with its comments: that at its end, and those above it that are about it alone, as a blank line behind it tells. Undefined where it shares its
 * lines with other code, or holds text whose lines may not be shifted.
 */
export function moveStatement(text: string, { statement, behind }: Move, comment: '//' | '#'): readonly TextEdit[] | undefined {
  const from = lineStart(text, statement.start);
  const to = lineEnd(text, statement.end);
  const indent = text.slice(from, statement.start);
  const isComment = (rest: string): boolean => rest.trim() === '' || rest.trim().startsWith(comment);
  const behindEnd = lineEnd(text, behind.end);
  if (indent.trim() !== '' || !isComment(text.slice(statement.end, to)) || !isComment(text.slice(behind.end, behindEnd)) || hasFixedLines(text.slice(statement.start, statement.end))) return undefined;
  const start = text.slice(nextLine(text, to), lineEnd(text, nextLine(text, to))).trim() === '' ? commentsAbove(text, from, comment) : from;
  const newLine = text.slice(start, to).includes('\r\n') || text.startsWith('\r\n', to) ? '\r\n' : '\n';
  const lines = text.slice(start, to).split(/\r?\n/).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
  const moved = `${newLine}${behind.isImport ? newLine : ''}${lines.join(newLine)}`;
  return [{ start: behindEnd, end: behindEnd, text: moved }, { start, end: withBlankLine(text, start, nextLine(text, to)), text: '' }];
}

/** Texts over several lines would change with their indentation. */
function hasFixedLines(code: string): boolean {
  return /"""|'''|\\\r?\n/.test(code) || (code.match(/`[^`]*`/g) ?? []).some((one) => one.includes('\n'));
}

/** Where the lines of comments right above a line begin. */
function commentsAbove(text: string, from: number, comment: string): number {
  let start = from;
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (!text.slice(above, start).trim().startsWith(comment)) break;
    start = above;
  }
  return start;
}

function nextLine(text: string, end: number): number {
  const next = text.indexOf('\n', end);
  return next === -1 ? text.length : next + 1;
}

/** Of two blank lines that would meet, or one at the beginning of a block, one goes along. */
function withBlankLine(text: string, start: number, end: number): number {
  const next = nextLine(text, end);
  if (text.slice(end, next).trim() !== '' || end === text.length) return end;
  const above = text.slice(lineStart(text, start - 1), start).trim();
  return above === '' || /[{:]$/.test(above) ? next : end;
}

/** What ends or opens a connection: to do so twice with one client fails. */
const ENDED = /^\s*[?!]?\.\s*\$?(?:end|close|destroy|quit|disconnect|release|terminate|shutdown|stop|connect|open|login|logout)\b/;

/** What is made around a client would still be made each time. */
const WRAPPED = /(?:\.from|\bcaptureAWS(?:v3)?Client|\bnew [\w.]+)\(\s*$/;

/** Whether a client that is used at these places can serve another invocation, and nothing of it stays behind. */
export function isKept(text: string, uses: readonly Span[]): boolean {
  return uses.every(({ start, end }) => !ENDED.test(text.slice(end, end + 100)) && !WRAPPED.test(text.slice(Math.max(0, start - 100), start)));
}

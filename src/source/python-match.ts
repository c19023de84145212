import type { LineIndex } from './line-index.js';

/** The start of a clause, or of the statement; `match = 1` and `case.x` are names. */
const START = /^([^\S\n\r]*)(?:case|match)[^\S\n\r]+(?![\s=.])/;
/** UTF-16 units. */
const MAX_LINE = 2000;

/**
 * A text in which the sequence without brackets of `case 'GET', path:` or `match method, path:` has `|` for its commas: the parser does not know
 * them, and nothing moves. The other clauses of the statement come along. Undefined where the line says something else.
 */
export function joinSequences(text: string, lines: LineIndex, line: number): string | undefined {
  const start = lines.startOfLine(line);
  const indent = START.exec(text.slice(start, lines.startOfLine(line + 1)))?.[1];
  if (indent === undefined) return undefined;
  const below = text.slice(start).split('\n');
  const end = below.findIndex((one, index) => index > 0 && one.trim() !== '' && !one.startsWith(indent));
  const joined = below.map((one, index) => (index < (end === -1 ? below.length : end) && START.exec(one)?.[1] === indent ? joinSequence(one) : one)).join('\n');
  return joined.length === text.length - start && joined !== text.slice(start) ? text.slice(0, start) + joined : undefined;
}

function joinSequence(line: string): string {
  if (line.length > MAX_LINE) return line;
  const from = START.exec(line)?.[0].length ?? 0;
  let joined = line.slice(0, from);
  let depth = 0;
  let quote = '';
  for (let at = from; at < line.length; at++) {
    const char = line.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\') joined += line.charAt(at++);
    } else if (char === '"' || char === "'") quote = char;
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (depth === 0 && (char === ':' || char === '#' || /^\sif\b/.test(line.slice(at, at + 4)))) return joined + line.slice(at);
    else if (depth === 0 && (char === ',' || char === '*')) {
      // What is behind the last comma of all, and before a rest, is nothing.
      joined += char === ',' && !/^\s*(?::|if\b)/.test(line.slice(at + 1, at + 40)) ? '|' : ' ';
      continue;
    }
    joined += line.charAt(at);
  }
  return joined;
}

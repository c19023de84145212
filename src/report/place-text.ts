import type { Place, Problem } from '../diagnostic.js';
import { printable } from './printable.js';

/** `path:line:column`, as editors and terminals turn it into a link. */
export function placeText({ path, startLine, startColumn }: Place): string {
  return `${printable(path)}:${startLine}:${startColumn}`;
}

/** `path:line` of a problem, as much of it as is known; empty for one of the whole run. */
export function problemPlace({ path, line }: Problem): string {
  return line === undefined ? printable(path) : `${printable(path)}:${line}`;
}

import ignore from 'ignore';
import type { Ignore } from 'ignore';

import type { FileSource, FileTrouble } from '../source/file-source.js';

/** Rules of one `.gitignore` or `.npmignore`, for what is below its folder. */
export interface IgnoreFile {
  readonly folder: string;
  readonly rules: Ignore;
}

/** Patterns of one file that are followed: each path is tried with all of them. */
export const MAX_LINES = 2000;

/** The rules of a folder; undefined where it has no such file. */
export function readIgnoreFile(source: FileSource, folder: string, name: '.gitignore' | '.npmignore' = '.gitignore', report = (trouble: FileTrouble): void => { source.note(trouble); }): IgnoreFile | undefined {
  const path = folder === '' ? name : `${folder}/${name}`;
  const text = source.read(path);
  if (text === undefined) return undefined;
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (lines.length > MAX_LINES) report({ kind: 'limit', path, message: `It has more than ${MAX_LINES} patterns; the others are not followed.` });
  // Not told: `report.[0-9]*.[0-9]*.[0-9]*.[0-9]*.json` is in the ignore file that GitHub proposes for Node.js.
  return { folder, rules: ignore().add(lines.slice(0, MAX_LINES).filter(isFollowed)) };
}


/** Stars in one name, and `**` in one line, that are followed: each more multiplies the time by the length of the path. */
const MAX_STARS = 3;

/** Whether a line of an ignore file, or a pattern of the same form, means something, and can be tried in a time that is worth it. */
export function isFollowed(line: string): boolean {
  return line.split('/').every((name) => starsIn(name) <= MAX_STARS) && starsIn(line.replaceAll(/(?<!\*)\*(?!\*)/g, '')) <= MAX_STARS && isWellFormed(line);
}

/** A class that is open, as in `[a-/b`, is found out when the line is first tried. */
function isWellFormed(line: string): boolean {
  if (!/[[\\]/.test(line)) return true;
  try {
    ignore().add(line.replace(/^!/, '')).ignores('orders');
    return true;
  } catch {
    return false;
  }
}

/** Runs of stars: two beside each other are one. */
function starsIn(text: string): number {
  return text.match(/\*+/g)?.length ?? 0;
}

/** Whether one of the files above a path leaves it out; the path of a folder ends in a slash. */
export function isIgnored(files: readonly IgnoreFile[], path: string): boolean {
  return files.some(({ folder, rules }) => rules.ignores(folder === '' ? path : path.slice(folder.length + 1)));
}

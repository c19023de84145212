import type { Problem } from '../../diagnostic.js';
import { joinPath } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';
import { readPnpmLock, readYarnLock } from './indented-lock.js';
import type { LockGraph } from './lock-graph.js';
import { readNpmLock } from './npm-lock.js';

/** The first that is there counts, as for npm. */
const LOCKS: readonly (readonly [name: string, read: (text: string) => LockGraph | string])[] = [
  ['npm-shrinkwrap.json', readNpmLock],
  ['package-lock.json', readNpmLock],
  ['yarn.lock', readYarnLock],
  ['pnpm-lock.yaml', readPnpmLock],
];
const MERGE_MARKER = /^(?:<{7}|>{7}|={7})(?: |$)/m;
/** A lock file over this size is not read. */
const MAX_LENGTH = 20_000_000;

/** The lock file of a folder: what it says, `broken` where it cannot be read and a problem was told, undefined where there is none. */
export function readLock(source: FileSource, folder: string, report: (problem: Problem) => void): LockGraph | 'broken' | undefined {
  for (const [name, read] of LOCKS) {
    const path = joinPath(folder, name) ?? name;
    if (source.kind(path) !== 'file') continue;
    const result = readFile(source, path, read);
    if ('needsOf' in result) return result;
    report({ path, ...result });
    return 'broken';
  }
  return undefined;
}

function readFile(source: FileSource, path: string, read: (text: string) => LockGraph | string): LockGraph | Omit<Problem, 'path'> {
  const size = source.stat(path)?.size ?? 0;
  if (size > MAX_LENGTH) return { kind: 'limit', message: `It has ${size} bytes; lock files over ${MAX_LENGTH} bytes are not read.` };
  const text = source.read(path);
  if (text === undefined) return { kind: 'unreadable', message: 'It cannot be read.' };
  const marker = MERGE_MARKER.exec(text);
  if (marker) return { kind: 'parse', line: text.slice(0, marker.index).split('\n').length, message: 'It has the marks of a merge that was not finished; what it installs is not known.' };
  const graph = read(text);
  return typeof graph === 'string' ? { kind: 'parse', line: 1, message: `${graph}; what it installs is not known.` } : graph;
}

import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { FileSystemHost } from 'ts-morph';

import type { FileSource } from '../source/file-source.js';

/** Where the repository stands for the type checker: nothing is above it or beside it. */
const ROOT = '/repository';

/** What is read for types in one run, in files and in characters. */
export interface ReadingBudget {
  files: number;
  characters: number;
}

export function isSpent({ files, characters }: ReadingBudget): boolean {
  return files <= 0 || characters <= 0;
}

/** The path that the type checker knows a file of the repository by. */
export function toHost(path: string): string {
  return path === '' ? ROOT : `${ROOT}/${path}`;
}

/** Undefined for what is outside of the repository. */
export function fromHost(path: string): string | undefined {
  if (path === ROOT) return '';
  return path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length + 1) : undefined;
}

/** A disk for the type checker that has the files of the repository and no others, cannot be written, and ends with the budget. */
export function fileHost(source: FileSource, budget: ReadingBudget): FileSystemHost {
  const kindOf = (path: string): 'file' | 'folder' | undefined => {
    const inside = fromHost(path);
    return inside === undefined || isSpent(budget) ? undefined : source.kind(inside);
  };
  const read = (path: string): string => {
    const inside = fromHost(path);
    const text = inside === undefined || isSpent(budget) ? undefined : source.read(inside);
    if (text === undefined) throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
    budget.files--;
    budget.characters -= text.length;
    // A mark that is dropped would move every offset.
    return text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  };
  const refuse = (): never => {
    throw new Error('types are only read');
  };
  const refuseLater = (): Promise<never> => Promise.reject(new Error('types are only read'));
  return {
    isCaseSensitive: () => true,
    getCurrentDirectory: () => ROOT,
    fileExistsSync: (path) => kindOf(path) === 'file',
    fileExists: (path) => Promise.resolve(kindOf(path) === 'file'),
    directoryExistsSync: (path) => kindOf(path) === 'folder',
    directoryExists: (path) => Promise.resolve(kindOf(path) === 'folder'),
    readFileSync: read,
    readFile: (path) => Promise.resolve(read(path)),
    readDirSync: (path) => {
      const inside = fromHost(path);
      return (inside === undefined ? [] : (source.list(inside) ?? [])).map(({ name, kind }) => {
        const full = `${path}/${name}`;
        return { name: full, isFile: kindOf(full) === 'file', isDirectory: kindOf(full) === 'folder', isSymlink: kind === 'link' };
      });
    },
    realpathSync: (path) => realPath(source, path),
    globSync: () => [],
    glob: () => Promise.resolve([]),
    deleteSync: refuse, writeFileSync: refuse, mkdirSync: refuse, moveSync: refuse, copySync: refuse,
    delete: refuseLater, writeFile: refuseLater, mkdir: refuseLater, move: refuseLater, copy: refuseLater,
  };
}

/** Packages are often links to one copy inside the repository; what lies outside keeps its name and is not entered. */
function realPath({ diskRoot }: FileSource, path: string): string {
  const inside = fromHost(path);
  if (diskRoot === undefined || inside === undefined) return path;
  try {
    const real = realpathSync.native(join(diskRoot, inside));
    return real.startsWith(diskRoot + sep) ? toHost(real.slice(diskRoot.length + 1).replaceAll(sep, '/')) : path;
  } catch {
    // Not there: its name is as good as any.
    return path;
  }
}

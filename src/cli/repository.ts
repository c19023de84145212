import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

import { candidatesIn, findCandidates } from '../engine/discover.js';
import { parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { UsageError } from './usage-error.js';

/** A PATH of the command line, relative to the root. */
export interface SelectedPath {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** As typed. */
  readonly written: string;
}

/** The repository that a run is about, and the part of it that is reported. */
export interface Repository {
  /** Absolute, links resolved. */
  readonly root: string;
  readonly selected: readonly SelectedPath[];
}

interface Target {
  readonly absolute: string;
  readonly kind: 'file' | 'folder';
  readonly written: string;
}

export interface RepositoryRequest {
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly root: string | undefined;
  /** The file that standard input stands for; it need not exist. */
  readonly overlaid: string | undefined;
}

/** Finds the root that all PATHs share: the one given, the nearest with `.git`, else what the PATHs themselves say. */
export function findRepository({ paths, cwd, root, overlaid }: RepositoryRequest): Repository {
  const here = realpathSync(cwd);
  const given = root === undefined ? undefined : givenRoot(here, root);
  const targets = paths.map((path) => findTarget(here, path, path === overlaid));
  if (targets.length === 0) targets.push({ absolute: given === undefined || isInside(here, given) ? here : given, kind: 'folder', written: '.' });
  const found = given ?? sharedRoot(targets, here);
  return { root: found, selected: targets.map((target) => toSelected(target, found)) };
}

/** Path of a file relative to the root, or undefined where it is not below. */
export function pathBelow(root: string, absolute: string): string | undefined {
  return isInside(absolute, root) ? relative(root, absolute).split(sep).join('/') : undefined;
}

function givenRoot(here: string, root: string): string {
  const absolute = resolve(here, root);
  if (!statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`No such folder: '${root}' (--root)`);
  return realpathSync(absolute);
}

function findTarget(here: string, written: string, mayBeNew: boolean): Target {
  const absolute = resolve(here, written);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return { absolute: realpathSync(absolute), kind: 'folder', written };
  if (!stats?.isFile() && !(mayBeNew && existsSync(dirname(absolute)))) throw new UsageError(`No such file or folder: '${written}'`);
  // A link to a file is reported under its own name, as the walk over its folder finds it.
  return { absolute: join(realpathSync(dirname(absolute)), basename(absolute)), kind: 'file', written };
}

function sharedRoot(targets: readonly Target[], here: string): string {
  const roots = new Set(targets.map((target) => gitRoot(target) ?? rootWithoutGit(target, here, targets.length)));
  const [first = here, second] = roots;
  if (second !== undefined) throw new UsageError(`The paths belong to different repositories ('${first}' and '${second}'); check them one by one, or name a common folder with --root`);
  return first;
}

function gitRoot({ absolute, kind }: Target): string | undefined {
  for (let folder = kind === 'folder' ? absolute : dirname(absolute); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** A folder alone is its own root; several paths have the working directory in common, if anything. */
function rootWithoutGit({ absolute, kind }: Target, here: string, count: number): string {
  if (kind === 'folder' && count === 1) return absolute;
  if (isInside(absolute, here)) return here;
  return kind === 'folder' ? absolute : dirname(absolute);
}

function isInside(absolute: string, folder: string): boolean {
  const path = relative(folder, absolute);
  return path === '' || (path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path));
}

function toSelected({ absolute, kind, written }: Target, root: string): SelectedPath {
  const path = pathBelow(root, absolute);
  if (path === undefined) throw new UsageError(`'${written}' is outside the root '${root}'`);
  return { path, kind, written };
}

/** Paths to look for templates at: below the selected folders and beside the way to them; for a file, anywhere. */
export function candidatesFor(source: FileSource, selected: readonly SelectedPath[]): readonly string[] {
  const found = new Set<string>();
  const add = (paths: readonly string[]): void => {
    for (const path of paths) found.add(path);
  };
  if (selected.some(({ kind }) => kind === 'file')) add(findCandidates(source, ''));
  for (const { path, kind } of selected) {
    if (kind === 'file') {
      // Named by the user: read even where git ignores it.
      if (/\.(?:ya?ml|json|template)$/i.test(path)) add([path]);
      continue;
    }
    add(findCandidates(source, path));
    for (const folder of foldersAbove(path)) add(candidatesIn(source, folder));
  }
  return [...found].sort();
}

/** The folders above a path, the nearest first, the root last. */
export function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = path; folder !== '';) {
    folder = parentFolder(folder);
    folders.push(folder);
  }
  return folders;
}

/** Whether a path is one of those selected or below one. */
export function isSelected(path: string, selected: readonly SelectedPath[]): boolean {
  return selected.some((one) => isBelow(path, one.path));
}

export function isBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

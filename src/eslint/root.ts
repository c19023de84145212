import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/** A linted file as part of its repository; the path is relative to the root with forward slashes. */
export interface PlacedFile {
  readonly root: string;
  readonly path: string;
}

/**
 * The repository that a file belongs to: the nearest folder with `.git` at or above it, else ESLint's working folder if
 * the file is in it, else the file's own folder. Undefined for text without a file, and where that would be the home
 * folder or a whole disk, which nobody wants walked for the sake of one file.
 */
export function placeFile(file: string, workingFolder: string): PlacedFile | undefined {
  if (!isAbsolute(file)) return undefined;
  const beside = dirname(file);
  // A folder that files were linted in is not looked for with every key.
  const folder = repositoryByFolder.has(beside) ? beside : nearestExisting(beside);
  const root = repositoryAbove(folder) ?? (isInside(file, workingFolder) ? workingFolder : folder);
  if (root === process.getBuiltinModule('node:os').homedir() || dirname(root) === root) return undefined;
  return { root, path: relative(root, file).replaceAll(sep, '/') };
}

/** Asked for every linted file: folders of one repository share the answer. */
const repositoryByFolder = new Map<string, string | undefined>();

function repositoryAbove(folder: string): string | undefined {
  if (repositoryByFolder.has(folder)) return repositoryByFolder.get(folder);
  const parent = dirname(folder);
  const found = existsSync(join(folder, '.git')) ? folder : parent === folder ? undefined : repositoryAbove(parent);
  repositoryByFolder.set(folder, found);
  return found;
}

function nearestExisting(folder: string): string {
  let current = folder;
  while (!existsSync(current) && dirname(current) !== current) current = dirname(current);
  return current;
}

function isInside(file: string, folder: string): boolean {
  const path = relative(folder, file);
  return path !== '' && !path.startsWith('..') && !isAbsolute(path);
}

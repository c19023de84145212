import { isBuiltin } from 'node:module';

import type { Problem } from '../diagnostic.js';
import { joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { isIgnoredByGit } from './discover.js';
import { createAliasResolver } from './tsconfig-paths.js';
import { createWorkspaceResolver } from './workspaces.js';

/** Finds the file of the repository that an import leads to; undefined for installed packages and for nothing. */
export interface ImportResolver {
  resolve(fromPath: string, specifier: string): string | undefined;
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx'];
/** Reads `.env` when it is loaded or told to. */
const DOTENV = /^dotenv(?:$|\/config)/;
/** TypeScript imports name the file that will be there after compilation. */
const COMPILED: readonly (readonly [compiled: string, written: readonly string[]])[] = [
  ['.js', ['.ts', '.tsx', '.js', '.jsx']],
  ['.mjs', ['.mts', '.mjs']],
  ['.cjs', ['.cts', '.cjs']],
  ['.jsx', ['.tsx', '.jsx']],
];

/** `report` is told of settings that have more than is followed. */
export function createImportResolver(source: FileSource, report: (problem: Problem) => void): ImportResolver {
  const isFile = (path: string): boolean => source.kind(path) === 'file';
  const aliases = createAliasResolver(source, report);
  const workspaces = createWorkspaceResolver(source, report);

  function resolveRelative(fromPath: string, specifier: string): string | undefined {
    const base = joinPath(parentFolder(fromPath), specifier);
    return base === undefined ? undefined : candidates(base, specifier).find(isFile);
  }

  /** The nearest `.env` at or above the file; one that git ignores is not in what a build packs. */
  function nearestDotenv(folder: string): string | undefined {
    const path = folder === '' ? '.env' : `${folder}/.env`;
    if (isFile(path)) return isIgnoredByGit(source, path) ? undefined : path;
    return folder === '' ? undefined : nearestDotenv(parentFolder(folder));
  }

  function resolveAlias(fromPath: string, specifier: string): string | undefined {
    return aliases.candidates(fromPath, specifier).flatMap((base) => candidates(base, base)).find(isFile);
  }

  function resolvePackage(fromPath: string, specifier: string): string | undefined {
    return workspaces.candidates(fromPath, specifier).flatMap((base) => candidates(base, base)).find(isFile);
  }

  return {
    resolve(fromPath, specifier) {
      if (specifier.startsWith('.')) return resolveRelative(fromPath, specifier);
      if (specifier.startsWith('/') || isBuiltin(specifier)) return undefined;
      if (DOTENV.test(specifier)) return nearestDotenv(parentFolder(fromPath));
      return resolveAlias(fromPath, specifier) ?? resolvePackage(fromPath, specifier);
    },
  };
}

function candidates(base: string, specifier: string): readonly string[] {
  if (specifier.endsWith('/') || specifier === '.' || specifier === '..') return EXTENSIONS.map((extension) => `${base}/index${extension}`);
  const compiled = COMPILED.find(([extension]) => base.endsWith(extension));
  if (compiled) {
    const [extension, written] = compiled;
    const stem = base.slice(0, -extension.length);
    return [...written.map((other) => stem + other), ...withExtensions(base)];
  }
  if (base.endsWith('.json') || EXTENSIONS.some((extension) => base.endsWith(extension))) return [base];
  return withExtensions(base);
}

/** Node looks for code before data. */
function withExtensions(base: string): readonly string[] {
  return [...EXTENSIONS.map((extension) => base + extension), `${base}.json`, ...EXTENSIONS.map((extension) => `${base}/index${extension}`)];
}

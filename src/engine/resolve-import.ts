import { isBuiltin } from 'node:module';

import type { Problem } from '../diagnostic.js';
import { joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { isIgnoredByGit } from './discover.js';
import { readManifest } from './package-manifest.js';
import { below } from './script-roots.js';
import type { ScriptRoot } from './script-roots.js';
import { createAliasResolver } from './tsconfig-paths.js';
import { createWorkspaceResolver } from './workspaces.js';

/** Finds the file of the repository that an import leads to; undefined for installed packages and for nothing. */
export interface ImportResolver {
  /** `roots`: what the layers of the function hold. */
  resolve(fromPath: string, specifier: string, roots?: readonly ScriptRoot[]): string | undefined;
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

  function resolveInLayer(specifier: string, roots: readonly ScriptRoot[]): string | undefined {
    const bases = roots.flatMap((root) => below(root, specifier) ?? []);
    const found = bases.flatMap((base) => [...mainFiles(base), ...candidates(base, roots.some(([, folder]) => folder === base) ? `${base}/` : base)]).find(isFile);
    return found === undefined || isInstalled(source, found) ? undefined : found;
  }

  /** Those of the package in a folder. */
  function mainFiles(folder: string): readonly string[] {
    return (readManifest(source, folder)?.main ?? []).flatMap((main) => joinPath(folder, main) ?? []).flatMap((base) => candidates(base, base));
  }

  return {
    resolve(fromPath, specifier, roots = []) {
      if (specifier.startsWith('.')) return resolveRelative(fromPath, specifier);
      // The code of a layer is often given to the compiler under the path that it will have.
      if (specifier.startsWith('/')) return specifier.startsWith('/opt/') ? resolveInLayer(specifier, roots) ?? resolveAlias(fromPath, specifier) : undefined;
      if (isBuiltin(specifier)) return undefined;
      if (DOTENV.test(specifier)) return nearestDotenv(parentFolder(fromPath));
      return resolveAlias(fromPath, specifier) ?? resolvePackage(fromPath, specifier) ?? resolveInLayer(specifier, roots);
    },
  };
}

/** Whether a file belongs to a package of others: one that npm installed, which says where it comes from. */
function isInstalled(source: FileSource, path: string): boolean {
  const [folder] = /^.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? [];
  return folder !== undefined && readManifest(source, folder)?.isPublished === true;
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

import { isBuiltin } from 'node:module';

import { joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { createAliasResolver } from './tsconfig-paths.js';

/** Finds the file of the repository that an import leads to; undefined for packages and for nothing. */
export interface ImportResolver {
  resolve(fromPath: string, specifier: string): string | undefined;
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx'];
/** TypeScript imports name the file that will be there after compilation. */
const COMPILED: readonly (readonly [compiled: string, written: readonly string[]])[] = [
  ['.js', ['.ts', '.tsx', '.js', '.jsx']],
  ['.mjs', ['.mts', '.mjs']],
  ['.cjs', ['.cts', '.cjs']],
  ['.jsx', ['.tsx', '.jsx']],
];

export function createImportResolver(source: FileSource): ImportResolver {
  const isFile = (path: string): boolean => source.stat(path)?.kind === 'file';
  const aliases = createAliasResolver(source);

  function resolveRelative(fromPath: string, specifier: string): string | undefined {
    const base = joinPath(parentFolder(fromPath), specifier);
    return base === undefined ? undefined : candidates(base, specifier).find(isFile);
  }

  return {
    resolve(fromPath, specifier) {
      if (specifier.startsWith('.')) return resolveRelative(fromPath, specifier);
      if (specifier.startsWith('/') || isBuiltin(specifier)) return undefined;
      return aliases.resolve(fromPath, specifier);
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
  if (EXTENSIONS.some((extension) => base.endsWith(extension))) return [base];
  return withExtensions(base);
}

function withExtensions(base: string): readonly string[] {
  return [...EXTENSIONS.map((extension) => base + extension), ...EXTENSIONS.map((extension) => `${base}/index${extension}`)];
}

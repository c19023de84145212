import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { files } from './files.js';
import type { PackageContent } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { stackOf } from './resource-id.js';
import { packageName } from './supply.js';

/** One folder that several functions ship whole. */
export interface SharedPackage {
  readonly at: Location;
  readonly content: PackageContent;
  readonly owners: readonly LambdaFunction[];
  readonly handlers: number;
}

/** Folders with dependencies that functions with different handlers ship whole; each once for each template. */
export const sharedPackages = defineAnalysis({
  name: 'sharedPackages',
  requires: { files, functions },
  run: ({ files: { packageOf }, functions: all }): readonly SharedPackage[] => {
    const groups = new Map<string, LambdaFunction[]>();
    for (const fn of all) {
      if (fn.code.kind !== 'local' || fn.entry.state !== 'found') continue;
      const key = `${stackOf(fn.key) ?? ''} ${fn.code.path}`;
      groups.set(key, [...(groups.get(key) ?? []), fn]);
    }
    return [...groups.values()].flatMap((owners) => {
      const [first] = owners;
      const handlers = new Set(owners.flatMap(({ entry }) => (entry.state === 'found' ? [entry.file] : []))).size;
      const content = first && handlers > 1 ? packageOf(first.key) : undefined;
      if (!first || first.code.kind !== 'local' || content?.kind !== 'folder' || !hasDependencies(content) || owners.every((fn) => usesAll(fn, content))) return [];
      return [{ at: first.code.isImplicit ? first.at : first.code.at, content, owners, handlers }];
    });
  },
});

/** Small scripts side by side cost nothing; what each drags along does. */
function hasDependencies({ missing, installed, own }: PackageContent): boolean {
  return missing.length > 0 || installed.length > 0 || own.some(({ owner }) => owner !== undefined);
}

/** Who needs every dependency drags none along; of what is installed in the tree, most is needed by other dependencies: not told apart. */
function usesAll({ handlerCode }: LambdaFunction, { missing, installed, own }: PackageContent): boolean {
  if (!handlerCode || installed.length > 0 || own.some(({ owner }) => owner !== undefined)) return false;
  const imported = new Set(handlerCode.imports.flatMap(({ specifier }) => [packageName(specifier), moduleName(specifier.split('.', 1)[0] ?? '')]));
  return missing.every((name) => imported.has(name) || imported.has(moduleName(name)));
}

/** The module that a package of Python most often brings. */
function moduleName(distribution: string): string {
  return distribution.toLowerCase().replaceAll(/[-.]/g, '_');
}

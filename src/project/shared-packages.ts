import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { files } from './files.js';
import type { PackageContent, ProjectFiles } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { stackOf } from './resource-id.js';
import { suppliedByPython } from './runtime-supply.js';
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
  run: ({ files: { packageOf, resolutions }, functions: all }): readonly SharedPackage[] => {
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
      if (!first || first.code.kind !== 'local' || content?.kind !== 'folder' || !hasDependencies(content) || needTheSame(owners, content, resolutions)) return [];
      return [{ at: first.code.isImplicit ? first.at : first.code.at, content, owners, handlers }];
    });
  },
});

function needTheSame(owners: readonly LambdaFunction[], { missing, installed, own }: PackageContent, resolutions: ProjectFiles['resolutions']): boolean {
  const listed = new Set([...missing, ...installed, ...own.flatMap(({ owner }) => owner ?? [])]);
  const modules = new Set([...listed].map(moduleName));
  const needs = new Set(owners.map((fn) => needsOf(fn, listed, modules, resolutions)));
  return needs.size === 1 && !needs.has(undefined);
}

/** Small scripts side by side cost nothing; what each drags along does. */
function hasDependencies({ missing, installed, own }: PackageContent): boolean {
  return missing.length > 0 || installed.length > 0 || own.some(({ owner }) => owner !== undefined);
}

/**
 * Where all import the same dependencies none drags along what only another one needs; what nobody imports comes with one that
 * is, or is no matter of sharing. Undefined for code that is not wholly read.
 */
function needsOf({ handlerCode }: LambdaFunction, listed: ReadonlySet<string>, modules: ReadonlySet<string>, resolutions: ProjectFiles['resolutions']): string | undefined {
  if (handlerCode?.isWhole !== true) return undefined;
  const needs = handlerCode.imports.flatMap(({ specifier, at: { path } }) => {
    if (specifier.startsWith('.') || resolutions.get(path)?.has(specifier) === true) return [];
    const top = specifier.split('.', 1)[0] ?? '';
    // A module of Python may have another name than the package that brings it.
    if (path.endsWith('.py')) return suppliedByPython(specifier) && !modules.has(top) ? [] : [top];
    return listed.has(packageName(specifier)) ? [packageName(specifier)] : [];
  });
  return [...new Set(needs)].sort().join(' ');
}

/** The module that a package of Python most often brings. */
function moduleName(distribution: string): string {
  return distribution.toLowerCase().replaceAll(/[-.]/g, '_');
}

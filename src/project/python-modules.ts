import type { ExportTarget, ImportFact } from '../facts/model.js';
import type { ModuleGraph } from './find-export.js';

/** The specifier of a module below another: `.` and `store` are `.store`, `lib` and `db` are `lib.db`. */
function submodule(specifier: string, name: string): string {
  return specifier.endsWith('.') ? specifier + name : `${specifier}.${name}`;
}

/** All modules that an import loads: in Python the packages around the module, and modules that it takes from a package by name. */
export function importedModules(graph: ModuleGraph, from: string, { specifier, bindings }: Pick<ImportFact, 'specifier' | 'bindings'>): readonly string[] {
  const specifiers = graph.modules.get(from)?.language === 'python' ? pythonSpecifiers(specifier, bindings.map(({ imported }) => imported)) : [specifier];
  return specifiers.flatMap((one) => graph.resolve(from, one) ?? []);
}

/** No package is nested as deeply as this. Each part of a name is looked for, and a line of code has room for a hundred thousand. */
const MAX_PARTS = 50;

/** Every specifier under which an import may find a module, the packages around it first. */
export function pythonSpecifiers(specifier: string, imported: readonly string[]): readonly string[] {
  const [dots = ''] = /^\.*/.exec(specifier) ?? [];
  const names = specifier.slice(dots.length).split('.', MAX_PARTS).filter((name) => name !== '');
  const around = names.map((_, index) => dots + names.slice(0, index + 1).join('.'));
  return [...(dots === '' ? [] : [dots]), ...around, ...imported.filter((name) => name !== '*').map((name) => submodule(specifier, name))];
}

/**
 * Where members read from an import are to be looked for. `from lib import db` may give a module of a package, and so may any
 * step behind it, unless the package defines the name itself.
 */
export function importTarget(graph: ModuleGraph, from: string, specifier: string, steps: readonly string[]): { readonly path: string | undefined; readonly steps: readonly string[] } {
  const path = graph.resolve(from, specifier);
  const [first, ...rest] = steps;
  if (first === undefined || graph.modules.get(from)?.language !== 'python') return { path, steps };
  const below = submodule(specifier, first);
  const own = path === undefined ? undefined : graph.modules.get(path)?.exports.findLast(({ name }) => name === first);
  if (graph.resolve(from, below) === undefined || (own && !isOwnModule(own.target, first))) return { path, steps };
  return importTarget(graph, from, below, rest);
}

/** `from . import db` in the package itself. */
function isOwnModule(target: ExportTarget, name: string): boolean {
  return target.kind === 'import' && /^\.+$/.test(target.specifier) && target.name === name;
}

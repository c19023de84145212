import type { ModuleGraph } from './find-export.js';

interface Importer {
  readonly path: string;
  /** `export … from`: what it names goes on under the name of this module. */
  readonly handsOn: boolean;
}

const importers = new WeakMap<ModuleGraph['modules'], ReadonlyMap<string, readonly Importer[]>>();

/** Whether a module, or one that only hands on what it exports, is imported by another one: that may change the objects it exports. */
export function isImported(graph: ModuleGraph, path: string): boolean {
  const by = importers.get(graph.modules) ?? importersOf(graph);
  importers.set(graph.modules, by);
  const seen = new Set([path]);
  for (const one of seen) {
    for (const { path: from, handsOn } of by.get(one) ?? []) {
      if (!handsOn) return true;
      seen.add(from);
    }
  }
  return false;
}

function importersOf({ modules, resolve }: ModuleGraph): ReadonlyMap<string, readonly Importer[]> {
  const found = new Map<string, Importer[]>();
  for (const [path, { imports }] of modules) {
    for (const { specifier, kind, typeOnly } of imports) {
      const target = typeOnly ? undefined : resolve(path, specifier);
      if (target === undefined) continue;
      const list = found.get(target) ?? [];
      found.set(target, list);
      list.push({ path, handsOn: kind === 'export' });
    }
  }
  return found;
}

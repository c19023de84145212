import type { ModuleFacts } from '../facts/model.js';
import type { ModuleGraph } from './find-export.js';
import { importedModules } from './python-modules.js';

/** All that code imports in any of its functions, also in those of which nobody sees that they run: a method of an object that is handed on. */
export function everImported(graph: ModuleGraph, entry: string): readonly ModuleFacts[] {
  const found = new Map<string, ModuleFacts>();
  const queue = [entry];
  for (const path of queue) {
    const module = graph.modules.get(path);
    if (!module || found.has(path)) continue;
    found.set(path, module);
    for (const one of module.imports) if (!one.typeOnly) queue.push(...importedModules(graph, path, one));
  }
  return [...found.values()];
}

import type { CallFact } from '../facts/model.js';
import { calledFunctions } from './find-export.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';

export interface CallAt {
  readonly path: string;
  readonly call: CallFact;
}

const indexes = new WeakMap<ModuleGraph, ReadonlyMap<string, readonly CallAt[]>>();

/** The calls of a function that are seen in the project; for a constructor its `new`. Indexed once per graph, when first asked. */
export function callersOf(graph: ModuleGraph, { path, id }: FunctionAt): readonly CallAt[] {
  const index = indexes.get(graph) ?? buildIndex(graph);
  indexes.set(graph, index);
  return index.get(keyOf({ path, id })) ?? [];
}

function buildIndex(graph: ModuleGraph): ReadonlyMap<string, readonly CallAt[]> {
  const index = new Map<string, CallAt[]>();
  for (const [path, { calls }] of graph.modules) for (const call of calls) {
    if (call.callee.kind !== 'function' && call.callee.kind !== 'import') continue;
    for (const target of calledFunctions(graph, path, call)) {
      const key = keyOf(target);
      const known = index.get(key);
      if (known) known.push({ path, call });
      else index.set(key, [{ path, call }]);
    }
  }
  return index;
}

function keyOf({ path, id }: FunctionAt): string {
  return `${path}#${id}`;
}

import type { CallFact, Expression } from '../facts/model.js';
import { calledFunctions, resolveReference } from './find-export.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import { givenFunctions } from './given-functions.js';

export interface CallAt {
  readonly path: string;
  /** Undefined where the function is handed on: whoever gets it calls it with what is not known. */
  readonly arguments: readonly Expression[] | undefined;
  readonly call: CallFact | undefined;
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
  const add = (target: FunctionAt, at: CallAt): void => {
    const known = index.get(keyOf(target));
    if (known) known.push(at);
    else index.set(keyOf(target), [at]);
  };
  for (const [path, { calls, handedOn }] of graph.modules) {
    for (const call of calls) {
      if (call.callee.kind !== 'function' && call.callee.kind !== 'import') continue;
      for (const target of calledFunctions(graph, path, call)) add(target, { path, arguments: call.arguments, call });
    }
    for (const fact of handedOn) for (const target of resolveReference(graph, path, fact.target)) add(target, { path, arguments: undefined, call: undefined });
  }
  for (const { target, at } of callsOfGiven(graph, index)) add(target, at);
  return index;
}

/** Calls of methods of what functions are given, by the callers that are found without them. */
function callsOfGiven(graph: ModuleGraph, known: ReadonlyMap<string, readonly CallAt[]>): readonly { readonly target: FunctionAt; readonly at: CallAt }[] {
  return [...graph.modules].flatMap(([path, { calls }]) => calls.flatMap((call) => {
    if (call.callee.kind !== 'parameter') return [];
    const targets = givenFunctions(graph, path, call.callee, (at) => known.get(keyOf(at)) ?? []);
    return targets.map((target) => ({ target, at: { path, arguments: call.arguments, call } }));
  }));
}

function keyOf({ path, id }: FunctionAt): string {
  return `${path}#${id}`;
}

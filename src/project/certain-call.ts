import { callersOf } from './callers.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';

const MAX_DEPTH = 8;

/** Whether every run of the handler comes by a call, unless something throws before. */
export function isCertain(graph: ModuleGraph, { entries }: Pick<HandlerCode, 'entries'>, { fact, at, isPerInvocation }: HandlerCall): boolean {
  const [entry, other] = entries;
  if (!entry || other || !isPerInvocation || fact.isConditional || fact.within === null) return false;
  return isAlwaysCalled(graph, { path: entry.module.path, id: entry.fact.id }, { path: at.path, id: fact.within }, 0);
}

function isAlwaysCalled(graph: ModuleGraph, entry: FunctionAt, { path, id }: FunctionAt, depth: number): boolean {
  if (path === entry.path && id === entry.id) return true;
  const fact = graph.modules.get(path)?.functions[id];
  if (!fact || depth > MAX_DEPTH) return false;
  // A function without a name stands where it is called, and what is conditional there was told of the call.
  if (fact.name === '') return fact.parent !== null && isAlwaysCalled(graph, entry, { path, id: fact.parent }, depth + 1);
  return callersOf(graph, { path, id }).some(({ path: from, call }) => call && !call.isConditional && call.within !== null && isAlwaysCalled(graph, entry, { path: from, id: call.within }, depth + 1));
}

import { callersOf } from './callers.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';

/** Whether every run of the handler comes by a call, unless something throws before. Each function is looked at once, however many ways lead to it. */
export function isCertain(graph: ModuleGraph, { entries }: Pick<HandlerCode, 'entries'>, { fact, at, isPerInvocation }: HandlerCall): boolean {
  const [entry, other] = entries;
  if (!entry || other || !isPerInvocation || fact.isConditional || fact.within === null) return false;
  const waiting: FunctionAt[] = [{ path: at.path, id: fact.within }];
  const seen = new Set<string>();
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    if (one.path === entry.module.path && one.id === entry.fact.id) return true;
    const key = `${one.path}#${one.id}`;
    if (!seen.has(key)) waiting.push(...certainCallers(graph, one));
    seen.add(key);
  }
  return false;
}

/** The functions that surely call this one whenever they run themselves. */
function certainCallers(graph: ModuleGraph, { path, id }: FunctionAt): readonly FunctionAt[] {
  const fact = graph.modules.get(path)?.functions[id];
  // A function without a name stands where it is called, and what is conditional there was told of the call.
  if (fact?.name === '') return fact.parent === null ? [] : [{ path, id: fact.parent }];
  return fact ? callersOf(graph, { path, id }).flatMap(({ path: from, call }) => (call && !call.isConditional && call.within !== null ? [{ path: from, id: call.within }] : [])) : [];
}

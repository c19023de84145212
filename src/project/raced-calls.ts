import type { CallFact, ModuleFacts, Span } from '../facts/model.js';
import { callersOf } from './callers.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';

const MAX_DEPTH = 3;

const races = new WeakMap<ModuleFacts, readonly Span[]>();

/** What stands in a `Promise.race`: another side may be done before. */
function racesIn(module: ModuleFacts): readonly Span[] {
  const found = races.get(module) ?? module.calls.flatMap(({ callee, arguments: given }) => (callee.kind === 'global' && /^Promise\.(?:race|any)$/.test(callee.path.join('.')) ? given : []));
  races.set(module, found);
  return found;
}

export function isRaced({ start, end }: Span, module: ModuleFacts): boolean {
  return racesIn(module).some((race) => race.start <= start && end <= race.end);
}

/** In the function around the call, or where that is called: `Promise.race([work(), deadline()])`. */
export function isRacedAnywhere(graph: ModuleGraph, path: string, call: Pick<CallFact, 'within' | 'start' | 'end'>): boolean {
  const module = graph.modules.get(path);
  return module !== undefined && (isRaced(call, module) || (call.within !== null && isRacedByCallers(graph, { path, id: call.within }, 0)));
}

function isRacedByCallers(graph: ModuleGraph, { path, id }: FunctionAt, depth: number): boolean {
  const fact = graph.modules.get(path)?.functions[id];
  if (!fact || depth > MAX_DEPTH) return false;
  // A function without a name stands in the one that others call.
  if (fact.name === '') return fact.parent !== null && isRacedByCallers(graph, { path, id: fact.parent }, depth + 1);
  return callersOf(graph, { path, id }).some((caller) => {
    const module = graph.modules.get(caller.path);
    return caller.call !== undefined && module !== undefined && (isRaced(caller.call, module) || (caller.call.within !== null && isRacedByCallers(graph, { path: caller.path, id: caller.call.within }, depth + 1)));
  });
}

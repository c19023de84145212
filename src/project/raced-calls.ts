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
  return module !== undefined && (isRaced(call, module) || (call.within !== null && isRacedByCallers(graph, { path, id: call.within })));
}

/** Each function is looked at once, however many ways lead to it. */
function isRacedByCallers(graph: ModuleGraph, from: FunctionAt): boolean {
  const seen = new Set<string>();
  let level: readonly FunctionAt[] = [from];
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: FunctionAt[] = [];
    for (const one of level.map((at) => named(graph, at))) {
      const key = one && `${one.path}#${one.id}`;
      if (!one || key === undefined || seen.has(key)) continue;
      seen.add(key);
      for (const { path, call } of callersOf(graph, one)) {
        const module = graph.modules.get(path);
        if (!module || !call) continue;
        if (isRaced(call, module)) return true;
        if (call.within !== null) next.push({ path, id: call.within });
      }
    }
    level = next;
  }
  return false;
}

/** A function without a name stands in the one that others call. */
function named({ modules }: ModuleGraph, { path, id }: FunctionAt): FunctionAt | undefined {
  let fact = modules.get(path)?.functions[id];
  while (fact?.name === '') fact = fact.parent === null ? undefined : modules.get(path)?.functions[fact.parent];
  return fact && { path, id: fact.id };
}

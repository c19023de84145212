import type { Expression, FunctionFact } from '../facts/model.js';
import type { CallAt } from './callers.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import { argumentGiven } from './given-argument.js';

/** Functions that hand a parameter on to the next, looked at for one call. */
const MAX_STEPS = 5;

/** Calls that some code makes. */
export type OwnCallers = (at: FunctionAt) => readonly CallAt[];

/** Whether a call of a function that the code makes leaves out the parameter, or gives nothing for it. So it is where no call is seen. */
export function mayBeLeftOut(graph: ModuleGraph, at: FunctionAt, index: number, callersOf: OwnCallers, steps = 0): boolean {
  const callers = callersOf(at);
  return callers.length === 0 ? steps === 0 : callers.some((caller) => leavesOut(graph, callersOf, graph.modules.get(at.path)?.functions[at.id], index, caller, steps));
}

function leavesOut(graph: ModuleGraph, callersOf: OwnCallers, fact: FunctionFact | undefined, index: number, { path, arguments: given }: CallAt, steps: number): boolean {
  if (!given) return false;
  const value = argumentGiven(fact, given, index);
  if (!value) return !isOpen(fact, given.at(-1));
  if (value.kind === 'unknown') return value.isNull === true;
  return value.kind === 'parameter' && value.path.length === 0 && steps < MAX_STEPS && mayBeLeftOut(graph, { path, id: value.function }, value.index, callersOf, steps + 1);
}

/** `Store(**options)` may name it. */
function isOpen(fact: FunctionFact | undefined, last: Expression | undefined): boolean {
  return fact?.parameterNames !== undefined && last?.kind === 'object' && !last.complete;
}

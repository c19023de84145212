import type { CatchFact, ModuleFacts, Within } from '../facts/model.js';
import { callersOf } from './callers.js';
import type { CallAt } from './callers.js';
import type { ModuleGraph } from './find-export.js';
import { isCaught as isCaughtIn } from './named-reads.js';

/** What a read of a variable that is not there raises, by name: whoever catches more may mean anything. */
const ABSENCE = /(?:^|\.)(?:KeyError|LookupError)$/;

/** Whether every caller of a Python function catches that a variable which it reads is not there. */
export function isCaughtByCallers(graph: ModuleGraph, { path, language }: ModuleFacts, within: Within): boolean {
  if (language !== 'python' || within === null) return false;
  const callers = callersOf(graph, { path, id: within });
  return callers.length > 0 && callers.every((caller) => isCaught(graph, caller));
}

/** Whether code goes on wherever a function is called that throws. */
export function goesOnWithout(graph: ModuleGraph, { path }: ModuleFacts, within: Within): boolean {
  const callers = within === null ? [] : callersOf(graph, { path, id: within });
  return callers.length > 0 && callers.every(({ path: from, call }) => {
    const module = graph.modules.get(from);
    return call && module && (call.isCaught === true || isCaughtIn(module, call));
  });
}

function isCaught({ modules }: ModuleGraph, { path, call }: CallAt): boolean {
  return call !== undefined && (modules.get(path)?.catches ?? []).some((one) => one.within === call.within && catchesAbsence(one) && one.tried.start <= call.start && call.end <= one.tried.end);
}

function catchesAbsence({ types, rethrows }: CatchFact): boolean {
  return rethrows !== 'always' && types?.some((name) => ABSENCE.test(name)) === true;
}

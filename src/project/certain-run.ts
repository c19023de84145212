import type { CallFact, EnvironmentReadFact, ModuleFacts, Within } from '../facts/model.js';
import { callersOf } from './callers.js';
import type { EntryFunction } from './entry-functions.js';
import type { ModuleGraph } from './find-export.js';
import { isCaught } from './named-reads.js';

/** Where every run begins: modules that are loaded first, and the functions that get the event. */
interface Starts {
  readonly loaded: ReadonlySet<string>;
  readonly entries: readonly EntryFunction[];
}

const MAX_DEPTH = 8;

/** Whether a test of the variable that throws is certain to be made, in no `try` that goes on: some runs may do without it otherwise. */
export function alwaysThrows(graph: ModuleGraph, starts: Starts, { path }: ModuleFacts, { within: read, usedIn = [], insteadOf }: EnvironmentReadFact): boolean {
  if (insteadOf === undefined) return usedIn.some((within) => isCertainlyRun(graph, starts, path, within, 0));
  return read !== null && usedIn.includes(read) && isCertainlyCalled(graph, starts, path, read, 0, ({ arguments: given }) => given.length === 0);
}

/** Whether loading the modules, or every run of the handler, comes by the level of a module or a function. */
function isCertainlyRun(graph: ModuleGraph, starts: Starts, path: string, within: Within, depth: number): boolean {
  if (within === null) return starts.loaded.has(path);
  const [entry, other] = starts.entries;
  if (entry && !other && path === entry.module.path && within === entry.fact.id) return true;
  const fact = graph.modules.get(path)?.functions[within];
  if (!fact || depth > MAX_DEPTH) return false;
  // A function without a name stands where it is called.
  if (fact.name === '') return fact.parent !== null && isCertainlyRun(graph, starts, path, fact.parent, depth + 1);
  return isCertainlyCalled(graph, starts, path, within, depth, () => true);
}

function isCertainlyCalled(graph: ModuleGraph, starts: Starts, path: string, id: number, depth: number, fits: (call: CallFact) => boolean): boolean {
  const isAsync = graph.modules.get(path)?.functions[id]?.isAsync;
  return callersOf(graph, { path, id }).some(({ path: from, call }) => {
    const caller = graph.modules.get(from);
    // `start().catch(…)` may go on without.
    const isWaitedFor = !isAsync || call?.outcome === 'awaited' || call?.outcome === 'returned';
    return caller && call && isWaitedFor && !call.isConditional && fits(call) && !isCaught(caller, call) && isCertainlyRun(graph, starts, from, call.within, depth + 1);
  });
}

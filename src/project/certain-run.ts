import type { CallFact, EnvironmentReadFact, ModuleFacts, Within } from '../facts/model.js';
import { callersOf } from './callers.js';
import type { EntryFunction } from './entry-functions.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import { isCaught } from './named-reads.js';

/** Where every run begins: modules that are loaded first, and the functions that get the event. */
interface Starts {
  readonly loaded: ReadonlySet<string>;
  readonly entries: readonly EntryFunction[];
}

/** Whether a test of the variable that throws is certain to be made, in no `try` that goes on: some runs may do without it otherwise. */
export function alwaysThrows(graph: ModuleGraph, starts: Starts, { path }: ModuleFacts, { within: read, usedIn = [], insteadOf }: EnvironmentReadFact): boolean {
  if (insteadOf === undefined) return areCertainlyRun(graph, starts, usedIn.map((within) => ({ path, within })));
  return read !== null && usedIn.includes(read) && areCertainlyRun(graph, starts, certainCallers(graph, { path, id: read }, ({ arguments: given }) => given.length === 0));
}

/** The level of a module, or a function. */
interface Level {
  readonly path: string;
  readonly within: Within;
}

/** Whether loading the modules, or every run of the handler, comes by one of them. Each function is looked at once, however many ways lead to it. */
function areCertainlyRun(graph: ModuleGraph, { loaded, entries: [entry, other] }: Starts, levels: readonly Level[]): boolean {
  const waiting = [...levels];
  const seen = new Set<string>();
  for (let level = waiting.pop(); level; level = waiting.pop()) {
    const { path, within } = level;
    if (within === null ? loaded.has(path) : entry && !other && path === entry.module.path && within === entry.fact.id) return true;
    const key = `${path}#${within}`;
    const fact = within === null || seen.has(key) ? undefined : graph.modules.get(path)?.functions[within];
    seen.add(key);
    if (!fact) continue;
    // A function without a name stands where it is called.
    if (fact.name !== '') waiting.push(...certainCallers(graph, { path, id: fact.id }, () => true));
    else if (fact.parent !== null) waiting.push({ path, within: fact.parent });
  }
  return false;
}

/** What surely calls a function whenever it runs itself. */
function certainCallers(graph: ModuleGraph, { path, id }: FunctionAt, fits: (call: CallFact) => boolean): readonly Level[] {
  const isAsync = graph.modules.get(path)?.functions[id]?.isAsync;
  return callersOf(graph, { path, id }).flatMap(({ path: from, call }) => {
    const caller = graph.modules.get(from);
    // `start().catch(…)` may go on without.
    const isWaitedFor = !isAsync || call?.outcome === 'awaited' || call?.outcome === 'returned';
    return caller && call && isWaitedFor && !call.isConditional && fits(call) && !isCaught(caller, call) ? [{ path: from, within: call.within }] : [];
  });
}

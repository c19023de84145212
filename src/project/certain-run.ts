import type { CallFact, EnvironmentReadFact, ImportFact, ModuleFacts, Within } from '../facts/model.js';
import { callersOf } from './callers.js';
import type { EntryFunction } from './entry-functions.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import { isCaught } from './named-reads.js';
import { importedModules } from './python-modules.js';

/** Where every run begins: the module that is loaded first, and the functions that get the event. */
interface Starts {
  readonly path: string;
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
function areCertainlyRun(graph: ModuleGraph, { path: first, entries: [entry, other] }: Starts, levels: readonly Level[]): boolean {
  const loaded = surelyLoaded(graph, first);
  const waiting = [...levels];
  const seen = new Set<string>();
  for (let level = waiting.pop(); level; level = waiting.pop()) {
    const { path, within } = level;
    if (within === null ? loaded.has(path) : entry && !other && path === entry.module.path && within === entry.fact.id) return true;
    const key = `${path}#${within}`;
    const fact = within === null || seen.has(key) ? undefined : graph.modules.get(path)?.functions[within];
    seen.add(key);
    if (!fact) continue;
    if (fact.isInPlace) waiting.push({ path, within: fact.parent });
    else waiting.push(...certainCallers(graph, { path, id: fact.id }, () => true));
  }
  return false;
}

const sure = new WeakMap<ModuleGraph, Map<string, ReadonlySet<string>>>();

/** What is loaded with a module without a way round it: `try { settings = require('./settings'); } catch { … }` goes on without. */
function surelyLoaded(graph: ModuleGraph, first: string): ReadonlySet<string> {
  const known = sure.get(graph) ?? new Map<string, ReadonlySet<string>>();
  sure.set(graph, known);
  const found = known.get(first);
  if (found) return found;
  const loaded = new Set([first]);
  for (const path of loaded) {
    const module = graph.modules.get(path);
    for (const one of module?.imports ?? []) {
      if (module && !one.typeOnly && one.within === null && isSurelyMade(module, one)) for (const target of importedModules(graph, path, one)) loaded.add(target);
    }
  }
  known.set(first, loaded);
  return loaded;
}

/** A clause for what cannot be found, `except ImportError:`, lets all else go on. */
function isSurelyMade({ catches }: ModuleFacts, { isConditional, start, end }: ImportFact): boolean {
  if (!isConditional) return true;
  const around = catches.filter(({ tried }) => tried.start <= start && end <= tried.end);
  return around.length > 0 && around.every(({ types }) => types?.every((name) => /^(?:ImportError|ModuleNotFoundError)$/.test(name)));
}

/** What surely calls a function whenever it runs itself. */
function certainCallers(graph: ModuleGraph, { path, id }: FunctionAt, fits: (call: CallFact) => boolean): readonly Level[] {
  const { isAsync, mayGoOn } = graph.modules.get(path)?.functions[id] ?? {};
  if (mayGoOn) return [];
  return callersOf(graph, { path, id }).flatMap(({ path: from, call }) => {
    const caller = graph.modules.get(from);
    // `start().catch(…)` may go on without.
    const isWaitedFor = !isAsync || call?.outcome === 'awaited' || call?.outcome === 'returned';
    return caller && call && isWaitedFor && !call.isConditional && !call.isCaught && fits(call) && !isCaught(caller, call) ? [{ path: from, within: call.within }] : [];
  });
}

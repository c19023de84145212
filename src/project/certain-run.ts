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

/** With the level that it surely calls, by which one came to it. */
interface Reached extends Level {
  readonly for: Reached | undefined;
}

/** Functions that are known to be run surely, or not to be, by where runs begin: each of thousands may make a test of its own. */
const told = new WeakMap<ModuleGraph, Map<string, Map<string, boolean>>>();

/** Whether loading the modules, or every run of the handler, comes by one of them. Each function is looked at once, however many ways lead to it. */
function areCertainlyRun(graph: ModuleGraph, { path: first, entries: [entry, other] }: Starts, levels: readonly Level[]): boolean {
  const start = entry && !other ? keyOf({ path: entry.module.path, within: entry.fact.id }) : undefined;
  const known = toldOf(graph, `${first}|${start ?? ''}`);
  const loaded = surelyLoaded(graph, first);
  const waiting = levels.map((level): Reached => ({ ...level, for: undefined }));
  const seen = new Set<string>();
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const { path, within } = one;
    const key = keyOf(one);
    if (within === null ? loaded.has(path) : key === start || known.get(key) === true) {
      for (let down: Reached | undefined = one; down; down = down.for) if (down.within !== null) known.set(keyOf(down), true);
      return true;
    }
    const fact = within === null || seen.has(key) || known.has(key) ? undefined : graph.modules.get(path)?.functions[within];
    if (!fact) continue;
    seen.add(key);
    const callers = fact.isInPlace ? [{ path, within: fact.parent }] : certainCallers(graph, { path, id: fact.id }, () => true);
    for (const level of callers) waiting.push({ ...level, for: one });
  }
  for (const key of seen) known.set(key, false);
  return false;
}

function keyOf({ path, within }: Level): string {
  return `${path}#${String(within)}`;
}

function toldOf(graph: ModuleGraph, starts: string): Map<string, boolean> {
  const all = told.get(graph) ?? new Map<string, Map<string, boolean>>();
  told.set(graph, all);
  const known = all.get(starts) ?? new Map<string, boolean>();
  all.set(starts, known);
  return known;
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

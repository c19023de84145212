import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { CallFact, ModuleFacts, Span } from '../facts/model.js';
import { inFunction } from './by-function.js';
import { droppedPromises, isWithinPromise, tellsItself } from './dropped-promises.js';
import type { RequestName } from './dropped-promises.js';
import { files } from './files.js';
import { functions } from './functions.js';
import type { CallStep, HandlerCall, HandlerCode } from './handler-code.js';
import { moduleGraph } from './module-graph.js';
import { calledFunctions, resolveReference } from './find-export.js';
import type { ModuleGraph } from './find-export.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { sdkCalls } from './sdk-calls.js';
import type { FunctionSdkCall } from './sdk-calls.js';

/** Work that a handler starts and does not wait for. */
export interface UnawaitedWork {
  readonly kind: 'call' | 'helper' | 'callbacks' | 'coroutine';
  /** What is started: `dynamodb:PutItem`, `fetch`. */
  readonly what: string;
  /** Of a `helper`: the function whose promise is dropped, and where it starts that; of a `coroutine`: the function that would run. */
  readonly helper?: { readonly name: string; readonly requestAt: Location };
  readonly at: Location;
  readonly steps: () => readonly CallStep[];
  /** It is a promise, and stands in an async function, which can wait for it. */
  readonly canWait: boolean;
}

/** Packages whose calls are requests. */
const REQUESTS: ReadonlySet<string> = new Set(['axios', 'got', 'node-fetch', 'undici', 'ky']);

/** Requests and asynchronous callbacks of JavaScript handlers, and coroutines of Python, that nothing waits for, each place once. */
export const unawaitedWork = defineAnalysis({
  name: 'unawaitedWork',
  requires: { files, functions, sdkCalls, moduleGraph },
  run: ({ files: { modules }, functions: all, sdkCalls: callsOf, moduleGraph: graph }): readonly Owned<UnawaitedWork>[] =>
    byOwners(all, (code, fn) => {
      if (code.entries[0]?.module.language === 'python') return droppedCoroutines(graph, code);
      if (!endsWithItsPromise(code)) return [];
      const requestName = requestNames(() => callsOf.get(fn.key) ?? []);
      return [...discardedCalls(code, requestName, modules), ...discardedHelpers(graph, code, requestName), ...asyncCallbacks(code, graph)];
    }),
});

/** The operation of AWS or the package of a request. What the code calls of AWS is looked up with the first question. */
function requestNames(sdkCallsOf: () => readonly FunctionSdkCall[]): RequestName {
  let names: ReadonlyMap<CallFact, string> | undefined;
  return (fact) => {
    names ??= new Map(sdkCallsOf().filter(({ via }) => via === 'call').map(({ call, service, operation }) => [call.fact, `${service}:${operation}`]));
    return names.get(fact) ?? packageName(fact);
  };
}

/** The handler is one function whose promise ends the invocation; a callback handler goes on until nothing is left to do. */
function endsWithItsPromise({ entries }: HandlerCode): boolean {
  const [entry, other] = entries;
  return entry !== undefined && !other && entry.module.language === 'javascript' && entry.fact.isAsync && entry.fact.length < 3;
}

function discardedCalls({ shown: { calls } }: HandlerCode, requestName: RequestName, modules: ReadonlyMap<string, ModuleFacts>): readonly UnawaitedWork[] {
  return calls.flatMap((call): UnawaitedWork[] => {
    const { fact: { outcome, within }, at, isPerInvocation, steps } = call;
    if (outcome !== 'discarded' || !isPerInvocation || within === null) return [];
    const what = requestName(call.fact);
    if (what === undefined || takesCallback(call, modules) || settlesPromise(call.fact, modules.get(at.path))) return [];
    return [{ kind: 'call', what, at, steps, canWait: givesPromise(call.fact) && modules.get(at.path)?.functions[within]?.isAsync === true }];
  });
}

function discardedHelpers(graph: ModuleGraph, code: HandlerCode, requestName: RequestName): readonly UnawaitedWork[] {
  return droppedPromises(graph, code, requestName).filter(({ call }) => !settlesPromise(call.fact, graph.modules.get(call.at.path))).map(({ call, name, at, request, requestAt }) => {
    const { fact: { within }, steps } = call;
    return { kind: 'helper', what: request, helper: { name, requestAt }, at, steps, canWait: within !== null && graph.modules.get(at.path)?.functions[within]?.isAsync === true };
  });
}

const statements = new WeakMap<ModuleFacts, readonly CallFact[]>();

/** Calls that are statements of their own. */
function statementsOf(module: ModuleFacts): readonly CallFact[] {
  const found = statements.get(module) ?? module.calls.filter(({ outcome, within, callee: { kind } }) => outcome === 'discarded' && within !== null && (kind === 'function' || kind === 'import'));
  statements.set(module, found);
  return found;
}

/** `notify(order)` as a statement, with `async def notify`: nothing of it runs. */
function droppedCoroutines(graph: ModuleGraph, code: HandlerCode): readonly UnawaitedWork[] {
  const paths = new Set(code.shown.modules);
  return code.callsOf(statementsOf).flatMap(({ fact, at, isPerInvocation, steps }): UnawaitedWork[] => {
    const [target, other] = paths.has(at.path) && isPerInvocation ? calledFunctions(graph, at.path, fact) : [];
    const called = target && !other ? graph.modules.get(target.path)?.functions[target.id] : undefined;
    // A decorator may run it, as those of task queues do.
    if (!target || !called?.isAsync || called.isDecorated || (called.role === 'method' && hasPlainMethod(graph, code, called.name))) return [];
    const canWait = fact.within !== null && graph.modules.get(at.path)?.functions[fact.within]?.isAsync === true;
    return [{ kind: 'coroutine', what: called.name, helper: { name: called.name, requestAt: { path: target.path, start: called.start, end: called.start + 'async'.length } }, at, steps, canWait }];
  });
}

/** A class that extends that of the method may have another one in its place. */
function hasPlainMethod({ modules }: ModuleGraph, code: HandlerCode, method: string): boolean {
  return code.modules.some((path) => modules.get(path)?.functions.some(({ name, role, isAsync }) => role === 'method' && name === method && !isAsync));
}

/**
 * `new Promise((resolve) => { client.send(command).then(resolve); })`, `new Promise((resolve) => { done = resolve; })` or `Promise.withResolvers()` beside it: what follows the
 * work settles a promise, and that one may be waited for.
 */
function settlesPromise({ tells }: Pick<CallFact, 'tells'>, module: ModuleFacts | undefined): boolean {
  if (!module || !tells || tells.length === 0) return false;
  const settles = settling.get(tells) ?? settlersIn(module).some(({ start, end }) => tells.some((place) => start <= place && place < end));
  settling.set(tells, settles);
  return settles;
}

/** Calls of one function tell the same. */
const settling = new WeakMap<readonly number[], boolean>();

const settlersOf = new WeakMap<ModuleFacts, readonly Span[]>();

/** Functions that are given to `new Promise`, calls of `Promise.withResolvers`. */
function settlersIn(module: ModuleFacts): readonly Span[] {
  const found = settlersOf.get(module) ?? [
    ...module.handedOn.flatMap(({ target, to }) => (to === 'Promise' && target.kind === 'function' ? (module.functions[target.id] ?? []) : [])),
    ...module.calls.filter(({ callee }) => callee.kind === 'global' && callee.path.join('.') === 'Promise.withResolvers'),
  ];
  settlersOf.set(module, found);
  return found;
}

/** Methods of the clients of SDK v2 give a request, which is not sent by waiting for it. */
function givesPromise(fact: CallFact): boolean {
  return packageName(fact) !== undefined || ('path' in fact.callee && fact.callee.path.at(-1) === 'send');
}

function packageName({ callee, isNew }: CallFact): string | undefined {
  if (isNew) return undefined;
  if (callee.kind === 'global') return callee.path.join('.') === 'fetch' ? 'fetch' : undefined;
  return callee.kind === 'import' && REQUESTS.has(callee.specifier) && !callee.path.includes('create') ? callee.specifier : undefined;
}

/** `s3.putObject(params, (error) => …)`: whoever gets a function tells when it is done. */
function takesCallback({ fact, at: { path } }: HandlerCall, modules: ReadonlyMap<string, ModuleFacts>): boolean {
  const last = fact.arguments.at(-1);
  const isGiven = (modules.get(path)?.handedOn ?? []).some(({ start, end }) => last?.start === start && last.end === end);
  return isGiven || (fact.arguments.length > 1 && last?.kind !== 'object');
}

/** `records.forEach(async (record) => { await … })`: `forEach` drops the promises, and so does `map` where its list is dropped. */
function asyncCallbacks({ shown: { modules: paths }, isInvoked }: HandlerCode, graph: ModuleGraph): readonly UnawaitedWork[] {
  return paths.flatMap((path) => (graph.modules.get(path)?.handedOn ?? []).flatMap((handed): UnawaitedWork[] => {
    const { target, to, start, end, within } = handed;
    const own = graph.modules.get(path);
    if (!own || !handed.isDropped || within === null || !isInvoked(path, within)) return [];
    const [at, other] = resolveReference(graph, path, target);
    const module = at && !other ? graph.modules.get(at.path) : undefined;
    const fact = at && module?.functions[at.id];
    // Whoever settles a promise around it may wait for it in another way.
    if (!at || !module || !fact?.isAsync || isWithinPromise(own, within) || settlesPromise(handed, own) || tellsItself(graph, at) || isJoined(own)) return [];
    const waits = isInvoked(module.path, fact.id) && inFunction(module, fact.id).calls.some(({ outcome }) => outcome === 'awaited');
    // Of a function that is written here, its head.
    const isHere = module.path === path && start <= fact.start && fact.end <= end;
    const head = { path, start, end: isHere ? (fact.parameters.at(-1)?.end ?? start + 'async'.length) : end };
    return waits ? [{ kind: 'callbacks', what: to, at: head, steps: () => [], canWait: false }] : [];
  }));
}

/** `await queue.onIdle()`, `await limit.drain()`: all that a queue was given is done then. */
function isJoined(module: ModuleFacts): boolean {
  const found = joined.get(module) ?? module.calls.some(({ callee, outcome }) => outcome === 'awaited' && 'path' in callee && /^(?:onIdle|onEmpty|drain|drained)$/.test(callee.path.at(-1) ?? ''));
  joined.set(module, found);
  return found;
}

const joined = new WeakMap<ModuleFacts, boolean>();

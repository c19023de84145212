import type { Location } from '../diagnostic.js';
import type { CallFact, FunctionFact, ModuleFacts, Reference } from '../facts/model.js';
import { inFunction } from './by-function.js';
import { calledFunctions, ownExport } from './find-export.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';

/** A request as people call it: `dynamodb:PutItem`, `fetch`; undefined for what is none. */
export type RequestName = (call: CallFact) => string | undefined;

interface Request {
  readonly name: string;
  readonly at: Location;
}

/** A call of a function of the project whose promise is dropped, though it tells when a request is over. */
export interface DroppedPromise {
  readonly call: HandlerCall;
  /** What is called. */
  readonly name: string;
  /** The callee; of a function that is written here its head. */
  readonly at: Location;
  readonly request: string;
  readonly requestAt: Location;
}

/** What a function gets that runs the functions given to it before anything else happens. */
const CALLED_AT_ONCE = /\.(?:forEach|map|then|catch|finally)$/;

/** Calls of a handler's own functions that nothing waits for. Code that something else calls back may have somebody who waits for it. */
export function droppedPromises(graph: ModuleGraph, code: HandlerCode, requestName: RequestName): readonly DroppedPromise[] {
  const paths = new Set(code.shown.modules);
  // Thousands of calls may be of one helper.
  const requests = new Map<string, Request | undefined>();
  const requestOf = (target: FunctionAt): Request | undefined => {
    const key = `${target.path}#${target.id}`;
    if (!requests.has(key)) requests.set(key, tellsItself(graph, target) ? undefined : requestBehind(graph, target, requestName, new Set()));
    return requests.get(key);
  };
  return code.callsOf(droppedCalls).flatMap((call): DroppedPromise[] => {
    const { fact, at, isPerInvocation } = call;
    const module = graph.modules.get(at.path);
    if (!paths.has(at.path) || !isPerInvocation || !module || fact.isSignal || isGivenFunction(module, fact) || isCalledBack(module, fact.within)) return [];
    const [target, other] = calledFunctions(graph, at.path, fact);
    const called = target && graph.modules.get(target.path)?.functions[target.id];
    // `(async () => { … })()`, where no promise around it may wait for what it does.
    const name = called?.name || (called?.isAsync && !isWithinPromise(module, fact.within) ? 'async function' : '');
    const found = target && !other && name ? requestOf(target) : undefined;
    const head = called && !called.name ? { ...at, end: called.parameters.at(-1)?.end ?? called.start + 'async'.length } : at;
    return found && name ? [{ call, name, at: head, request: found.name, requestAt: found.at }] : [];
  });
}

const executors = new WeakMap<ModuleFacts, ReadonlySet<number>>();

/** The functions given to `new Promise`. */
function executorsIn(module: ModuleFacts): ReadonlySet<number> {
  const ids = executors.get(module) ?? new Set(module.handedOn.flatMap(({ target, to }) => (to === 'Promise' && target.kind === 'function' ? [target.id] : [])));
  executors.set(module, ids);
  return ids;
}

export function isWithinPromise(module: ModuleFacts, within: number | null): boolean {
  for (let id = within; id !== null; id = module.functions[id]?.parent ?? null) if (executorsIn(module).has(id)) return true;
  return false;
}

const dropped = new WeakMap<ModuleFacts, readonly CallFact[]>();

function droppedCalls(module: ModuleFacts): readonly CallFact[] {
  const found = dropped.get(module) ?? module.calls.filter(({ outcome, within, isNew, callee }) => outcome === 'discarded' && within !== null && !isNew && isOfProject(callee));
  dropped.set(module, found);
  return found;
}

/** Written here, imported, or `exports.save()`. */
function isOfProject(callee: Reference): boolean {
  return callee.kind === 'function' || callee.kind === 'import' || (callee.kind === 'global' && ownExport(callee.path).length > 0);
}

/** `save(order, () => resolve())`: who gets a function, or the means to settle a promise, tells when it is done. */
function isGivenFunction(module: ModuleFacts, { arguments: given }: CallFact): boolean {
  return given.some(({ start, end }) => handedOnIn(module).ends.get(start)?.has(end) === true);
}

/** What a module hands on: its places, and the functions that may be called later. */
interface HandedOn {
  readonly ends: ReadonlyMap<number, ReadonlySet<number>>;
  readonly later: ReadonlySet<number>;
}

const handed = new WeakMap<ModuleFacts, HandedOn>();

function handedOnIn(module: ModuleFacts): HandedOn {
  const known = handed.get(module);
  if (known) return known;
  const ends = new Map<number, Set<number>>();
  const later = new Set<number>();
  for (const { target, to, start, end } of module.handedOn) {
    ends.set(start, (ends.get(start) ?? new Set()).add(end));
    if (target.kind === 'function' && !CALLED_AT_ONCE.test(to) && isWithinFunction(module, target.id)) later.add(target.id);
  }
  const found = { ends, later };
  handed.set(module, found);
  return found;
}

function isCalledBack(module: ModuleFacts, within: number | null): boolean {
  for (let id = within; id !== null; id = module.functions[id]?.parent ?? null) {
    if (handedOnIn(module).later.has(id)) return true;
  }
  return false;
}

/** At module level, what is given to a wrapper or a router is a handler. */
function isWithinFunction({ functions }: ModuleFacts, id: number): boolean {
  return functions[id]?.parent !== null;
}

/** `output.end(text)`, `done.resolve()`, `bus.emit('done')`: who waits for that waits for the function. */
const TELLING = /^(?:end|emit|resolve|reject|release|destroy|dispatchEvent)$/;

/** Of what it is given; clients and connections that others make are closed, too. */
const ENDING = /^(?:close|abort)$/;

export function tellsItself({ modules }: ModuleGraph, { path, id }: FunctionAt): boolean {
  const module = modules.get(path);
  return module !== undefined && inFunction(module, id).calls.some(({ callee }) => {
    const name = (callee.kind === 'parameter' || callee.kind === 'import') && callee.path.length > 0 ? (callee.path.at(-1) ?? '') : '';
    return TELLING.test(name) || (callee.kind === 'parameter' && ENDING.test(name));
  });
}

/** A request whose end the promise of a function tells: it waits for it or returns it, or does so with a function that does. */
function requestBehind(graph: ModuleGraph, { path, id }: FunctionAt, requestName: RequestName, seen: Set<FunctionFact>): Request | undefined {
  const module = graph.modules.get(path);
  const fact = module?.functions[id];
  if (!module || !fact || seen.has(fact)) return undefined;
  seen.add(fact);
  const { calls } = inFunction(module, id);
  const told = calls.filter(({ outcome }) => outcome === 'returned' || outcome === 'awaited');
  for (const call of told) {
    const name = requestName(call);
    if (name !== undefined) return { name, at: { path, start: call.start, end: call.end } };
  }
  for (const call of told) {
    const [target, other] = calledFunctions(graph, path, call);
    const found = target && !other ? requestBehind(graph, target, requestName, seen) : undefined;
    if (found) return found;
  }
  return undefined;
}

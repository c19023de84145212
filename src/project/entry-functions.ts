import type { Location } from '../diagnostic.js';
import type { BatchKeyFact, CallFact, CatchFact, Expression, FunctionFact, HandedOnFact, ModuleFacts, ParameterReadFact, ReturnFact } from '../facts/model.js';
import { calledFunctions, findExport, resolveReference } from './find-export.js';
import type { ExportName, FunctionAt, ModuleGraph } from './find-export.js';

/** Members of the event that code reads, in the handler or in what it hands the event to. */
export interface EventRead {
  /** As in `ParameterReference`: `Records, #item, body`. */
  readonly path: readonly string[];
  readonly at: Location;
  /** What it is given to directly. */
  readonly to: string | undefined;
  /** Its names are tested for presence or given with a default in the file, or an exception is caught around it: the code copes without. */
  readonly isOptional: boolean;
  /** The parameter as a whole, given to a function of the project: what that reads is known. */
  readonly isFollowed: boolean;
  /** It is compared with the method of a preflight request. */
  readonly isPreflightTest: boolean;
}

/** One way in which a handler ends: a `return`, also of a function of the project whose result it returns. */
export interface EntryResult {
  /** Undefined for a `return` without value. */
  readonly value: Expression | undefined;
  readonly at: Location;
}

/** The function that gets the event. */
export interface EntryFunction {
  readonly fact: FunctionFact;
  readonly module: ModuleFacts;
  readonly at: Location;
  /** From its beginning to its parameters: what to show of it. */
  readonly head: Location;
  /** Lambda calls it itself: what it returns is the answer. Otherwise a wrapper does, which may change event and answer. */
  readonly isDirect: boolean;
  readonly results: readonly EntryResult[];
  readonly eventReads: readonly EventRead[];
  /** Parameters that hold the event or part of it: its own first one, and those of functions that it hands the event to. */
  readonly holders: readonly EventHolder[];
  /** What it does itself, not what is nested in it or called by it. */
  readonly calls: readonly CallFact[];
  readonly catches: readonly CatchFact[];
}

const MAX_DEPTH = 8;
/** Parts of the event that one parameter may hold: functions that hand on several members to each other, or to themselves, would soon have them all. */
const MAX_PARTS = 50;

/** The functions behind a handler that get its event: more than one where a wrapper is given several. */
export function entryFunctions(graph: ModuleGraph, entry: ExportName): readonly EntryFunction[] {
  const { kind, functions, bound = 0 } = findExport(graph, entry);
  return functions.flatMap((at) => {
    const module = graph.modules.get(at.path);
    const fact = module?.functions[at.id];
    return module && fact ? [new FoundEntry(graph, module, withoutBound(fact, bound), kind === 'function', bound)] : [];
  });
}

/** Lambda gives the arguments behind those that `bind` gave. */
function withoutBound(fact: FunctionFact, bound: number): FunctionFact {
  return bound === 0 ? fact : { ...fact, length: Math.max(0, fact.length - bound), parameters: fact.parameters.slice(bound) };
}

/** What it does is looked for when somebody asks: few rules follow the event. */
class FoundEntry implements EntryFunction {
  readonly at: Location;
  readonly head: Location;
  private foundHolders: readonly EventHolder[] | undefined;
  private foundReads: readonly EventRead[] | undefined;
  private foundResults: readonly EntryResult[] | undefined;

  constructor(private readonly graph: ModuleGraph, readonly module: ModuleFacts, readonly fact: FunctionFact, readonly isDirect: boolean, private readonly bound: number) {
    const { path } = module;
    const { start, end, parameters } = fact;
    this.at = { path, start, end };
    this.head = { path, start, end: parameters.at(-1)?.end ?? start + 1 };
  }

  get results(): readonly EntryResult[] {
    return this.foundResults ??= results(this.graph, this.place, new Map(), 0);
  }

  get eventReads(): readonly EventRead[] {
    return this.foundReads ??= eventReads(this.graph, this.holders);
  }

  get holders(): readonly EventHolder[] {
    return this.foundHolders ??= eventHolders(this.graph, this.place, this.bound);
  }

  get calls(): readonly CallFact[] {
    return this.module.calls.filter(({ within }) => within === this.fact.id);
  }

  get catches(): readonly CatchFact[] {
    return this.module.catches.filter(({ within }) => within === this.fact.id);
  }

  private get place(): FunctionAt {
    return { path: this.module.path, id: this.fact.id };
  }
}

/** Lambda takes what it returns for the answer; a script that is not async gives it to a callback. */
export function returnsAnswer({ module: { language }, fact }: EntryFunction): boolean {
  return language === 'python' ? !fact.isAsync : fact.isAsync && fact.length < 3;
}

/** Each function gives its results once, however many ways lead to it; `seen` has those that were entered, and whether they are left. */
function results(graph: ModuleGraph, { path, id }: FunctionAt, seen: Map<string, 'entered' | 'left'>, depth: number): readonly EntryResult[] {
  const key = `${path}#${id}`;
  const module = graph.modules.get(path);
  const own = module ? (parametersOf(module).returns.get(id) ?? []) : [];
  const before = seen.get(key);
  if (before === 'left') return [];
  if (before === 'entered' || depth > MAX_DEPTH) return own.map((one) => toResult(path, one, { kind: 'unknown', start: one.start, end: one.end }));
  seen.set(key, 'entered');
  const found = own.flatMap((one) => {
    const called = one.value?.kind === 'call' && !one.value.isNew ? resolveReference(graph, path, one.value.callee) : [];
    const [only] = called;
    const fact = only && graph.modules.get(only.path)?.functions[only.id];
    // What a helper gives is what the handler gives, if it certainly gives something.
    if (!only || called.length > 1 || !fact) return [toResult(path, one, one.value)];
    const isPython = graph.modules.get(path)?.language === 'python';
    // Without `await`, which stands in async functions only, the call gives a coroutine, unless a decorator runs it.
    if (isPython && fact.isAsync && !fact.isDecorated && graph.modules.get(path)?.functions[id]?.isAsync === false) return [toResult(path, one, coroutine(one.value))];
    if (fact.reachesEnd) return [toResult(path, one, one.value)];
    return results(graph, only, seen, depth + 1);
  });
  seen.set(key, 'left');
  return found;
}

function coroutine(value: Expression | undefined): Expression | undefined {
  return value && { kind: 'call', callee: { kind: 'global', path: ['coroutine'] }, isNew: false, arguments: [], start: value.start, end: value.end };
}

function toResult(path: string, { start, end }: ReturnFact, value: Expression | undefined): EntryResult {
  return { value, at: { path, start, end } };
}

/** A parameter that holds the event, or what `prefix` leads to in it. */
export interface EventHolder extends FunctionAt {
  readonly index: number;
  readonly prefix: readonly string[];
}

/** Follows the event through calls of functions of the project. */
function eventHolders(graph: ModuleGraph, entry: FunctionAt, index: number): readonly EventHolder[] {
  const found = new Map<string, EventHolder>();
  const parts = new Map<string, number>();
  const queue: EventHolder[] = [{ ...entry, index, prefix: [] }];
  for (const holder of queue) {
    const parameter = `${holder.path}#${holder.id}#${holder.index}`;
    const key = `${parameter}#${holder.prefix.join('.')}`;
    const module = graph.modules.get(holder.path);
    const count = parts.get(parameter) ?? 0;
    if (found.has(key) || !module || holder.prefix.length > MAX_DEPTH || count === MAX_PARTS) continue;
    parts.set(parameter, count + 1);
    found.set(key, holder);
    for (const call of parametersOf(module).calls.get(holder.id) ?? []) for (const one of handedOn(graph, holder, call)) queue.push(one);
    for (const fact of parametersOf(module).each.get(holder.id) ?? []) for (const one of givenEach(graph, holder, fact)) queue.push(one);
  }
  return [...found.values()];
}

/** What is done with parameters in a module. */
interface Parameters {
  /** Calls that are given parameters of a function, and reads of these. */
  readonly calls: ReadonlyMap<number, readonly CallFact[]>;
  readonly reads: ReadonlyMap<number, readonly ParameterReadFact[]>;
  /** Calls by the place of a parameter that they are given. */
  readonly callsAt: ReadonlyMap<number, readonly CallFact[]>;
  /** Functions that get each element of what parameters of a function hold. */
  readonly each: ReadonlyMap<number, readonly HandedOnFact[]>;
  readonly returns: ReadonlyMap<number, readonly ReturnFact[]>;
}

const parameters = new WeakMap<ModuleFacts, Parameters>();

/** The event may be handed through thousands of functions of one module. */
function parametersOf(module: ModuleFacts): Parameters {
  const known = parameters.get(module) ?? listParameters(module);
  parameters.set(module, known);
  return known;
}

function listParameters({ calls, parameterReads, handedOn: handed, returns: all }: ModuleFacts): Parameters {
  const byFunction = new Map<number, CallFact[]>();
  const byPlace = new Map<number, CallFact[]>();
  for (const call of calls) {
    const given = call.arguments.flatMap((argument) => (argument.kind === 'parameter' ? [argument] : []));
    for (const id of new Set(given.map((one) => one.function))) addTo(byFunction, id, call);
    for (const { start } of given) addTo(byPlace, start, call);
  }
  const reads = new Map<number, ParameterReadFact[]>();
  for (const read of parameterReads) addTo(reads, read.function, read);
  const each = new Map<number, HandedOnFact[]>();
  for (const fact of handed) if (fact.each) addTo(each, fact.each.item.function, fact);
  const returns = new Map<number, ReturnFact[]>();
  for (const one of all) addTo(returns, one.within, one);
  return { calls: byFunction, reads, callsAt: byPlace, each, returns };
}

function addTo<T>(groups: Map<number, T[]>, key: number, one: T): void {
  const group = groups.get(key);
  if (group) group.push(one);
  else groups.set(key, [one]);
}

function eventReads(graph: ModuleGraph, holders: readonly EventHolder[]): readonly EventRead[] {
  return holders.flatMap((holder) => {
    const module = graph.modules.get(holder.path);
    const reads = module ? (parametersOf(module).reads.get(holder.id) ?? []).filter((read) => holds(holder, read)) : [];
    if (!module || reads.length === 0) return [];
    const optional = new Set(module.optionalNames);
    return reads.map((read) => toRead(graph, module, holder, read, optional));
  });
}

/** Whether something in the holder's module is read from the holder. */
export function holds({ id, index }: EventHolder, read: { readonly function: number; readonly index: number }): boolean {
  return read.function === id && read.index === index;
}

function toRead(graph: ModuleGraph, module: ModuleFacts, { path, prefix }: EventHolder, read: ParameterReadFact, optional: ReadonlySet<string>): EventRead {
  const { start, end, to } = read;
  return {
    path: [...prefix, ...read.path],
    at: { path, start, end },
    to,
    isPreflightTest: read.isPreflightTest === true,
    isOptional: read.path.some((name) => optional.has(name)) || module.catches.some((one) => goesOn(one) && one.tried.start <= start && end <= one.tried.end),
    isFollowed: read.path.length === 0 && (parametersOf(module).callsAt.get(start) ?? []).some((call) => calledFunctions(graph, path, call).length > 0),
  };
}

/** A clause that only logs and fails copes with nothing. */
function goesOn({ rethrows, answersFailure }: CatchFact): boolean {
  return rethrows !== 'always' && answersFailure !== true;
}

function handedOn(graph: ModuleGraph, holder: EventHolder, call: CallFact): readonly EventHolder[] {
  return call.arguments.flatMap((argument, index) => {
    if (argument.kind !== 'parameter' || !holds(holder, argument)) return [];
    return calledFunctions(graph, holder.path, call).map((target) => ({ ...target, index, prefix: [...holder.prefix, ...argument.path] }));
  });
}

function givenEach(graph: ModuleGraph, holder: EventHolder, { target, each }: HandedOnFact): readonly EventHolder[] {
  if (!each || !holds(holder, each.item)) return [];
  return resolveReference(graph, holder.path, target).map((at) => ({ ...at, index: each.index, prefix: [...holder.prefix, ...each.item.path] }));
}

/** Keys of partial batch answers in the code behind a handler. */
export interface BatchKey extends Omit<BatchKeyFact, 'start' | 'end'> {
  readonly at: Location;
}

export function batchKeysIn(modules: readonly ModuleFacts[]): readonly BatchKey[] {
  return modules.flatMap(({ path, batchKeys }) => batchKeys.map(({ start, end, ...fact }) => ({ ...fact, at: { path, start, end } })));
}

import type { CallFact, Expression, HandedOnFact, ModuleFacts, ParameterReference } from '../facts/model.js';
import { calledFunctions, isHandedOn, resolveReference } from './find-export.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import { givenOnce } from './given-functions.js';

export interface CallAt {
  readonly path: string;
  /** Undefined where the function is handed on, but for `list.map(store)`: whoever gets it calls it with what is not known. */
  readonly arguments: readonly Expression[] | undefined;
  readonly call: CallFact | undefined;
}

interface TargetedCall {
  /** The function that is called, as `keyOf` names it. */
  readonly target: string;
  readonly at: CallAt;
}

/** By the function that is called, as `keyOf` names it. */
type CallIndex = ReadonlyMap<string, readonly CallAt[]>;

/** The calls of functions that are found without looking at what functions are given. */
interface PlainCallers {
  of(target: string): readonly CallAt[];
  /** The same, apart: those of modules that did not change stay from graph to graph. */
  partsOf(target: string): readonly (readonly CallAt[])[];
  /** Calls of several parts as `of` has them. */
  ordered(calls: readonly CallAt[]): readonly CallAt[];
}

interface Indexed {
  readonly plain: PlainCallers;
  /** Calls of methods of what functions are given. */
  readonly given: CallIndex;
  /** Both, of functions that have both. */
  readonly joined: Map<string, readonly CallAt[]>;
}

const indexes = new WeakMap<ModuleGraph, Indexed>();

/** The calls of a function that are seen in the project; for a constructor its `new`. Indexed once per graph, when first asked. */
export function callersOf(graph: ModuleGraph, at: FunctionAt): readonly CallAt[] {
  const { plain, given, joined } = indexes.get(graph) ?? buildIndex(graph);
  const target = keyOf(at);
  const more = given.get(target);
  if (!more) return plain.of(target);
  const all = joined.get(target) ?? [...plain.of(target), ...more];
  joined.set(target, all);
  return all;
}

/** Those of `callersOf` that stand in some modules, maybe with others, in the same order: of a module that hundreds of handlers load, nearly all stand elsewhere. */
export function callersWithin(graph: ModuleGraph, at: FunctionAt, paths: Iterable<string>): readonly CallAt[] {
  const { plain, given } = indexes.get(graph) ?? buildIndex(graph);
  const target = keyOf(at);
  const more = given.get(target) ?? [];
  const parts = plain.partsOf(target);
  if (parts.reduce((sum, { length }) => sum + length, more.length) < FEW) return callersOf(graph, at);
  const own = new Set(paths);
  const found = plain.ordered(parts.flatMap((part) => standingIn(part, own)));
  return more.length > 0 ? [...found, ...standingIn(more, own)] : found;
}

const FEW = 20;
const positionsIn = new WeakMap<readonly CallAt[], ReadonlyMap<string, readonly number[]>>();

/** Those of the calls that stand in the modules, in their order. */
function standingIn(calls: readonly CallAt[], paths: ReadonlySet<string>): readonly CallAt[] {
  const positions = positionsIn.get(calls) ?? indexPositions(calls);
  positionsIn.set(calls, positions);
  return [...paths].flatMap((path) => positions.get(path) ?? []).sort((a, b) => a - b).flatMap((position) => calls[position] ?? []);
}

function indexPositions(calls: readonly CallAt[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [position, { path }] of calls.entries()) {
    const before = found.get(path);
    if (before) before.push(position);
    else found.set(path, [position]);
  }
  return found;
}

function buildIndex(graph: ModuleGraph): Indexed {
  const plain = plainCallers(graph);
  const index = { plain, given: grouped(callsOfGiven(graph, plain)), joined: new Map<string, readonly CallAt[]>() };
  indexes.set(graph, index);
  return index;
}

/** What did not change since an earlier graph is not looked at again. */
function plainCallers(graph: ModuleGraph): PlainCallers {
  const { before, modules } = graph;
  if (!before) {
    const all = indexOf(graph, modules.keys());
    return { of: (target) => all.get(target) ?? [], partsOf: (target) => [all.get(target) ?? []], ordered: (calls) => calls };
  }
  const { others, paths, positions } = othersOf(before, graph.resolve);
  const fresh = indexOf(graph, paths);
  const merged = new Map<string, readonly CallAt[]>();
  const partsOf = (target: string): readonly (readonly CallAt[])[] => [others.get(target), fresh.get(target)].flatMap((part) => (part ? [part] : []));
  // In the order of the modules, as if all had been looked at.
  const ordered = (calls: readonly CallAt[]): readonly CallAt[] => [...calls].sort((a, b) => (positions.get(a.path) ?? 0) - (positions.get(b.path) ?? 0));
  return {
    partsOf,
    ordered,
    of(target) {
      const [part = [], other] = partsOf(target);
      if (!other) return part;
      const both = merged.get(target) ?? ordered([...part, ...other]);
      merged.set(target, both);
      return both;
    },
  };
}

interface Others {
  readonly changed: ReadonlySet<string>;
  /** Those, in the order of the modules. */
  readonly paths: readonly string[];
  readonly others: CallIndex;
  readonly positions: ReadonlyMap<string, number>;
}

const known = new WeakMap<ModuleGraph['modules'], Others>();

/** Calls in the modules that did not change; as long as it is the same ones that do, they are indexed once. */
function othersOf({ modules, changed }: NonNullable<ModuleGraph['before']>, resolve: ModuleGraph['resolve']): Others {
  const done = known.get(modules);
  if (done?.changed.size === changed.size && [...changed].every((path) => done.changed.has(path))) return done;
  const all = [...modules.keys()];
  const made = {
    changed,
    paths: all.filter((path) => changed.has(path)),
    others: indexOf({ modules, resolve }, all.filter((path) => !changed.has(path))),
    positions: new Map(all.map((path, index) => [path, index])),
  };
  known.set(modules, made);
  return made;
}

function indexOf(graph: ModuleGraph, paths: Iterable<string>): CallIndex {
  const found: TargetedCall[] = [];
  for (const path of paths) found.push(...callsIn(graph, path));
  return grouped(found);
}

function grouped(calls: readonly TargetedCall[]): CallIndex {
  const index = new Map<string, CallAt[]>();
  for (const { target, at } of calls) {
    const before = index.get(target);
    if (before) before.push(at);
    else index.set(target, [at]);
  }
  return index;
}

function callsIn(graph: ModuleGraph, path: string): readonly TargetedCall[] {
  const { calls = [], handedOn = [] } = graph.modules.get(path) ?? {};
  const found: TargetedCall[] = [];
  for (const call of calls) {
    if (call.callee.kind !== 'function' && call.callee.kind !== 'import') continue;
    // What stands first is `this`.
    const given = isHandedOn(graph, path, call) ? call.arguments.slice(1) : call.arguments;
    for (const target of calledFunctions(graph, path, call)) found.push({ target: keyOf(target), at: { path, arguments: given, call } });
  }
  for (const fact of handedOn) for (const target of resolveReference(graph, path, fact.target)) found.push({ target: keyOf(target), at: { path, arguments: givenEach(fact), call: undefined } });
  return found;
}

/** `map` gives an element, its position and the list. */
function givenEach({ each, start, end }: HandedOnFact): readonly Expression[] | undefined {
  if (!each) return undefined;
  const other: Expression = { kind: 'unknown', start, end };
  return Array.from({ length: each.index + 3 }, (_, index) => (index === each.index ? { ...each.item, start, end } : other));
}

/** Calls of methods of what functions are given, by the callers that are found without them. */
function callsOfGiven(graph: ModuleGraph, plain: PlainCallers): readonly TargetedCall[] {
  const found: TargetedCall[] = [];
  const givenTo = givenOnce(graph, (at) => plain.of(keyOf(at)));
  graph.modules.forEach((module, path) => {
    for (const { callee, call } of callsOfParameters(module)) {
      for (const target of givenTo(path, callee)) found.push({ target: keyOf(target), at: { path, arguments: call.arguments, call } });
    }
  });
  return found;
}

const ofParameters = new WeakMap<ModuleFacts, readonly { readonly callee: ParameterReference; readonly call: CallFact }[]>();

function callsOfParameters(module: ModuleFacts): readonly { readonly callee: ParameterReference; readonly call: CallFact }[] {
  const found = ofParameters.get(module) ?? module.calls.flatMap((call) => (call.callee.kind === 'parameter' ? [{ callee: call.callee, call }] : []));
  ofParameters.set(module, found);
  return found;
}

function keyOf({ path, id }: FunctionAt): string {
  return `${path}#${id}`;
}

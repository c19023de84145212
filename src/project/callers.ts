import type { CallFact, Expression, ModuleFacts, ParameterReference } from '../facts/model.js';
import { calledFunctions, resolveReference } from './find-export.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import { givenFunctions } from './given-functions.js';

export interface CallAt {
  readonly path: string;
  /** Undefined where the function is handed on: whoever gets it calls it with what is not known. */
  readonly arguments: readonly Expression[] | undefined;
  readonly call: CallFact | undefined;
}

interface TargetedCall {
  /** The function that is called, as `keyOf` names it. */
  readonly target: string;
  readonly at: CallAt;
}

const indexes = new WeakMap<ModuleGraph, ReadonlyMap<string, readonly CallAt[]>>();
const byModule = new WeakMap<ModuleGraph['modules'], ReadonlyMap<string, readonly TargetedCall[]>>();

/** The calls of a function that are seen in the project; for a constructor its `new`. Indexed once per graph, when first asked. */
export function callersOf(graph: ModuleGraph, { path, id }: FunctionAt): readonly CallAt[] {
  const index = indexes.get(graph) ?? buildIndex(graph);
  indexes.set(graph, index);
  return index.get(keyOf({ path, id })) ?? [];
}

function buildIndex(graph: ModuleGraph): ReadonlyMap<string, readonly CallAt[]> {
  const index = new Map<string, CallAt[]>();
  const add = ({ target, at }: TargetedCall): void => {
    const known = index.get(target);
    if (known) known.push(at);
    else index.set(target, [at]);
  };
  for (const calls of callsByModule(graph).values()) for (const one of calls) add(one);
  for (const one of callsOfGiven(graph, index)) add(one);
  return index;
}

/** What did not change since an earlier graph is not looked at again. */
function callsByModule(graph: ModuleGraph): ReadonlyMap<string, readonly TargetedCall[]> {
  const done = byModule.get(graph.modules);
  if (done) return done;
  const { before } = graph;
  const earlier = before && callsByModule({ modules: before.modules, resolve: graph.resolve });
  const calls = new Map([...graph.modules.keys()].map((path) => [path, (before?.changed.has(path) === false && earlier?.get(path)) || callsIn(graph, path)]));
  byModule.set(graph.modules, calls);
  return calls;
}

function callsIn(graph: ModuleGraph, path: string): readonly TargetedCall[] {
  const { calls = [], handedOn = [] } = graph.modules.get(path) ?? {};
  const found: TargetedCall[] = [];
  for (const call of calls) {
    if (call.callee.kind !== 'function' && call.callee.kind !== 'import') continue;
    for (const target of calledFunctions(graph, path, call)) found.push({ target: keyOf(target), at: { path, arguments: call.arguments, call } });
  }
  for (const fact of handedOn) for (const target of resolveReference(graph, path, fact.target)) found.push({ target: keyOf(target), at: { path, arguments: undefined, call: undefined } });
  return found;
}

/** Calls of methods of what functions are given, by the callers that are found without them. */
function callsOfGiven(graph: ModuleGraph, known: ReadonlyMap<string, readonly CallAt[]>): readonly TargetedCall[] {
  return [...graph.modules].flatMap(([path, module]) => callsOfParameters(module).flatMap(({ callee, call }) => {
    const targets = givenFunctions(graph, path, callee, (at) => known.get(keyOf(at)) ?? []);
    return targets.map((target) => ({ target: keyOf(target), at: { path, arguments: call.arguments, call } }));
  }));
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

import type { CallFact, Expression, ParameterReference, Reference } from '../facts/model.js';
import { writtenFunction } from './by-function.js';
import type { CallAt } from './callers.js';
import { resolveReference } from './find-export.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import { madeBy, methodOfInstance } from './made-functions.js';
import { parameterValues } from './parameter-values.js';

/** The calls of a function that are known. */
export type CallersOf = (at: FunctionAt) => readonly CallAt[];

/** Parameters and objects that are followed to the instance that was given. */
const MAX_STEPS = 4;

/**
 * The functions of the project that a call of something given runs: `repository.save()`, where some caller gives
 * `new Repository()`, an exported instance, or an object with such members; `getRepository().save()`, where it gives the factory.
 */
export function givenFunctions(graph: ModuleGraph, path: string, callee: ParameterReference, callersOf: CallersOf): readonly FunctionAt[] {
  const call = callee.path.indexOf('#call');
  const before = call < 0 ? callee.path : callee.path.slice(0, call);
  const after = call < 0 ? [] : callee.path.slice(call + 1);
  if (before.length === 0 || after.length > 1 || [...before, ...after].some((step) => step.startsWith('#'))) return [];
  const found = ofParameter(graph, path, { ...callee, path: before }, [], { callersOf, left: MAX_STEPS, seen: new Map() });
  return distinct(call < 0 ? found : found.flatMap((maker) => made(graph, maker, after[0])));
}

/** The same, where many calls of one function ask for the same and nothing changes in between. */
export function givenOnce(graph: ModuleGraph, callersOf: CallersOf): (path: string, callee: ParameterReference) => readonly FunctionAt[] {
  const asked = new Map<string, readonly FunctionAt[]>();
  return (path, callee) => {
    const key = [path, callee.function, callee.index, ...callee.path].join('\0');
    const known = asked.get(key) ?? givenFunctions(graph, path, callee, callersOf);
    asked.set(key, known);
    return known;
  };
}

/** The methods of the project that a call runs by the declared type of its receiver. */
export function declaredFunctions({ modules, receiverTypes }: ModuleGraph, path: string, call: CallFact): readonly FunctionAt[] {
  return (receiverTypes?.methodsOf(path, call.end) ?? []).flatMap((at) => {
    const inside = (modules.get(at.path)?.functions ?? []).filter(({ start, end }) => at.start <= start && end <= at.end);
    const method = inside.find(({ start, end }) => inside.every((one) => start <= one.start && one.end <= end));
    return method ? [{ path: at.path, id: method.id }] : [];
  });
}

/** What a call of the result of a factory of the project runs: `createStore().save()`, `placeOrder()` of `makePlaceOrder({ store })`. */
export function madeFunctions(graph: ModuleGraph, path: string, { callee }: { readonly callee: Reference }): readonly FunctionAt[] {
  const call = callee.kind === 'import' ? callee.path.indexOf('#call') : -1;
  if (callee.kind !== 'import' || call < 0 || callee.path.length > call + 2) return [];
  const name = callee.path[call + 1];
  return distinct(resolveReference(graph, path, { ...callee, path: callee.path.slice(0, call) }).flatMap((maker) => made(graph, maker, name)));
}

function made(graph: ModuleGraph, maker: FunctionAt, name: string | undefined): readonly FunctionAt[] {
  return madeBy(graph, maker, name, (value, member) => ofValue(graph, maker.path, value, [member], { callersOf: () => [], left: MAX_STEPS, seen: new Map() }));
}

interface Search {
  readonly callersOf: CallersOf;
  readonly left: number;
  /** How many steps were left where a parameter was asked for: hundreds of callers that hand on what hundreds gave them ask for the same ones. */
  readonly seen: Map<string, number>;
}

function ofParameter(graph: ModuleGraph, path: string, { function: id, index, path: read }: ParameterReference, steps: readonly string[], search: Search): readonly FunctionAt[] {
  const { callersOf, left, seen } = search;
  const key = [path, id, index, ...read, ...steps].join('\0');
  if (left <= (seen.get(key) ?? 0)) return [];
  seen.set(key, left);
  const values = parameterValues(graph, { path, id }, index, [...read, ...steps], callersOf({ path, id }));
  return values.flatMap((one) => {
    const written = one.steps.length === 0 ? writtenFunction(graph.modules.get(one.path), one.value) : undefined;
    return written ? [{ path: one.path, id: written.id }] : ofValue(graph, one.path, one.value, one.steps, { ...search, left: left - 1 });
  });
}

function ofValue(graph: ModuleGraph, path: string, value: Expression, steps: readonly string[], search: Search): readonly FunctionAt[] {
  const [first, ...rest] = steps;
  switch (value.kind) {
    case 'call':
      if (value.callee.kind === 'function') return value.isNew ? methodOfInstance(graph, { path, id: value.callee.id }, steps) : [];
      return value.callee.kind === 'import' ? ofImportedCall(graph, path, { ...value.callee, path: [...value.callee.path, value.isNew ? '#new' : '#call', ...steps] }) : [];
    case 'import': return resolveReference(graph, path, { ...value, path: [...value.path, ...steps] });
    case 'parameter': return ofParameter(graph, path, value, steps, search);
    case 'object': {
      const member = value.properties.findLast(({ name }) => name === first);
      const written = member && rest.length === 0 ? writtenFunction(graph.modules.get(path), member.value) : undefined;
      if (written) return [{ path, id: written.id }];
      return member ? ofValue(graph, path, member.value, rest, search) : [];
    }
    default: return [];
  }
}

function ofImportedCall(graph: ModuleGraph, path: string, callee: Reference): readonly FunctionAt[] {
  const found = resolveReference(graph, path, callee);
  return found.length > 0 ? found : madeFunctions(graph, path, { callee });
}

function distinct(found: readonly FunctionAt[]): readonly FunctionAt[] {
  return found.length < 2 ? found : [...new Map(found.map((one) => [`${one.path}#${one.id}`, one])).values()];
}

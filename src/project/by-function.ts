import type { CallFact, Expression, FunctionFact, HandedOnFact, ModuleFacts, ReturnFact, Span, Within } from '../facts/model.js';

/** What stands in one function of a module, or at module level. */
export interface InFunction {
  readonly calls: readonly CallFact[];
  readonly openCalls: readonly CallFact[];
  readonly handedOn: readonly HandedOnFact[];
  readonly functions: readonly FunctionFact[];
  readonly returns: readonly ReturnFact[];
}

type Growing = { -readonly [K in keyof InFunction]: InFunction[K][number][] };

const NOTHING: InFunction = { calls: [], openCalls: [], handedOn: [], functions: [], returns: [] };

const indexes = new WeakMap<ModuleFacts, ReadonlyMap<Within, InFunction>>();

/** Facts never change: they are sorted by function once, however many handlers come by. */
export function inFunction(module: ModuleFacts, within: Within): InFunction {
  const index = indexes.get(module) ?? indexModule(module);
  indexes.set(module, index);
  return index.get(within) ?? NOTHING;
}

function indexModule({ calls, openCalls = [], handedOn, functions, returns }: ModuleFacts): ReadonlyMap<Within, InFunction> {
  const index = new Map<Within, Growing>();
  const at = (within: Within): Growing => {
    const known = index.get(within) ?? { calls: [], openCalls: [], handedOn: [], functions: [], returns: [] };
    index.set(within, known);
    return known;
  };
  for (const one of calls) at(one.within).calls.push(one);
  for (const one of openCalls) at(one.within).openCalls.push(one);
  for (const one of handedOn) at(one.within).handedOn.push(one);
  for (const one of functions) at(one.parent).functions.push(one);
  for (const one of returns) at(one.within).returns.push(one);
  return index;
}

const placed = new WeakMap<ModuleFacts, ReadonlyMap<string, CallFact>>();

/** The call that stands at a place. */
export function callAt(module: ModuleFacts, { start, end }: Span): CallFact | undefined {
  const index = placed.get(module) ?? new Map(module.calls.map((one) => [`${one.start}-${one.end}`, one]));
  placed.set(module, index);
  return index.get(`${start}-${end}`);
}

const written = new WeakMap<ModuleFacts, ReadonlyMap<number, FunctionFact>>();

/** The function that is written as a value, or that it names: `{ save: async () => {}, load }`. */
export function writtenFunction(module: ModuleFacts | undefined, value: Expression): FunctionFact | undefined {
  if (!module || value.kind !== 'unknown' || value.end === 0) return undefined;
  if (value.function !== undefined) return module.functions[value.function];
  const index = written.get(module) ?? new Map(module.functions.map((one) => [one.start, one]));
  written.set(module, index);
  const found = index.get(value.start);
  return found?.end === value.end ? found : undefined;
}

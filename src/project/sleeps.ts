import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { CallFact, Expression, ModuleFacts, ParameterReference, Span, Within } from '../facts/model.js';
import { inFunction } from './by-function.js';
import { functions } from './functions.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';
import { moduleGraph } from './module-graph.js';
import { calledFunctions } from './find-export.js';
import type { ModuleGraph } from './find-export.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { isRaced, isRacedAnywhere } from './raced-calls.js';
import { valueFlow } from './value-flow.js';
import type { Sited } from './value-flow.js';

/** A pause of known length on an invocation. */
export interface Sleep {
  /** As in the source: `time.sleep`, `setTimeout`. */
  readonly name: string;
  readonly seconds: number;
  readonly isRepeated: boolean;
  /** The length as written: for a helper, what its caller gives. */
  readonly at: Location;
}

interface Pause {
  readonly name: string;
  readonly length: Expression;
  readonly unit: number;
}

/** Pauses in the code of handlers, each place once. */
export const sleeps = defineAnalysis({
  name: 'sleeps',
  requires: { functions, moduleGraph },
  run: ({ functions: all, moduleGraph: graph }): readonly Owned<Sleep>[] => {
    const found = new Map<HandlerCode, readonly Sleep[]>();
    return byOwners(all, (code) => {
      const known = found.get(code) ?? code.calls.flatMap((call) => (call.isPerInvocation ? sleepsOf(call, code, graph) : []));
      found.set(code, known);
      return known;
    });
  },
});

function sleepsOf(call: HandlerCall, code: HandlerCode, graph: ModuleGraph): readonly Sleep[] {
  const { fact, at: { path } } = call;
  const module = graph.modules.get(path);
  const pause = module && pauseOf(fact, module);
  if (!pause) return [];
  return valueFlow(graph).values(path, pause.length).flatMap((length): Sleep[] => {
    if (length.value.kind !== 'number') return [];
    const giver = isIn(length, path, pause.length) ? fact : giverOf(length, code, graph);
    // What is given to a helper is raced where it is given, unless it is given on; what the helper knows itself wherever it is called.
    if (!giver || (module.language === 'javascript' && !isGivenTo(giver, length.path, call, graph) && isRacedAnywhere(graph, path, fact))) return [];
    const { start, end, value } = length.value;
    return [{ name: pause.name, seconds: value / pause.unit, isRepeated: fact.isRepeated || giver.isRepeated, at: { path: length.path, start, end } }];
  });
}

/** The call that gives the length is one of the function that makes the pause. */
function isGivenTo(giver: CallFact, from: string, { fact, at: { path } }: HandlerCall, graph: ModuleGraph): boolean {
  const targets = giver === fact ? [] : calledFunctions(graph, from, giver);
  return targets.some((target) => target.path === path && contains(graph.modules.get(path)?.functions[target.id] ?? fact, fact));
}

function isIn({ path, value }: Sited<Expression>, of: string, around: Span): boolean {
  return path === of && contains(around, value);
}

function contains(around: Span, { start, end }: Span): boolean {
  return around.start <= start && end <= around.end;
}

/** The call that gives the length to a helper, if it runs on an invocation and is waited for. */
function giverOf({ path, value }: Sited<Expression>, { isInvoked }: HandlerCode, { modules }: ModuleGraph): CallFact | undefined {
  const module = modules.get(path);
  const giver = module?.calls.findLast((call) => call.arguments.some((argument) => contains(argument, value)));
  if (!module || !giver || giver.within === null || !isInvoked(path, giver.within)) return undefined;
  return module.language === 'python' || (isWaitedFor(giver) && !isRaced(giver, module)) ? giver : undefined;
}

function isWaitedFor({ outcome }: CallFact): boolean {
  return outcome === 'awaited' || outcome === 'returned';
}

function pauseOf(fact: CallFact, module: ModuleFacts): Pause | undefined {
  const { callee, arguments: [first, second] } = fact;
  if (callee.kind === 'import' && first) {
    const name = `${callee.specifier}.${callee.path.filter((step) => step !== 'default').join('.')}`;
    if (module.language === 'python') return name === 'time.sleep' || (name === 'asyncio.sleep' && fact.outcome === 'awaited') ? { name, length: first, unit: 1 } : undefined;
    return /^(?:node:)?timers\/promises\.setTimeout$/.test(name) && isWaitedFor(fact) && !isRaced(fact, module) ? { name: 'setTimeout', length: first, unit: 1000 } : undefined;
  }
  if (callee.kind !== 'global' || callee.path.join('.') !== 'setTimeout' || !second || !resolves(first, fact, module)) return undefined;
  const promise = promiseAround(fact, module);
  return promise && isWaitedFor(promise) && !isRaced(fact, module) ? { name: 'setTimeout', length: second, unit: 1000 } : undefined;
}

/** The first parameter of the function around it, as it is, or a function written here that calls it: `() => resolve('done')`, where nothing else can. */
function resolves(given: Expression | undefined, { within, outcome }: CallFact, module: ModuleFacts): boolean {
  if (!given) return false;
  if (given.kind === 'parameter') return isResolve(given, within) && given.path.length === 0;
  return outcome === 'returned' && inFunction(module, within).functions.some((fn) => contains(given, fn) && inFunction(module, fn.id).calls.some(({ callee }) => callee.kind === 'parameter' && isResolve(callee, within) && callee.path.length === 0));
}

function isResolve(one: ParameterReference, within: Within): boolean {
  return one.function === within && one.index === 0;
}

/** The `new Promise` whose function the call stands in. */
function promiseAround({ within }: CallFact, module: ModuleFacts): CallFact | undefined {
  return within === null ? undefined : promisesOf(module).get(within);
}

const promises = new WeakMap<ModuleFacts, ReadonlyMap<number, CallFact>>();

/** By the function that each is given: thousands of timers may ask. */
function promisesOf(module: ModuleFacts): ReadonlyMap<number, CallFact> {
  const known = promises.get(module) ?? findPromises(module);
  promises.set(module, known);
  return known;
}

function findPromises({ calls, handedOn }: ModuleFacts): ReadonlyMap<number, CallFact> {
  const made = calls.filter(({ callee, isNew }) => isNew && callee.kind === 'global' && callee.path.join('.') === 'Promise').sort((a, b) => a.end - b.end);
  const found = new Map<number, CallFact>();
  let next = 0;
  for (const { target, to, start } of handedOn.toSorted((a, b) => a.start - b.start)) {
    if (to !== 'Promise' || target.kind !== 'function') continue;
    while ((made[next]?.end ?? Infinity) <= start) next++;
    const promise = made[next - 1];
    if (promise && !found.has(target.id)) found.set(target.id, promise);
  }
  return found;
}

import type { Expression, FunctionFact, ParameterDefaultFact, Span } from '../facts/model.js';
import type { CallAt } from './callers.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import { argumentGiven } from './given-argument.js';

/** Something that a parameter may hold, in the module where it is written, with the members that are still to be read from it. */
export interface ParameterValue {
  readonly path: string;
  readonly value: Expression;
  readonly steps: readonly string[];
}

/** Callers that are looked at for one parameter. */
const MAX_CALLERS = 40;
const UNKNOWN: Expression = { kind: 'unknown', start: 0, end: 0 };

/**
 * What a parameter, or the members `read` of it, may hold: what each caller gives, or the default where it gives none. Unknown
 * comes before the default that may stand in for it.
 */
export function parameterValues({ modules }: ModuleGraph, at: FunctionAt, index: number, read: readonly string[], callers: readonly CallAt[]): readonly ParameterValue[] {
  const fact = modules.get(at.path)?.functions[at.id];
  const found = callers.slice(0, MAX_CALLERS).flatMap((caller) => ofCall({ fact, at, index, read }, caller));
  // Without a caller, as the handler, or with more than are looked at, it may be anything.
  return callers.length === 0 || callers.length > MAX_CALLERS ? [...found, ...ofCall({ fact, at, index, read }, undefined)] : found;
}

/** Whether code that stands in a default of a function runs with some call of it: one leaves the argument out, or nothing is known of its calls. */
export function isInUsedDefault({ modules }: ModuleGraph, at: FunctionAt, span: Span, callers: readonly CallAt[]): boolean {
  const fact = modules.get(at.path)?.functions[at.id];
  const own = fact?.defaults?.findLast(({ start, end }) => start <= span.start && span.end <= end);
  if (!own) return true;
  const leavesOut = (caller: CallAt): boolean => ofCall({ fact, at, index: own.index, read: own.path }, caller)[0]?.value === own.value;
  return callers.length === 0 || callers.some(leavesOut);
}

interface Asked {
  readonly fact: FunctionFact | undefined;
  readonly at: FunctionAt;
  readonly index: number;
  readonly read: readonly string[];
}

function ofCall({ fact, at, index, read }: Asked, caller: CallAt | undefined): readonly ParameterValue[] {
  const defaults = (fact?.defaults ?? []).filter((one) => one.index === index);
  const given = caller?.arguments && argumentGiven(fact, caller.arguments, index);
  const whole = defaults.find(({ path }) => path.length === 0);
  if (given || !whole) return ofMembers(given ?? UNKNOWN, caller?.path ?? at.path, 0, { at, read, defaults });
  const standIn = ofMembers(whole.value, at.path, 0, { at, read, defaults });
  return caller?.arguments && !mayHoldMore(caller.arguments) ? standIn : [{ path: at.path, value: UNKNOWN, steps: read }, ...standIn];
}

/** `f(...args)`, `f(**options)`. */
function mayHoldMore(given: readonly Expression[]): boolean {
  return given.some((value) => value.kind === 'unknown' || (value.kind === 'object' && !value.complete));
}

interface Members {
  readonly at: FunctionAt;
  readonly read: readonly string[];
  readonly defaults: readonly ParameterDefaultFact[];
}

/** `value` is what the first `done` members lead to. */
function ofMembers(value: Expression, path: string, done: number, members: Members): readonly ParameterValue[] {
  const { at, read, defaults } = members;
  const next = read[done];
  if (next === undefined) return [{ path, value, steps: [] }];
  const member = value.kind === 'object' ? value.properties.findLast(({ name }) => name === next) : undefined;
  if (member) return ofMembers(member.value, path, done + 1, members);
  const standIn = defaults.find((one) => one.path.length > done && one.path.every((step, index) => step === read[index]));
  const instead = standIn ? ofMembers(standIn.value, at.path, standIn.path.length, members) : [];
  if (value.kind !== 'object') return [{ path, value, steps: read.slice(done) }, ...instead];
  return value.complete && standIn?.path.length === done + 1 ? instead : [{ path, value: UNKNOWN, steps: [] }, ...instead];
}

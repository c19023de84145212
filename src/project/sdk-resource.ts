import { SDK_RESOURCES } from '../data/sdk.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import type { Resolved } from '../resolved.js';
import type { LambdaFunction } from './functions.js';
import type { SdkCall } from './sdk-calls.js';
import { displayText, joinText, literal } from './text.js';
import type { Hole, Text } from './text.js';
import type { Sited, ValueFlow } from './value-flow.js';

/** What the environment of a function gives for a variable that is read at a place. */
export type Variables = (name: string, at: Location) => Resolved<Text>;

export function variablesOf({ environment }: LambdaFunction): Variables {
  return (name, at) => {
    if (environment.state === 'unknown') return { state: 'unknown', reason: `environment: ${environment.reason}`, at };
    const variable = environment.state === 'known' ? environment.value.get(name) : undefined;
    return variable?.value ?? { state: 'unknown', reason: `${NOT_SET}${name}'`, at };
  };
}

/** Hundreds of functions may run the same code: what is answered without a look at their variables is one answer for all of them. */
export class SharedAnswers<K, T> {
  private readonly known = new Map<K, T>();

  answer(key: K, variables: Variables, work: (variables: Variables) => T): T {
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const asked: string[] = [];
    const made = work((name, at) => {
      asked.push(name);
      return variables(name, at);
    });
    if (asked.length === 0) this.known.set(key, made);
    return made;
  }
}

/** The name, ARN or URL of what a call works on, as the function's environment makes it. */
export function sdkResource(variables: Variables, call: SdkCall, flow: ValueFlow): Resolved<Text> {
  const { input, named, at } = call;
  if (named) return agreed(flow.values(named.path, named.value).map((one) => textOf(variables, one, flow)), at);
  if (!input) return { state: 'absent', at };
  for (const member of Object.hasOwn(SDK_RESOURCES, call.service) ? (SDK_RESOURCES[call.service] ?? []) : []) {
    const found = membersAt(input, member.match(/[^.[\]{}]+|\[\]|\{\}/g) ?? [], flow);
    if (found.length > 0) return agreed(found.map((one) => textOf(variables, one, flow)), at);
  }
  const isOpen = input.value.kind !== 'object' || !input.value.complete;
  return isOpen ? { state: 'unknown', reason: 'its input is not written out', at } : { state: 'absent', at };
}

/** What a call gives for a member of its input; absent only where the input is written out without it. */
export function sdkInputMember(variables: Variables, { input, named, call, at }: SdkCall, name: string, flow: ValueFlow): Resolved<Text> {
  const last = call.fact.arguments.at(-1);
  // `table.query(IndexName=…)` of boto3: the keywords are the input, though the table is named elsewhere.
  const given = input ?? (named && last ? { path: call.at.path, value: last } : undefined);
  if (!given) return { state: 'unknown', reason: 'its input is not written out', at };
  const values = flow.values(given.path, given.value);
  const found = values.flatMap((one) => membersAt(one, [name], flow));
  if (found.length > 0) return agreed(found.map((one) => textOf(variables, one, flow)), at);
  const isOpen = values.some(({ value }) => value.kind !== 'object' || !value.complete);
  return isOpen ? { state: 'unknown', reason: 'its input is not written out', at } : { state: 'absent', at };
}

/** `Entries[].EventBusName`, `RequestItems{}`, `TransactItems[].*.TableName`. */
function membersAt(from: Sited<Expression>, steps: readonly string[], flow: ValueFlow): readonly Sited<Expression>[] {
  const [step, ...rest] = steps;
  if (step === undefined) return flow.values(from.path, from.value);
  return flow.values(from.path, from.value).flatMap(({ path, value }) => nextOf(value, step).flatMap((next) => membersAt({ path, value: next }, rest, flow)));
}

function nextOf(value: Expression, step: string): readonly Expression[] {
  if (step === '[]') return value.kind === 'list' ? value.items : [];
  if (value.kind !== 'object') return [];
  if (step === '*') return value.properties.map((property) => property.value);
  if (step === '{}') return value.properties.map(({ name, value: { start, end } }): Expression => ({ kind: 'string', value: name, start, end }));
  const found = value.properties.findLast(({ name }) => name === step);
  return found ? [found.value] : [];
}

/** One text from whatever callers and elements give. */
function agreed(found: readonly Resolved<Text>[], at: Location): Resolved<Text> {
  const [first, ...others] = found;
  if (!first) return { state: 'unknown', reason: 'what the call works on is not read', at };
  if (others.length === 0) return first;
  const certain = found.flatMap((one) => (one.state === 'known' ? [one] : []));
  const texts = [...new Map(certain.map((one) => [displayText(one.value), one])).values()];
  const [only] = texts;
  if (only && texts.length === 1 && certain.length === found.length) return only;
  return { state: 'unknown', reason: 'it differs from call to call', at, possible: texts, ...(certain.length === found.length ? { isComplete: true } : {}) };
}

function textOf(variables: Variables, { path, value }: Sited<Expression>, flow: ValueFlow): Resolved<Text> {
  const at = { path, start: value.start, end: value.end };
  const unknown = (reason: string): Resolved<Text> => ({ state: 'unknown', reason, at });
  switch (value.kind) {
    case 'string': return { state: 'known', value: [value.value], at };
    case 'env': return variables(value.variable, at);
    case 'text': {
      const parts = value.parts.map((part) => agreed(flow.values(path, part).map((one) => textOf(variables, one, flow)), at));
      if (parts.every(({ state }) => state !== 'known')) return unknown('it is put together at run time');
      const hole: Hole = { kind: 'unknown', reason: 'it is put together at run time' };
      return { state: 'known', value: joinText(parts.flatMap((part): Text => (part.state === 'known' ? part.value : [hole]))), at };
    }
    case 'parameter': return unknown('it is given as an argument');
    case 'import': return unknown('it comes from another module');
    case 'call': return unknown('a call gives it');
    default: return unknown('it is known at run time only');
  }
}

const NOT_SET = "the template does not set '";

/** What it works on is a variable that the function does not set, and the code copes with that, or leaves empty: this function does not make the call. */
export function isOfUnsetVariable({ handlerCode }: LambdaFunction, resource: Resolved<Text>): boolean {
  // Nothing has an empty name: a test before the call turns it off, or the SDK refuses it.
  if (resource.state === 'known') return literal(resource.value) === '';
  if (resource.state !== 'unknown' || !resource.reason.startsWith(NOT_SET)) return false;
  const name = resource.reason.slice(NOT_SET.length, -1);
  return handlerCode?.environmentReads.every(({ variable, hasFallback }) => variable !== name || hasFallback) === true;
}

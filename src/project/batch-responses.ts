import { defineAnalysis } from '../analysis.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { CallFact, CatchFact, Expression, ModuleFacts, Span } from '../facts/model.js';
import { known } from '../resolved.js';
import type { BatchKey, EntryFunction } from './entry-functions.js';
import { inFunction } from './by-function.js';
import { calledFunctions } from './find-export.js';
import type { ModuleGraph } from './find-export.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCode } from './handler-code.js';
import { moduleGraph } from './module-graph.js';
import type { Trigger } from './trigger.js';

/** How the code behind a handler answers for single records of a batch. */
export interface BatchAnswer {
  /** `always`: every way out names the failed records. `never`: none does, as far as each can be told. */
  readonly names: 'always' | 'sometimes' | 'never' | 'unknown';
  /** Where the answer is given, the first one. */
  readonly at: Location | undefined;
  /** The key of records: what names one in the answer. */
  readonly keys: readonly BatchKey[];
}

/** A mapping whose answers Lambda may read per record, with what its function gives. */
export interface BatchMapping {
  readonly fn: LambdaFunction;
  readonly trigger: Trigger;
  /** Whether the mapping declares `ReportBatchItemFailures`; undefined where that is not known. */
  readonly isDeclared: boolean | undefined;
  /** At the response type, else at the mapping. */
  readonly declaredAt: Location;
  readonly entry: EntryFunction;
  /** Where the handler lets errors of records end: a clause, or `Promise.allSettled` with results that nobody reads. */
  readonly swallowedAt: Location | undefined;
  readonly answer: BatchAnswer;
}

/** Sources whose mappings take `FunctionResponseTypes`. */
const PARTIAL: ReadonlySet<TriggerKind> = new Set<TriggerKind>(['sqs', 'kinesis', 'dynamodb-streams']);
/** Packages that make the answer; the handler gives what they return. */
const PROCESSORS = /^(?:@aws-lambda-powertools\/batch|@middy\/sqs-partial-batch-failure|aws_lambda_powertools\.utilities\.batch)(?:[./]|$)/;

/** Every mapping of a queue or stream whose function's handler is read. */
export const batchMappings = defineAnalysis({
  name: 'batchMappings',
  requires: { functions, moduleGraph },
  run: ({ functions: all, moduleGraph: graph }): readonly BatchMapping[] =>
    all.flatMap((fn) => {
      const { handlerCode } = fn;
      if (!handlerCode) return [];
      const [entry, other] = handlerCode.entries;
      if (!entry || other) return [];
      return fn.triggers.flatMap((trigger): BatchMapping[] => {
        const { mapping, kind, isEnabled } = trigger;
        if (!mapping || !isEnabled || !PARTIAL.has(kind)) return [];
        const { reportsBatchFailures: reports } = mapping;
        const isDeclared = reports.state === 'absent' ? false : known(reports);
        return [{ fn, trigger, isDeclared, declaredAt: reports.state === 'absent' ? trigger.at : reports.at, entry, answer: answerOf(entry, handlerCode), swallowedAt: swallowedAt(entry, graph) }];
      });
    }),
});

/** In the handler, or in the one function that it gives each record to, and whose answer it does not look at. */
function swallowedAt(entry: EntryFunction, graph: ModuleGraph): Location | undefined {
  const { calls, module: own } = entry;
  const { path } = own;
  const [only, other] = calls.filter(getsRecords);
  const clauses = recordClauses(entry);
  const isLast = (one: Pick<CatchFact, 'within' | 'end'> | undefined): boolean => one !== undefined && !throwsAfter(one, own, graph);
  // What is thrown behind the last clause is thrown behind all.
  const found = (isLast(clauses.at(-1)) ? clauses.find(isLast) : undefined) ?? (other ? undefined : calls.find((call) => settlesRecords(call) && isLast(call)));
  if (found) return { path, start: found.start, end: found.end };
  const [helper] = only && !other && (only.isIgnored || only.outcome === 'discarded') && isRecord(only.arguments[0]) && isLast(only) ? calledFunctions(graph, path, only) : [];
  const module = helper && graph.modules.get(helper.path);
  if (!module) return undefined;
  const clause = module.catches.find((one) => one.within === helper.id && catchesAll(one, module, graph));
  return clause && { path: helper.path, start: clause.start, end: clause.end };
}

/** Clauses of the handler around work with records. What is tried beside that, `try { await metrics.flush() } catch { … }`, keeps no error of theirs from Lambda. */
function recordClauses({ catches, calls, eventReads, at: { path } }: EntryFunction): readonly CatchFact[] {
  const clauses = catches.filter(({ rethrows }) => rethrows === 'never');
  if (clauses.length === 0) return clauses;
  const work: readonly Span[] = [...calls.filter((call) => call.isRepeated || call.arguments.some(isOfEvent)), ...eventReads.flatMap(({ at }) => (at.path === path ? [at] : []))];
  return clauses.filter(({ tried }) => work.some(({ start, end }) => tried.start <= start && end <= tried.end));
}

function isOfEvent(value: Expression): boolean {
  return value.kind === 'parameter' ? value.index === 0 : value.kind === 'call' && value.arguments.some(isOfEvent);
}

function isRecord(value: Expression | undefined): boolean {
  return value?.kind === 'parameter' && value.path.join('.') === 'Records.#item';
}

/** What prints or counts them does nothing with them. */
function getsRecords({ callee, arguments: given }: CallFact): boolean {
  return callee.kind !== 'global' && (isOfRecords(callee) || given.some(isOfRecords));
}

function isOfRecords(value: Expression | CallFact['callee']): boolean {
  return value.kind === 'parameter' ? value.path[0] === 'Records' : value.kind === 'call' && value.arguments.some(isOfRecords);
}

/** All errors end in the clause, and the work is done then: a body that is no JSON may be a text. */
function catchesAll(clause: CatchFact, module: ModuleFacts, graph: ModuleGraph): boolean {
  const { within, rethrows, types, end } = clause;
  const goesOn = module.calls.some((call) => call.within === within && call.start >= end && call.callee.kind !== 'global');
  return rethrows === 'never' && (types === undefined || types.includes('Exception')) && !goesOn && !throwsAfter(clause, module, graph);
}

const throwing = new WeakMap<ModuleFacts, ReadonlySet<number | null>>();

/** Something is thrown in the function. */
function mayThrow(module: ModuleFacts | undefined, id: number): boolean {
  if (!module) return false;
  const found = throwing.get(module) ?? new Set(module.throws?.map(({ within }) => within));
  throwing.set(module, found);
  return found.has(id);
}

/** `if (failed.length > 0) throw …`, once all records had their turn, or a function of the project that does so. */
function throwsAfter({ within, end }: Pick<CatchFact, 'within' | 'end'>, module: ModuleFacts, graph: ModuleGraph): boolean {
  return module.throws?.some((one) => one.within === within && one.start >= end) === true
    || inFunction(module, within).calls.some((call) => call.start >= end && calledFunctions(graph, module.path, call).some((fn) => mayThrow(graph.modules.get(fn.path), fn.id)));
}

/** `await Promise.allSettled(event.Records.map(ship))`, of which at most the number of results is read. */
function settlesRecords({ callee, isIgnored, answerReads, arguments: [given] }: CallFact): boolean {
  if (callee.kind !== 'global' || callee.path.join('.') !== 'Promise.allSettled' || given?.kind !== 'call' || given.callee.kind !== 'parameter') return false;
  return given.callee.path.join('.') === 'Records.map' && (isIgnored === true || answerReads?.every((name) => name === 'length') === true);
}

/** Whether the answer comes from a package that knows how to name failed records. */
export function usesBatchProcessor({ imports }: HandlerCode): boolean {
  return imports.some(({ specifier }) => PROCESSORS.test(specifier));
}

function answerOf(entry: EntryFunction, code: HandlerCode): BatchAnswer {
  const keys = code.batchKeys;
  // An empty list is the answer for nothing to do where another way out names some; alone it names none.
  const telling = entry.results.some(({ value }) => namesFailures(value) === true && !namesNobody(value));
  const named = telling ? entry.results.filter(({ value }) => namesFailures(value) === true) : [];
  const [first] = named;
  const otherwise: BatchAnswer = { names: 'unknown', at: first?.at, keys };
  if (!entry.isDirect && !first) return otherwise;
  if (usesBatchProcessor(code)) return { ...otherwise, ...processorAnswer(entry) };
  if (named.length === entry.results.length && first && !entry.fact.reachesEnd) return { ...otherwise, names: 'always' };
  if (first) return { ...otherwise, names: 'sometimes' };
  const isCertain = entry.isDirect && !hasCallback(entry) && keys.every(isForNobody) && entry.results.every(({ value }) => namesFailures(value) === false || namesNobody(value));
  return isCertain ? { ...otherwise, names: 'never' } : otherwise;
}

/** `{ batchItemFailures: [] }`, to which nothing is added. */
function namesNobody(value: Expression | undefined): boolean {
  return value?.kind === 'object' && value.properties.some(({ name, value: list }) => name === 'batchItemFailures' && isEmpty(list));
}

function isEmpty(value: Expression): boolean {
  return value.kind === 'list' && value.complete && value.items.length === 0;
}

/** Records that failed are collected, and no key gives them to Lambda. */
function isForNobody({ key, value }: BatchKey): boolean {
  return /^item/i.test(key) || isEmpty(value);
}

/** `return processPartialResponse(event, recordHandler, processor)` in the handler itself. */
function processorAnswer({ results }: EntryFunction): Partial<BatchAnswer> {
  const given = results.find(({ value }) => value?.kind === 'call' && value.callee.kind === 'import' && PROCESSORS.test(value.callee.specifier));
  return given ? { names: 'always', at: given.at } : {};
}

/** Undefined where it cannot be told. */
function namesFailures(value: Expression | undefined): boolean | undefined {
  switch (value?.kind) {
    case undefined: case 'string': case 'number': case 'boolean': case 'text': case 'env': case 'flag': return false;
    case 'list': return false;
    case 'object':
      if (value.properties.some(({ name }) => name === 'batchItemFailures')) return true;
      return value.complete ? false : undefined;
    default: return undefined;
  }
}

/** The answer may go to the third parameter instead. */
function hasCallback({ module: { language }, fact }: EntryFunction): boolean {
  return language === 'javascript' && fact.length > 2;
}

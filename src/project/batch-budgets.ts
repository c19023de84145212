import { defineAnalysis } from '../analysis.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { CallFact, Expression } from '../facts/model.js';
import { known } from '../resolved.js';
import { callersOf } from './callers.js';
import { isCertain } from './certain-call.js';
import { requestSeconds } from './client-timeouts.js';
import type { EntryFunction } from './entry-functions.js';
import { eventPath } from './event-path.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';
import { moduleGraph } from './module-graph.js';
import type { ModuleGraph } from './find-export.js';

/** A request for each record of a batch, one after the other, that together may wait for longer than the function runs. */
export interface BatchBudget {
  readonly fn: LambdaFunction;
  readonly name: string;
  readonly requestSeconds: number;
  readonly batchSize: number;
  readonly batchAt: Location;
  readonly timeoutSeconds: number;
  readonly at: Location;
}

/** Sources whose events have `Records`, as many as the mapping says. */
const BATCHES: ReadonlySet<TriggerKind> = new Set<TriggerKind>(['sqs', 'kinesis', 'dynamodb-streams']);

/** Requests in loops over records whose timeouts exceed that of the function. */
export const batchBudgets = defineAnalysis({
  name: 'batchBudgets',
  requires: { functions, moduleGraph },
  run: ({ functions: all, moduleGraph: graph }): readonly BatchBudget[] => all.flatMap((fn) => {
    const timeoutSeconds = known(fn.timeout);
    const { handlerCode: code } = fn;
    const batch = code && largestBatch(fn);
    if (timeoutSeconds === undefined || !batch || fn.isDurable) return [];
    return code.calls.flatMap((call): BatchBudget[] => {
      const seconds = requestSeconds(call);
      // A single request that waits for too long is the subject of another rule.
      if (seconds === undefined || seconds >= timeoutSeconds || seconds * batch.size <= timeoutSeconds || !isForEachRecord(call, code, graph)) return [];
      return [{ fn, name: nameOf(call), requestSeconds: seconds, batchSize: batch.size, batchAt: batch.at, timeoutSeconds, at: call.at }];
    });
  }),
});

function largestBatch({ triggers }: LambdaFunction): { readonly size: number; readonly at: Location } | undefined {
  const sizes = triggers.flatMap(({ kind, isEnabled, mapping }) => {
    const size = BATCHES.has(kind) && isEnabled ? mapping && known(mapping.batchSize) : undefined;
    return size === undefined || !mapping ? [] : [{ size, at: mapping.batchSize.at }];
  });
  return sizes.sort((a, b) => b.size - a.size)[0];
}

/**
 * In a loop of the handler itself, or of a function that the handler calls in one: in a function given to `map` the requests may run at the
 * same time. No test, and no early way out as for want of time, passes it by, and it takes something of a record.
 */
function isForEachRecord(call: HandlerCall, code: HandlerCode, graph: ModuleGraph): boolean {
  const { fact, at: { path } } = call;
  const [entry] = code.entries;
  if (!entry || !isCertain(graph, code, call) || !isLooped(entry, fact, path, graph)) return false;
  return fact.arguments.some((argument) => isOfRecord(argument, path, code, graph));
}

function isLooped(entry: EntryFunction, fact: CallFact, path: string, graph: ModuleGraph): boolean {
  const { callee, outcome, within } = fact;
  // Python waits; the promises of JavaScript have to be waited for.
  const isBlocking = callee.kind === 'import' && callee.specifier !== 'axios';
  if (isWithin(entry, path, fact)) return fact.isRepeated && (isBlocking || outcome === 'awaited');
  const [only, other] = within === null ? [] : callersOf(graph, { path, id: within });
  if (!only?.call || other || !only.call.isRepeated || !isWithin(entry, only.path, only.call)) return false;
  return isBlocking || (only.call.outcome === 'awaited' && (outcome === 'awaited' || outcome === 'returned'));
}

function isWithin({ fact: { id }, module }: EntryFunction, path: string, { within }: CallFact): boolean {
  return path === module.path && within === id;
}

function isOfRecord(value: Expression, path: string, code: HandlerCode, graph: ModuleGraph): boolean {
  switch (value.kind) {
    case 'parameter': {
      const members = eventPath(graph, code.entries, { path, value });
      return members?.[0] === 'Records' && members.length > 1;
    }
    case 'call': return value.arguments.some((one) => isOfRecord(one, path, code, graph));
    case 'object': return value.properties.some((one) => isOfRecord(one.value, path, code, graph));
    case 'list': return value.items.some((one) => isOfRecord(one, path, code, graph));
    case 'text': return value.parts.some((one) => isOfRecord(one, path, code, graph));
    default: return false;
  }
}

function nameOf({ fact: { callee } }: HandlerCall): string {
  if (callee.kind === 'global') return callee.path.join('.');
  return callee.kind === 'import' ? [callee.specifier, ...callee.path.filter((step) => step !== 'default')].join('.') : '';
}

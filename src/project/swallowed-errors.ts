import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { CallFact, CatchFact, ModuleFacts, Reference, Span } from '../facts/model.js';
import { batchMappings } from './batch-responses.js';
import { inFunction } from './by-function.js';
import type { EntryFunction } from './entry-functions.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { queues } from './queues.js';
import type { Queue } from './queues.js';
import { REPORTING_KINDS } from './trigger.js';
import type { Trigger } from './trigger.js';

/** A handler that catches whatever goes wrong and ends as if nothing had, though failures have somewhere to go. */
export interface SwallowedErrors {
  readonly fn: LambdaFunction;
  /** The keyword of the clause. */
  readonly at: Location;
  readonly trigger: Trigger;
  /** What would take failed events. */
  readonly recovery: { readonly kind: 'redrive' | 'destination' | 'dead-letter'; readonly at: Location };
}

/** Names of methods that only write a log line or a metric. */
const TELLING = /^(?:log|print|info|warn|warning|error|debug|trace|critical|fatal|exception|append\w*|add\w*|put(?=\w*Metric)\w*|stringify|dumps|format_exc|print_exc|toString|String|set\w*Status)$/;

/** Handlers that swallow all errors, of functions whose triggers try again or set failures aside. */
export const swallowedErrors = defineAnalysis({
  name: 'swallowedErrors',
  requires: { functions, queues, batchMappings },
  run: ({ functions: all, queues: allQueues, batchMappings: mappings }): readonly SwallowedErrors[] => {
    // That Lambda waits for failed records in vain is another finding about the same clause.
    const awaited = new Set(mappings.filter(({ isDeclared, answer }) => isDeclared === true && answer.names === 'never').map(({ trigger }) => trigger));
    return all.flatMap((fn): SwallowedErrors[] => {
      const [entry, other] = fn.handlerCode?.entries ?? [];
      const clause = entry && !other ? catchOfAll(entry) : undefined;
      // A caller that waits for the answer gets the error in it.
      if (!entry || !clause || fn.handlerCode?.batchKeys.length !== 0 || fn.triggers.some(({ invocation }) => invocation === 'sync')) return [];
      const found = fn.triggers.flatMap((trigger) => {
        const recovery = trigger.isEnabled && !trigger.isPermissionOnly && !awaited.has(trigger) ? recoveryOf(fn, trigger, allQueues) : undefined;
        return recovery ? [{ trigger, recovery }] : [];
      });
      return found.slice(0, 1).map(({ trigger, recovery }) => ({ fn, at: { path: entry.module.path, start: clause.start, end: clause.end }, trigger, recovery }));
    });
  },
});

/** The one clause that catches what any call of the handler throws, and throws nothing itself. */
function catchOfAll({ isDirect, module, fact }: EntryFunction): CatchFact | undefined {
  // The answer may go to a callback, and with it the error.
  if (!isDirect || (module.language === 'javascript' && fact.length > 2)) return undefined;
  const ids = bodiesOf(module, fact.id);
  const clauses = module.catches.filter(({ within }) => within !== null && ids.has(within));
  // One that throws again leaves the error to the clause around it.
  const [only, other] = clauses.filter((one) => one.rethrows !== 'always' || !clauses.some((around) => around !== one && isInside(one.tried, around.tried)));
  if (!only || other || only.rethrows !== 'never' || only.types !== undefined && !only.types.every(isAnyError)) return undefined;
  // What a clause has noted may be thrown behind it.
  if (module.throws?.some((one) => one.within !== null && ids.has(one.within) && !isInside(one, only.tried))) return undefined;
  const calls = module.calls.filter(({ within }) => within !== null && ids.has(within));
  if (only.within !== fact.id && calls.some((call) => leadsOn(call, ids) && lastStep(call.callee) !== 'map' && !call.isIgnored)) return undefined;
  const tried = calls.filter((call) => isInside(call, only.tried));
  const outside = calls.filter((call) => !isInside(call, only.tried) && !isInside(call, only.body) && !isTelling(call) && !leadsOn(call, ids));
  const reactions = [...module.calls, ...module.handedOn.map(({ target, start, end }) => ({ callee: target, start, end }))].filter((call) => isInside(call, only.body) && !isTelling(call));
  const answers = module.returns.filter((one) => one.value !== undefined && isInside(one, only.body));
  return tried.length > 0 && outside.length === 0 && reactions.length === 0 && answers.every(({ value }) => value?.kind !== 'unknown' && value?.kind !== 'call') ? only : undefined;
}

function isInside(span: Span, around: Span): boolean {
  return around.start <= span.start && span.end <= around.end;
}

/** The handler, functions of its file that it calls outside of any clause, and those given to `map` and the like there. */
function bodiesOf(module: ModuleFacts, entry: number): ReadonlySet<number> {
  const ids = new Set([entry]);
  for (const id of ids) {
    const { calls, handedOn } = inFunction(module, id);
    const clauses = module.catches.filter(({ within }) => within === id);
    const isOpen = (span: Span): boolean => !clauses.some(({ tried, body }) => isInside(span, tried) || isInside(span, body));
    for (const { callee, start, end } of calls) if (callee.kind === 'function' && isOpen({ start, end })) ids.add(callee.id);
    for (const { target, to, start, end } of handedOn) if (target.kind === 'function' && EACH.test(to) && isOpen({ start, end })) ids.add(target.id);
  }
  return ids;
}

const EACH = /\.(?:map|forEach)$/;
const JOINING = /^Promise\.all(?:Settled)?$/;

/** What it leads to is looked at itself. What is imported may do work that is called so too: `store.all('rules')`. */
function leadsOn({ callee }: Pick<CallFact, 'callee'>, ids: ReadonlySet<number>): boolean {
  if (callee.kind === 'function') return ids.has(callee.id);
  return callee.kind !== 'import' && 'path' in callee && (JOINING.test(callee.path.join('.')) || EACH.test(`.${callee.path.at(-1)}`));
}

function isAnyError(name: string): boolean {
  return name === 'Exception' || name === 'BaseException';
}

function isTelling({ callee }: Pick<CallFact, 'callee'>): boolean {
  const name = lastStep(callee);
  return name !== undefined && TELLING.test(name);
}

function lastStep(callee: Reference): string | undefined {
  return 'path' in callee ? callee.path.at(-1) : undefined;
}

function recoveryOf(fn: LambdaFunction, trigger: Trigger, all: readonly Queue[]): SwallowedErrors['recovery'] | undefined {
  if (trigger.kind === 'sqs') {
    const queue = all.find(({ consumers }) => consumers.some((consumer) => consumer.function === fn && consumer.trigger === trigger));
    return queue?.redrive === 'set' ? { kind: 'redrive', at: queue.maxReceiveCount.at } : undefined;
  }
  if (trigger.mapping) return trigger.mapping.onFailure.state === 'known' ? { kind: 'destination', at: trigger.mapping.onFailure.at } : undefined;
  if (trigger.invocation !== 'async' || REPORTING_KINDS.has(trigger.kind)) return undefined;
  if (fn.onFailure.state === 'known') return { kind: 'destination', at: fn.onFailure.at };
  return fn.deadLetter.state === 'known' ? { kind: 'dead-letter', at: fn.deadLetter.at } : undefined;
}

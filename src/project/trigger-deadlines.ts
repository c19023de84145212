import { defineAnalysis } from '../analysis.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Known } from '../resolved.js';
import { functions } from './functions.js';
import { grants } from './grants.js';
import { invokedByFunctions } from './invoked-by-functions.js';
import type { LambdaFunction } from './functions.js';
import { byPlace } from './shared-values.js';
import type { SharedValue } from './shared-values.js';
import type { Trigger } from './trigger.js';

/** How long functions may run, by the place where it is written, against how long those wait that invoke them. Seconds. */
export interface TriggerDeadline {
  readonly timeout: SharedValue<number>;
  /** For the start of a sentence: "A Cognito user pool". */
  readonly caller: string;
  readonly limitSeconds: number;
  /** By function: the trigger that waits longest, and its limit. */
  readonly waits: ReadonlyMap<LambdaFunction, LongestWait>;
}

export interface LongestWait {
  readonly trigger: Trigger;
  /** Its place is the trigger, unless the limit is a setting. */
  readonly limit: Known<number>;
}

const CALLERS: ReadonlyMap<TriggerKind, string> = new Map<TriggerKind, string>([
  ['cognito', 'A Cognito user pool'],
  ['lambda-at-edge', 'CloudFront'],
  ['appsync', 'AWS AppSync'],
  ['firehose', 'Amazon Data Firehose'],
  ['pipes', 'EventBridge Pipes'],
  ['apigw-http-authorizer', 'An HTTP API that asks its authorizer'],
  ['step-functions', 'A task of the state machine'],
]);

/** Functions that nothing invokes but callers with a limit: with a slower trigger beside, a longer timeout has its reason. */
export const triggerDeadlines = defineAnalysis({
  name: 'triggerDeadlines',
  requires: { functions, grants },
  run: ({ functions: all, grants: granted }): readonly TriggerDeadline[] => {
    const isInvokedByFunctions = invokedByFunctions(granted);
    const groups = new Map<string, Map<LambdaFunction, LongestWait>>();
    for (const fn of all) {
      const wait = isInvokedByFunctions(fn) ? undefined : longestWait(fn);
      if (!wait) continue;
      const key = `${wait.trigger.kind} ${wait.limit.value}`;
      const group = groups.get(key);
      if (group) group.set(fn, wait);
      else groups.set(key, new Map([[fn, wait]]));
    }
    return [...groups.values()].flatMap(deadlinesOf);
  },
});

function deadlinesOf(waits: ReadonlyMap<LambdaFunction, LongestWait>): readonly TriggerDeadline[] {
  const [wait] = waits.values();
  const caller = wait && CALLERS.get(wait.trigger.kind);
  if (!caller) return [];
  return byPlace([...waits.keys()], ({ timeout }) => timeout).map((timeout) => ({ timeout, caller, limitSeconds: wait.limit.value, waits }));
}

/** Undefined where some trigger waits without a limit, or for a time that is not known. */
function longestWait({ triggers, isDurable }: LambdaFunction): LongestWait | undefined {
  if (isDurable) return undefined;
  const waits = triggers.map((trigger): LongestWait | undefined => {
    const limit = trigger.deadlineSeconds;
    // A permission alone does not tell what the caller does: Cognito, for one, does not wait for a custom sender.
    return limit.state === 'known' && !trigger.isPermissionOnly ? { trigger, limit } : undefined;
  });
  if (waits.includes(undefined)) return undefined;
  return waits.flatMap((wait) => wait ?? []).sort((a, b) => b.limit.value - a.limit.value)[0];
}

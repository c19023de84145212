import { defineAnalysis } from '../analysis.js';
import { LIMITS } from '../data/limits.js';
import type { TriggerKind } from '../data/triggers.js';
import { possibilities } from '../resolved.js';
import type { Known, Resolved } from '../resolved.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { grants } from './grants.js';
import type { Grants } from './grants.js';
import { invokedByFunctions } from './invoked-by-functions.js';
import { pairedPossibilities } from './paired-possibilities.js';
import { byPlace } from './shared-values.js';
import type { SharedValue } from './shared-values.js';
import type { Trigger } from './trigger.js';

/** How long functions behind an API may run, by the place where it is written, against how long the API waits. Seconds. */
export interface ApiTimeout {
  readonly timeout: SharedValue<number>;
  readonly api: string;
  readonly limitSeconds: number;
}

const APIS: ReadonlyMap<TriggerKind, { readonly words: string; readonly maxMs: number }> = new Map<TriggerKind, { words: string; maxMs: number }>([
  ['apigw-rest', { words: 'REST API', maxMs: LIMITS.apiTimeoutMs.rest.max }],
  ['apigw-http', { words: 'HTTP API', maxMs: LIMITS.apiTimeoutMs.http.max }],
  ['apigw-websocket', { words: 'WebSocket API', maxMs: LIMITS.apiTimeoutMs.websocket.max }],
]);

/** Functions that nothing but APIs invoke: with a slower trigger beside, a longer timeout has its reason. */
export const apiTimeouts = defineAnalysis({
  name: 'apiTimeouts',
  requires: { functions, grants },
  run: ({ functions: all, grants: granted }): readonly ApiTimeout[] => {
    const groups = new Map<string, Limit & { readonly timeouts: Map<LambdaFunction, Resolved<number>> }>();
    const isInvokedByFunctions = invokedByFunctions(granted);
    for (const fn of all) {
      if (isInvokedByFunctions(fn)) continue;
      for (const { limit, timeout } of limitsOf(fn, granted)) {
        const key = `${limit.words} ${limit.ms}`;
        const group = groups.get(key) ?? { ...limit, timeouts: new Map<LambdaFunction, Resolved<number>>() };
        group.timeouts.set(fn, merged(group.timeouts.get(fn), timeout));
        groups.set(key, group);
      }
    }
    return [...groups.values()].flatMap(({ words, ms, timeouts }) =>
      byPlace([...timeouts.keys()], (fn) => timeouts.get(fn) ?? fn.timeout).map((timeout): ApiTimeout => ({ timeout, api: words, limitSeconds: ms / 1000 })),
    );
  },
});

function merged(a: Resolved<number> | undefined, b: Resolved<number>): Resolved<number> {
  return a?.state === 'unknown' && b.state === 'unknown' ? { ...b, possible: [...possibilities(a), ...possibilities(b)] } : b;
}

interface Limit {
  readonly words: string;
  readonly ms: number;
}

interface Wait {
  readonly words: string;
  readonly ms: Resolved<number>;
}

interface LimitedTimeout {
  readonly limit: Limit;
  readonly timeout: Resolved<number>;
}

/** The longest wait of its APIs counts: it may be what the timeout is for. Nothing where something else may wait longer. */
function limitsOf(fn: LambdaFunction, granted: Grants): readonly LimitedTimeout[] {
  const waits = fn.triggers.flatMap((trigger) => waitOf(trigger) ?? []);
  const answersLater = fn.triggers.some(({ kind }) => kind === 'apigw-websocket') && maySendToConnections(fn, granted);
  if (waits.length < fn.triggers.length || answersLater || fn.isDurable) return [];
  if (waits.every(({ ms }) => ms.state === 'known')) {
    const limit = longest(waits.flatMap(({ words, ms }) => possibilities(ms).map(({ value }) => ({ words, ms: value }))));
    return limit ? [{ limit, timeout: fn.timeout }] : [];
  }
  // Branch by branch: against each timeout stand the waits that can be there together with it.
  return possibilities(fn.timeout).flatMap((timeout): LimitedTimeout[] => {
    const limit = longest(waits.flatMap(({ words, ms }) => waitsBeside(fn, timeout, ms).map((value) => ({ words, ms: value }))));
    return limit ? [{ limit, timeout: { state: 'unknown', reason: 'it depends on a condition', at: timeout.at, possible: [timeout] } }] : [];
  });
}

/** All of them where none is known to go together with the timeout: the longest then is the safe one. */
function waitsBeside({ scenario }: LambdaFunction, timeout: Known<number>, ms: Resolved<number>): readonly number[] {
  const together = pairedPossibilities({ value: timeout, scenario }, { value: ms, scenario }).map(({ second }) => second.value);
  return together.length > 0 ? together : possibilities(ms).map(({ value }) => value);
}

function longest(limits: readonly Limit[]): Limit | undefined {
  return [...limits].sort((a, b) => b.ms - a.ms)[0];
}

/** Undefined where the wait is not limited by an API, or may be one that is not known. */
function waitOf({ kind, invocation, isStreaming, isPermissionOnly, integrationTimeoutMs, at }: Trigger): Wait | undefined {
  const api = APIS.get(kind);
  if (!api || invocation !== 'sync' || isStreaming || isPermissionOnly) return undefined;
  if (integrationTimeoutMs.state === 'unknown' && !integrationTimeoutMs.isComplete) return undefined;
  // A REST API may be given more than the usual maximum; the setting then says so.
  return { words: api.words, ms: integrationTimeoutMs.state === 'absent' ? { state: 'known', value: api.maxMs, at, implicit: true } : integrationTimeoutMs };
}

/** Behind a WebSocket API a function may go on and send its answer over the connection. */
function maySendToConnections({ logicalId, template }: LambdaFunction, { statements, attached }: Grants): boolean {
  const isOwn = (grant: { readonly template: string; readonly grantee: { readonly functions: readonly string[] } }): boolean => grant.template === template && grant.grantee.functions.includes(logicalId);
  const sends = (action: string): boolean => /^(?:\*|execute-api:(?:\*|manage.*))$/i.test(action);
  return statements.some((one) => isOwn(one) && one.effect === 'Allow' && one.actions.some(({ text }) => sends(text))) || attached.some((one) => isOwn(one) && one.name.includes('AmazonAPIGatewayInvokeFullAccess'));
}

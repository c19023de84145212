import { defineAnalysis } from '../analysis.js';
import { LIMITS } from '../data/limits.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { qualifier } from './shared-values.js';
import type { Trigger } from './trigger.js';

/** How long a function behind an API may run, against how long the API waits. Seconds. */
export interface ApiTimeout {
  readonly fn: string;
  readonly at: Location;
  readonly timeout: number;
  readonly when: string;
  readonly api: string;
  readonly limitSeconds: number;
  readonly triggers: readonly Trigger[];
}

const APIS: ReadonlyMap<TriggerKind, { readonly words: string; readonly maxMs: number }> = new Map<TriggerKind, { words: string; maxMs: number }>([
  ['apigw-rest', { words: 'its REST API', maxMs: LIMITS.apiTimeoutMs.rest.max }],
  ['apigw-http', { words: 'its HTTP API', maxMs: LIMITS.apiTimeoutMs.http.max }],
  ['apigw-websocket', { words: 'its WebSocket API', maxMs: LIMITS.apiTimeoutMs.websocket.max }],
]);

/** Functions that nothing but APIs invoke: with a slower trigger beside, a longer timeout has its reason. */
export const apiTimeouts = defineAnalysis({
  name: 'apiTimeouts',
  requires: { functions },
  run: ({ functions: all }): readonly ApiTimeout[] => all.flatMap((fn) => apiTimeout(fn) ?? []),
});

function apiTimeout({ logicalId, timeout, triggers }: LambdaFunction): ApiTimeout | undefined {
  if (timeout.state !== 'known' || timeout.implicit || triggers.length === 0) return undefined;
  const limits = triggers.map(limitOf);
  // The longest wait counts: it may be what the timeout is for.
  const [longest] = limits.flatMap((limit, index) => (limit ? [{ ...limit, index }] : [])).sort((a, b) => b.ms - a.ms);
  if (!longest || limits.some((limit) => limit === undefined)) return undefined;
  return { fn: logicalId, at: timeout.at, timeout: timeout.value, when: qualifier(timeout), api: longest.words, limitSeconds: longest.ms / 1000, triggers: triggers.slice(0, 1) };
}

/** Undefined where the wait is not limited by an API, or not known. */
function limitOf(trigger: Trigger): { readonly words: string; readonly ms: number } | undefined {
  const api = APIS.get(trigger.kind);
  if (!api || trigger.invocation !== 'sync' || trigger.isStreaming || trigger.isPermissionOnly) return undefined;
  if (trigger.integrationTimeoutMs.state === 'unknown') return undefined;
  // A REST API may be given more than the usual maximum; the setting then says so.
  const ms = trigger.integrationTimeoutMs.state === 'known' ? trigger.integrationTimeoutMs.value : api.maxMs;
  return { words: api.words, ms };
}

import { defineAnalysis } from '../analysis.js';
import { LIMITS } from '../data/limits.js';
import type { TriggerKind } from '../data/triggers.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { grants } from './grants.js';
import type { Grants } from './grants.js';
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
    const groups = new Map<string, Limit & { readonly owners: LambdaFunction[] }>();
    for (const fn of all) {
      const limit = limitOf(fn, granted);
      if (!limit) continue;
      const key = `${limit.words} ${limit.ms}`;
      const group = groups.get(key);
      if (group) group.owners.push(fn);
      else groups.set(key, { ...limit, owners: [fn] });
    }
    return [...groups.values()].flatMap(({ words, ms, owners }) => byPlace(owners, ({ timeout }) => timeout).map((timeout): ApiTimeout => ({ timeout, api: words, limitSeconds: ms / 1000 })));
  },
});

interface Limit {
  readonly words: string;
  readonly ms: number;
}

/** The longest wait of its APIs counts: it may be what the timeout is for. Undefined where something else may wait longer. */
function limitOf(fn: LambdaFunction, granted: Grants): Limit | undefined {
  const limits = fn.triggers.map(waitOf);
  if (limits.some((limit) => limit === undefined)) return undefined;
  const [longest] = limits.flatMap((limit) => limit ?? []).sort((a, b) => b.ms - a.ms);
  const answersLater = fn.triggers.some(({ kind }) => kind === 'apigw-websocket') && maySendToConnections(fn, granted);
  return answersLater ? undefined : longest;
}

/** Undefined where the wait is not limited by an API, or not known. */
function waitOf({ kind, invocation, isStreaming, isPermissionOnly, integrationTimeoutMs }: Trigger): Limit | undefined {
  const api = APIS.get(kind);
  if (!api || invocation !== 'sync' || isStreaming || isPermissionOnly || integrationTimeoutMs.state === 'unknown') return undefined;
  // A REST API may be given more than the usual maximum; the setting then says so.
  return { words: api.words, ms: integrationTimeoutMs.state === 'known' ? integrationTimeoutMs.value : api.maxMs };
}

/** Behind a WebSocket API a function may go on and send its answer over the connection. */
function maySendToConnections({ logicalId, template }: LambdaFunction, { statements, attached }: Grants): boolean {
  const isOwn = (grant: { readonly template: string; readonly grantee: { readonly functions: readonly string[] } }): boolean => grant.template === template && grant.grantee.functions.includes(logicalId);
  const sends = (action: string): boolean => /^(?:\*|execute-api:(?:\*|manage.*))$/i.test(action);
  return statements.some((one) => isOwn(one) && one.effect === 'Allow' && one.actions.some(({ text }) => sends(text))) || attached.some((one) => isOwn(one) && one.name.includes('AmazonAPIGatewayInvokeFullAccess'));
}

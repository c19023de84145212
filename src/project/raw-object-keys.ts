import { defineAnalysis } from '../analysis.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import { eventPath } from './event-path.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { moduleGraph } from './module-graph.js';
import { sdkCalls } from './sdk-calls.js';
import { memberOf } from './sdk-meaning.js';
import { valueFlow } from './value-flow.js';

/** A call of S3 that gets the key of a notification as it is written there. */
export interface RawObjectKey {
  readonly at: Location;
  readonly operation: string;
  readonly owners: readonly LambdaFunction[];
}

const IN_NOTIFICATION = 'Records.#item.s3.object.key';
/** Where the key stands, by what delivers the notification. A queue may be fed by a topic. */
const KEY_PATHS: ReadonlyMap<TriggerKind, readonly string[]> = new Map([
  ['s3', [IN_NOTIFICATION]],
  ['sns', [`Records.#item.Sns.Message.#json.${IN_NOTIFICATION}`]],
  ['sqs', [`Records.#item.body.#json.${IN_NOTIFICATION}`, `Records.#item.body.#json.Message.#json.${IN_NOTIFICATION}`]],
]);

/** Keys in notifications are encoded for URLs: calls that take them as they are miss every name with a blank or an accent. */
export const rawObjectKeys = defineAnalysis({
  name: 'rawObjectKeys',
  requires: { functions, sdkCalls, moduleGraph },
  run: ({ functions: all, sdkCalls: byFunction, moduleGraph: graph }): readonly RawObjectKey[] => {
    const found = new Map<string, { readonly at: Location; readonly operation: string; readonly owners: LambdaFunction[] }>();
    for (const fn of all) {
      const { handlerCode: code } = fn;
      if (!code) continue;
      const paths = new Set(fn.triggers.flatMap(({ kind }) => KEY_PATHS.get(kind) ?? []));
      if (paths.size === 0) continue;
      for (const { service, operation, input } of byFunction.get(fn.key) ?? []) {
        const key = service === 's3' && input ? memberOf(input.value, 'Key') : undefined;
        if (!key || !input) continue;
        const [only, other] = valueFlow(graph).values(input.path, key);
        if (!only || other || !paths.has(eventPath(graph, code.entries, only)?.join('.') ?? '')) continue;
        const at = { path: input.path, start: key.start, end: key.end };
        const place = `${at.path}:${at.start}`;
        const known = found.get(place);
        if (known) known.owners.push(fn);
        else found.set(place, { at, operation, owners: [fn] });
        // The key is read once and used in many calls: the first stands for all.
        break;
      }
    }
    return [...found.values()];
  },
});

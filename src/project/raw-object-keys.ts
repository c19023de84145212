import { defineAnalysis } from '../analysis.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { eventPath } from './event-path.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { moduleGraph } from './module-graph.js';
import { sdkCalls } from './sdk-calls.js';
import type { SdkCall } from './sdk-calls.js';
import { memberOf } from './sdk-meaning.js';
import { valueFlow } from './value-flow.js';
import type { Sited } from './value-flow.js';

/** A call that gets the key of a notification as it is written there. */
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
      for (const call of byFunction.get(fn.key) ?? []) {
        const key = keyOf(call);
        const [only, other] = key ? valueFlow(graph).values(key.path, key.value) : [];
        if (!key || !only || other || !paths.has(eventPath(graph, code.entries, only)?.join('.') ?? '')) continue;
        const { operation } = call;
        const at = { path: key.path, start: key.value.start, end: key.value.end };
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

/** Members under which services take what is in a bucket. */
const SOURCES: ReadonlyMap<string, readonly string[]> = new Map([['rekognition', ['Image', 'Video', 'SourceImage']], ['textract', ['Document', 'DocumentLocation']]]);

/** The key that a call works on, or copies from. */
function keyOf({ service, operation, via, input, call: { fact, at } }: SdkCall): Sited<Expression> | undefined {
  // A download asks for the size first.
  if (via === 'helper' && operation === 'HeadObject') return undefined;
  const here = (value: Expression | undefined): Sited<Expression> | undefined => value && { path: at.path, value };
  const inInput = (value: Expression | undefined): Sited<Expression> | undefined => value && input && { path: input.path, value };
  if (service !== 's3') {
    const source = (SOURCES.get(service) ?? []).map((name) => memberOf(input?.value, name)).find((found) => found !== undefined);
    return inInput(memberOf(memberOf(source, 'S3Object'), 'Name'));
  }
  const { callee, receiver, arguments: given } = fact;
  const method = callee.kind === 'import' && callee.specifier === 'boto3' ? callee.path.at(-1) : undefined;
  // In a text the source of a copy has to be encoded; boto3 encodes one that is a dict.
  const source = method === 'copy' && given[0]?.kind === 'object' ? here(given[0]) : inInput(memberOf(input?.value, 'CopySource'));
  const copied = method?.startsWith('copy') === true && source ? memberOf(source.value, 'Key') : undefined;
  if (source && copied) return { path: source.path, value: copied };
  const own = inInput(memberOf(input?.value, 'Key'));
  if (own || method === undefined) return own;
  const isOfObject = receiver && lastStep(receiver.callee) === 'Object';
  if (isOfObject) return receiver.arguments.length < 3 && /^(?:get|load|delete|download_file(?:obj)?)$/.test(method) ? here(receiver.arguments.at(-1)) : undefined;
  if (!/^download_file(?:obj)?$/.test(method)) return undefined;
  // `s3.Bucket(name).download_file(key, path)` names no bucket again.
  const isOfBucket = receiver && lastStep(receiver.callee) === 'Bucket';
  return here(given[isOfBucket ? 0 : 1]);
}

function lastStep(callee: SdkCall['call']['fact']['callee']): string | undefined {
  return 'path' in callee ? callee.path.at(-1) : undefined;
}

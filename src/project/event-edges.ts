import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import { known } from '../resolved.js';
import type { TemplateDefinitions } from './definitions.js';
import { functionKey } from './files.js';
import type { ModuleGraph } from './find-export.js';
import type { LambdaFunction } from './functions.js';
import { reachesKey } from './object-writes.js';
import { logicalIdOf, qualifiedId, stackOf } from './resource-id.js';
import { busName } from './rule-events.js';
import type { RuleEvents } from './rule-events.js';
import type { FunctionSdkCall } from './sdk-calls.js';
import { memberOf } from './sdk-meaning.js';
import type { SentMessage } from './sent-messages.js';
import { finderOf } from './target-function.js';
import type { Trigger } from './trigger.js';
import { valueFlow } from './value-flow.js';

/** A call of one function that brings a function an event. */
export interface EventEdge {
  readonly from: LambdaFunction;
  readonly to: LambdaFunction;
  readonly call: FunctionSdkCall;
  readonly how: 'writes' | 'puts' | 'invokes';
  /** What is written to, the rule that takes the event, or the function that is invoked. */
  readonly source: string;
  readonly trigger: Trigger | undefined;
  /** Where the template says that it goes on: the trigger, a subscription between topic and queue. */
  readonly places: readonly Location[];
}

/** What makes a trigger fire. Deletions are left out: what is gone is not deleted again. */
export const WRITES: ReadonlyMap<TriggerKind, ReadonlySet<string>> = new Map<TriggerKind, ReadonlySet<string>>([
  ['s3', new Set(['s3 PutObject', 's3 CopyObject', 's3 CompleteMultipartUpload'])],
  ['sqs', new Set(['sqs SendMessage', 'sqs SendMessageBatch'])],
  ['sns', new Set(['sns Publish', 'sns PublishBatch'])],
  ['dynamodb-streams', new Set(['dynamodb PutItem', 'dynamodb UpdateItem'])],
  ['kinesis', new Set(['kinesis PutRecord', 'kinesis PutRecords'])],
]);

interface Triggered {
  readonly fn: LambdaFunction;
  readonly trigger: Trigger;
}

/** What a call of a function sets off. `key` is the resource that it works on. */
export type EdgeFinder = (from: LambdaFunction, call: FunctionSdkCall, key: string | undefined) => readonly EventEdge[];

/** Ways of events through queues, topics, tables, streams, buckets, rules and invocations, as far as nothing filters them. */
export function edgeFinder(all: readonly LambdaFunction[], templates: readonly TemplateDefinitions[], sent: readonly SentMessage[], graph: ModuleGraph): EdgeFinder {
  let index: TriggerIndex | undefined;
  const indexed = (): TriggerIndex => (index ??= indexTriggers(all));

  function written(from: LambdaFunction, call: FunctionSdkCall, key: string): readonly EventEdge[] {
    const operation = `${call.service} ${call.operation}`;
    const source = logicalIdOf(key);
    const base = { from, call, how: 'writes', source } as const;
    const direct = (indexed().bySource.get(key) ?? []).filter(({ fn, trigger }) => WRITES.get(trigger.kind)?.has(operation) && fires(from, fn, trigger, call, graph));
    const overQueues = call.service === 'sns' && call.operation.startsWith('Publish') ? sent.filter((one) => one.topicKey === key && one.targetKind === 'queue' && !one.isFiltered && !one.isDeadLetter) : [];
    return [
      ...direct.map(({ fn, trigger }) => ({ ...base, to: fn, trigger, places: [trigger.at] })),
      ...overQueues.flatMap(({ targetKey, at }) => (indexed().bySource.get(targetKey) ?? []).filter(({ trigger }) => trigger.kind === 'sqs').map(({ fn, trigger }) => ({ ...base, to: fn, trigger, places: [at, trigger.at] }))),
    ];
  }

  function put(from: LambdaFunction, call: FunctionSdkCall): readonly EventEdge[] {
    const stack = stackOf(from.key) ?? '';
    const name = call.resource.state === 'absent' ? [] : known(call.resource);
    const bus = name && busName({ key: stack }, name);
    if (bus === undefined) return [];
    return indexed().rules.filter(({ events }) => events.bus === bus && putsEventFor(call, events, graph)).map(({ fn, trigger }) => ({ from, to: fn, call, how: 'puts' as const, source: trigger.name, trigger, places: [trigger.at] }));
  }

  function invoked(from: LambdaFunction, call: FunctionSdkCall): readonly EventEdge[] {
    const stack = stackOf(from.key) ?? '';
    const template = templates.find(({ scope }) => scope.key === stack);
    const name = known(call.resource);
    const [only, other] = name ?? [];
    // The name itself: what is made of it may be the name of another.
    const definition = template && name && only !== undefined && other === undefined ? finderOf(template).byText(name) : undefined;
    const key = definition && functionKey(definition);
    const to = key === undefined ? undefined : all.find((fn) => fn.key === key);
    return to ? [{ from, to, call, how: 'invokes', source: to.logicalId, trigger: undefined, places: [] }] : [];
  }

  return (from, call, key) => {
    if (call.service === 'eventbridge' && call.operation === 'PutEvents') return put(from, call);
    if (call.service === 'lambda' && call.operation === 'Invoke') return invoked(from, call);
    return key === undefined ? [] : written(from, call, key);
  };
}

interface TriggerIndex {
  /** By the key of the resource that events come from. */
  readonly bySource: ReadonlyMap<string, readonly Triggered[]>;
  readonly rules: readonly (Triggered & { readonly events: RuleEvents })[];
}

function indexTriggers(all: readonly LambdaFunction[]): TriggerIndex {
  const bySource = new Map<string, Triggered[]>();
  const rules: (Triggered & { readonly events: RuleEvents })[] = [];
  for (const fn of all) for (const trigger of fn.triggers.filter(passesAll)) {
    const { source, ruleEvents: events } = trigger;
    if (events) rules.push({ fn, trigger, events });
    if (source === undefined) continue;
    const key = qualifiedId(stackOf(fn.key) ?? '', source);
    bySource.set(key, [...(bySource.get(key) ?? []), { fn, trigger }]);
  }
  return { bySource, rules };
}

/** Every event of the source reaches the function. */
export function passesAll({ isEnabled, isFiltered, isPermissionOnly }: Trigger): boolean {
  return isEnabled && !isFiltered && !isPermissionOnly;
}

/** Whether a write of `from` makes the trigger of `to` fire. */
export function fires(from: LambdaFunction, to: LambdaFunction, { kind, objectEvents }: Trigger, call: FunctionSdkCall, graph: ModuleGraph): boolean {
  if (kind === 's3') return reachesKey(from, call, objectEvents, graph, from === to);
  return kind !== 'dynamodb-streams' || changesAnyway(call);
}

/** A write without a condition that does not leave the item as it is. */
function changesAnyway({ operation, input }: FunctionSdkCall): boolean {
  if (input?.value.kind !== 'object' || !input.value.complete || memberOf(input.value, 'ConditionExpression') || memberOf(input.value, 'Expected')) return false;
  const update = memberOf(input.value, 'UpdateExpression');
  return operation === 'PutItem' ? true : update?.kind === 'string' && /\bADD\b|[+-]\s*:|list_append/i.test(update.value);
}

/** An entry that is written out and has what the rule asks for. */
function putsEventFor({ input }: FunctionSdkCall, { sources, types }: RuleEvents, graph: ModuleGraph): boolean {
  const list = memberOf(input?.value, 'Entries');
  if (!input || !list) return false;
  const flow = valueFlow(graph);
  const isOneOf = (path: string, entry: Parameters<typeof memberOf>[0], name: string, wanted: readonly string[] | undefined): boolean => {
    const value = wanted && memberOf(entry, name);
    const given = value ? flow.values(path, value) : [];
    return !wanted || (given.length > 0 && given.every((one) => one.value.kind === 'string' && wanted.includes(one.value.value)));
  };
  const [only, other] = flow.values(input.path, list);
  return !other && only?.value.kind === 'list' && only.value.items.some((entry) => {
    const [one, more] = flow.values(only.path, entry);
    return one !== undefined && !more && isOneOf(one.path, one.value, 'Source', sources) && isOneOf(one.path, one.value, 'DetailType', types);
  });
}

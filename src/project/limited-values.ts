import { defineAnalysis } from '../analysis.js';
import { LIMITS } from '../data/limits.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import { possibilities } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { asyncSettings } from './async-settings.js';
import type { AsyncSettings } from './async-settings.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { queues } from './queues.js';
import type { Queue } from './queues.js';
import { qualifiedId, stackOf } from './resource-id.js';
import { qualifier } from './shared-values.js';
import type { Trigger } from './trigger.js';

interface Range {
  readonly min: number;
  readonly max: number;
  /** Completes "AWS accepts 10 at most": " for a FIFO queue". */
  readonly scope?: string;
  /** `max` counts only because the mapping has no batching window. */
  readonly isWindowMissing?: true;
}

/** What has a limited value: a function, one of its events, a mapping, a queue. */
export interface ValueOwner {
  readonly name: string;
  readonly at: Location;
  /** The function concerned. */
  readonly fn: string | undefined;
}

/** A number as written once in a template, with the range that AWS gives it. */
export interface LimitedValue extends Range {
  /** "MemorySize", as written in the template. */
  readonly setting: string;
  readonly at: Location;
  readonly value: number;
  readonly when: string;
  readonly owners: readonly ValueOwner[];
}

/** Every written setting of the project that has a range. */
export const limitedValues = defineAnalysis({
  name: 'limitedValues',
  requires: { functions, queues, asyncSettings },
  run: ({ functions: all, queues: allQueues, asyncSettings: allAsync }): readonly LimitedValue[] => {
    const known = new Map(allQueues.map((queue) => [queue.key, queue]));
    return byPlace([
      ...all.filter(({ isManagedInstance }) => !isManagedInstance).flatMap(functionValues),
      ...all.flatMap((fn) => fn.triggers.flatMap((trigger) => mappingValues(fn, trigger, known))),
      ...allQueues.flatMap(queueValues),
      ...allAsync.flatMap(asyncValues),
    ]);
  },
});

/** One entry for each place: what several functions get through Globals or a parameter is written once. */
function byPlace(values: readonly LimitedValue[]): readonly LimitedValue[] {
  const groups = new Map<string, LimitedValue>();
  for (const value of values) {
    const key = [value.at.path, value.at.start, value.setting, value.value, value.min, value.max].join('|');
    const group = groups.get(key);
    groups.set(key, group ? { ...group, owners: [...group.owners, ...value.owners] } : value);
  }
  return [...groups.values()];
}

function limited(owner: ValueOwner, setting: string, resolved: Resolved<number>, range: Range): readonly LimitedValue[] {
  const { min, max, scope } = range;
  return possibilities(resolved)
    .filter(({ implicit }) => !implicit)
    .map((known) => ({ setting, owners: [owner], at: known.at, value: known.value, when: qualifier(known), min, max, ...(scope === undefined ? {} : { scope }) }));
}

function functionValues({ logicalId, at, memorySize, timeout, ephemeralStorage }: LambdaFunction): readonly LimitedValue[] {
  const owner = { name: logicalId, at, fn: logicalId };
  return [
    ...limited(owner, 'MemorySize', memorySize, LIMITS.memoryMB),
    ...limited(owner, 'Timeout', timeout, LIMITS.timeoutSeconds),
    ...limited(owner, 'EphemeralStorage.Size', ephemeralStorage, LIMITS.ephemeralStorageMB),
  ];
}

function queueValues({ logicalId, at, visibilityTimeout }: Queue): readonly LimitedValue[] {
  return limited({ name: logicalId, at, fn: undefined }, 'VisibilityTimeout', visibilityTimeout, LIMITS.queue.visibilityTimeoutSeconds);
}

function asyncValues({ owner: name, at, fn, retryAttempts, eventAgeSeconds }: AsyncSettings): readonly LimitedValue[] {
  const owner = { name, at, fn };
  return [
    ...limited(owner, 'MaximumRetryAttempts', retryAttempts, LIMITS.asyncInvoke.retryAttempts),
    ...limited(owner, 'MaximumEventAgeInSeconds', eventAgeSeconds, LIMITS.asyncInvoke.eventAgeSeconds),
  ];
}

const BATCH_MAXIMA: ReadonlyMap<TriggerKind, number> = new Map<TriggerKind, number>([
  ['sqs', LIMITS.batchSizeBySource.sqs.max],
  ['dynamodb-streams', LIMITS.batchSizeBySource.dynamodbStreams.max],
  ['kinesis', LIMITS.batchSizeBySource.kinesis.max],
  ['msk', LIMITS.batchSizeBySource.msk.max],
  ['self-managed-kafka', LIMITS.batchSizeBySource.selfManagedKafka.max],
  ['mq', LIMITS.batchSizeBySource.mq.max],
  ['documentdb', LIMITS.batchSizeBySource.documentdb.max],
]);
const FIFO = ' for a FIFO queue';

function mappingValues({ logicalId: fn, key }: LambdaFunction, trigger: Trigger, queuesByKey: ReadonlyMap<string, Queue>): readonly LimitedValue[] {
  const { mapping, kind, name, at, source } = trigger;
  if (!mapping) return [];
  const owner = { name, at, fn };
  const queue = source === undefined ? undefined : queuesByKey.get(qualifiedId(stackOf(key) ?? '', source));
  const ranges = LIMITS.eventSourceMapping;
  return [
    ...batchSizes(owner, trigger, queue),
    ...limited(owner, 'MaximumBatchingWindowInSeconds', mapping.batchingWindowSeconds, queue?.isFifo ? { min: 0, max: 0, scope: FIFO } : ranges.batchingWindowSeconds),
    ...limited(owner, 'ParallelizationFactor', mapping.parallelizationFactor, ranges.parallelizationFactor),
    ...limited(owner, 'TumblingWindowInSeconds', mapping.tumblingWindowSeconds, ranges.tumblingWindowSeconds),
    ...limited(owner, 'MaximumRetryAttempts', mapping.retryAttempts, ranges.retryAttempts),
    ...recordAges(owner, mapping.recordAgeSeconds),
    ...(kind === 'sqs' ? limited(owner, 'MaximumConcurrency', mapping.maximumConcurrency, ranges.sqsMaximumConcurrency) : []),
  ];
}

/** -1 means without limit; below the smallest age there is nothing else. */
function recordAges(owner: ValueOwner, recordAge: Resolved<number>): readonly LimitedValue[] {
  const { min, max, minPositive } = LIMITS.eventSourceMapping.recordAgeSeconds;
  const values = limited(owner, 'MaximumRecordAgeInSeconds', recordAge, { min, max });
  return values.map((value) => (value.value > min && value.value < minPositive ? { ...value, min: minPositive, scope: `, or ${min}` } : value));
}

function batchSizes(owner: ValueOwner, { mapping, kind }: Trigger, queue: Queue | undefined): readonly LimitedValue[] {
  if (!mapping) return [];
  const { min, max: most } = LIMITS.eventSourceMapping.batchSize;
  if (queue?.isFifo) return limited(owner, 'BatchSize', mapping.batchSize, { min, max: LIMITS.batchSizeBySource.sqsFifo.max, scope: FIFO });
  const max = BATCH_MAXIMA.get(kind) ?? most;
  const values = limited(owner, 'BatchSize', mapping.batchSize, { min, max });
  const window = mapping.batchingWindowSeconds;
  const lacksWindow = kind === 'sqs' && queue !== undefined && (window.state === 'absent' || (window.state === 'known' && window.value < 1));
  if (!lacksWindow) return values;
  const threshold = LIMITS.eventSourceMapping.batchSizeNeedsWindowAbove;
  return values.map((value) => (value.value > threshold && value.value <= max ? { ...value, max: threshold, isWindowMissing: true } : value));
}

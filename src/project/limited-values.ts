import { defineAnalysis } from '../analysis.js';
import { LIMITS } from '../data/limits.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import { possibilities } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { queues } from './queues.js';
import type { Queue } from './queues.js';
import { qualifier } from './shared-values.js';
import type { Trigger } from './trigger.js';

interface Range {
  readonly min: number;
  readonly max: number;
}

/** A number in a template that AWS limits. */
export interface LimitedValue extends Range {
  /** "MemorySize", as written in the template. */
  readonly setting: string;
  readonly owner: string;
  readonly fn: string | undefined;
  readonly at: Location;
  readonly value: number;
  readonly when: string;
  /** `max` counts only because the mapping has no batching window. */
  readonly isWindowMissing: boolean;
}

/** Every written setting of the project that has a range. */
export const limitedValues = defineAnalysis({
  name: 'limitedValues',
  requires: { functions, queues },
  run: ({ functions: all, queues: allQueues }): readonly LimitedValue[] => {
    const known = new Map(allQueues.map((queue) => [queue.logicalId, queue]));
    return [...all.filter(({ isManagedInstance }) => !isManagedInstance).flatMap(functionValues), ...all.flatMap((fn) => fn.triggers.flatMap((trigger) => mappingValues(fn, trigger, known))), ...allQueues.flatMap(queueValues)];
  },
});

function limited(setting: string, resolved: Resolved<number>, range: Range, owner: string, fn?: string): readonly LimitedValue[] {
  return possibilities(resolved)
    .filter(({ implicit }) => !implicit)
    .map((known) => ({ setting, owner, fn, at: known.at, value: known.value, when: qualifier(known), min: range.min, max: range.max, isWindowMissing: false }));
}

function functionValues({ logicalId, memorySize, timeout, ephemeralStorage }: LambdaFunction): readonly LimitedValue[] {
  return [
    ...limited('MemorySize', memorySize, LIMITS.memoryMB, logicalId, logicalId),
    ...limited('Timeout', timeout, LIMITS.timeoutSeconds, logicalId, logicalId),
    ...limited('EphemeralStorage.Size', ephemeralStorage, LIMITS.ephemeralStorageMB, logicalId, logicalId),
  ];
}

function queueValues({ logicalId, visibilityTimeout }: Queue): readonly LimitedValue[] {
  return limited('VisibilityTimeout', visibilityTimeout, LIMITS.queue.visibilityTimeoutSeconds, logicalId);
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

function mappingValues({ logicalId: fn }: LambdaFunction, trigger: Trigger, queuesById: ReadonlyMap<string, Queue>): readonly LimitedValue[] {
  const { mapping, kind, name } = trigger;
  if (!mapping) return [];
  const ranges = LIMITS.eventSourceMapping;
  return [
    ...batchSizes(fn, trigger, queuesById),
    ...limited('MaximumBatchingWindowInSeconds', mapping.batchingWindowSeconds, ranges.batchingWindowSeconds, name, fn),
    ...limited('ParallelizationFactor', mapping.parallelizationFactor, ranges.parallelizationFactor, name, fn),
    ...limited('TumblingWindowInSeconds', mapping.tumblingWindowSeconds, ranges.tumblingWindowSeconds, name, fn),
    ...limited('MaximumRetryAttempts', mapping.retryAttempts, ranges.retryAttempts, name, fn),
    ...limited('MaximumRecordAgeInSeconds', mapping.recordAgeSeconds, ranges.recordAgeSeconds, name, fn),
    ...(kind === 'sqs' ? limited('MaximumConcurrency', mapping.maximumConcurrency, ranges.sqsMaximumConcurrency, name, fn) : []),
  ];
}

function batchSizes(fn: string, { mapping, kind, name, source }: Trigger, queuesById: ReadonlyMap<string, Queue>): readonly LimitedValue[] {
  if (!mapping) return [];
  const queue = source === undefined ? undefined : queuesById.get(source);
  const max = queue?.isFifo ? LIMITS.batchSizeBySource.sqsFifo.max : (BATCH_MAXIMA.get(kind) ?? LIMITS.eventSourceMapping.batchSize.max);
  const values = limited('BatchSize', mapping.batchSize, { min: LIMITS.eventSourceMapping.batchSize.min, max }, name, fn);
  const window = mapping.batchingWindowSeconds;
  const lacksWindow = kind === 'sqs' && queue?.isFifo === false && (window.state === 'absent' || (window.state === 'known' && window.value < 1));
  if (!lacksWindow) return values;
  const threshold = LIMITS.eventSourceMapping.batchSizeNeedsWindowAbove;
  return values.map((value) => (value.value > threshold && value.value <= max ? { ...value, max: threshold, isWindowMissing: true } : value));
}

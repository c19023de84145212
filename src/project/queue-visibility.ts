import { defineAnalysis } from '../analysis.js';
import type { Proposal } from '../change.js';
import { LIMITS } from '../data/limits.js';
import type { Location } from '../diagnostic.js';
import { known } from '../resolved.js';
import { pairedPossibilities } from './paired-possibilities.js';
import { queues } from './queues.js';
import type { Queue, QueueConsumer } from './queues.js';
import { qualifier } from './shared-values.js';

/** How long a queue hides a message, against how long one of its functions may work on it. Seconds. */
export interface VisibilityCase {
  readonly queue: string;
  readonly fn: string;
  /** The visibility timeout as written, else the queue. */
  readonly at: Location;
  readonly visibility: number;
  /** What `at` is; SAM makes some queues that have no place for it. */
  readonly writable: 'value' | 'queue' | 'nowhere';
  readonly when: string;
  readonly timeout: number;
  readonly timeoutAt: Location;
  /** Words about the timeout, where they are others than those about the visibility timeout. */
  readonly timeoutWhen: string;
  readonly window: number;
  /** Six timeouts and the batch window. */
  readonly needed: number;
}

/** One visibility timeout as written, with everything that depends on it; what needs most comes first. */
export type WrittenVisibility = readonly VisibilityCase[];

/** The visibility timeouts of the queues that functions consume, by the place where each is written. */
export const visibilityTimeouts = defineAnalysis({
  name: 'visibilityTimeouts',
  requires: { queues },
  run: ({ queues: all }): readonly WrittenVisibility[] => {
    const byPlace = new Map<string, VisibilityCase[]>();
    for (const one of all.flatMap((queue) => queue.consumers.flatMap((consumer) => casesOf(queue, consumer)))) {
      const key = `${one.at.path}:${one.at.start}`;
      const list = byPlace.get(key);
      if (list) list.push(one);
      else byPlace.set(key, [one]);
    }
    return [...byPlace.values()].map((cases) => cases.sort((a, b) => b.needed - a.needed));
  },
});

function casesOf({ logicalId, visibilityTimeout, scenario, isGenerated }: Queue, { function: fn, trigger }: QueueConsumer): readonly VisibilityCase[] {
  const batchingWindow = trigger.mapping?.batchingWindowSeconds;
  if (batchingWindow?.state === 'unknown' || fn.isDurable) return [];
  const window = batchingWindow ? (known(batchingWindow) ?? 0) : 0;
  const pairs = pairedPossibilities({ value: visibilityTimeout, scenario }, { value: fn.timeout, scenario: fn.scenario });
  return pairs.map(({ first: visibility, second: timeout }): VisibilityCase => ({
    queue: logicalId,
    fn: fn.logicalId,
    at: visibility.at,
    visibility: visibility.value,
    writable: !visibility.implicit ? 'value' : isGenerated ? 'nowhere' : 'queue',
    when: qualifier(visibility),
    timeout: timeout.value,
    timeoutAt: timeout.at,
    timeoutWhen: timeout.when === visibility.when ? '' : qualifier(timeout),
    window,
    needed: LIMITS.queue.visibilityFactor * timeout.value + window,
  }));
}

/** Gives the queue six timeouts, and the batch window. */
export function longerVisibility({ writable, at, needed }: VisibilityCase, applicability: Proposal['applicability']): readonly Proposal[] {
  const title = `Set the visibility timeout to ${needed} s`;
  if (needed > LIMITS.queue.visibilityTimeoutSeconds.max) return [];
  switch (writable) {
    case 'value': return [{ title, applicability, changes: [{ kind: 'replace', at, value: needed }] }];
    case 'queue': return [{ title, applicability, changes: [{ kind: 'set', below: at, path: ['Properties', 'VisibilityTimeout'], value: needed }] }];
    case 'nowhere': return [];
  }
}

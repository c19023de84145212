import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { known } from '../resolved.js';
import { queues } from './queues.js';
import { qualifier } from './shared-values.js';

/** How long a queue hides a message, against how long one of its functions may work on it. Seconds. */
export interface VisibilityCase {
  readonly queue: string;
  readonly fn: string;
  /** The visibility timeout as written, else the queue. */
  readonly at: Location;
  readonly visibility: number;
  readonly timeout: number;
  readonly timeoutAt: Location;
  readonly window: number;
  readonly when: string;
}

/** Queues whose visibility timeout is written or whose function's timeout is: two defaults fit well enough. */
export const visibilityCases = defineAnalysis({
  name: 'visibilityCases',
  requires: { queues },
  run: ({ queues: all }): readonly VisibilityCase[] =>
    all.flatMap(({ logicalId, visibilityTimeout, consumers }) =>
      consumers.flatMap(({ function: fn, trigger }): VisibilityCase[] => {
        const { timeout } = fn;
        if (visibilityTimeout.state !== 'known' || timeout.state !== 'known') return [];
        if (visibilityTimeout.implicit && timeout.implicit) return [];
        const window = trigger.mapping?.batchingWindowSeconds ?? { state: 'absent', at: trigger.at };
        if (window.state === 'unknown') return [];
        const { value: visibility, at } = visibilityTimeout;
        return [{ queue: logicalId, fn: fn.logicalId, at, visibility, timeout: timeout.value, timeoutAt: timeout.at, window: known(window) ?? 0, when: qualifier(visibilityTimeout) }];
      }),
    ),
});

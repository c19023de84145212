import { workerData } from 'node:worker_threads';

import { loadCore } from './load-core.js';
import { claim, BEATS, IS_DONE } from './second-thread.js';
import type { ThreadMessage, ThreadStart } from './second-thread.js';

const { states, port, ...task } = workerData as ThreadStart;

function send(message: ThreadMessage): void {
  port.postMessage(message);
  beat();
}

function beat(): void {
  Atomics.add(states, BEATS, 1);
  Atomics.notify(states, BEATS);
}

try {
  const { core } = loadCore();
  const problems = core.vetPart(task, (index) => claim(states, index), (index, kept) => send({ index, kept: JSON.stringify(kept) }));
  send({ problems: JSON.stringify(problems) });
} finally {
  // What was not handed over is vetted by the other thread, which says what is wrong.
  Atomics.store(states, IS_DONE, 1);
  beat();
}

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';

import type { Problem } from '../diagnostic.js';
import type { KeptOutcome } from '../engine/keep-outcomes.js';
import type { OtherThread, Share } from '../engine/share.js';
import type { ThreadTask } from './thread-part.js';

/** What the threads share: a sign of life and the end of the second one, then for each project who has it. */
export const [BEATS, IS_DONE, FIRST] = [0, 1, 2];

/** What the second thread sends: a project with its outcome as JSON, or at the end its problems. */
export type ThreadMessage = { readonly index: number; readonly kept: string } | { readonly problems: string };

export interface ThreadStart extends ThreadTask {
  readonly states: Int32Array;
  readonly port: MessagePort;
}

/** Milliseconds without a sign of life until a thread is taken for lost; what it had is vetted by the first one. */
const PATIENCE = 60_000;

/** Starts a thread that vets with this one; undefined on a machine with one core. */
export function startSecondThread(task: ThreadTask, projectCount: number): OtherThread | undefined {
  const cores = availableParallelism();
  if (cores < 2) return undefined;
  if (cores === 2) compileLess();
  const states = new Int32Array(new SharedArrayBuffer(4 * (projectCount + FIRST)));
  const { port1: own, port2: port } = new MessageChannel();
  const worker = new Worker(fileURLToPath(new URL('./thread.cjs', import.meta.url)), { workerData: { ...task, states, port }, transferList: [port] });
  worker.unref();
  // Whatever ends it early: what it has not handed over is vetted here.
  worker.on('error', () => undefined);
  return {
    claim: (index) => claim(states, index),
    share() {
      wait(states);
      const share = receive(own);
      own.close();
      void worker.terminate();
      return share;
    },
  };
}

/**
 * Lets V8 optimize only what runs often. Each of two threads compiles for itself, in a thread of V8's own: 4 s of processor time for a
 * thousand projects, which on two cores is taken from the vetting. Since V8 12 (Node.js 22) a cheaper compiler comes first, and the flag has another name.
 */
function compileLess(): void {
  if (Number.parseInt(process.versions.v8, 10) < 12) setFlagsFromString('--interrupt-budget=600000');
}

/** True for the thread that comes first. */
export function claim(states: Int32Array, index: number): boolean {
  return Atomics.compareExchange(states, FIRST + index, 0, 1) === 0;
}

function wait(states: Int32Array): void {
  while (Atomics.load(states, IS_DONE) === 0) {
    const beats = Atomics.load(states, BEATS);
    if (Atomics.wait(states, BEATS, beats, PATIENCE) === 'timed-out') return;
  }
}

function receive(port: MessagePort): Share {
  const outcomes = new Map<number, KeptOutcome>();
  const problems: Problem[] = [];
  for (let received = receiveMessageOnPort(port); received; received = receiveMessageOnPort(port)) {
    const message = received.message as ThreadMessage;
    if ('problems' in message) problems.push(...(JSON.parse(message.problems) as Problem[]));
    else outcomes.set(message.index, JSON.parse(message.kept) as KeptOutcome);
  }
  return { outcomes, problems };
}

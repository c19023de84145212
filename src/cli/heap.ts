import { setFlagsFromString } from 'node:v8';

/**
 * Collects garbage before the heap has doubled. V8 lets the heap of a long run grow far beyond what is alive: with a thousand
 * projects to 330 MB, with this to 220 MB in the same time. For the process of a command only; it holds for its threads, too.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
}

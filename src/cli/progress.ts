import type { Io } from './io.js';

/** Says on a terminal how far a long run is. */
export interface Progress {
  show(what: string, done: number, total: number): void;
  /** Takes the line away again. */
  end(): void;
}

/** A run that is over by then needs no word. */
const PATIENCE = 1000;
const INTERVAL = 100;
const SILENT: Progress = { show: () => undefined, end: () => undefined };

/** Nothing in a pipe, a log or CI, where a line cannot be taken back. */
export function createProgress({ stderr, env }: Pick<Io, 'stderr' | 'env'>, isQuiet: boolean, now: () => number = () => performance.now()): Progress {
  if (!stderr.isTTY || isQuiet || env['CI'] || env['TERM'] === 'dumb') return SILENT;
  let next = now() + PATIENCE;
  let isShown = false;
  return {
    show(what, done, total) {
      const at = now();
      if (at < next) return;
      next = at + INTERVAL;
      isShown = true;
      stderr.write(`\r\u001B[K${what} ${done} of ${total} projects`);
    },
    end() {
      if (isShown) stderr.write('\r\u001B[K');
      isShown = false;
    },
  };
}

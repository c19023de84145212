import { printable } from '../report/printable.js';
import type { TrackedSource } from '../source/disk-source.js';
import type { Io } from './io.js';
import { isUsageError } from './usage-error.js';

/** Hands over the files that a run looks at. */
type Opened = (source: TrackedSource) => TrackedSource;

const INTERVAL = 300;
const CLEAR_SCREEN = '\u001B[2J\u001B[3J\u001B[H';

/** Runs now and after each change, until the process is ended. What is wrong with the command fails; what is wrong later is told, and waited for. */
export function watch(run: (opened: Opened) => { readonly code: number }, { stdout, stderr }: Pick<Io, 'stdout' | 'stderr'>): number {
  let source: TrackedSource | undefined;

  function once(): number {
    if (stdout.isTTY) stdout.write(CLEAR_SCREEN);
    const { code } = run((opened) => (source = opened));
    stderr.write('Watching for changes; end with Ctrl+C.\n');
    return code;
  }

  const first = once();
  setInterval(() => {
    if (source?.hasChanged('') === false) return;
    try {
      process.exitCode = once();
    } catch (error) {
      if (!isUsageError(error)) throw error;
      process.exitCode = 2;
      stderr.write(`${printable(error.message)}\n`);
    }
  }, INTERVAL);
  return first;
}

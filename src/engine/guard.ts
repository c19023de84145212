import type { ProblemSink } from './problems.js';
import { UnbreakableLineError } from '../source/bounded-errors.js';
import { TooDeepError } from '../source/nesting.js';

/** What keeps one file from being read, a mistake of ours included, costs that file and not the run. */
export function guard<T>(problems: ProblemSink, path: string, otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // Trees are followed by recursion: a RangeError is the end of the stack.
    if (error instanceof TooDeepError || error instanceof RangeError) {
      problems.push({ kind: 'limit', path, message: 'It is nested too deeply to be read.' });
      return otherwise;
    }
    if (error instanceof UnbreakableLineError) {
      problems.push({ kind: 'limit', path, message: 'It has a line that is too long to be read.' });
      return otherwise;
    }
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ kind: 'internal', path, message: `It could not be read: ${reason}. This is a mistake of lambdavet; the other files are not affected.` });
    return otherwise;
  }
}

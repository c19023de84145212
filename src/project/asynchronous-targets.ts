import type { Location } from '../diagnostic.js';
import type { LambdaFunction } from './functions.js';

/** Where a function says what becomes of events that it was invoked with asynchronously and failed on: nothing of a queue or a stream goes there. */
export function asynchronousTargets({ deadLetter, onFailure }: LambdaFunction): readonly Location[] {
  return [deadLetter, onFailure].flatMap(({ state, at }) => (state === 'absent' ? [] : [at]));
}

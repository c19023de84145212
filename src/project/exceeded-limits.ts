import type { Location } from '../diagnostic.js';
import { possibilities } from '../resolved.js';
import type { LambdaFunction } from './functions.js';
import type { SharedValue } from './shared-values.js';

interface LimitedTimeout {
  readonly timeout: SharedValue<number>;
  readonly limitSeconds: number;
}

/** A timeout that is too long, at the place to edit. */
export type ExceededLimit<T extends LimitedTimeout> = T & {
  /** Where the timeout is written, when that is another place. */
  readonly writtenAt: Location | undefined;
};

/**
 * The timeouts above their limit. One that Globals or a parameter gives to at least as many functions that may keep it
 * is not to be changed there: each function that it is too long for gets its own.
 */
export function exceededLimits<T extends LimitedTimeout>(cases: readonly T[], functions: readonly LambdaFunction[]): readonly ExceededLimit<T>[] {
  const tooLong = cases.filter(({ timeout, limitSeconds }) => timeout.value > limitSeconds);
  if (tooLong.length === 0) return [];
  const concerned = new Set(tooLong.flatMap(({ timeout }) => timeout.owners));
  const keeping = countByPlace(functions.filter((fn) => !concerned.has(fn)));
  return tooLong.flatMap((one): ExceededLimit<T>[] => {
    const { timeout } = one;
    if ((keeping.get(placeOf(timeout.at)) ?? 0) < timeout.owners.length) return [{ ...one, writtenAt: undefined }];
    return timeout.owners.map((fn) => ({ ...one, timeout: { ...timeout, at: fn.at, owners: [fn] }, writtenAt: timeout.at }));
  });
}

function countByPlace(functions: readonly LambdaFunction[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { timeout } of functions) {
    for (const place of new Set(possibilities(timeout).map(({ at }) => placeOf(at)))) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

function placeOf({ path, start }: Location): string {
  return `${path}:${start}`;
}

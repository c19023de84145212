import type { Location } from '../diagnostic.js';
import type { HandlerCode } from './handler-code.js';
import type { LambdaFunction } from './functions.js';

/** Something in the source, with every function whose handler reaches it. */
export type Owned<T> = T & { readonly owners: readonly LambdaFunction[] };

/** More than any file has that is read; two offsets are one number that is exact. */
const MOST_CHARACTERS = 2 ** 26;

/** Joins what the handlers of several functions have in common, by its place in the source. */
export function byOwners<T extends { readonly at: Location }>(functions: readonly LambdaFunction[], read: (code: HandlerCode, fn: LambdaFunction) => readonly T[]): readonly Owned<T>[] {
  const found: (T & { readonly owners: LambdaFunction[] })[] = [];
  const byPath = new Map<string, Map<number, (typeof found)[number]>>();
  for (const fn of functions) {
    if (!fn.handlerCode) continue;
    for (const one of read(fn.handlerCode, fn)) {
      const { path, start, end } = one.at;
      const byPlace = byPath.get(path) ?? new Map<number, (typeof found)[number]>();
      if (byPlace.size === 0) byPath.set(path, byPlace);
      // Asked for what each function has of a module that all load: a text for each would cost more than all the rest here.
      const key = start * MOST_CHARACTERS + end;
      const known = byPlace.get(key);
      if (known) {
        if (known.owners.at(-1) !== fn) known.owners.push(fn);
        continue;
      }
      const owned = { ...one, owners: [fn] };
      byPlace.set(key, owned);
      found.push(owned);
    }
  }
  return found;
}

import type { Location } from '../diagnostic.js';
import type { HandlerCode } from './handler-code.js';
import type { LambdaFunction } from './functions.js';

/** Something in the source, with every function whose handler reaches it. */
export type Owned<T> = T & { readonly owners: readonly LambdaFunction[] };

/** Joins what the handlers of several functions have in common, by its place in the source. */
export function byOwners<T extends { readonly at: Location }>(functions: readonly LambdaFunction[], read: (code: HandlerCode, fn: LambdaFunction) => readonly T[]): readonly Owned<T>[] {
  const byPlace = new Map<string, T & { readonly owners: LambdaFunction[] }>();
  for (const fn of functions) {
    if (!fn.handlerCode) continue;
    for (const one of read(fn.handlerCode, fn)) {
      const key = `${one.at.path}:${one.at.start}:${one.at.end}`;
      const known = byPlace.get(key);
      if (!known) byPlace.set(key, { ...one, owners: [fn] });
      else if (known.owners.at(-1) !== fn) known.owners.push(fn);
    }
  }
  return [...byPlace.values()];
}

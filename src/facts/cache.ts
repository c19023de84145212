/** Remembers facts by path and text: equal bytes give equal facts, so a hit can never be wrong. */
export interface FactsCache<T> {
  get(path: string, text: string, extract: () => T): T;
}

/** Keeps nothing: a run reads every file once, and its text need not stay in memory. */
export function noFactsCache<T>(): FactsCache<T> {
  return { get: (_path, _text, extract) => extract() };
}

/** Keeps at most `capacity` files, forgetting the one that was not asked for longest. */
export function createFactsCache<T>(capacity: number): FactsCache<T> {
  const entries = new Map<string, { readonly text: string; readonly facts: T }>();
  return {
    get(path, text, extract) {
      const entry = entries.get(path);
      entries.delete(path);
      const current = entry?.text === text ? entry : { text, facts: extract() };
      entries.set(path, current);
      const oldest = entries.size > capacity ? entries.keys().next() : undefined;
      if (oldest && !oldest.done) entries.delete(oldest.value);
      return current.facts;
    },
  };
}

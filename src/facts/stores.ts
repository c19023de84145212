/** What one function does to places: those that it writes, and the functions of its file that it calls. */
export interface OwnStores<F> {
  readonly keys: Set<string>;
  readonly called: Set<F>;
}

/** The places that a function, or one of the file that it calls, writes. `look` goes through each function once, however much of it is asked about. */
export function createStores<F>(look: (fn: F, found: OwnStores<F>) => void): (fn: F) => ReadonlySet<string> {
  const own = new Map<F, OwnStores<F>>();
  const all = new Map<F, ReadonlySet<string>>();

  function ownOf(fn: F): OwnStores<F> {
    const known = own.get(fn);
    if (known) return known;
    const found: OwnStores<F> = { keys: new Set(), called: new Set() };
    own.set(fn, found);
    look(fn, found);
    return found;
  }

  return (fn) => {
    const known = all.get(fn);
    if (known) return known;
    const { keys, called } = ownOf(fn);
    const found = new Set(keys);
    for (const one of called) for (const key of ownOf(one).keys) found.add(key);
    all.set(fn, found);
    return found;
  };
}

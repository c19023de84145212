/** Numbers that a seed determines: a failing case can be made again. */
export interface Random {
  /** At least 0 and below 1. */
  next(): number;
  /** A whole number below `count`. */
  below(count: number): number;
  pick<T>(items: readonly T[]): T;
}

/** Mulberry32: 32 bits of state are enough to tell cases apart. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    pick<T>(items: readonly T[]): T {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}

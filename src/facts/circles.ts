/** Finds what nodes denote. What is defined by itself (`c = c ?? new C()`) is what the rest of its definition says. */
export interface Circles<N, D> {
  /** What a node denotes, found once; unknown where that is just being found. */
  once(node: N, compute: () => D): D;
  /** Unknown, since it is just being found. */
  met(): D;
}

/** Functions that call each other have more circles than could be gone round: after these, the answer from where one was entered first is kept. */
const MAX_CIRCLES = 10_000;

/** `unknown` stands for what is not known, and is the same object always. */
export function createCircles<N, D>(unknown: D): Circles<N, D> {
  const inProgress = new Set<N>();
  const kept = new Map<N, D>();
  let circles = 0;

  function met(): D {
    circles++;
    return unknown;
  }

  function once(node: N, compute: () => D): D {
    const done = kept.get(node);
    if (done !== undefined) return done;
    if (inProgress.has(node)) return met();
    const before = circles;
    inProgress.add(node);
    const denoted = compute();
    inProgress.delete(node);
    // Inside of a circle the answer depends on where it was entered.
    if (denoted !== unknown || circles === before || inProgress.size === 0 || circles > MAX_CIRCLES) kept.set(node, denoted);
    return denoted;
  }

  return { once, met };
}

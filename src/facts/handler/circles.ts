import type { Node } from 'oxc-parser';
import { UNKNOWN, type Denoted } from './denoted.js';

/** What is defined by itself (`c = c ?? new C()`) is what the rest of its definition says. */
export interface Circles {
  /** What a node denotes; unknown where that is just being found. */
  guarded(node: Node, compute: () => Denoted): Denoted;
  /** The same, and kept: each link of a chain of calls asks for all the links before it. */
  once(node: Node, compute: () => Denoted): Denoted;
  /** Unknown, since it is just being found. */
  met(): Denoted;
}

export function createCircles(): Circles {
  const inProgress = new Set<Node>();
  const kept = new Map<Node, Denoted>();
  let circles = 0;

  function met(): Denoted {
    circles++;
    return UNKNOWN;
  }

  function guarded(node: Node, compute: () => Denoted): Denoted {
    if (inProgress.has(node)) return met();
    inProgress.add(node);
    const denoted = compute();
    inProgress.delete(node);
    return denoted;
  }

  function once(node: Node, compute: () => Denoted): Denoted {
    const done = kept.get(node);
    if (done) return done;
    const before = circles;
    const denoted = guarded(node, compute);
    // Inside of a circle the answer depends on where it was entered.
    if (denoted !== UNKNOWN || circles === before || inProgress.size === 0) kept.set(node, denoted);
    return denoted;
  }

  return { guarded, once, met };
}

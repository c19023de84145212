import type { CallStep } from './handler-code.js';

/** The steps to a call that a reader is told of: the handler itself is no detour. */
export function detourOf(steps: () => readonly CallStep[]): readonly CallStep[] {
  const way = steps();
  return way.length > 1 ? way : [];
}

import type { Expression } from '../facts/model.js';
import type { Sited } from './value-flow.js';

type Needed = readonly Sited<Expression>[];

/** Settings of one way that are kept: of more, the others are taken for set. */
const MAX_NEEDED = 20;

/** What a way needs that goes on by a step. */
export function neededWith(needs: Needed, path: string, more: readonly Expression[] | undefined): Needed {
  return more ? [...needs, ...more.map((value) => ({ path, value }))].slice(0, MAX_NEEDED) : needs;
}

/** What is needed whichever of two ways is gone. */
export function neededByBoth(needs: Needed, others: Needed): Needed {
  if (needs.length === 0 || others.length === 0) return [];
  const also = new Set(others.map(keyOf));
  return needs.filter((one) => also.has(keyOf(one)));
}

/** The same question has the same key, wherever in a module it is asked. */
function keyOf({ path, value }: Sited<Expression>): string {
  return JSON.stringify([path, { ...value, start: 0, end: 0 }]);
}

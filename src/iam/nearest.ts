import { conditionsHold } from './conditions.js';
import type { GappedText } from './gapped-text.js';
import { coversAction, coversResource } from './statement.js';
import type { Demand, Statement } from './statement.js';

/** A statement that allows the action, though not on the resource or not under the conditions. */
export interface Nearest<S extends Statement> {
  readonly statement: S;
  readonly differsIn: 'resource' | 'condition';
}

/** The statement that comes closest to a demand that none meets: the resource that begins most like the one asked for. */
export function findNearest<S extends Statement>(demand: Demand, statements: readonly S[]): Nearest<S> | undefined {
  let best: { readonly nearest: Nearest<S>; readonly likeness: number } | undefined;
  for (const statement of statements) {
    if (statement.effect !== 'Allow' || coversAction(statement.actions, demand.action) !== 'yes') continue;
    const differsIn = differenceOf(statement, demand);
    if (differsIn === undefined) continue;
    const likeness = differsIn === 'condition' ? Infinity : likenessTo(statement, demand.resource);
    if (!best || likeness > best.likeness) best = { nearest: { statement, differsIn }, likeness };
  }
  return best?.nearest;
}

function differenceOf({ resources, conditions }: Statement, { resource, context }: Demand): 'resource' | 'condition' | undefined {
  if (coversResource(resources, resource) === 'no') return 'resource';
  return conditionsHold(conditions, context) === 'no' ? 'condition' : undefined;
}

function likenessTo({ resources }: Statement, wanted: GappedText): number {
  if (resources === 'unknown' || resources.isInverted) return 0;
  return Math.max(0, ...resources.entries.slice(0, MAX_COMPARED).map((entry) => commonLength(entry, wanted)));
}

const MAX_COMPARED = 100;

/** How much two texts have in common at their beginning: characters, and gaps with the same id. */
function commonLength(one: GappedText, other: GappedText): number {
  let length = 0;
  for (const [index, part] of one.entries()) {
    const counterpart = other[index];
    if (typeof part === 'string' && typeof counterpart === 'string') {
      const same = commonPrefix(part, counterpart);
      length += same;
      if (same < part.length || same < counterpart.length) return length;
    } else if (typeof part === 'object' && typeof counterpart === 'object' && part.id !== undefined && part.id === counterpart.id) length += 1;
    else return length;
  }
  return length;
}

function commonPrefix(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

import { conditionsHold } from './conditions.js';
import type { GappedText } from './gapped-text.js';
import { aboutAction, coversResource } from './statement.js';
import type { Demand, Statement } from './statement.js';

/** A statement that allows the action, though not on the resource or not under the conditions. */
export interface Nearest<S extends Statement> {
  readonly statement: S;
  readonly differsIn: 'resource' | 'condition';
}

/** The statement that comes closest to a demand that none meets: the resource that begins most like the one asked for. */
export function findNearest<S extends Statement>(demand: Demand, statements: readonly S[]): Nearest<S> | undefined {
  let best: { readonly nearest: Nearest<S>; readonly likeness: number } | undefined;
  for (const { index, covered } of aboutAction(statements, demand.action)) {
    const statement = statements[index];
    if (statement?.effect !== 'Allow' || covered !== 'yes') continue;
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
  const text = flat(wanted, '\u0001');
  return Math.max(0, ...resources.entries.slice(0, MAX_COMPARED).map((entry) => commonLength(flat(entry, '\u0002'), text)));
}

const MAX_COMPARED = 100;

/** A statement is compared with many demands, a demand with many statements. */
const flattened = { '\u0001': new WeakMap<GappedText, string>(), '\u0002': new WeakMap<GappedText, string>() };

/** Gaps with the same id are the same characters; one that nobody knows is `open`, which the other text does not have. */
function flat(text: GappedText, open: keyof typeof flattened): string {
  const known = flattened[open].get(text) ?? text.map((part) => (typeof part === 'string' ? part : part.id === undefined ? open : `\0${part.id}\0`)).join('');
  flattened[open].set(text, known);
  return known;
}

/** How many characters two texts have in common at their beginning. */
function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

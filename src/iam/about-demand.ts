import { firstUnique } from './match.js';
import { aboutAction } from './statement.js';
import type { Covering, Demand, Statement } from './statement.js';

/** Statements that may cover one action, for resources that say the same before their first unique name. */
interface Sorted {
  /** Those about nothing but such a resource, by the name. */
  readonly byName: ReadonlyMap<string, readonly Covering[]>;
  readonly others: readonly Covering[];
}

const sorted = new WeakMap<readonly Covering[], Map<string, Sorted>>();

/**
 * The statements that may cover the action of a demand, in their order, without those that are certainly about other resources of its kind.
 * A role with a statement for each of thousands of queues may be asked about each.
 */
export function aboutDemand(statements: readonly Statement[], { action, resource }: Demand): readonly Covering[] {
  const all = aboutAction(statements, action);
  const unique = firstUnique(resource, 'subject');
  if (!unique) return all;
  const known = sorted.get(all) ?? new Map<string, Sorted>();
  sorted.set(all, known);
  const found = known.get(unique.before) ?? sortedBy(statements, all, unique.before);
  known.set(unique.before, found);
  const named = found.byName.get(unique.id) ?? [];
  if (named.length === 0) return found.others;
  return found.others.length === 0 ? named : [...found.others, ...named].sort((one, other) => one.index - other.index);
}

function sortedBy(statements: readonly Statement[], all: readonly Covering[], before: string): Sorted {
  const byName = new Map<string, Covering[]>();
  const others: Covering[] = [];
  for (const covering of all) {
    const names = namesBehind(statements[covering.index], before);
    if (!names) others.push(covering);
    for (const name of names ?? []) {
      const list = byName.get(name);
      if (list) list.push(covering);
      else byName.set(name, [covering]);
    }
  }
  return { byName, others };
}

/** The unique names that a statement is about, where each of its resources is one behind the same text. */
function namesBehind(statement: Statement | undefined, before: string): ReadonlySet<string> | undefined {
  const resources = statement?.resources;
  if (resources === undefined || resources === 'unknown' || resources.isInverted || resources.entries.length === 0) return undefined;
  const names = new Set<string>();
  for (const entry of resources.entries) {
    const unique = firstUnique(entry, 'arn');
    if (unique?.before !== before) return undefined;
    names.add(unique.id);
  }
  return names;
}

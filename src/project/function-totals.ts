import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { possibilities } from '../resolved.js';
import { definitions } from './definitions.js';
import { evaluate, mayBeAbsent, member } from './evaluate.js';
import type { EnvironmentVariable, FunctionDefinition } from './function-definition.js';
import { keyAt } from './property-key.js';
import { qualifier } from './shared-values.js';
import type { Text } from './text.js';

/** What several settings of a function add up to, at least: parts known at deployment only count nothing. */
export interface Total {
  readonly value: number;
  /** The key of the last place that adds to it: the function's own, else that of Globals. */
  readonly at: Location;
  /** Words for the end of a sentence, with a leading blank. */
  readonly when: string;
  /** Everyone who gets the same from the same place. */
  readonly owners: readonly { readonly fn: string; readonly at: Location }[];
}

/** How many layers functions have, Globals included. */
export const layerCounts = defineAnalysis({
  name: 'layerCounts',
  requires: { definitions },
  run: ({ definitions: templates }): readonly Total[] => grouped(templates.flatMap(({ functions }) => functions.flatMap(layersOf))),
});

/** How many bytes the environment variables of functions take, Globals included. */
export const environmentSizes = defineAnalysis({
  name: 'environmentSizes',
  requires: { definitions },
  run: ({ definitions: templates }): readonly Total[] => grouped(templates.flatMap(({ functions }) => functions.flatMap(environmentOf))),
});

function grouped(totals: readonly Total[]): readonly Total[] {
  const groups = new Map<string, { readonly total: Total; readonly owners: Map<string, Total['owners'][number]> }>();
  for (const total of totals) {
    const key = [total.at.path, total.at.start, total.value, total.when].join('|');
    const group = groups.get(key) ?? { total, owners: new Map<string, Total['owners'][number]>() };
    groups.set(key, group);
    // A template that is deployed twice has its functions once.
    for (const owner of total.owners) {
      const place = `${owner.at.path}:${owner.at.start}`;
      if (!group.owners.has(place)) group.owners.set(place, owner);
    }
  }
  return [...groups.values()].map(({ total, owners }) => ({ ...total, owners: [...owners.values()] }));
}

function layersOf({ scope, properties, logicalId: fn, at: owner }: FunctionDefinition): readonly Total[] {
  const key = keyAt(scope, properties, 'Layers');
  if (!key) return [];
  return possibilities(evaluate(scope, member(scope, properties, 'Layers'), owner)).flatMap((one): readonly Total[] => {
    if (one.value.kind !== 'list') return [];
    const isCounted = (item: TemplateValue): boolean => !mayBeAbsent(scope, item);
    return [{ value: one.value.items.filter(isCounted).length, at: key, when: qualifier(one), owners: [{ fn, at: owner }] }];
  });
}

function environmentOf({ scope, properties, environment, logicalId: fn, at: owner }: FunctionDefinition): readonly Total[] {
  const key = keyAt(scope, properties, 'Environment', 'Variables');
  if (!key) return [];
  return possibilities(environment).map((one) => {
    const size = sizes.get(one.value) ?? sizeOf(one.value);
    sizes.set(one.value, size);
    return { value: size, at: key, when: qualifier(one), owners: [{ fn, at: owner }] };
  });
}

/** Functions that have the variables of Globals share one map. */
const sizes = new WeakMap<ReadonlyMap<string, EnvironmentVariable>, number>();

function sizeOf(variables: ReadonlyMap<string, EnvironmentVariable>): number {
  let sum = 0;
  for (const { name, value } of variables.values()) sum += bytes(name) + smallest(possibilities(value).map((text) => textBytes(text.value)), value.state === 'known');
  return sum;
}

/** Not every branch need be listed: then nothing at all is certain. */
function smallest(sizes: readonly number[], isComplete: boolean): number {
  return isComplete ? Math.min(...sizes) : 0;
}

function textBytes(text: Text): number {
  return text.reduce((sum, part) => sum + (typeof part === 'string' ? bytes(part) : 0), 0);
}

const encoder = new TextEncoder();

function bytes(text: string): number {
  return encoder.encode(text).length;
}

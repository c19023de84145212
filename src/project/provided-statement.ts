import type { DataStatement } from '../data/policy-statements.js';
import type { Location } from '../diagnostic.js';
import { bothWords } from './condition-words.js';
import { policyEntry } from './policy-document.js';
import type { PolicyEntry, PolicyStatement } from './policy-document.js';
import { joinText } from './text.js';
import type { Text } from './text.js';

/** What a placeholder may stand for. */
export interface Filling {
  readonly value: Text;
  readonly when?: string;
}

/** Gives what stands for a placeholder; nothing for one it does not know. */
export type Fill = (placeholder: string) => readonly Filling[];

/** A statement that AWS or SAM provides, with its placeholders filled in; `at` is what brings it in. */
export function toPolicyStatement({ effect, actions, resources, hasCondition }: DataStatement, at: Location, when?: string, fill: Fill = () => []): PolicyStatement {
  return {
    at,
    effect,
    actions: actions.map((action) => policyEntry([action], at, when)),
    resources: resources.flatMap((resource) => filled(resource, at, when, fill)),
    inverted: [],
    hasCondition,
  };
}

/** One entry for each combination of what its placeholders may stand for. */
function filled(text: string, at: Location, when: string | undefined, fill: Fill): readonly PolicyEntry[] {
  let variants: readonly Filling[] = [when === undefined ? { value: [] } : { value: [], when }];
  for (const part of text.split(/([$%]\{[^{}]*\})/)) {
    const fillings = /^[$%]\{/.test(part) ? placeholder(part.slice(2, -1), fill) : [{ value: [part] }];
    variants = variants.flatMap((variant) => fillings.map((filling) => append(variant, filling)));
  }
  return variants.map((variant) => policyEntry(joinText(variant.value), at, variant.when));
}

function placeholder(name: string, fill: Fill): readonly Filling[] {
  if (name.startsWith('AWS::')) return [{ value: [{ kind: 'pseudo', name }] }];
  const fillings = fill(name);
  return fillings.length > 0 ? fillings : [{ value: [{ kind: 'unknown', reason: `'${name}' is not known` }] }];
}

function append(variant: Filling, filling: Filling): Filling {
  const when = bothWords(variant.when, filling.when);
  return { value: [...variant.value, ...filling.value], ...(when === undefined ? {} : { when }) };
}

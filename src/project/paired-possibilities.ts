import { possibilities } from '../resolved.js';
import type { Known, Resolved } from '../resolved.js';
import { bothWords } from './condition-words.js';
import type { TemplateScope } from './template-scope.js';

/** Under which conditions a resource is there at all. */
export type Scenario = Pick<TemplateScope, 'conditions' | 'within'>;

/** Two values that may hold at once, with the words for when. */
export interface PairedPossibility<A, B> {
  readonly first: Known<A>;
  readonly second: Known<B>;
  readonly when: string | undefined;
}

/** A value with the scenario of the resource that has it. */
export interface Situated<T> {
  readonly value: Resolved<T>;
  readonly scenario: Scenario;
}

/**
 * The combinations of two values that can hold together: of two `Fn::If`s on one condition or one parameter branch by branch. Branches
 * that have nothing to do with each other are not combined: whether anybody ever deploys the two together is not in the template.
 */
export function pairedPossibilities<A, B>(a: Situated<A>, b: Situated<B>): readonly PairedPossibility<A, B>[] {
  return possibilities(a.value).flatMap((first) =>
    possibilities(b.value).flatMap((second) => (canMeet(a.scenario, first, b.scenario, second) ? [{ first, second, when: bothWords(first.when, second.when) }] : [])),
  );
}

function canMeet(a: Scenario, first: Known<unknown>, b: Scenario, second: Known<unknown>): boolean {
  const areBothConditional = isConditional(first) && isConditional(second);
  // Conditions of two templates say nothing of each other.
  if (a.conditions !== b.conditions) return !areBothConditional;
  if (!a.conditions.canHold(a.within, b.within, first.when, second.when)) return false;
  return !areBothConditional || a.conditions.areRelated(first.when, second.when);
}

function isConditional({ when }: { readonly when?: string }): boolean {
  return when?.includes('when ') === true;
}

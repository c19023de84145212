import type { Location } from '../diagnostic.js';
import type { TemplateDefinitions } from './definitions.js';

/** More than is looked at: a part was left out of the vetting. */
export interface LimitReached {
  readonly at: Location;
  readonly message: string;
}

/** Where the evaluation of a template notes what was too much for it. */
export interface LimitLog {
  add(limit: LimitReached): void;
  list(): readonly LimitReached[];
}

/** A log that keeps one entry for each place. */
export function createLimitLog(): LimitLog {
  const byPlace = new Map<string, LimitReached>();
  return {
    add: (limit) => void byPlace.set(`${limit.at.path}:${limit.at.start}`, limit),
    list: () => [...byPlace.values()],
  };
}

/** What was too much in any of the templates, as far as something asked for it. */
export function limitsReached(definitions: readonly TemplateDefinitions[]): readonly LimitReached[] {
  return definitions.flatMap(({ scope }): readonly LimitReached[] => {
    const section = scope.template.conditions;
    if (!scope.conditions.isLimited || !section) return scope.limits.list();
    const message = 'Its conditions are too many to try every combination; branches that exclude each other may be vetted together.';
    return [{ at: scope.at(section), message }, ...scope.limits.list()];
  });
}

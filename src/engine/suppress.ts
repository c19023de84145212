import type { SuppressionFact } from '../facts/model.js';
import type { Place, Suppressed } from '../diagnostic.js';
import type { UnusedSuppression } from '../project/inputs.js';
import type { Draft } from './diagnose.js';
import type { Places } from './places.js';

interface ActiveSuppression {
  readonly fact: SuppressionFact;
  readonly path: string;
  readonly place: Place;
  readonly covers: Place | undefined;
  readonly used: Set<string>;
}

export interface SuppressionResult {
  readonly drafts: readonly Draft[];
  readonly unused: readonly UnusedSuppression[];
}

/**
 * Moves findings aside that a comment or `Metadata` names, at their primary or a related place. What then matched
 * nothing is unused, as far as it names rules that ran.
 */
export function applySuppressions(
  drafts: readonly Draft[],
  facts: ReadonlyMap<string, readonly SuppressionFact[]>,
  places: Places,
  ranRules: ReadonlySet<string>,
  allRules: ReadonlySet<string>,
): SuppressionResult {
  const active = [...facts].flatMap(([path, list]) => list.map((fact) => activate(fact, path, places)));
  if (active.length === 0) return { drafts, unused: [] };
  const result = drafts.map((draft) => suppress(draft, active));
  return { drafts: result, unused: active.flatMap((one) => unusedIn(one, ranRules, allRules)) };
}

function activate(fact: SuppressionFact, path: string, places: Places): ActiveSuppression {
  const place = places.toPlace({ path, start: fact.start, end: fact.end });
  const covers = fact.covers ? places.toPlace({ path, ...fact.covers }) : undefined;
  return { fact, path, place, covers, used: new Set() };
}

function suppress(draft: Draft, active: readonly ActiveSuppression[]): Draft {
  let by: ActiveSuppression | undefined;
  for (const suppression of active) {
    if (!suppression.fact.rules.includes(draft.rule)) continue;
    const isCovered = [draft.location, ...draft.related.map(({ location }) => location)].some((place) => covers(suppression, place));
    if (!isCovered) continue;
    suppression.used.add(draft.rule);
    by ??= suppression;
  }
  if (!by) return draft;
  const suppressed: Suppressed = { kind: by.fact.kind === 'resource' ? 'metadata' : 'comment', reason: by.fact.reason };
  return { ...draft, suppressed };
}

function covers({ fact, place, covers: range }: ActiveSuppression, at: Place): boolean {
  if (at.path !== place.path) return false;
  switch (fact.kind) {
    case 'file':
      return true;
    case 'line':
      return at.startLine === coveredLine(fact, place);
    case 'resource':
      return range !== undefined && at.startLine >= range.startLine && at.startLine <= range.endLine;
  }
}

/** Lines of code inside a template are counted from the template's first line: the distance to the comment holds. */
function coveredLine(fact: SuppressionFact, place: Place): number {
  return place.startLine + ((fact.line ?? 0) - (fact.commentLine ?? place.startLine));
}

function unusedIn({ fact, path, used }: ActiveSuppression, ranRules: ReadonlySet<string>, allRules: ReadonlySet<string>): readonly UnusedSuppression[] {
  const at = { path, start: fact.start, end: fact.end };
  if (fact.rules.length === 0) return [{ at, rule: undefined, isKnownRule: false }];
  return fact.rules
    .filter((rule) => !used.has(rule) && (ranRules.has(rule) || !allRules.has(rule)))
    .map((rule) => ({ at, rule, isKnownRule: allRules.has(rule) }));
}

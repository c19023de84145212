import type { SuppressionFact } from '../facts/model.js';
import type { Place } from '../diagnostic.js';
import type { UnusedSuppression } from '../project/inputs.js';
import type { Draft } from './diagnose.js';
import type { Places } from './places.js';
import { shownText } from './shown-text.js';

interface ActiveSuppression {
  readonly fact: SuppressionFact;
  /** Of the facts; for code inside a template not the path of a file. */
  readonly path: string;
  /** What is silenced: a file, and lines of it unless the whole file is. */
  readonly file: string;
  readonly lines: Place | undefined;
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
  const byFile = groupByFile(active);
  const result = drafts.map((draft) => suppress(draft, byFile));
  return { drafts: result, unused: active.flatMap((one) => unusedIn(one, ranRules, allRules)) };
}

function activate(fact: SuppressionFact, path: string, places: Places): ActiveSuppression {
  const { path: file } = places.toPlace({ path: fact.file ?? path, start: fact.start, end: fact.end });
  return { fact, path, file, lines: fact.covers && places.toPlace({ path: fact.covers.file ?? path, start: fact.covers.start, end: fact.covers.end }), used: new Set() };
}

function groupByFile(active: readonly ActiveSuppression[]): ReadonlyMap<string, readonly ActiveSuppression[]> {
  const byFile = new Map<string, ActiveSuppression[]>();
  for (const one of active) {
    const others = byFile.get(one.file);
    if (others) others.push(one);
    else byFile.set(one.file, [one]);
  }
  return byFile;
}

function suppress(draft: Draft, byFile: ReadonlyMap<string, readonly ActiveSuppression[]>): Draft {
  const places = [draft, ...draft.related].map(({ location }) => location);
  const active = [...new Set(places.map(({ path }) => path))].flatMap((path) => byFile.get(path) ?? []);
  const matching = active.filter((suppression) => suppression.fact.rules.some(({ id }) => id === draft.rule) && places.some((place) => covers(suppression, place)));
  for (const { used } of matching) used.add(draft.rule);
  const [first] = matching;
  if (!first) return draft;
  const { kind } = first.fact;
  const reason = shownText(first.fact.reason);
  return { ...draft, suppressed: { kind: kind === 'resource' ? 'metadata' : 'comment', reason } };
}

function covers({ fact, file, lines }: ActiveSuppression, place: Place): boolean {
  if (fact.kind === 'misplaced' || place.path !== file) return false;
  return fact.kind === 'file' || (lines !== undefined && place.startLine >= lines.startLine && place.startLine <= lines.endLine);
}

/** Ids of rules that did not run cannot be judged; neither is a part of a comment that is wrong as a whole. */
function unusedIn({ fact, path, used }: ActiveSuppression, ranRules: ReadonlySet<string>, allRules: ReadonlySet<string>): readonly UnusedSuppression[] {
  const whole = { path: fact.file ?? path, start: fact.start, end: fact.end };
  if (fact.rules.length === 0) return [{ problem: 'unnamed', at: whole, rule: '' }];
  if (fact.kind === 'misplaced') return [{ problem: 'misplaced', at: whole, rule: '' }];
  return fact.rules.flatMap(({ id, start, end, file = path }): UnusedSuppression[] => {
    const at = { path: file, start, end };
    if (!allRules.has(id)) return [{ problem: 'unknown', at, rule: id }];
    return !used.has(id) && ranRules.has(id) ? [{ problem: 'unused', at, rule: id }] : [];
  });
}

import type { SuppressionFact } from '../facts/model.js';
import type { Place } from '../diagnostic.js';
import type { UnusedSuppression } from '../project/inputs.js';
import type { Draft } from './diagnose.js';
import type { Places } from './places.js';
import { shownText } from './shown-text.js';

interface ActiveSuppression {
  /** Of several for one finding, the reason of the first is given. */
  readonly index: number;
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
  const active = [...facts].flatMap(([path, list]) => list.map((fact) => ({ fact, path })))
    .map(({ fact, path }, index) => activate(fact, path, index, places));
  if (active.length === 0) return { drafts, unused: [] };
  const byFile = groupByFile(active);
  const result = drafts.map((draft) => suppress(draft, byFile));
  return { drafts: result, unused: active.flatMap((one) => unusedIn(one, ranRules, allRules)) };
}

function activate(fact: SuppressionFact, path: string, index: number, places: Places): ActiveSuppression {
  const { path: file } = places.toPlace({ path: fact.file ?? path, start: fact.start, end: fact.end });
  return { index, fact, path, file, lines: fact.covers && places.toPlace({ path: fact.covers.file ?? path, start: fact.covers.start, end: fact.covers.end }), used: new Set() };
}

/** Of one file, in order: those for all of it or for many lines, and those that cover a line. */
interface OfFile {
  readonly wide: ActiveSuppression[];
  readonly byLine: Map<number, ActiveSuppression[]>;
}

/** A comment covers a statement or so; with thousands of them and of findings, each is looked up. */
const MAX_LISTED_LINES = 20;

function groupByFile(active: readonly ActiveSuppression[]): ReadonlyMap<string, OfFile> {
  const byFile = new Map<string, OfFile>();
  for (const one of active) {
    const of = byFile.get(one.file) ?? { wide: [], byLine: new Map<number, ActiveSuppression[]>() };
    byFile.set(one.file, of);
    const { startLine, endLine } = one.lines ?? { startLine: 0, endLine: Infinity };
    if (endLine - startLine > MAX_LISTED_LINES) of.wide.push(one);
    else for (let line = startLine; line <= endLine; line++) addTo(of.byLine, line, one);
  }
  return byFile;
}

function addTo(byLine: Map<number, ActiveSuppression[]>, line: number, one: ActiveSuppression): void {
  const others = byLine.get(line);
  if (others) others.push(one);
  else byLine.set(line, [one]);
}

function suppress(draft: Draft, byFile: ReadonlyMap<string, OfFile>): Draft {
  const places = [draft, ...draft.related].map(({ location }) => location);
  const active = [...new Set(places.map(({ path }) => path))].flatMap((path) => {
    const of = byFile.get(path);
    if (!of) return [];
    const near = new Set([...of.wide, ...places.flatMap((place) => (place.path === path ? (of.byLine.get(place.startLine) ?? []) : []))]);
    return [...near].sort((one, other) => one.index - other.index);
  });
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

import type { Diagnostic, Place, RelatedPlace, Severity } from '../diagnostic.js';
import type { AnyFinding, AnyPlaced, RegisteredRule } from '../rule.js';
import type { Places } from './places.js';

/** A diagnostic that has no fingerprint yet: that depends on all the others. */
export type Draft = Omit<Diagnostic, 'fingerprint'>;

/** Words a finding: its message filled in, its places turned into lines and columns. */
export function toDraft(rule: RegisteredRule, finding: AnyFinding, severity: Severity, places: Places): Draft {
  return {
    rule: rule.id,
    concern: rule.concern,
    severity,
    precision: rule.precision,
    messageId: finding.message,
    message: wording(rule, finding),
    ...(finding.function === undefined ? {} : { function: finding.function }),
    location: places.toPlace(finding.at),
    related: (finding.related ?? []).map((related) => toRelated(rule, related, places)),
    fixes: [],
    suppressed: null,
  };
}

function toRelated(rule: RegisteredRule, related: AnyPlaced, places: Places): RelatedPlace {
  const base = { message: wording(rule, related), location: places.toPlace(related.at) };
  return related.step ? { ...base, step: true } : base;
}

function wording(rule: RegisteredRule, { message, data }: AnyPlaced): string {
  const pattern = rule.messages[message] ?? message;
  return pattern.replace(/\{([A-Za-z]+)\}/g, (placeholder, name: string) => String(data?.[name] ?? placeholder));
}

/**
 * One cause, one finding: what several projects or functions have in common at one place is joined, the other places
 * becoming related ones. The order is by file, line, column and rule.
 */
export function mergeDrafts(drafts: readonly Draft[]): readonly Draft[] {
  const byPlace = new Map<string, Draft>();
  for (const draft of [...drafts].sort(compareDrafts)) {
    const { path, startLine, startColumn, endLine, endColumn } = draft.location;
    const key = `${draft.rule}|${path}|${startLine}:${startColumn}-${endLine}:${endColumn}`;
    const first = byPlace.get(key);
    byPlace.set(key, first ? join(first, draft) : draft);
  }
  return [...byPlace.values()];
}

function join(first: Draft, other: Draft): Draft {
  const isNew = (place: RelatedPlace): boolean => !first.related.some((known) => known.message === place.message && samePlace(known.location, place.location));
  return { ...first, related: [...first.related, ...other.related.filter(isNew)] };
}

function samePlace(a: Place, b: Place): boolean {
  return a.path === b.path && a.startLine === b.startLine && a.startColumn === b.startColumn;
}

function compareDrafts(a: Draft, b: Draft): number {
  return (
    compareTexts(a.location.path, b.location.path) ||
    a.location.startLine - b.location.startLine ||
    a.location.startColumn - b.location.startColumn ||
    compareTexts(a.rule, b.rule) ||
    compareTexts(a.message, b.message)
  );
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

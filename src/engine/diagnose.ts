import { placeOfChange } from '../change.js';
import type { Change, Proposal } from '../change.js';
import type { Diagnostic, Location, Place, RelatedPlace, Severity } from '../diagnostic.js';
import type { AnyFinding, AnyPlaced, RegisteredRule } from '../rule.js';
import type { Places } from './places.js';
import { shownText, shownValue } from './shown-text.js';

/** A diagnostic that has no fingerprint yet: that depends on all the others. */
export interface Draft extends Omit<Diagnostic, 'fingerprint' | 'fixes'> {
  /** Where the finding is, also within code of a template whose lines have no place of their own. */
  readonly at: Location;
  /** What the rule offers; of joined findings, what each does. */
  readonly proposals: readonly Proposal[];
}

/** Words a finding: its message filled in, its places turned into lines and columns. */
export function toDraft(rule: RegisteredRule, finding: AnyFinding, severity: Severity, places: Places, wantsFixes: boolean): Draft {
  return {
    rule: rule.id,
    concern: rule.concern,
    severity,
    precision: rule.precision,
    messageId: finding.message,
    message: wording(rule, finding),
    ...(finding.function === undefined ? {} : { function: shownText(finding.function) }),
    at: finding.at,
    location: places.toPlace(finding.at),
    related: [...(finding.related ?? []).map((related) => toRelated(rule, related, places)), ...constructsOf(finding, places)],
    proposals: wantsFixes && finding.fixes ? finding.fixes().filter(({ changes }) => changes.every((change) => isWritten(change, places))) : [],
    suppressed: null,
  };
}

/** Nobody edits what CDK writes. */
function isWritten(change: Change, places: Places): boolean {
  return places.constructsAt(placeOfChange(change)).length === 0;
}

/** Nobody edits what CDK writes: the finding names the construct too, of code that several run that of its function. */
function constructsOf({ at, function: owner }: AnyFinding, places: Places): readonly RelatedPlace[] {
  const constructs = places.constructsAt(at);
  const own = constructs.filter(({ logicalId }) => logicalId === owner);
  return (own.length > 0 ? own : constructs).map(({ path, relation, at: location }) => ({ message: shownText(`Construct '${path}' ${relation}.`), location: places.toPlace(location) }));
}

function toRelated(rule: RegisteredRule, related: AnyPlaced, places: Places): RelatedPlace {
  const base = { message: wording(rule, related), location: places.toPlace(related.at) };
  return related.step ? { ...base, step: true } : base;
}

function wording(rule: RegisteredRule, { message, data }: AnyPlaced): string {
  const pattern = rule.messages[message] ?? message;
  return shownText(pattern.replace(/\{([A-Za-z]+)\}/g, (placeholder, name: string) => shownValue(data?.[name] ?? placeholder)));
}

/**
 * One cause, one finding: what several projects or functions have in common at one place is joined, and what the others say
 * becomes related. The order is by file, line, column and rule.
 */
export function mergeDrafts(drafts: readonly Draft[]): readonly Draft[] {
  const byPlace = new Map<string, Draft>();
  for (const draft of [...drafts].sort(compareDrafts)) {
    const { path, start, end } = draft.at;
    const key = `${draft.rule}|${draft.messageId}|${path}|${start}-${end}`;
    const first = byPlace.get(key);
    byPlace.set(key, first ? join(first, draft) : draft);
  }
  return [...byPlace.values()];
}

function join(first: Draft, other: Draft): Draft {
  const said = [{ message: first.message, location: first.location }, ...first.related];
  const isNew = (place: RelatedPlace): boolean => !said.some((known) => known.message === place.message && samePlace(known.location, place.location));
  const { message, location } = other;
  return { ...first, severity: worse(first.severity, other.severity), related: [...first.related, ...[{ message, location }, ...other.related].filter(isNew)], proposals: [...first.proposals, ...other.proposals] };
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

function worse(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) <= SEVERITIES.indexOf(b) ? a : b;
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

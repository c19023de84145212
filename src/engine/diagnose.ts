import { placeOfChange } from '../change.js';
import type { Change, Proposal } from '../change.js';
import type { Diagnostic, Location, RelatedPlace, Severity } from '../diagnostic.js';
import type { AnyFinding, AnyPlaced, RegisteredRule } from '../rule.js';
import { MAX_RELATED } from './merge-drafts.js';
import type { Places } from './places.js';
import { shownText, shownValue } from './shown-text.js';

/** A diagnostic that has no fingerprint yet: that depends on all the others. */
export interface Draft extends Omit<Diagnostic, 'fingerprint' | 'fixes'> {
  /** Where the finding is, also within code of a template whose lines have no place of their own. */
  readonly at: Location;
  /** What the rule offers; of joined findings, what each does. */
  readonly proposals: readonly Proposal[];
}

/** Places that one fix changes: what thousands of functions have in common, a person writes once, in Globals. */
const MAX_CHANGES = 100;

/** Words a finding: its message filled in, its places turned into lines and columns. */
export function toDraft(rule: RegisteredRule, finding: AnyFinding, severity: Severity, places: Places, wantsFixes: boolean): Draft {
  return {
    rule: rule.id,
    concern: rule.concern,
    severity,
    precision: rule.precision,
    messageId: finding.message,
    message: wording(rule, finding),
    ...(finding.function === undefined ? {} : { function: shownText(shownValue(finding.function)) }),
    at: finding.at,
    location: places.toPlace(finding.at),
    related: [...mostRelated(finding.related ?? []).map((related) => toRelated(rule, related, places)), ...constructsOf(finding, places)],
    proposals: wantsFixes && finding.fixes ? finding.fixes().filter(({ changes }) => changes.length <= MAX_CHANGES && changes.every((change) => isWritten(change, places))).map(toShown) : [],
    suppressed: null,
  };
}

/** Those that may be kept, and one more, which tells that there were others. */
function mostRelated(related: readonly AnyPlaced[]): readonly AnyPlaced[] {
  return related.length <= MAX_RELATED ? related : [...related.slice(0, MAX_RELATED / 2), ...related.slice(-MAX_RELATED / 2 - 1)];
}

/** A title has names and values of the project, as a message has; what is written is not changed by it. */
function toShown(proposal: Proposal): Proposal {
  return { ...proposal, title: shownText(shownValue(proposal.title)) };
}

/** Nobody edits what CDK writes. */
function isWritten(change: Change, places: Places): boolean {
  return places.constructsAt(placeOfChange(change)).length === 0;
}

/** Nobody edits what CDK writes: the finding names the construct too, of code that several run that of its function. */
function constructsOf({ at, function: owner }: AnyFinding, places: Places): readonly RelatedPlace[] {
  const constructs = places.constructsAt(at);
  const own = constructs.filter(({ logicalId }) => logicalId === owner);
  return (own.length > 0 ? own : constructs).map(({ path, relation, at: location }) => ({ message: shownText(`Construct '${shownValue(path)}' ${relation}.`), location: places.toPlace(location) }));
}

function toRelated(rule: RegisteredRule, related: AnyPlaced, places: Places): RelatedPlace {
  const base = { message: wording(rule, related), location: places.toPlace(related.at) };
  return related.step ? { ...base, step: true } : base;
}

function wording(rule: RegisteredRule, { message, data }: AnyPlaced): string {
  const pattern = rule.messages[message] ?? message;
  return shownText(pattern.replace(/\{([A-Za-z]+)\}/g, (placeholder, name: string) => shownValue(data?.[name] ?? placeholder)));
}

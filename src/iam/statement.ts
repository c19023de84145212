import { lowerCase, not, some } from './gapped-text.js';
import type { Certainty, GappedText } from './gapped-text.js';
import { matchText } from './match.js';

/** `Action` or `Resource`; inverted: `NotAction` or `NotResource`. */
export interface Clause {
  readonly entries: readonly GappedText[];
  readonly isInverted: boolean;
}

/** One key of a condition block. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly GappedText[];
}

/** A statement of a policy. What is missing, contradicts itself or cannot be read is `unknown`: it may say anything. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  readonly actions: Clause | 'unknown';
  readonly resources: Clause | 'unknown';
  readonly conditions: readonly Condition[] | 'unknown';
}

/** What is known of a request, by key in lower case: its values, or none where the request surely lacks the key. */
export type RequestContext = ReadonlyMap<string, readonly GappedText[]>;

/** What a call needs: one action on one resource. */
export interface Demand {
  readonly action: string;
  /** `*` for an action without resource types. */
  readonly resource: GappedText;
  readonly context: RequestContext;
}

/** Whether a clause of actions covers one action. Actions are compared without regard to case. */
export function coversAction(clause: Clause | 'unknown', action: string): Certainty {
  const wanted = action.toLowerCase();
  const subject: GappedText = [wanted];
  return covers(clause, (entry) => {
    if (entry.length === 0) return 'maybe';
    const text = entry.length === 1 ? entry[0] : undefined;
    if (typeof text !== 'string') return matchText(lowered(entry), subject, 'like');
    if (isMalformedAction(text)) return 'maybe';
    const special = text.search(/[*?$]/);
    if (special < 0) return text.toLowerCase() === wanted ? 'yes' : 'no';
    // Patterns are held against all actions of a service: few begin so.
    if (!wanted.startsWith(text.slice(0, special).toLowerCase())) return 'no';
    return matchText(lowered(entry), subject, 'like');
  });
}

/** A statement that covers an action, or may, by its place in a list. */
export interface Covering {
  readonly index: number;
  readonly covered: Certainty;
}

const byAction = new WeakMap<readonly Statement[], Map<string, readonly Covering[]>>();

/** The statements that may cover an action, in their order. Thousands of calls may ask a role for one. */
export function aboutAction(statements: readonly Statement[], action: string): readonly Covering[] {
  const known = byAction.get(statements) ?? new Map<string, readonly Covering[]>();
  byAction.set(statements, known);
  const found = known.get(action) ?? statements.map(({ actions }, index) => ({ index, covered: coversAction(actions, action) })).filter(({ covered }) => covered !== 'no');
  known.set(action, found);
  return found;
}

/** Whether a clause of resources covers one resource. */
export function coversResource(clause: Clause | 'unknown', resource: GappedText): Certainty {
  return covers(clause, (entry) => (isMalformedResource(entry) ? 'maybe' : matchText(entry, resource, 'arn')));
}

function covers(clause: Clause | 'unknown', match: (entry: GappedText) => Certainty): Certainty {
  // A statement without any is refused by AWS.
  if (clause === 'unknown' || clause.entries.length === 0) return 'maybe';
  const covered = some(mapped(clause.entries, match));
  return clause.isInverted ? not(covered) : covered;
}

function* mapped<T, R>(items: Iterable<T>, toResult: (item: T) => R): Iterable<R> {
  for (const item of items) yield toResult(item);
}

const loweredTexts = new WeakMap<GappedText, GappedText>();

function lowered(text: GappedText): GappedText {
  const known = loweredTexts.get(text) ?? lowerCase(text);
  loweredTexts.set(text, known);
  return known;
}

/** AWS refuses such a policy: nothing can be said about what it would allow. */
function isMalformedAction(text: string): boolean {
  return text.split(':', 3).length !== 2 && !/^\*+$/.test(text);
}

/** AWS refuses what is neither an ARN of six parts nor a star. */
function isMalformedResource(entry: GappedText): boolean {
  const [first] = entry;
  if (typeof first !== 'string') return entry.length === 0;
  if (first.startsWith('*') || first.startsWith('${')) return false;
  if (!'arn:'.startsWith(first.slice(0, 4)) && !/^a?r?n?[*?]/.test(first)) return true;
  return entry.length === 1 && !/[*?$]/.test(first) && first.split(':', 6).length < 6;
}

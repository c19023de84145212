import { aboutDemand } from './about-demand.js';
import { conditionsHold } from './conditions.js';
import { all, not, some } from './gapped-text.js';
import type { Certainty } from './gapped-text.js';
import { findNearest } from './nearest.js';
import type { Nearest } from './nearest.js';
import { coversResource } from './statement.js';
import type { Demand, Statement } from './statement.js';

/** The statements of a role, a boundary or a resource. */
export interface Policies<S extends Statement> {
  readonly statements: readonly S[];
  /** There are no others. */
  readonly isComplete: boolean;
}

/** All that decides about a call within one account. Policies of the organization are not seen by anyone here. */
export interface Permissions<S extends Statement> {
  readonly role: Policies<S>;
  /** The permissions boundary of the role, where it has one. */
  readonly boundary?: Policies<S>;
  /** Statements of the resource's own policy that name the role as principal. */
  readonly resource?: Policies<S>;
}

export type Answer<S extends Statement> =
  | { readonly verdict: 'allowed'; readonly by: S }
  | { readonly verdict: 'denied'; readonly because: 'deny'; readonly by: S }
  /** `nearest`: a statement that allows the action, but not so. */
  | { readonly verdict: 'denied'; readonly because: 'not-allowed' | 'boundary'; readonly nearest: Nearest<S> | undefined }
  /** `by`: statements that may allow it, the surest first. */
  | { readonly verdict: 'unknown'; readonly by: readonly S[] };

/** Whether a demand is allowed: for sure, surely not, or cannot be told from what is known. */
export function evaluate<S extends Statement>(demand: Demand, { role, boundary, resource }: Permissions<S>): Answer<S> {
  const [byRole, byResource, byBoundary] = [judge(demand, role), judge(demand, resource ?? NONE), judge(demand, boundary ?? NONE)];
  const denying = byRole.denying ?? byResource.denying ?? byBoundary.denying;
  if (denying) return { verdict: 'denied', because: 'deny', by: denying };
  const within = boundary ? byBoundary.allows : 'yes';
  // Whether a boundary limits what the resource allows depends on whom its policy names.
  const direct = within === 'yes' ? byResource.allows : all([byResource.allows, 'maybe']);
  const allows = some([all([byRole.allows, within]), direct]);
  if (allows === 'no') {
    if (byRole.allows !== 'no') return { verdict: 'denied', because: 'boundary', nearest: boundary && findNearest(demand, boundary.statements) };
    return { verdict: 'denied', because: 'not-allowed', nearest: findNearest(demand, role.statements) };
  }
  const [by] = [...byRole.allowing, ...byResource.allowing];
  const isUndenied = all([byRole, byResource, byBoundary].map(({ denies }) => not(denies)));
  return allows === 'yes' && isUndenied === 'yes' && by ? { verdict: 'allowed', by } : { verdict: 'unknown', by: [...byRole.allowing, ...byResource.allowing] };
}

const NONE: Policies<never> = { statements: [], isComplete: true };

interface Judgement<S> {
  readonly allows: Certainty;
  /** Those that surely allow before those that may. */
  readonly allowing: readonly S[];
  readonly denies: Certainty;
  readonly denying: S | undefined;
}

function judge<S extends Statement>(demand: Demand, { statements, isComplete }: Policies<S>): Judgement<S> {
  const sure: S[] = [];
  const possible: S[] = [];
  let denies: Certainty = isComplete ? 'no' : 'maybe';
  let denying: S | undefined;
  for (const { index, covered } of aboutDemand(statements, demand)) {
    const statement = statements[index];
    const applies = statement ? statementApplies(statement, covered, demand) : 'no';
    if (!statement || applies === 'no') continue;
    if (statement.effect === 'Deny' && applies === 'yes') [denies, denying] = ['yes', denying ?? statement];
    else if (statement.effect !== 'Allow' && denies === 'no') denies = 'maybe';
    if (statement.effect !== 'Deny') (statement.effect === 'Allow' && applies === 'yes' ? sure : possible).push(statement);
  }
  const unsure = possible.length > 0 || !isComplete ? 'maybe' : 'no';
  return { allows: sure.length > 0 ? 'yes' : unsure, allowing: [...sure, ...possible], denies, denying };
}

/** Whether a statement that may cover its action speaks about a demand. */
function statementApplies({ resources, conditions }: Statement, covered: Certainty, { resource, context }: Demand): Certainty {
  const onResource = coversResource(resources, resource);
  return onResource === 'no' ? 'no' : all([covered, onResource, conditionsHold(conditions, context)]);
}

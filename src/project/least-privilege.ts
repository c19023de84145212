import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { demands } from './demands.js';
import type { DemandResource } from './demand-resource.js';
import type { CallDemands } from './demands.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { WrittenReference } from './written-reference.js';

/** A resource as a template writes it. */
export type WrittenResource = { readonly kind: 'text'; readonly text: string } | WrittenReference;

/** Why an action is needed. */
export interface Reason {
  readonly action: string;
  readonly operation: string;
  readonly at: Location;
}

/** Actions on one resource. */
export interface NeededStatement {
  readonly actions: readonly string[];
  readonly resource: WrittenResource;
  readonly reasons: readonly Reason[];
  /** Whether all of them are needed, one or another by what the calls say, or perhaps none, by options and keys. */
  readonly need: Need;
}

/** In the order in which statements are written. */
const NEEDS = ['all', 'some', 'perhaps'] as const;
export type Need = (typeof NEEDS)[number];

/** The least that the code of a function needs. */
export interface LeastPrivilege {
  readonly fn: LambdaFunction;
  readonly statements: readonly NeededStatement[];
  /** Calls of which it is not known what they need. */
  readonly unknown: readonly Omit<Reason, 'action'>[];
}

/** What the calls of every function need, as statements. */
export const leastPrivilege = defineAnalysis({
  name: 'leastPrivilege',
  requires: { functions, demands },
  run: ({ functions: all, demands: demandsOf }): readonly LeastPrivilege[] =>
    all.map((fn) => {
      const calls = demandsOf(fn.key);
      return { fn, statements: statementsOf(calls), unknown: calls.filter(({ needs }) => needs === 'unknown').map(({ call: { operation, service, at } }) => ({ operation: `${service}:${operation}`, at })) };
    }),
});

/** What access through an Object Lambda and the replicas of a global table need, not the calls of a function. */
const FOR_OTHERS = /^s3-object-lambda:|ForReplication$/;

function statementsOf(calls: readonly CallDemands[]): readonly NeededStatement[] {
  const found = new Map<string, { resource: WrittenResource; need: Need; actions: Set<string>; reasons: Map<string, Reason> }>();
  const isNeeded = new Set(calls.flatMap(({ required, oneOf }) => [...required, ...oneOf.flat()]).map(({ action }) => action));
  const add = (action: string, resource: WrittenResource, { call: { operation, at } }: CallDemands, need: Need): void => {
    const key = JSON.stringify([resource, need]);
    const one = found.get(key) ?? { resource, need, actions: new Set(), reasons: new Map() };
    found.set(key, one);
    one.actions.add(action);
    one.reasons.set(`${action} ${operation} ${at.path} ${at.start}`, { action, operation, at });
  };
  for (const one of calls) {
    for (const needed of one.required) for (const resource of needed.possible ?? [needed]) add(needed.action, writtenResource(resource), one, 'all');
    for (const needed of one.oneOf.flat()) for (const resource of needed.possible ?? [needed]) add(needed.action, writtenResource(resource), one, 'some');
    for (const action of one.conditional) if (!isNeeded.has(action) && !FOR_OTHERS.test(action)) add(action, { kind: 'text', text: '*' }, one, 'perhaps');
  }
  return [...found.entries()]
    .sort(([left, one], [right, other]) => NEEDS.indexOf(one.need) - NEEDS.indexOf(other.need) || (left < right ? -1 : 1))
    .map(([, { resource, need, actions, reasons }]) => ({ resource, need, actions: [...actions].sort(), reasons: [...reasons.values()] }));
}

/** What a template would write for the resource of an action. */
export function writtenResource({ resource, reference, written }: Omit<DemandResource, 'possible'>): WrittenResource {
  if (written) return written;
  const rest = resource.slice(reference?.length ?? 0).map((part) => (typeof part === 'string' ? part.replaceAll('${', '${!') : (pseudo(part.id) ?? '*'))).join('');
  if (reference && rest === '') return { kind: 'reference', name: reference.name };
  const text = `${reference ? `\${${reference.name}}` : ''}${rest}`.replace(/^arn:\*:([a-z0-9-]+):\*:\*:/, (_, service: string) => (service === 's3' ? 'arn:${AWS::Partition}:s3:::' : `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:`));
  return { kind: text.includes('${') ? 'sub' : 'text', text: text.replace(/\*{2,}/g, '*') };
}

function pseudo(id: string | undefined): string | undefined {
  return id?.startsWith('AWS::') === true ? `\${${id}}` : undefined;
}

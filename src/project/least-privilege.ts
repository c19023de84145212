import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { demands } from './demands.js';
import type { CallDemands, NeededAction } from './demands.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';

/** A resource as a template writes it. */
export type WrittenResource = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'sub'; readonly text: string } | { readonly kind: 'reference'; readonly name: string };

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
  /** Of these actions one or another is needed, by what the calls say. */
  readonly isConditional: boolean;
}

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

function statementsOf(calls: readonly CallDemands[]): readonly NeededStatement[] {
  const found = new Map<string, { resource: WrittenResource; isConditional: boolean; actions: Set<string>; reasons: Map<string, Reason> }>();
  const add = (needed: NeededAction, { call: { operation, at } }: CallDemands, isConditional: boolean): void => {
    const resource = writtenResource(needed);
    const key = JSON.stringify([resource, isConditional]);
    const one = found.get(key) ?? { resource, isConditional, actions: new Set(), reasons: new Map() };
    found.set(key, one);
    one.actions.add(needed.action);
    one.reasons.set(`${needed.action} ${operation} ${at.path} ${at.start}`, { action: needed.action, operation, at });
  };
  for (const one of calls) {
    for (const needed of one.required) add(needed, one, false);
    for (const needed of one.oneOf.flat()) add(needed, one, true);
  }
  return [...found.entries()]
    .sort(([left, { isConditional: one }], [right, { isConditional: other }]) => Number(one) - Number(other) || (left < right ? -1 : 1))
    .map(([, { resource, isConditional, actions, reasons }]) => ({ resource, isConditional, actions: [...actions].sort(), reasons: [...reasons.values()] }));
}

function writtenResource({ resource, reference }: NeededAction): WrittenResource {
  const rest = resource.slice(reference?.length ?? 0).map((part) => (typeof part === 'string' ? part.replaceAll('${', '${!') : (pseudo(part.id) ?? '*'))).join('');
  if (reference && rest === '') return { kind: 'reference', name: reference.name };
  const text = `${reference ? `\${${reference.name}}` : ''}${rest}`.replace(/^arn:\*:([a-z0-9-]+):\*:\*:/, (_, service: string) => (service === 's3' ? 'arn:${AWS::Partition}:s3:::' : `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:`));
  return { kind: text.includes('${') ? 'sub' : 'text', text: text.replace(/\*{2,}/g, '*') };
}

function pseudo(id: string | undefined): string | undefined {
  return id?.startsWith('AWS::') === true ? `\${${id}}` : undefined;
}

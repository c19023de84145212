import type { Written } from '../change.js';
import { findActions } from '../data/find-actions.js';
import type { FoundAction } from '../data/find-actions.js';
import type { IamTables } from '../data/iam-tables.js';
import { known } from '../resolved.js';
import type { TemplateDefinitions } from './definitions.js';
import type { Demands, NeededAction } from './demands.js';
import type { LambdaFunction } from './functions.js';
import type { Grant } from './grants.js';
import { knownResource, resourceValue } from './permission-proposals.js';
import { walkReferences } from './references.js';
import { createResourceArns } from './resource-arns.js';
import type { UseJudge } from './unused-actions.js';

/** A statement with all that its narrowing depends on. */
export interface Narrowing {
  readonly grant: Grant;
  readonly template: TemplateDefinitions;
  readonly users: readonly LambdaFunction[];
  readonly judge: UseJudge;
  readonly demandsOf: Demands;
  readonly tables: IamTables;
}

/** Everything that the code of the functions works on with these actions; undefined where a part of it is not known, or has no name. */
export function calledResources(narrowing: Narrowing, actions: readonly string[]): readonly Written[] | undefined {
  const { tables, judge } = narrowing;
  const facts = factsOf(tables, actions);
  const called = judge.calledOf(actions);
  if (!facts || !called || called.length === 0) return undefined;
  const needed = neededBy(narrowing, called);
  if (!needed || hasUnseen(narrowing, needed, called)) return undefined;
  const written = needed.flatMap((one) => (one.possible ?? [one]).map(knownResource));
  const along = actions.filter((action) => !isAmong(called, action)).map((action) => resourceAlong(facts.get(action), called, facts, needed));
  const all = [...written, ...along.flat()];
  if (!all.every((one) => one !== undefined) || goesInCircle(narrowing, all)) return undefined;
  return all.filter((one, index) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index);
}

type Facts = ReadonlyMap<string, FoundAction>;

/** None of the actions may be a pattern, or be unknown. */
function factsOf(tables: IamTables, actions: readonly string[]): Facts | undefined {
  const found = actions.flatMap((action) => (/[*?]/.test(action) ? [] : findActions(tables, action).map((fact) => [action, fact] as const)));
  return found.length === actions.length ? new Map(found) : undefined;
}

function isAmong(actions: readonly string[], action: string): boolean {
  return actions.some((one) => one.toLowerCase() === action.toLowerCase());
}

/** What calls need of the actions; undefined where no call is seen for one of them, or where a call of their services may need anything. */
function neededBy({ users, demandsOf, tables }: Narrowing, called: readonly string[]): readonly NeededAction[] | undefined {
  const services = new Set(called.map(serviceOf));
  const calls = users.flatMap(({ key }) => demandsOf(key));
  if (calls.some(({ needs, call }) => needs === 'unknown' && services.has(tables.client(call.service)?.prefix ?? ''))) return undefined;
  const needed = calls.flatMap(({ required, oneOf }) => [...required, ...oneOf.flat()]).filter(({ action }) => isAmong(called, action));
  return called.every((action) => needed.some((one) => one.action.toLowerCase() === action.toLowerCase())) ? needed : undefined;
}

function serviceOf(action: string): string {
  return (action.split(':', 1)[0] ?? '').toLowerCase();
}

/** A function is told of a resource of these services that none of the calls works on: there is a call that nobody sees. */
function hasUnseen({ template: { scope }, users }: Narrowing, needed: readonly NeededAction[], called: readonly string[]): boolean {
  const arns = createResourceArns(scope);
  const services = new Set(called.map(serviceOf));
  const seen = new Set(needed.flatMap((one) => one.possible ?? [one]).flatMap(({ reference, written }) => (reference ? [reference.name.split('.', 1)[0] ?? ''] : written ? referredBy(resourceValue(written)) : [])));
  return users.some(({ environment }) => [...(known(environment)?.values() ?? [])].some(({ value }) => {
    const referred = value.state === 'known' ? arns.referred(value.value) : undefined;
    return referred?.reference !== undefined && services.has(referred.service) && !seen.has(referred.reference.split('.', 1)[0] ?? '');
  }));
}

/** What an action that is allowed and not called works on: the same as one that is called, or the bucket of an object. */
function resourceAlong(own: FoundAction | undefined, called: readonly string[], facts: Facts, needed: readonly NeededAction[]): readonly (Written | undefined)[] {
  const types = ({ service, action }: FoundAction): string => `${service} ${action.resourceTypes.map(({ name }) => name).join()}`;
  if (!own || own.action.needsStar || own.action.resourceTypes.length === 0) return [undefined];
  if ([...facts].some(([action, fact]) => isAmong(called, action) && types(fact) === types(own))) return [];
  const buckets = own.service === 's3' && own.action.resourceTypes.some(({ name }) => name === 'bucket') ? needed.filter(({ action, reference }) => action.startsWith('s3:') && reference) : [];
  return buckets.length === 0 ? [undefined] : buckets.map(({ reference }) => (reference ? { 'Fn::GetAtt': reference.name } : undefined));
}

/** A resource that needs the function, or its role, cannot be named in the role. */
function goesInCircle({ grant: { grantee }, template: { scope }, users }: Narrowing, resources: readonly Written[]): boolean {
  const own = new Set([grantee.logicalId, ...grantee.roles, ...users.map(({ logicalId }) => logicalId)]);
  const sources = new Set(users.flatMap(({ triggers }) => triggers.flatMap(({ kind, source }) => (source !== undefined && (kind === 's3' || kind === 'cognito') ? [source] : []))));
  const reached = new Set<string>();
  const pending = resources.flatMap(referredBy);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (own.has(id) || sources.has(id)) return true;
    const properties = reached.has(id) ? undefined : scope.resources.get(id)?.properties;
    reached.add(id);
    if (properties) pending.push(...walkReferences(properties));
  }
  return false;
}

function referredBy(value: Written): readonly string[] {
  if (typeof value !== 'object') return [];
  return Object.values(value).flatMap((text) => (typeof text !== 'string' ? [] : text.includes('${') ? [...text.matchAll(/\$\{(\w+)/g)].map(([, id]) => id ?? '') : [text.split('.', 1)[0] ?? '']));
}

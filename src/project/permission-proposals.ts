import type { Change, Proposal, Written } from '../change.js';
import type { Location } from '../diagnostic.js';
import type { JudgedAction } from './access-judgements.js';
import type { DemandResource } from './demand-resource.js';
import type { FunctionGrant } from './function-grants.js';
import type { LambdaFunction } from './functions.js';
import { writtenResource } from './least-privilege.js';
import type { WrittenResource } from './least-privilege.js';
import type { RolePolicies, RoleStatement } from './role-policies.js';

/** An action that a role does not allow, with where the role is written. */
export interface MissingPermission {
  readonly fn: LambdaFunction;
  readonly role: RolePolicies;
  /** The role itself, where it is a resource of the function's template. */
  readonly roleAt: Location | undefined;
  readonly action: JudgedAction;
}

/** A resource as it is written into a policy. */
export function resourceValue(resource: WrittenResource): Written {
  if (resource.kind === 'text') return resource.text;
  if (resource.kind === 'sub') return { 'Fn::Sub': resource.text };
  return resource.name.includes('.') ? { 'Fn::GetAtt': resource.name } : { Ref: resource.name };
}

/** What a resource is called in a sentence. */
export function nameOfWritten(value: Written): string {
  return typeof value === 'object' ? Object.values(value).map(String).join() : String(value);
}

/**
 * Allows what is missing where the role is written: in a statement about the same resource, in a statement beside another, or in
 * a policy of its own. Nothing is proposed on resources that are not known.
 */
export function allow(missing: readonly MissingPermission[]): readonly Proposal[] {
  const groups = new Map<string, MissingPermission[]>();
  for (const one of missing) {
    const key = `${one.role.grants.role ?? one.fn.key} ${JSON.stringify(one.action.resource)}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  const ways = [...groups.values()].map(waysToAllow);
  if (ways.length === 0 || ways.some((one) => one.length === 0)) return [];
  const actions = [...new Set(missing.map(({ action: { action } }) => action))];
  const title = `Allow ${actions.map((action) => `'${action}'`).join(', ')}`;
  const most = Math.max(...ways.map(({ length }) => length));
  return Array.from({ length: most }, (_, index): Proposal => ({ title, applicability: 'unsafe', changes: distinct(ways.flatMap((one) => one[Math.min(index, one.length - 1)] ?? [])) }));
}

/** Functions that a loop makes are written once. */
function distinct(changes: readonly Change[]): readonly Change[] {
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

/** The best way first. */
function waysToAllow(missing: readonly MissingPermission[]): readonly Change[] {
  const [first] = missing;
  const resource = first && knownResource(first.action);
  if (!first || !resource) return [];
  const { fn, role, roleAt } = first;
  const actions = [...new Set(missing.map(({ action: { action } }) => action))];
  const ways: Change[] = [];
  const own = role.statements.filter(isOwn);
  const same = own.find((statement) => isAbout(statement, first.action))?.grant.actions.at(-1);
  if (same) ways.push({ kind: 'append', below: same.at, path: [], values: actions });
  const statement: Written = { Effect: 'Allow', Action: actions, Resource: resource };
  const beside = own.at(-1)?.grant;
  if (beside) ways.push({ kind: 'append', below: beside.at, path: [], values: [statement] });
  if (roleAt) ways.push({ kind: 'append', below: roleAt, path: ['Properties', 'Policies'], values: [{ PolicyName: `${fn.logicalId}Calls`, PolicyDocument: { Version: '2012-10-17', Statement: [statement] } }] });
  else if (fn.type === 'AWS::Serverless::Function' && !fn.hasRole) {
    ways.push({ kind: 'append', below: fn.at, path: ['Properties', 'Policies'], values: [{ Statement: [statement] }] });
    ways.push({ kind: 'append', below: fn.at, path: ['Properties', 'Policies', 'Statement'], values: [statement] });
  }
  return ways;
}

/** What stands for anything is for the author to narrow, but for what follows a name: objects of a bucket, the suffix of a secret. */
export function knownResource(action: DemandResource): Written | undefined {
  const written = writtenResource(action);
  if (written.kind === 'reference') return resourceValue(written);
  const isNamed = /^[^*]+[^/:*][/-]\*$|^[^*]+$/.test(written.text) && !/[^:]:[A-Za-z-]+\/\*$/.test(written.text);
  return isNamed ? resourceValue(written) : undefined;
}

/** Written in the role or the function itself, certain, and for these actions only. */
function isOwn({ grant, conditions }: RoleStatement): boolean {
  return isPlain(grant) && conditions !== 'unknown' && conditions.length === 0;
}

function isPlain({ origin, policy, effect, inverted, hasCondition, actions, resources }: FunctionGrant): boolean {
  return origin === 'inline' && policy === undefined && effect === 'Allow' && inverted.length === 0 && !hasCondition && [...actions, ...resources].every(({ when }) => when === undefined);
}

function isAbout({ resources, grant }: RoleStatement, { resource }: JudgedAction): boolean {
  if (resources === 'unknown' || resources.isInverted || resources.entries.length !== 1 || grant.actions.some(({ text }) => text.includes('*'))) return false;
  const last = resources.entries[0]?.at(-1);
  // Of thousands of statements most differ in the name, which comes last.
  return (typeof last !== 'string' || last === resource.at(-1)) && JSON.stringify(resources.entries[0]) === JSON.stringify(resource);
}

/** Allows what is needed beside what is allowed already: the author may have meant both. Calls on several resources need all of them. */
export function allowAlso(at: Location, missing: readonly MissingPermission[], isTemplate: boolean): readonly Proposal[] {
  if (isTemplate) return missing.flatMap((one) => allow([one]));
  const resources = missing.map(({ action }) => knownResource(action));
  const values = [...new Map(resources.flatMap((resource) => (resource === undefined ? [] : [[JSON.stringify(resource), resource] as const]))).values()];
  if (values.length === 0 || resources.includes(undefined)) return [];
  return [{ title: 'Allow it on what the code works on, too', applicability: 'unsafe', changes: [{ kind: 'append', below: at, path: [], values }] }];
}

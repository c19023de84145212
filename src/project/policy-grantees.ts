import type { ResourceFact, TemplateValue } from '../facts/model.js';
import { mayBeAbsent, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { each } from './policy-document.js';
import { walkReferences } from './references.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, literal, referredResource } from './text.js';

/** Who gets a grant: a function (SAM makes its role), a role, or a policy of its own. */
export interface Grantee {
  readonly kind: 'function' | 'role' | 'policy';
  readonly logicalId: string;
  /** Functions of the template that run with it. */
  readonly functions: readonly string[];
  /** Roles of the template that it is for, by logical id. */
  readonly roles: readonly string[];
}

/** Without `Role` SAM makes the role; with it, SAM ignores `Policies`. */
export function hasGeneratedRole({ type, scope, properties }: FunctionDefinition): boolean {
  return type === 'AWS::Serverless::Function' && mayBeAbsent(scope, member(scope, properties, 'Role'));
}

/** Roles that functions of the template run with, and others that trust Lambda, by logical id. */
export function functionRoles(scope: TemplateScope, functions: readonly FunctionDefinition[]): ReadonlyMap<string, Grantee> {
  const users = new Map<string, string[]>();
  for (const { properties, logicalId } of functions) {
    for (const id of referredIn(scope, member(scope, properties, 'Role'))) {
      const others = users.get(id);
      if (others) others.push(logicalId);
      else users.set(id, [logicalId]);
    }
  }
  const roles = scope.template.resources.filter(({ type, logicalId, properties }) => type === 'AWS::IAM::Role' && (users.has(logicalId) || trustsLambda(scope, properties)));
  return new Map(roles.map(({ logicalId }) => [logicalId, { kind: 'role', logicalId, functions: users.get(logicalId) ?? [], roles: [logicalId] }]));
}

function trustsLambda(scope: TemplateScope, properties: TemplateValue | undefined): boolean {
  const document = member(scope, properties, 'AssumeRolePolicyDocument');
  if (!document) return false;
  const owner = scope.at(document);
  return each(scope, member(scope, document, 'Statement'), owner).some(({ value }) => {
    const services = value?.kind === 'map' ? each(scope, member(scope, value, 'Principal', 'Service'), owner) : [];
    return services.some((service) => service.value?.kind === 'text' && /^(?:edge)?lambda\./.test(displayText(service.value.text)));
  });
}

/** Logical ids of the resources that the items refer to, in every branch. */
export function referredIn(scope: TemplateScope, value: TemplateValue | undefined): readonly string[] {
  if (!value) return [];
  return each(scope, value, scope.at(value)).flatMap(({ value: item }) => (item?.kind === 'text' ? (referredResource(item.text) ?? []) : []));
}

/** Finds whom a policy resource is for; undefined where that is no function. */
export type GranteeFinder = (policy: ResourceFact) => Grantee | undefined;

/**
 * A policy counts for the roles it names or that name it. One that nobody names may be meant for ours; one for a role or
 * a person elsewhere, given to a nested stack, or handed out as an output, is not, and a permissions boundary grants nothing.
 */
export function createGranteeFinder(scope: TemplateScope, functions: readonly FunctionDefinition[], roles: ReadonlyMap<string, Grantee>): GranteeFinder {
  const { resources, globals, outputs } = scope.template;
  const holders = [...resources.map(({ properties }) => properties), member(scope, globals, 'Function')];
  const boundaries = new Set(holders.flatMap((holder) => referredIn(scope, member(scope, holder, 'PermissionsBoundary'))));
  const attached = resources.flatMap(({ logicalId, properties }) =>
    ['ManagedPolicyArns', 'Policies'].flatMap((list) => referredIn(scope, member(scope, properties, list)).map((policy) => ({ policy, logicalId }))),
  );
  const roleNames = new Map(resources.filter(({ type }) => type === 'AWS::IAM::Role').flatMap((role) => textsIn(scope, role, 'RoleName').map((name) => [name, role.logicalId])));
  const grantees = new Map([...functions.flatMap(granteesOf), ...roles]);
  let mentions: ReadonlySet<string> | undefined;
  const isMentioned = (policy: string): boolean => (mentions ??= new Set([...resources.map(({ properties }) => properties), outputs].flatMap((value) => (value ? [...walkReferences(value)] : [])))).has(policy);

  return (policy) => {
    const { logicalId } = policy;
    const named = [...referredIn(scope, member(scope, policy.properties, 'Roles')), ...referredIn(scope, member(scope, policy.properties, 'RoleName'))];
    const byName = [...textsIn(scope, policy, 'Roles'), ...textsIn(scope, policy, 'RoleName')].flatMap((name) => roleNames.get(name) ?? []);
    const users = [...named, ...byName, ...attached.filter((one) => one.policy === logicalId).map((one) => one.logicalId)];
    const relevant = users.flatMap((id) => grantees.get(id) ?? []);
    if (relevant.length > 0) return { kind: 'policy', logicalId, functions: [...new Set(relevant.flatMap((grantee) => grantee.functions))], roles: [...new Set(relevant.flatMap((grantee) => grantee.roles))] };
    const isElsewhere = users.length > 0 || ['Roles', 'RoleName', 'Users', 'Groups'].some((key) => member(scope, policy.properties, key));
    return isElsewhere || boundaries.has(logicalId) || functions.length === 0 || isMentioned(logicalId) ? undefined : { kind: 'policy', logicalId, functions: [], roles: [] };
  };
}

/** The function under its own id, and under that of the role that SAM makes for it. */
function granteesOf(definition: FunctionDefinition): readonly (readonly [string, Grantee])[] {
  const { logicalId } = definition;
  const grantee: Grantee = { kind: 'function', logicalId, functions: [logicalId], roles: [] };
  return hasGeneratedRole(definition) ? [[logicalId, grantee], [`${logicalId}Role`, grantee]] : [[logicalId, grantee]];
}

function textsIn(scope: TemplateScope, { properties, key }: ResourceFact, property: string): readonly string[] {
  return each(scope, member(scope, properties, property), scope.at(key)).flatMap(({ value }) => (value?.kind === 'text' ? (literal(value.text) ?? []) : []));
}

/** A policy of the template is for roles that cannot be told: it may be for any of them. */
export function hasPolicyForUnknownRole(scope: TemplateScope): boolean {
  return scope.template.resources.some(({ type, properties, key }) => {
    if (!/^AWS::IAM::(?:Role|Managed)?Policy$/.test(type)) return false;
    const roles = ['Roles', 'RoleName'].flatMap((name) => each(scope, member(scope, properties, name), scope.at(key)));
    return roles.some(({ value }) => value?.kind !== 'text' || (referredResource(value.text) === undefined && literal(value.text) === undefined));
  });
}

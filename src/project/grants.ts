import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { ResourceFact, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { evaluate, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { each, policyStatements } from './policy-document.js';
import type { PolicyStatement } from './policy-document.js';
import { textOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, literal, referredResource } from './text.js';

/** Who gets a grant: a function (SAM makes its role), a role, or a policy attached to nothing in the template. */
export interface Grantee {
  readonly kind: 'function' | 'role' | 'policy';
  readonly logicalId: string;
  /** Functions of the template that run with it. */
  readonly functions: readonly string[];
}

/** A statement written in the template. */
export interface Grant extends PolicyStatement {
  readonly grantee: Grantee;
  readonly template: string;
}

/** A policy attached by name or ARN. */
export interface AttachedPolicy {
  readonly name: string;
  readonly at: Location;
  readonly grantee: Grantee;
  readonly template: string;
}

export interface Grants {
  readonly statements: readonly Grant[];
  readonly attached: readonly AttachedPolicy[];
  /** Names of SAM policy templates in use, by function. */
  readonly policyTemplates: ReadonlyMap<string, readonly string[]>;
}

/** What the functions of the project may do, as far as their own template says: roles of theirs, roles that trust Lambda, policies on these. */
export const grants = defineAnalysis({
  name: 'grants',
  requires: { definitions },
  run: ({ definitions: templates }): Grants => {
    const all = templates.map(templateGrants);
    return {
      statements: all.flatMap(({ statements }) => statements),
      attached: all.flatMap(({ attached }) => attached),
      policyTemplates: new Map(all.flatMap(({ policyTemplates }) => [...policyTemplates])),
    };
  },
});

function templateGrants({ scope, functions }: TemplateDefinitions): Grants {
  const roles = relevantRoles(scope, functions);
  const sam = functions.filter(hasGeneratedRole).map((definition) => samGrants(scope, definition));
  const policies = scope.template.resources.flatMap((resource) => {
    const grantee = granteeOfPolicy(scope, resource, roles, functions.length > 0);
    return grantee ? grantsOf(scope, grantee, member(scope, resource.properties, 'PolicyDocument')) : [];
  });
  return {
    statements: [...sam.flatMap(({ statements }) => statements), ...[...roles].flatMap(([id, grantee]) => roleStatements(scope, id, grantee)), ...policies],
    attached: [...sam.flatMap(({ attached }) => attached), ...[...roles].flatMap(([id, grantee]) => attachedTo(scope, grantee, member(scope, scope.resources.get(id)?.properties, 'ManagedPolicyArns')))],
    policyTemplates: new Map(sam.map(({ grantee, templates }) => [grantee.logicalId, templates])),
  };
}

/** With `Role` set, SAM ignores `Policies`. */
function hasGeneratedRole(definition: FunctionDefinition): boolean {
  return definition.type === 'AWS::Serverless::Function' && member(definition.scope, definition.properties, 'Role') === undefined;
}

/** Roles that functions of the template run with, and others that trust Lambda. */
function relevantRoles(scope: TemplateScope, functions: readonly FunctionDefinition[]): ReadonlyMap<string, Grantee> {
  const users = new Map<string, string[]>();
  for (const { properties, logicalId, at } of functions) {
    const role = known(textOf(scope, member(scope, properties, 'Role'), at));
    const id = role ? referredResource(role) : undefined;
    if (id !== undefined) users.set(id, [...(users.get(id) ?? []), logicalId]);
  }
  const roles = scope.template.resources.filter(({ type, logicalId, properties }) => type === 'AWS::IAM::Role' && (users.has(logicalId) || trustsLambda(scope, properties)));
  return new Map(roles.map(({ logicalId }) => [logicalId, { kind: 'role', logicalId, functions: users.get(logicalId) ?? [] }]));
}

function trustsLambda(scope: TemplateScope, properties: TemplateValue | undefined): boolean {
  const document = member(scope, properties, 'AssumeRolePolicyDocument');
  return document !== undefined && each(scope, member(scope, document, 'Statement'), scope.at(document)).some((statement) =>
    each(scope, member(scope, statement, 'Principal', 'Service'), scope.at(document)).some((principal) => {
      const text = textOf(scope, principal, scope.at(document));
      return text.state === 'known' && displayText(text.value).startsWith('lambda.');
    }),
  );
}

function grantsOf(scope: TemplateScope, grantee: Grantee, document: TemplateValue | undefined): readonly Grant[] {
  return policyStatements(scope, document).map((statement) => ({ ...statement, grantee, template: scope.template.path }));
}

function roleStatements(scope: TemplateScope, roleId: string, grantee: Grantee): readonly Grant[] {
  const role = scope.resources.get(roleId);
  const policies = member(scope, role?.properties, 'Policies');
  return each(scope, policies, scope.at({ start: 0, end: 0 })).flatMap((policy) => grantsOf(scope, grantee, member(scope, policy, 'PolicyDocument')));
}

/** A policy of its own counts for the roles it names; one that names nothing of the template may be for ours. */
function granteeOfPolicy(scope: TemplateScope, resource: ResourceFact, roles: ReadonlyMap<string, Grantee>, hasFunctions: boolean): Grantee | undefined {
  if (resource.type !== 'AWS::IAM::Policy' && resource.type !== 'AWS::IAM::ManagedPolicy') return undefined;
  const at = scope.at(resource.key);
  const get = (key: string): TemplateValue | undefined => member(scope, resource.properties, key);
  const named = each(scope, get('Roles'), at).flatMap((role) => {
    const text = known(textOf(scope, role, at));
    const id = text ? referredResource(text) : undefined;
    return id !== undefined && scope.resources.has(id) ? [id] : [];
  });
  const attaching = [...scope.template.resources].filter(({ properties }) => attaches(scope, properties, resource.logicalId)).map(({ logicalId }) => logicalId);
  const users = [...named, ...attaching];
  const relevant = users.flatMap((id) => roles.get(id) ?? (functionOf(scope, id) ? [{ kind: 'function' as const, logicalId: id, functions: [id] }] : []));
  if (relevant.length > 0) return { kind: 'policy', logicalId: resource.logicalId, functions: [...new Set(relevant.flatMap(({ functions }) => functions))] };
  const isElsewhere = users.length > 0 || get('Users') !== undefined || get('Groups') !== undefined;
  return isElsewhere || !hasFunctions ? undefined : { kind: 'policy', logicalId: resource.logicalId, functions: [] };
}

function functionOf(scope: TemplateScope, id: string): boolean {
  return scope.resources.get(id)?.type === 'AWS::Serverless::Function';
}

function attaches(scope: TemplateScope, properties: TemplateValue | undefined, policyId: string): boolean {
  if (!properties) return false;
  const at = scope.at(properties);
  return [member(scope, properties, 'ManagedPolicyArns'), member(scope, properties, 'Policies')].some((list) =>
    each(scope, list, at).some((item) => {
      const text = item.kind === 'call' ? known(textOf(scope, item, at)) : undefined;
      return text !== undefined && referredResource(text) === policyId;
    }),
  );
}

function attachedTo(scope: TemplateScope, grantee: Grantee, list: TemplateValue | undefined): readonly AttachedPolicy[] {
  if (!list) return [];
  return each(scope, list, scope.at(list)).flatMap((item): AttachedPolicy[] => {
    const text = textOf(scope, item, scope.at(item));
    if (text.state !== 'known') return [];
    // The partition may be a pseudo parameter: an AWS managed policy all the same.
    const name = literal(text.value) ?? displayText(text.value).replace('${AWS::Partition}', 'aws');
    return name.includes('${') ? [] : [{ name, at: text.at, grantee, template: scope.template.path }];
  });
}

interface SamGrants {
  readonly grantee: Grantee;
  readonly statements: readonly Grant[];
  readonly attached: readonly AttachedPolicy[];
  readonly templates: readonly string[];
}

/** `Policies` takes names, ARNs, policy documents and policy templates, one or a list of them. */
function samGrants(scope: TemplateScope, definition: FunctionDefinition): SamGrants {
  const { logicalId, properties, at } = definition;
  const grantee: Grantee = { kind: 'function', logicalId, functions: [logicalId] };
  const policies = member(scope, properties, 'Policies');
  const statements: Grant[] = [];
  const attached: AttachedPolicy[] = [];
  const templates: string[] = [];
  for (const policy of each(scope, policies, at)) {
    const resolved = evaluate(scope, policy, at);
    if (resolved.state !== 'known') continue;
    if (resolved.value.kind === 'text') attached.push(...attachedTo(scope, grantee, policy));
    else if (member(scope, policy, 'Statement')) statements.push(...grantsOf(scope, grantee, policy));
    else if (policy.kind === 'map') templates.push(...policy.entries.map(({ key }) => key));
  }
  return { grantee, statements, attached, templates };
}

import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { definitions } from './definitions.js';
import { mayBeAbsent, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { perTemplate } from './per-template.js';
import { each, policyStatements } from './policy-document.js';
import type { Item, PolicyStatement } from './policy-document.js';
import { createGranteeFinder, functionRoles } from './policy-grantees.js';
import type { Grantee } from './policy-grantees.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, literal } from './text.js';

/** A statement written in the template. */
export interface Grant extends PolicyStatement {
  readonly grantee: Grantee;
  readonly template: string;
}

/** A policy attached by name or ARN. */
export interface AttachedPolicy {
  readonly name: string;
  readonly at: Location;
  readonly when?: string;
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
    const all = templates.map(grantsOfTemplate);
    return {
      statements: all.flatMap(({ statements }) => statements),
      attached: all.flatMap(({ attached }) => attached),
      policyTemplates: new Map(all.flatMap(({ policyTemplates }) => [...policyTemplates])),
    };
  },
});

/** Policies of their own, with where they say whom they are for. */
const POLICY_TYPES: ReadonlySet<string> = new Set(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy']);

const grantsOfTemplate = perTemplate(({ scope, functions }): Grants => {
  const roles = functionRoles(scope, functions);
  const sam = functions.filter(hasGeneratedRole).map((definition) => samGrants(scope, definition));
  const policies = scope.template.resources.filter(({ type }) => POLICY_TYPES.has(type));
  const findGrantee = policies.length === 0 ? undefined : createGranteeFinder(scope, functions, roles);
  const separate = policies.flatMap((resource) => {
    const grantee = findGrantee?.(resource);
    return grantee ? grantsOf(scope, grantee, member(scope, resource.properties, 'PolicyDocument')) : [];
  });
  const inRoles = [...roles].map(([id, grantee]) => roleGrants(scope, id, grantee));
  return {
    statements: [...sam, ...inRoles].flatMap(({ statements }) => statements).concat(separate),
    attached: [...sam, ...inRoles].flatMap(({ attached }) => attached),
    policyTemplates: new Map(sam.map(({ logicalId, templates }) => [logicalId, templates])),
  };
});

/** With `Role` set, SAM ignores `Policies`. */
function hasGeneratedRole({ type, scope, properties }: FunctionDefinition): boolean {
  return type === 'AWS::Serverless::Function' && mayBeAbsent(scope, member(scope, properties, 'Role'));
}

function grantsOf(scope: TemplateScope, grantee: Grantee, document: TemplateValue | undefined, around?: string): readonly Grant[] {
  return policyStatements(scope, document, around).map((statement) => ({ ...statement, grantee, template: scope.template.path }));
}

function roleGrants(scope: TemplateScope, roleId: string, grantee: Grantee): Pick<Grants, 'statements' | 'attached'> {
  const role = scope.resources.get(roleId);
  if (!role) return { statements: [], attached: [] };
  const at = scope.at(role.key);
  return {
    statements: each(scope, member(scope, role.properties, 'Policies'), at).flatMap(({ value, when }) =>
      value?.kind === 'map' ? grantsOf(scope, grantee, member(scope, value, 'PolicyDocument'), when) : [],
    ),
    attached: each(scope, member(scope, role.properties, 'ManagedPolicyArns'), at).flatMap((item) => attachedPolicy(scope, grantee, item)),
  };
}

function attachedPolicy(scope: TemplateScope, grantee: Grantee, { value, ...item }: Item): readonly AttachedPolicy[] {
  if (value?.kind !== 'text') return [];
  // The partition may be a pseudo parameter: an AWS managed policy all the same.
  const name = literal(value.text) ?? displayText(value.text).replace('${AWS::Partition}', 'aws');
  return name.includes('${') ? [] : [{ ...item, name, grantee, template: scope.template.path }];
}

interface SamGrants extends Pick<Grants, 'statements' | 'attached'> {
  readonly logicalId: string;
  readonly templates: readonly string[];
}

/** `Policies` takes names, ARNs, policy documents and policy templates, one or a list of them. */
function samGrants(scope: TemplateScope, { logicalId, properties, at }: FunctionDefinition): SamGrants {
  const grantee: Grantee = { kind: 'function', logicalId, functions: [logicalId] };
  const statements: Grant[] = [];
  const attached: AttachedPolicy[] = [];
  const templates: string[] = [];
  for (const item of each(scope, member(scope, properties, 'Policies'), at)) {
    const { value, when } = item;
    if (value?.kind !== 'map') attached.push(...attachedPolicy(scope, grantee, item));
    else if (member(scope, value, 'Statement')) statements.push(...grantsOf(scope, grantee, value, when));
    else templates.push(...value.entries.map(({ key }) => key));
  }
  return { logicalId, statements, attached, templates };
}

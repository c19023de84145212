import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { definitions } from './definitions.js';
import { member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { keySpan } from './key-span.js';
import { perTemplate } from './per-template.js';
import { each, policyStatements } from './policy-document.js';
import type { Item, PolicyStatement } from './policy-document.js';
import { createGranteeFinder, functionRoles, hasGeneratedRole } from './policy-grantees.js';
import type { Grantee } from './policy-grantees.js';
import { scopeWithin } from './template-scope.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, literal, referredResource } from './text.js';

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

/** A SAM policy template in use. */
export interface UsedPolicyTemplate {
  readonly name: string;
  /** A map of its parameters. */
  readonly parameters: TemplateValue;
  readonly at: Location;
  readonly when?: string;
  readonly grantee: Grantee;
  readonly template: string;
}

/** A policy, or part of one, that cannot be read: it may allow anything. */
export interface UnreadPolicy {
  readonly at: Location;
  readonly grantee: Grantee;
  readonly template: string;
}

/** What the templates say themselves. What policy templates, managed policies and generated roles add is in `functionGrants`. */
export interface Grants {
  readonly statements: readonly Grant[];
  readonly attached: readonly AttachedPolicy[];
  readonly policyTemplates: readonly UsedPolicyTemplate[];
  readonly unread: readonly UnreadPolicy[];
}

const NOTHING: Grants = { statements: [], attached: [], policyTemplates: [], unread: [] };

function joined(all: readonly Grants[]): Grants {
  return {
    statements: all.flatMap(({ statements }) => statements),
    attached: all.flatMap(({ attached }) => attached),
    policyTemplates: all.flatMap(({ policyTemplates }) => policyTemplates),
    unread: all.flatMap(({ unread }) => unread),
  };
}

/** What the functions of the project may do, as far as their own template says: roles of theirs, roles that trust Lambda, policies on these. */
export const grants = defineAnalysis({
  name: 'grants',
  requires: { definitions },
  run: ({ definitions: templates }): Grants => joined(templates.map(grantsOfTemplate)),
});

/** Policies of their own, with where they say whom they are for. */
export const POLICY_TYPES: ReadonlySet<string> = new Set(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy']);

/** A policy document written in the template. */
export interface WrittenPolicy {
  readonly grantee: Grantee;
  /** Where it is read: the condition of its resource holds. */
  readonly scope: TemplateScope;
  readonly document: TemplateValue | undefined;
  /** What lacks the document where there is none. */
  readonly owner: Location;
  readonly when?: string;
}

/** The policy documents of functions, of their roles, and of the policies for these, in that order. */
export const writtenPolicies = perTemplate(({ scope, functions }): readonly WrittenPolicy[] => {
  const roles = functionRoles(scope, functions);
  const sam = functions.filter(hasGeneratedRole).flatMap((definition) => policiesOfFunction(definition));
  const policies = scope.template.resources.filter(({ type }) => POLICY_TYPES.has(type));
  const findGrantee = policies.length === 0 ? undefined : createGranteeFinder(scope, functions, roles);
  const separate = policies.flatMap((resource): readonly WrittenPolicy[] => {
    const grantee = findGrantee?.(resource);
    return grantee ? [{ grantee, scope: scopeWithin(scope, resource), document: member(scope, resource.properties, 'PolicyDocument'), owner: scope.at(resource.key) }] : [];
  });
  return [...sam, ...[...roles].flatMap(([id, grantee]) => policiesOfRole(scope, id, grantee)), ...separate];
});

/** What one template says itself. */
export const grantsOfTemplate = perTemplate((template): Grants => {
  const { scope, functions } = template;
  const attachedToRoles = [...functionRoles(scope, functions)].map(([id, grantee]) => attachedToRole(scope, id, grantee));
  return joined([
    ...functions.filter(hasGeneratedRole).map((definition) => namedGrants(definition)),
    ...attachedToRoles,
    ...writtenPolicies(template).map(documentGrants),
  ]);
});

function documentGrants({ grantee, scope, document, owner, when }: WrittenPolicy): Grants {
  const whose = { grantee, template: scope.template.path };
  const statements = policyStatements(scope, document, when).map((statement) => ({ ...statement, ...whose }));
  return { ...NOTHING, statements, unread: isReadable(scope, document) ? [] : [{ ...whose, at: document ? scope.at(document) : owner }] };
}

/** Every statement of the document could be read. */
function isReadable(scope: TemplateScope, document: TemplateValue | undefined): boolean {
  if (!document) return false;
  const at = scope.at(document);
  return each(scope, document, at).every(({ value }) => value?.kind === 'map' && each(scope, member(scope, value, 'Statement'), at).every((one) => one.value?.kind === 'map'));
}

function policiesOfRole(around: TemplateScope, roleId: string, grantee: Grantee): readonly WrittenPolicy[] {
  const role = around.resources.get(roleId);
  if (!role) return [];
  const scope = scopeWithin(around, role);
  return each(scope, member(scope, role.properties, 'Policies'), scope.at(role.key)).map(({ value, at, ...item }) => {
    return { ...item, grantee, scope, owner: at, document: value?.kind === 'map' ? member(scope, value, 'PolicyDocument') : undefined };
  });
}

function attachedToRole(around: TemplateScope, roleId: string, grantee: Grantee): Grants {
  const role = around.resources.get(roleId);
  if (!role) return NOTHING;
  const scope = scopeWithin(around, role);
  return joined(each(scope, member(scope, role.properties, 'ManagedPolicyArns'), scope.at(role.key)).map((item) => attachedPolicy(scope, grantee, item)));
}

/** A managed policy of the template is a resource with statements of its own. */
function attachedPolicy(scope: TemplateScope, grantee: Grantee, { value, ...item }: Item): Grants {
  const whose = { grantee, template: scope.template.path };
  if (value?.kind !== 'text') return { ...NOTHING, unread: [{ at: item.at, ...whose }] };
  if (scope.resources.get(referredResource(value.text) ?? '')?.type === 'AWS::IAM::ManagedPolicy') return NOTHING;
  // The partition may be a pseudo parameter: an AWS managed policy all the same.
  const name = literal(value.text) ?? displayText(value.text).replace('${AWS::Partition}', 'aws');
  return name.includes('${') ? { ...NOTHING, unread: [{ at: item.at, ...whose }] } : { ...NOTHING, attached: [{ ...item, name, ...whose }] };
}

/** A function that SAM makes a role for. */
export function granteeOf({ logicalId }: FunctionDefinition): Grantee {
  return { kind: 'function', logicalId, functions: [logicalId], roles: [] };
}

/** `Policies` takes names, ARNs, policy documents and policy templates, one or a list of them. */
function policiesOfFunction(definition: FunctionDefinition): readonly WrittenPolicy[] {
  const grantee = granteeOf(definition);
  const { scope } = definition;
  return each(scope, member(scope, definition.properties, 'Policies'), definition.at).flatMap(({ value, at, ...item }): readonly WrittenPolicy[] => {
    return value?.kind === 'map' && member(scope, value, 'Statement') ? [{ ...item, grantee, scope, document: value, owner: at }] : [];
  });
}

function namedGrants(definition: FunctionDefinition): Grants {
  const grantee = granteeOf(definition);
  const { scope } = definition;
  return joined(each(scope, member(scope, definition.properties, 'Policies'), definition.at).map((item) => {
    const { value, when } = item;
    if (value?.kind !== 'map') return attachedPolicy(scope, grantee, item);
    if (member(scope, value, 'Statement')) return NOTHING;
    const whose = { grantee, template: scope.template.path };
    const policyTemplates = value.entries.map(({ key, value: parameters, ...place }): UsedPolicyTemplate => {
      return { name: key, parameters, at: scope.at(keySpan(place)), ...whose, ...(when === undefined ? {} : { when }) };
    });
    return { ...NOTHING, policyTemplates };
  }));
}

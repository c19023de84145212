import { defineAnalysis } from '../analysis.js';
import { findManagedPolicy, findPolicyTemplate } from '../data/find-policy.js';
import { connectorGrants } from './connector-grants.js';
import type { ConnectorGrants } from './connector-grants.js';
import { isComplete } from './complete-template.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { evaluate, member } from './evaluate.js';
import { functionKey } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import { generatedGrants } from './generated-grants.js';
import { grantsOfTemplate } from './grants.js';
import type { AttachedPolicy, Grants, UsedPolicyTemplate } from './grants.js';
import { perTemplate } from './per-template.js';
import { hasGeneratedRole, hasPolicyForUnknownRole } from './policy-grantees.js';
import type { PolicyStatement } from './policy-document.js';
import { toPolicyStatement } from './provided-statement.js';
import type { Fill } from './provided-statement.js';
import { known, possibilities } from '../resolved.js';
import { textOf } from './read-value.js';
import { qualifiedId, stackOf } from './resource-id.js';
import { grantsOfRoleElsewhere, rolesExtendedElsewhere } from './roles-elsewhere.js';
import type { TemplateScope } from './template-scope.js';
import { referredResource } from './text.js';

/** Where a statement comes from. `inline` is written in the template; the others are brought in by what is written there. */
export type GrantOrigin = 'inline' | 'policy template' | 'managed' | 'generated';

export interface FunctionGrant extends PolicyStatement {
  readonly origin: GrantOrigin;
  /** Name of the policy template or the managed policy, or logical id of the policy resource, that holds the statement. */
  readonly policy?: string;
}

/** What one function may do by the role it runs with. */
export interface FunctionGrants {
  readonly statements: readonly FunctionGrant[];
  /** Names of managed policies, those that SAM attaches included. */
  readonly managedPolicies: readonly string[];
  /** The statements are all there is. */
  readonly isVisible: boolean;
  /** They are, and say all there is to say. */
  readonly isComplete: boolean;
  /** Logical id of the role; SAM's own is called after the function. */
  readonly role: string | undefined;
}

/** What each function may do, by `functionKey`: everything that its template, SAM and AWS put into its role. */
export const functionGrants = defineAnalysis({
  name: 'functionGrants',
  requires: { definitions },
  run: ({ definitions: templates }): ReadonlyMap<string, FunctionGrants> => {
    const extended = new Set(templates.flatMap((template) => [...rolesExtendedElsewhere(template)]));
    return new Map(templates.flatMap((template) => [...grantsByFunction(template)].map(([key, { roleKey, ...granted }]) => [key, roleKey !== undefined && extended.has(roleKey) ? { ...granted, isVisible: false, isComplete: false } : granted] as const)));
  },
});

/** A connector that gives something to a role that cannot be told, or that cannot be read. */
function hasUnreadConnector({ scope }: TemplateDefinitions, read: readonly ConnectorGrants[]): boolean {
  const written = scope.template.resources.reduce((sum, { type, connectors }) => sum + (type === 'AWS::Serverless::Connector' ? 1 : 0) + (connectors?.kind === 'map' ? connectors.entries.length : connectors ? 1 : 0), 0);
  return written > new Set(read.map(({ at }) => at.start)).size || read.some(({ role, function: fn, statements }) => role === undefined && fn === undefined && statements.length > 0);
}

/** The parts of a role that are read one by one. */
interface Part {
  readonly statements: readonly FunctionGrant[];
  readonly isComplete: boolean;
}

const grantsByFunction = perTemplate((template): ReadonlyMap<string, FunctionGrants & { readonly roleKey: string | undefined }> => {
  const written = groupByFunction(grantsOfTemplate(template));
  const connectors = connectorGrants(template);
  const roles = new Map(template.functions.map((definition) => [definition.logicalId, roleOf(definition)]));
  const handedOut = rolesHandedOut(template.scope);
  const isOpen = !isComplete(template.scope.template) || hasPolicyForUnknownRole(template.scope) || hasUnreadConnector(template, connectors);
  const shared = new Map<Grants, Omit<FunctionGrants, 'role'>>();
  const makers = new Map(template.functions.filter(hasGeneratedRole).map((definition) => [`${definition.logicalId}Role`, definition]));
  return new Map(template.functions.map((runner) => {
    const role = roles.get(runner.logicalId);
    // One that runs with the role that SAM makes for another may do what that one may.
    const definition = makers.get(role?.id ?? '') ?? runner;
    const connected = connectors.filter(({ role: named, function: fn }) => (named ?? (fn === undefined ? undefined : roles.get(fn)?.id)) === role?.id && role?.id !== undefined);
    const own = written.get(definition.logicalId) ?? NOTHING;
    const elsewhere = role?.id !== undefined && stackOf(role.id) !== undefined ? grantsOfRoleElsewhere(template, role.id) : undefined;
    const isRead = (roles.get(definition.logicalId)?.isRead === true || elsewhere !== undefined) && !isOpen && !handedOut.has(role?.id ?? '');
    const isShared = isRead && connected.length === 0 && !elsewhere && !hasGeneratedRole(definition);
    const granted = (isShared ? shared.get(own) : undefined) ?? grantsOf(definition, elsewhere ?? own, connected, isRead);
    if (isShared) shared.set(own, granted);
    return [functionKey(runner), { ...granted, role: role?.id, roleKey: role?.id === undefined ? undefined : qualifiedId(template.scope.key, role.id) }];
  }));
});

/** Roles whose names are outputs: nobody needs the name but to attach a policy, as Amplify does for the triggers of a user pool. */
function rolesHandedOut(scope: TemplateScope): ReadonlySet<string> {
  const { outputs } = scope.template;
  const values = outputs?.kind === 'map' ? outputs.entries.map(({ value }) => member(scope, value, 'Value')) : [];
  const named = values.flatMap((value) => (value ? possibilities(textOf(scope, value, scope.at(value))) : [])).map(({ value: [part, ...others] }) => (others.length === 0 ? part : undefined));
  return new Set(named.flatMap((part) => (typeof part === 'object' && part.kind === 'resource' && part.attribute === undefined ? [part.logicalId] : [])));
}

const NOTHING: Grants = { statements: [], attached: [], policyTemplates: [], unread: [] };

function grantsOf(definition: FunctionDefinition, written: Grants, connected: readonly ConnectorGrants[], isRead: boolean): Omit<FunctionGrants, 'role'> {
  const { scope } = definition;
  const generated = hasGeneratedRole(definition) ? generatedGrants(definition) : { attached: [], statements: [] };
  const parts = [
    { statements: written.statements.map((grant) => ({ ...grant, origin: originOf(scope, grant.grantee.logicalId) })), isComplete: written.unread.length === 0 },
    ...written.policyTemplates.map((used) => templatePart(scope, used)),
    ...written.attached.map(managedPart),
    ...generated.attached.map(({ policy, at }) => providedPart(policy, at, 'generated')),
    { statements: [...generated.statements, ...connected.flatMap(({ statements }) => statements)].map((statement) => ({ ...statement, origin: 'generated' as const })), isComplete: true },
  ] satisfies readonly Part[];
  const statements = parts.flatMap((part): readonly FunctionGrant[] => part.statements);
  const isVisible = isRead && parts.every((part) => part.isComplete);
  return {
    statements,
    isVisible,
    managedPolicies: [...new Set([...generated.attached.map(({ policy }) => policy), ...written.attached.map(({ name }) => name)])],
    isComplete: isVisible && statements.every(saysAll),
  };
}

function originOf(scope: TemplateScope, logicalId: string): GrantOrigin {
  return scope.resources.get(logicalId)?.type === 'AWS::IAM::ManagedPolicy' ? 'managed' : 'inline';
}

/** A condition, and what a statement leaves out by `NotAction`, is not told by its actions and resources. */
function saysAll({ effect, actions, inverted, hasCondition }: FunctionGrant): boolean {
  return effect !== 'unknown' && inverted.length === 0 && !hasCondition && actions.every(({ isLiteral }) => isLiteral);
}

/** What SAM makes of a policy template; nothing of one that it does not have. */
export function templateStatements(scope: TemplateScope, { name, parameters, at, when }: UsedPolicyTemplate): readonly PolicyStatement[] {
  const fill: Fill = (parameter) => possibilities(textOf(scope, member(scope, parameters, parameter), at));
  return (findPolicyTemplate(name)?.statements ?? []).map((statement) => toPolicyStatement(statement, at, when, fill));
}

function templatePart(scope: TemplateScope, used: UsedPolicyTemplate): Part {
  const { name, parameters } = used;
  const found = findPolicyTemplate(name);
  if (!found) return { statements: [], isComplete: false };
  const statements = templateStatements(scope, used).map((statement): FunctionGrant => ({ ...statement, origin: 'policy template', policy: name }));
  return { statements, isComplete: found.parameters.every((parameter) => member(scope, parameters, parameter) !== undefined) };
}

function managedPart({ name, at, when }: AttachedPolicy): Part {
  return providedPart(name, at, 'managed', when);
}

function providedPart(policy: string, at: FunctionGrant['at'], origin: GrantOrigin, when?: string): Part {
  const found = findManagedPolicy(policy);
  const statements = (found ?? []).map((statement): FunctionGrant => ({ ...toPolicyStatement(statement, at, when), origin, policy }));
  return { statements, isComplete: found !== undefined };
}

interface Role {
  readonly id: string | undefined;
  /** It is in the template, or SAM makes it. */
  readonly isRead: boolean;
}

/** The role that a function runs with: SAM's own is called after the function. */
function roleOf({ scope, properties, type, logicalId, at }: FunctionDefinition): Role {
  const role = member(scope, properties, 'Role');
  if (evaluate(scope, role, at).state === 'absent') return { id: `${logicalId}Role`, isRead: type === 'AWS::Serverless::Function' };
  const text = known(textOf(scope, role, at));
  const id = text && referredResource(text);
  return { id, isRead: scope.resources.get(id ?? '')?.type === 'AWS::IAM::Role' };
}

function groupByFunction(grants: Grants): ReadonlyMap<string, Grants> {
  const groups = new Map<string, { [K in keyof Grants]: Grants[K][number][] }>();
  const groupsOf = (grantee: { readonly functions: readonly string[] }) =>
    grantee.functions.map((id) => {
      const group = groups.get(id) ?? { statements: [], attached: [], policyTemplates: [], unread: [] };
      groups.set(id, group);
      return group;
    });
  for (const one of grants.statements) for (const group of groupsOf(one.grantee)) group.statements.push(one);
  for (const one of grants.attached) for (const group of groupsOf(one.grantee)) group.attached.push(one);
  for (const one of grants.policyTemplates) for (const group of groupsOf(one.grantee)) group.policyTemplates.push(one);
  for (const one of grants.unread) for (const group of groupsOf(one.grantee)) group.unread.push(one);
  return shareEqual(groups);
}

/** Functions with one role have the same grants, which are worked with once: there may be thousands of both. */
function shareEqual(groups: ReadonlyMap<string, Grants>): ReadonlyMap<string, Grants> {
  const byFirst = new Map<unknown, Grants>();
  return new Map([...groups].map(([id, group]) => {
    const first = group.statements[0] ?? group.attached[0] ?? group.policyTemplates[0] ?? group.unread[0];
    const known = byFirst.get(first);
    if (known && KINDS.every((kind) => isSame(known[kind], group[kind]))) return [id, known];
    byFirst.set(first, group);
    return [id, group];
  }));
}

const KINDS = ['statements', 'attached', 'policyTemplates', 'unread'] as const;

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

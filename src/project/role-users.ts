import { defineAnalysis } from '../analysis.js';
import { isComplete } from './complete-template.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { member } from './evaluate.js';
import { functionKey } from './files.js';
import { functionGrants } from './function-grants.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { Grantee } from './policy-grantees.js';
import { each } from './policy-document.js';
import { walkReferences } from './references.js';
import { trust } from './trust.js';
import type { TrustStatement } from './trust.js';

/** The functions that a grant is for, where these are all that can use it; undefined where somebody else may. */
export type RoleUsers = (template: string, grantee: Grantee) => readonly LambdaFunction[] | undefined;

/** Who runs with the roles of a template. */
export const roleUsers = defineAnalysis({
  name: 'roleUsers',
  requires: { definitions, functions, functionGrants, trust },
  run: ({ definitions: templates, functions: all, functionGrants: granted, trust: trusted }): RoleUsers => {
    const byKey = new Map(all.map((fn) => [fn.key, fn]));
    // A template that is nested twice has two of everything, with other values.
    const once = new Map<string, TemplateDefinitions | undefined>();
    for (const one of templates) once.set(one.scope.template.path, once.has(one.scope.template.path) ? undefined : one);
    const openRoles = new Set(trusted.filter((one) => one.effect !== 'Deny' && !isLambdaAlone(one)).map(({ role }) => role.logicalId));
    const indexes = new Map<TemplateDefinitions, FunctionIndex>();
    const mentions = new Map<TemplateDefinitions, ReadonlyMap<string, readonly string[]>>();
    return (path, { kind, logicalId, functions: named, roles }) => {
      const template = once.get(path);
      if (!template || !isComplete(template.scope.template)) return undefined;
      const known = mentions.get(template) ?? mentionsOf(template);
      mentions.set(template, known);
      const held = new Set([...roles, ...named.map((id) => `${id}Role`)]);
      const found = indexes.get(template) ?? indexOf(template, (key) => granted.get(key)?.role);
      indexes.set(template, found);
      const users = [...new Set([...named.flatMap((id) => found.byId.get(id) ?? []), ...[...held].flatMap((id) => found.byRole.get(id) ?? [])])]
        .sort((a, b) => a - b)
        .flatMap((index) => byKey.get(found.keys[index] ?? '') ?? []);
      const ids = new Set(users.map((fn) => fn.logicalId));
      const own = kind === 'policy' ? [...held, logicalId] : [...held];
      const isShared = own.some((id) => known.get(id)?.some((by) => !ids.has(by) && !held.has(by)));
      const isOpen = [...held, ...named].some((id) => openRoles.has(id)) || (kind === 'policy' && isForOthers(template, logicalId, held));
      return users.length === 0 || isShared || isOpen ? undefined : users;
    };
  },
});

/** The functions of a template by number: a template with thousands has as many grants, each of which asks for a few. */
interface FunctionIndex {
  readonly keys: readonly string[];
  readonly byId: ReadonlyMap<string, readonly number[]>;
  readonly byRole: ReadonlyMap<string, readonly number[]>;
}

function indexOf({ functions: all }: TemplateDefinitions, roleOf: (key: string) => string | undefined): FunctionIndex {
  const keys = all.map(functionKey);
  const byId = new Map<string, number[]>();
  const byRole = new Map<string, number[]>();
  for (const [index, { logicalId }] of all.entries()) {
    const role = roleOf(keys[index] ?? '');
    append(byId, logicalId, index);
    if (role !== undefined) append(byRole, role, index);
  }
  return { keys, byId, byRole };
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

function isLambdaAlone({ principals, isOpen, notPrincipal }: TrustStatement): boolean {
  return !isOpen && notPrincipal === undefined && principals.every(({ kind, text }) => kind === 'Service' && text === 'lambda.amazonaws.com');
}

/** Resources that mention a resource elsewhere than in a policy, by its logical id; `Outputs` for an export. */
function mentionsOf({ scope }: TemplateDefinitions): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { type, logicalId, properties } of scope.template.resources) {
    if (properties && !/^AWS::IAM::(?:Managed|Role)?Policy$/.test(type)) for (const id of walkReferences(properties)) append(found, id, logicalId);
  }
  const { outputs } = scope.template;
  for (const { value } of outputs?.kind === 'map' ? outputs.entries : []) {
    // What is exported, or goes up to the stack around, others may use.
    if (member(scope, value, 'Export') || scope.key !== scope.template.path) for (const id of walkReferences(value)) append(found, id, 'Outputs');
  }
  return found;
}

/** A policy is given to people, groups or roles that are not those of the functions. */
function isForOthers({ scope }: TemplateDefinitions, logicalId: string, held: ReadonlySet<string>): boolean {
  const policy = scope.resources.get(logicalId);
  if (!policy || ['Users', 'Groups'].some((key) => member(scope, policy.properties, key))) return true;
  const roles = ['Roles', 'RoleName'].flatMap((key) => {
    const value = member(scope, policy.properties, key);
    return value ? each(scope, value, scope.at(policy.key)) : [];
  });
  return roles.some(({ value }) => {
    const part = value?.kind === 'text' ? value.text[0] : undefined;
    return typeof part !== 'object' || part.kind !== 'resource' || !held.has(part.logicalId);
  });
}

import type { TemplateDefinitions } from './definitions.js';
import { member } from './evaluate.js';
import { connectorGrants } from './connector-grants.js';
import { grantsOfTemplate, POLICY_TYPES } from './grants.js';
import type { Grants } from './grants.js';
import { perTemplate } from './per-template.js';
import type { PolicyEntry } from './policy-document.js';
import { functionRoles, referredIn } from './policy-grantees.js';
import { logicalIdOf, stackOf } from './resource-id.js';
import { displayText, relocated } from './text.js';

/** What the role of another stack grants, as its template says, with resources named as they are in the asking one; undefined where that cannot be read. */
export function grantsOfRoleElsewhere(template: TemplateDefinitions, id: string): Grants | undefined {
  const other = template.elsewhere(stackOf(id) ?? '');
  const role = other?.scope.resources.get(logicalIdOf(id));
  // Connectors give their grants to the functions of their own template only.
  if (!other || !role || !functionRoles(other.scope, other.functions).has(role.logicalId) || connectorGrants(other).length > 0) return undefined;
  const isOwn = ({ grantee }: { readonly grantee: { readonly roles: readonly string[] } }): boolean => grantee.roles.includes(role.logicalId);
  const { statements, attached, policyTemplates, unread } = grantsOfTemplate(other);
  const moved = (entry: PolicyEntry): PolicyEntry => {
    const value = relocated(entry.value, other.scope.key, template.scope.key);
    return { ...entry, value, text: entry.isLiteral ? entry.text : displayText(value) };
  };
  return {
    statements: statements.filter(isOwn).map((one) => ({ ...one, resources: one.resources.map(moved) })),
    attached: attached.filter(isOwn),
    policyTemplates: policyTemplates.filter(isOwn),
    unread: unread.filter(isOwn),
  };
}

/** Roles of other stacks to which policies of the template are attached: their own template does not say all. */
export const rolesExtendedElsewhere = perTemplate(({ scope }: TemplateDefinitions): ReadonlySet<string> => {
  const policies = scope.template.resources.filter(({ type }) => POLICY_TYPES.has(type));
  const named = policies.flatMap(({ properties }) => ['Roles', 'RoleName'].flatMap((key) => referredIn(scope, member(scope, properties, key))));
  return new Set(named.filter((id) => stackOf(id) !== undefined));
});

import { defineAnalysis } from '../analysis.js';
import { CONFIGURATION_PERMISSIONS } from '../data/configuration-permissions.js';
import type { Location } from '../diagnostic.js';
import { evaluate } from '../iam/evaluate.js';
import type { GappedText } from '../iam/gapped-text.js';
import { coversAction } from '../iam/statement.js';
import type { RequestContext } from '../iam/statement.js';
import type { JudgedAction } from './access-judgements.js';
import { configurationUses } from './configuration-uses.js';
import type { ConfigurationUse } from './configuration-uses.js';
import { definitions } from './definitions.js';
import { successDestinations } from './failure-destinations.js';
import { functionKey } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { MissingPermission } from './permission-proposals.js';
import { createResourceArns } from './resource-arns.js';
import { logicalIdOf } from './resource-id.js';
import { resourcePolicies } from './resource-policies.js';
import { rolePolicies } from './role-policies.js';
import type { RolePolicies, RoleStatement } from './role-policies.js';
import type { TemplateScope } from './template-scope.js';

/** A setting whose work Lambda may not do with the role of the function. */
export interface DeniedConfiguration {
  readonly fn: LambdaFunction;
  readonly use: ConfigurationUse;
  /** Logical id of the role, where somebody wrote it. */
  readonly role: { readonly logicalId: string; readonly at: Location } | undefined;
  readonly actions: readonly string[];
  readonly missing: readonly MissingPermission[];
}

/** What the configuration of functions needs and their roles surely do not allow. What a statement forbids is meant. */
export const deniedConfigurations = defineAnalysis({
  name: 'deniedConfigurations',
  requires: { definitions, functions, successDestinations, rolePolicies, resourcePolicies },
  run({ definitions: templates, functions: all, successDestinations: onSuccess, rolePolicies: roleOf, resourcePolicies: mayAllow }): readonly DeniedConfiguration[] {
    const byKey = new Map(all.map((fn) => [fn.key, fn]));
    return templates.flatMap(({ scope, functions: defined }) => {
      const arns = createResourceArns(scope);
      return defined.flatMap((definition): readonly DeniedConfiguration[] => {
        const fn = byKey.get(functionKey(definition));
        const role = fn && roleOf(fn.key);
        if (!fn || !role?.isComplete) return [];
        return configurationUses(arns, { fn, definition, onSuccess: onSuccess.get(fn.key) ?? { state: 'absent', at: definition.at } }).flatMap((use): readonly DeniedConfiguration[] => {
          const denied = deniedActions(role, use, (action) => use.kind !== 'network' && use.kind !== 'tracing' && mayAllow(fn, role.grants.role, { action }, { resource: use.target }));
          if (denied.length === 0) return [];
          const written = writtenRole(scope, role);
          return [{ fn, use, role: written, actions: denied.map(({ action }) => action), missing: denied.map((action) => ({ fn, role, roleAt: written?.at, action })) }];
        });
      });
    });
  },
});

const NO_CONTEXT: RequestContext = new Map();

function deniedActions(role: RolePolicies, { setting, resource: about }: ConfigurationUse, mayAllow: (action: string) => boolean): readonly JudgedAction[] {
  const { resource } = about;
  const { needs = [], also = [] } = CONFIGURATION_PERMISSIONS.get(setting) ?? {};
  const judged = (action: string): JudgedAction => {
    // Source: AWS Lambda Developer Guide, configuration-vpc: it works only where it is allowed on all resources.
    const on = action === 'ec2:DescribeNetworkInterfaces' ? { resource: ['*'] } : about;
    return { action, isOwn: true, ...on, answer: evaluate({ action, resource: on.resource, context: NO_CONTEXT }, { role }) };
  };
  const isDenied = ({ action, answer }: JudgedAction): boolean => answer.verdict === 'denied' && answer.because === 'not-allowed' && !mayAllow(action);
  const denied = needs.flatMap((group) => {
    if (group.some((action) => isPlainlyAllowed(role, action, resource))) return [];
    const answers = group.map(judged);
    return answers.every(isDenied) ? answers.slice(0, 1) : [];
  });
  return denied.length === 0 ? [] : [...denied, ...also.map(judged).filter(isDenied)];
}

type ByResource = ReadonlyMap<string, readonly RoleStatement[]>;
const indexes = new WeakMap<readonly RoleStatement[], ByResource>();

/** Thousands of functions may share a role with a statement for each: the one about the very resource, or about all, mostly answers. */
function isPlainlyAllowed({ statements }: RolePolicies, action: string, resource: GappedText): boolean {
  const index = indexes.get(statements) ?? certainByResource(statements);
  indexes.set(statements, index);
  return [resource, ['*']].some((one) => index.get(JSON.stringify(one))?.some(({ actions }) => actions !== 'unknown' && coversAction(actions, action) === 'yes'));
}

function certainByResource(statements: readonly RoleStatement[]): ByResource {
  const found = new Map<string, RoleStatement[]>();
  for (const statement of statements) {
    const { effect, resources, conditions } = statement;
    if (effect !== 'Allow' || resources === 'unknown' || resources.isInverted || conditions === 'unknown' || conditions.length > 0) continue;
    for (const entry of resources.entries) {
      const key = JSON.stringify(entry);
      const list = found.get(key);
      if (list) list.push(statement);
      else found.set(key, [statement]);
    }
  }
  return found;
}

function writtenRole(scope: TemplateScope, { grants: { role } }: RolePolicies): DeniedConfiguration['role'] {
  const found = role === undefined ? undefined : scope.locate(role);
  return role !== undefined && found?.resource.type === 'AWS::IAM::Role' ? { logicalId: logicalIdOf(role), at: found.scope.at(found.resource.key) } : undefined;
}

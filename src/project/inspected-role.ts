import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { evaluate, member } from './evaluate.js';
import { functionKey } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import type { Grant, Grants } from './grants.js';
import { textOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import { referredResource } from './text.js';

export interface RoleStatement {
  readonly effect: Grant['effect'];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly origin: 'inline' | 'managed';
  readonly at: Location;
}

/** What is known of the role that a function runs with. */
export interface InspectedRole {
  /** The statements are all there is: nothing is left to a managed policy, a policy template or another template. */
  readonly isComplete: boolean;
  /** Names of managed policies and SAM policy templates; what they allow is not among the statements. */
  readonly managedPolicies: readonly string[];
  readonly statements: readonly RoleStatement[];
}

/** Resources that widen a role and are not read. */
const WIDENING_TYPES: ReadonlySet<string> = new Set(['AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy', 'AWS::Serverless::Connector']);

/** Puts together what the template grants to one function. */
export function inspectRole(definition: FunctionDefinition, grants: Grants): InspectedRole {
  const { scope, logicalId } = definition;
  const isOurs = ({ grantee, template }: Pick<Grant, 'grantee' | 'template'>): boolean => template === scope.template.path && grantee.functions.includes(logicalId);
  const own = grants.statements.filter(isOurs);
  const role = member(scope, definition.properties, 'Role');
  const isGenerated = role === undefined && definition.type === 'AWS::Serverless::Function';
  const templates = isGenerated ? (grants.policyTemplates.get(logicalId) ?? grants.policyTemplates.get(functionKey(definition)) ?? []) : [];
  const attached = grants.attached.filter(isOurs).map(({ name }) => name);
  return {
    isComplete: !isGenerated && roleIsReadable(scope, role) && own.every(isReadable) && !scope.template.resources.some(({ type }) => WIDENING_TYPES.has(type)),
    managedPolicies: [...new Set([...(isGenerated ? basicPolicies(definition) : []), ...attached, ...templates])],
    statements: own.map((grant) => toStatement(scope, grant)),
  };
}

/** SAM attaches them to every role it makes. Source: aws/serverless-application-model samtranslator/model/sam_resources.py. */
function basicPolicies({ scope, properties, hasVpc }: FunctionDefinition): readonly string[] {
  const isDurable = member(scope, properties, 'DurableConfig') !== undefined;
  return [isDurable ? 'AWSLambdaBasicDurableExecutionRolePolicy' : 'AWSLambdaBasicExecutionRole', ...(hasVpc ? ['AWSLambdaVPCAccessExecutionRole'] : [])];
}

/** The role is a resource of the template, and every policy of it can be read there. */
function roleIsReadable(scope: TemplateScope, role: TemplateValue | undefined): boolean {
  if (!role) return false;
  const text = textOf(scope, role, scope.at(role));
  const resource = text.state === 'known' ? scope.resources.get(referredResource(text.value) ?? '') : undefined;
  if (resource?.type !== 'AWS::IAM::Role') return false;
  const at = scope.at(resource.key);
  if (evaluate(scope, member(scope, resource.properties, 'ManagedPolicyArns'), at).state !== 'absent') return false;
  const policies = evaluate(scope, member(scope, resource.properties, 'Policies'), at);
  if (policies.state === 'absent') return true;
  if (policies.state !== 'known' || policies.value.kind !== 'list') return false;
  return policies.value.items.every((policy) => {
    const statements = evaluate(scope, member(scope, policy, 'PolicyDocument', 'Statement'), at);
    return statements.state === 'known' && (statements.value.kind !== 'list' || statements.value.items.every((item) => item.kind === 'map'));
  });
}

function isReadable({ effect, actions, hasNotAction, hasNotResource, hasCondition }: Grant): boolean {
  return effect !== 'unknown' && !hasNotAction && !hasNotResource && !hasCondition && actions.every(({ isLiteral }) => isLiteral);
}

function toStatement(scope: TemplateScope, { effect, actions, resources, grantee, at }: Grant): RoleStatement {
  const isManaged = grantee.kind === 'policy' && scope.resources.get(grantee.logicalId)?.type === 'AWS::IAM::ManagedPolicy';
  return { effect, actions: actions.map(({ text }) => text), resources: resources.map(({ text }) => text), origin: isManaged ? 'managed' : 'inline', at };
}

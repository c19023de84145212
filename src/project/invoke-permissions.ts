import { TRIGGERS } from '../data/triggers.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { ResourceFact, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { connectorGrants } from './connector-grants.js';
import type { TemplateDefinitions } from './definitions.js';
import { member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { effectiveProperties } from './globals.js';
import { perTemplate } from './per-template.js';
import { permissionsOf } from './permissions.js';
import type { Permission } from './permissions.js';
import { booleanOf, listOf, mapOf } from './read-value.js';
import { stackOf } from './resource-id.js';
import { samTriggers } from './sam-triggers.js';
import { finderOf } from './target-function.js';
import type { TemplateScope } from './template-scope.js';
import { displayText } from './text.js';

/** A resource-based permission: who may invoke the function. */
export interface InvokePermission {
  readonly principal: string;
  /** The resource, or what makes SAM add the permission. */
  readonly at: Location;
}

/** Who may invoke the functions of a template, by logical id: permissions that are written, and those that SAM adds. */
export const invokePermissions = perTemplate((template): ReadonlyMap<string, readonly InvokePermission[]> => {
  const { scope, functions } = template;
  const finder = finderOf(template);
  const found = new Map<string, InvokePermission[]>(functions.map((definition) => [definition.logicalId, generatedPermissions(definition)]));
  const add = (target: TemplateValue | undefined, principal: string, at: Location): void => {
    const definition = finder.find(target);
    if (definition) found.get(definition.logicalId)?.push({ principal, at });
  };
  for (const permission of permissionsOf(template)) if (isWithin(scope, permission)) found.get(permission.fn ?? '')?.push(toInvokePermission(permission));
  for (const resource of scope.template.resources) {
    for (const { target, principal } of callees(scope, resource)) add(target, principal, scope.at(target));
  }
  for (const { function: fn, principals, at } of connectorGrants(template)) found.get(fn ?? '')?.push(...principals.map((principal) => ({ principal, at })));
  return found;
});

function isWithin({ key: stack }: TemplateScope, { key }: Permission): boolean {
  return key !== undefined && stackOf(key) === stack;
}

function toInvokePermission({ principal, at }: Permission): InvokePermission {
  return { principal: principal.state === 'known' ? displayText(principal.value) : '${…}', at };
}

/** Permissions that stand in another stack than their function, by `functionKey`. */
export function permissionsElsewhere(templates: readonly TemplateDefinitions[]): ReadonlyMap<string, readonly InvokePermission[]> {
  const found = new Map<string, InvokePermission[]>();
  for (const template of templates) {
    for (const permission of permissionsOf(template)) {
      if (permission.key === undefined || isWithin(template.scope, permission)) continue;
      found.set(permission.key, [...(found.get(permission.key) ?? []), toInvokePermission(permission)]);
    }
  }
  return found;
}

const API_GATEWAY = 'apigateway.amazonaws.com';

const PRINCIPALS: ReadonlyMap<TriggerKind, string> = new Map(TRIGGERS.flatMap(({ kind, principal }) => (principal === null ? [] : [[kind, principal] as const])));

/** One for each event that is delivered, and for a public function URL. */
function generatedPermissions(definition: FunctionDefinition): InvokePermission[] {
  if (definition.type !== 'AWS::Serverless::Function') return [];
  const { scope, properties } = definition;
  // SAM looks at what is written: by way of a parameter it adds no permission.
  const type = member(scope, properties, 'FunctionUrlConfig', 'AuthType');
  const isPublic = type?.kind === 'scalar' && type.text === 'NONE';
  return samTriggers(definition).flatMap(({ kind, at: place }): InvokePermission[] => {
    const principal = PRINCIPALS.get(kind);
    return principal === undefined || (kind === 'function-url' && !isPublic) ? [] : [{ principal, at: place }];
  });
}

/** A function that a resource of SAM may call, and as whom. */
interface Callee {
  readonly target: TemplateValue;
  readonly principal: string;
}

/**
 * Functions that answer or authorize requests of an API without an event of their own.
 * Source: aws/serverless-application-model samtranslator/model/api/*_generator.py; sam_resources.py, `SamGraphQLApi`.
 */
function callees(scope: TemplateScope, resource: ResourceFact): readonly Callee[] {
  const properties = effectiveProperties(scope, resource);
  const at = scope.at(resource.key);
  const inEach = (value: TemplateValue | undefined): readonly TemplateValue[] => known(mapOf(scope, value, at))?.entries.map((entry) => entry.value) ?? [];
  const isTrue = (authorizer: TemplateValue, key: string): boolean => known(booleanOf(scope, member(scope, authorizer, key), at)) === true;
  const mayBeTrue = (authorizer: TemplateValue, key: string): boolean => booleanOf(scope, member(scope, authorizer, key), at).state === 'unknown' || isTrue(authorizer, key);
  const targets = (values: readonly TemplateValue[], principal: string, ...path: readonly string[]): readonly Callee[] =>
    values.flatMap((value): Callee[] => {
      const target = member(scope, value, ...path);
      return target ? [{ target, principal }] : [];
    });
  const auth = member(scope, properties, 'Auth');
  const authorizers = inEach(member(scope, auth, 'Authorizers'));
  switch (resource.type) {
    case 'AWS::Serverless::Api':
      return targets(authorizers.filter((authorizer) => !isTrue(authorizer, 'DisableFunctionDefaultPermissions')), API_GATEWAY, 'FunctionArn');
    case 'AWS::Serverless::HttpApi':
      return targets(authorizers.filter((authorizer) => mayBeTrue(authorizer, 'EnableFunctionDefaultPermissions')), API_GATEWAY, 'FunctionArn');
    case 'AWS::Serverless::WebSocketApi':
      return [
        ...targets(inEach(member(scope, properties, 'Routes')), API_GATEWAY, 'FunctionArn'),
        ...targets(auth && !member(scope, auth, 'InvokeRole') ? [auth] : [], API_GATEWAY, 'AuthArn'),
      ];
    case 'AWS::Serverless::GraphQLApi': {
      const others = auth ? (known(listOf(scope, member(scope, auth, 'Additional'), at))?.items ?? []) : [];
      return targets(auth ? [auth, ...others] : [], 'appsync.amazonaws.com', 'LambdaAuthorizer', 'AuthorizerUri');
    }
    default:
      return [];
  }
}

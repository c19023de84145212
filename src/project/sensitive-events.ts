import { defineAnalysis } from '../analysis.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { ResourceFact, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { isManagedBySam } from './api-integrations.js';
import { definitions } from './definitions.js';
import { member } from './evaluate.js';
import { functionKey } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import { effectiveProperties } from './globals.js';
import { keySpan } from './key-span.js';
import { perTemplate } from './per-template.js';
import { membersAt } from './plain-triggers.js';
import { mapOf, stringOf, textOf } from './read-value.js';
import { finderOf } from './target-function.js';
import type { FunctionFinder } from './target-function.js';
import type { TemplateScope } from './template-scope.js';
import { literal, referredResource } from './text.js';
import { triggers } from './triggers.js';

/** Why the events of a function hold what does not belong into a log. */
export interface SensitiveEvent {
  /** `authorized`: callers send credentials, which an authorizer checks before; `authorizer`: the function is that authorizer. */
  readonly kind: 'authorized' | 'authorizer' | 'cognito' | 'ses';
  readonly at: Location;
  /** The authorizer, event or resource. */
  readonly name: string;
}

/** The first reason for every function whose events hold credentials or personal data, by `functionKey`. */
export const sensitiveEvents = defineAnalysis({
  name: 'sensitiveEvents',
  requires: { definitions, triggers },
  run: ({ definitions: templates, triggers: byFunction }): ReadonlyMap<string, SensitiveEvent> => {
    const found = new Map<string, SensitiveEvent>();
    for (const template of templates) {
      for (const { definition, event } of [...authorizersIn(template), ...authorizedIn(template)]) {
        const key = functionKey(definition);
        if (!found.has(key)) found.set(key, event);
      }
    }
    for (const [key, list] of byFunction) {
      for (const { kind, at, name } of list) {
        const why = REASONS.get(kind);
        if (why && !found.has(key)) found.set(key, { kind: why, at, name });
      }
    }
    return found;
  },
});

/** What the kind of a trigger says already. */
const REASONS: ReadonlyMap<TriggerKind, SensitiveEvent['kind']> = new Map<TriggerKind, SensitiveEvent['kind']>([['cognito', 'cognito'], ['ses', 'ses'], ['apigw-authorizer', 'authorizer'], ['apigw-http-authorizer', 'authorizer']]);

interface Found {
  readonly definition: FunctionDefinition;
  readonly event: SensitiveEvent;
}

/** Where resources and sections of Globals name the functions that check credentials. */
const AUTHORIZERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['AWS::ApiGateway::Authorizer', ['AuthorizerUri']],
  ['AWS::ApiGatewayV2::Authorizer', ['AuthorizerUri']],
  ['AWS::Serverless::Api', ['Auth', 'Authorizers', '*', 'FunctionArn']],
  ['AWS::Serverless::HttpApi', ['Auth', 'Authorizers', '*', 'FunctionArn']],
  ['AWS::AppSync::GraphQLApi', ['LambdaAuthorizerConfig', 'AuthorizerUri']],
  ['AWS::IoT::Authorizer', ['AuthorizerFunctionArn']],
]);

const authorizersIn = perTemplate((template): readonly Found[] => {
  const { scope } = template;
  const finder = finderOf(template);
  const inGlobals = ['Api', 'HttpApi'].map((section) => ({ name: section, value: member(scope, scope.template.globals, section), path: ['Auth', 'Authorizers', '*', 'FunctionArn'] }));
  const inResources = scope.template.resources.map((resource) => ({ name: resource.logicalId, value: resource.properties, path: AUTHORIZERS.get(resource.type) }));
  return [...inResources, ...inGlobals].flatMap(({ name, value, path }) => (path ? membersAt(scope, value, path) : []).flatMap((named): Found[] => {
    const definition = finder.find(named.value);
    return definition ? [{ definition, event: { kind: 'authorizer', at: scope.at(named.value), name } }] : [];
  }));
});

const authorizedIn = perTemplate((template): readonly Found[] => {
  const { scope, functions } = template;
  const finder = finderOf(template);
  const events = functions.flatMap((definition) => samEvents(definition).map((event) => ({ definition, event })));
  return [...events, ...scope.template.resources.flatMap((resource) => plainRoute(scope, resource, finder))];
});

function samEvents({ scope, properties, at }: FunctionDefinition): readonly SensitiveEvent[] {
  const entries = known(mapOf(scope, member(scope, properties, 'Events'), at))?.entries ?? [];
  return entries.flatMap(({ key, value, ...place }): SensitiveEvent[] => {
    const eventAt = scope.at(keySpan(place));
    const type = known(stringOf(scope, member(scope, value, 'Type'), eventAt));
    if (type !== 'Api' && type !== 'HttpApi') return [];
    const authorizer = authorizerOf(scope, type, member(scope, value, 'Properties'), eventAt);
    return authorizer ? [{ kind: 'authorized', at: eventAt, name: authorizer }] : [];
  });
}

/** The authorizer of a SAM event, of the event itself or by default. A signature (`AWS_IAM`) is of no use to whoever reads it later. */
function authorizerOf(scope: TemplateScope, type: 'Api' | 'HttpApi', properties: TemplateValue | undefined, at: Location): string | undefined {
  const named = member(scope, properties, type === 'Api' ? 'RestApiId' : 'ApiId');
  const text = named ? known(textOf(scope, named, at)) : undefined;
  const id = text && (referredResource(text) ?? literal(text));
  const api = id === undefined ? undefined : scope.resources.get(id);
  if ((named && !api?.type.startsWith('AWS::Serverless::')) || !isManagedBySam(scope, id, type === 'Api' ? 'apigw-rest' : 'apigw-http')) return undefined;
  const around = api ? effectiveProperties(scope, api) : member(scope, scope.template.globals, type);
  const own = member(scope, properties, 'Auth', 'Authorizer');
  const name = known(stringOf(scope, own ?? member(scope, around, 'Auth', 'DefaultAuthorizer'), at));
  return name === 'NONE' || name === 'AWS_IAM' ? undefined : name;
}

const CHECKED: ReadonlySet<string> = new Set(['COGNITO_USER_POOLS', 'CUSTOM', 'JWT']);

/** Methods and routes that hand the request on as it is. */
function plainRoute(scope: TemplateScope, resource: ResourceFact, finder: FunctionFinder): readonly Found[] {
  const at = scope.at(resource.key);
  const get = (...keys: readonly string[]): TemplateValue | undefined => member(scope, resource.properties, ...keys);
  const name = known(stringOf(scope, get('AuthorizationType'), at));
  if (name === undefined || !CHECKED.has(name)) return [];
  const definition = resource.type === 'AWS::ApiGateway::Method' ? ofMethod() : resource.type === 'AWS::ApiGatewayV2::Route' ? ofRoute() : undefined;
  return definition ? [{ definition, event: { kind: 'authorized', at, name } }] : [];

  function ofMethod(): FunctionDefinition | undefined {
    return known(stringOf(scope, get('Integration', 'Type'), at)) === 'AWS_PROXY' ? finder.find(get('Integration', 'Uri')) : undefined;
  }

  function ofRoute(): FunctionDefinition | undefined {
    const target = known(textOf(scope, get('Target'), at));
    const integration = target ? scope.resources.get(referredResource(target) ?? '') : undefined;
    return integration?.type === 'AWS::ApiGatewayV2::Integration' ? finder.find(member(scope, integration.properties, 'IntegrationUri')) : undefined;
  }
}

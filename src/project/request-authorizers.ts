import { defineAnalysis } from '../analysis.js';
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
import { mapOf, stringOf, textOf } from './read-value.js';
import { finderOf } from './target-function.js';
import type { FunctionFinder } from './target-function.js';
import type { TemplateScope } from './template-scope.js';
import { literal, referredResource } from './text.js';

/** `cognito`: a user pool, of a REST API; `jwt`: tokens that an HTTP API checks by itself; `unknown`: one that the template does not tell enough of. */
export type AuthorizerKind = 'lambda' | 'cognito' | 'jwt' | 'iam' | 'none' | 'unknown';

/** What checks the requests of a route before the function gets them. */
export interface RequestAuthorizer {
  readonly kind: AuthorizerKind;
  /** The event, method or route; the integration of a route is what invokes the function. */
  readonly at: Location;
  readonly trigger: Location;
  /** The authorizer as the event names it, or its resource; else the type. */
  readonly name: string;
}

/** Of all routes of APIs that lead to a function, by `functionKey`. */
export const requestAuthorizers = defineAnalysis({
  name: 'requestAuthorizers',
  requires: { definitions },
  run: ({ definitions: templates }): ReadonlyMap<string, readonly RequestAuthorizer[]> => {
    const found = new Map<string, RequestAuthorizer[]>();
    for (const { definition, authorizer } of templates.flatMap(authorizersOf)) {
      const list = found.get(functionKey(definition));
      if (list) list.push(authorizer);
      else found.set(functionKey(definition), [authorizer]);
    }
    return found;
  },
});

interface Found {
  readonly definition: FunctionDefinition;
  readonly authorizer: RequestAuthorizer;
}

const authorizersOf = perTemplate((template): readonly Found[] => {
  const { scope, functions } = template;
  const finder = finderOf(template);
  const events = functions.flatMap((definition) => samEvents(definition).map((authorizer) => ({ definition, authorizer })));
  return [...events, ...scope.template.resources.flatMap((resource) => plainRoute(scope, resource, finder))];
});

function samEvents({ scope, properties, at }: FunctionDefinition): readonly RequestAuthorizer[] {
  const entries = known(mapOf(scope, member(scope, properties, 'Events'), at))?.entries ?? [];
  return entries.flatMap(({ key, value, ...place }): RequestAuthorizer[] => {
    const eventAt = scope.at(keySpan(place));
    const type = known(stringOf(scope, member(scope, value, 'Type'), eventAt));
    if (type !== 'Api' && type !== 'HttpApi') return [];
    return [{ ...samAuthorizer(scope, type, member(scope, value, 'Properties'), eventAt), at: eventAt, trigger: eventAt }];
  });
}

/** The authorizer of a SAM event, of the event itself or by default. */
function samAuthorizer(scope: TemplateScope, type: 'Api' | 'HttpApi', properties: TemplateValue | undefined, at: Location): Pick<RequestAuthorizer, 'kind' | 'name'> {
  const named = member(scope, properties, type === 'Api' ? 'RestApiId' : 'ApiId');
  const text = named ? known(textOf(scope, named, at)) : undefined;
  const id = text && (referredResource(text) ?? literal(text));
  const api = id === undefined ? undefined : scope.resources.get(id);
  if ((named && !api?.type.startsWith('AWS::Serverless::')) || !isManagedBySam(scope, id, type === 'Api' ? 'apigw-rest' : 'apigw-http')) return { kind: 'unknown', name: '' };
  const around = api ? effectiveProperties(scope, api) : member(scope, scope.template.globals, type);
  const written = member(scope, properties, 'Auth', 'Authorizer') ?? member(scope, around, 'Auth', 'DefaultAuthorizer');
  const name = known(stringOf(scope, written, at)) ?? '';
  if (!written || name === 'NONE') return { kind: 'none', name };
  if (name === 'AWS_IAM') return { kind: 'iam', name };
  const has = (property: string): boolean => member(scope, around, 'Auth', 'Authorizers', name, property) !== undefined;
  if (has('FunctionArn')) return { kind: 'lambda', name };
  if (type === 'Api') return { kind: has('UserPoolArn') ? 'cognito' : 'unknown', name };
  return { kind: has('JwtConfiguration') ? 'jwt' : 'unknown', name };
}

const TYPES: ReadonlyMap<string, AuthorizerKind> = new Map<string, AuthorizerKind>([['CUSTOM', 'lambda'], ['COGNITO_USER_POOLS', 'cognito'], ['JWT', 'jwt'], ['AWS_IAM', 'iam'], ['NONE', 'none']]);

/** Methods and routes that hand the request on as it is. */
function plainRoute(scope: TemplateScope, resource: ResourceFact, finder: FunctionFinder): readonly Found[] {
  const at = scope.at(resource.key);
  const get = (...keys: readonly string[]): TemplateValue | undefined => member(scope, resource.properties, ...keys);
  const target = resource.type === 'AWS::ApiGateway::Method' ? ofMethod() : resource.type === 'AWS::ApiGatewayV2::Route' ? ofRoute() : undefined;
  if (!target?.definition) return [];
  const written = get('AuthorizationType');
  const type = written ? (known(stringOf(scope, written, at)) ?? '') : 'NONE';
  const id = known(textOf(scope, get('AuthorizerId'), at));
  return [{ definition: target.definition, authorizer: { kind: TYPES.get(type) ?? 'unknown', name: (id && referredResource(id)) ?? type, at, trigger: target.trigger } }];

  function ofMethod(): { readonly definition: FunctionDefinition | undefined; readonly trigger: Location } | undefined {
    return known(stringOf(scope, get('Integration', 'Type'), at)) === 'AWS_PROXY' ? { definition: finder.find(get('Integration', 'Uri')), trigger: at } : undefined;
  }

  function ofRoute(): { readonly definition: FunctionDefinition | undefined; readonly trigger: Location } | undefined {
    const text = known(textOf(scope, get('Target'), at));
    const integration = text ? scope.resources.get(referredResource(text) ?? '') : undefined;
    return integration?.type === 'AWS::ApiGatewayV2::Integration' ? { definition: finder.find(member(scope, integration.properties, 'IntegrationUri')), trigger: scope.at(integration.key) } : undefined;
  }
}

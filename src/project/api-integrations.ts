import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { MapValue, ResourceFact, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { member } from './evaluate.js';
import { effectiveProperties } from './globals.js';
import { booleanOf, mapOf, numberOf, stringOf, textOf } from './read-value.js';
import { walkReferences } from './references.js';
import type { TemplateScope } from './template-scope.js';
import { referredResource } from './text.js';
import type { Trigger } from './trigger.js';

/** The APIs that SAM makes for events that name none. */
const MADE_BY_SAM: ReadonlyMap<string, TriggerKind> = new Map<string, TriggerKind>([['ServerlessRestApi', 'apigw-rest'], ['ServerlessHttpApi', 'apigw-http']]);

/** Which kind of API a reference leads to, where a template defines it. */
export function apiKind(scope: TemplateScope, value: TemplateValue | undefined): TriggerKind | undefined {
  const text = value ? known(textOf(scope, value, scope.at(value))) : undefined;
  const id = (text && referredResource(text)) ?? '';
  const { scope: around, resource: api } = scope.locate(id) ?? {};
  return api && around ? kindOfApi(around, api) : MADE_BY_SAM.get(id);
}

/** The kind of API that a resource is. */
export function kindOfApi(scope: TemplateScope, api: ResourceFact): TriggerKind | undefined {
  if (api.type === 'AWS::ApiGateway::RestApi' || api.type === 'AWS::Serverless::Api') return 'apigw-rest';
  if (api.type === 'AWS::Serverless::WebSocketApi') return 'apigw-websocket';
  if (api.type !== 'AWS::ApiGatewayV2::Api' && api.type !== 'AWS::Serverless::HttpApi') return undefined;
  const protocol = known(stringOf(scope, member(scope, api.properties, 'ProtocolType'), scope.at(api.key)));
  return protocol === 'WEBSOCKET' ? 'apigw-websocket' : 'apigw-http';
}

type Settings = Partial<Pick<Trigger, 'invocation' | 'integrationTimeoutMs' | 'isStreaming' | 'payloadFormat'>>;

/** How an integration calls its function. OpenAPI writes the same names with a small first letter. */
export function integrationSettings(scope: TemplateScope, kind: TriggerKind, integration: TemplateValue | undefined, at: Location): Settings {
  const get = (name: string): TemplateValue | undefined => member(scope, integration, name) ?? member(scope, integration, name.charAt(0).toLowerCase() + name.slice(1));
  const isStreaming = known(stringOf(scope, get('ResponseTransferMode'), at)) === 'STREAM';
  const invocationType = invocationTypeOf(scope, known(mapOf(scope, get('RequestParameters'), at)), at);
  if (invocationType === "'Event'") return { invocation: 'async', isStreaming };
  const isOpen = invocationType !== undefined && invocationType !== "'RequestResponse'";
  // Taken from the request: the caller may choose not to wait.
  if (isOpen) return { integrationTimeoutMs: { state: 'unknown', reason: 'the caller chooses how to invoke', at }, isStreaming };
  const version = kind === 'apigw-rest' ? '1.0' : known(stringOf(scope, get('PayloadFormatVersion'), at));
  const isProxy = known(stringOf(scope, get('Type') ?? get('IntegrationType'), at))?.toUpperCase() === 'AWS_PROXY';
  return { integrationTimeoutMs: numberOf(scope, get('TimeoutInMillis'), at), isStreaming, payloadFormat: isProxy ? version : undefined };
}

/** Source: API Gateway Developer Guide, 'Set up asynchronous invocation of the backend Lambda function'. */
function invocationTypeOf(scope: TemplateScope, parameters: MapValue | undefined, at: Location): string | undefined {
  const entry = parameters?.entries.find(({ key }) => key.toLowerCase() === 'integration.request.header.x-amz-invocation-type');
  return entry ? (known(stringOf(scope, entry.value, at)) ?? '') : undefined;
}

/** The OpenAPI text that defines an API, when it stands in the template. */
export function apiBody(scope: TemplateScope, api: ResourceFact): TemplateValue | undefined {
  const isServerless = api.type === 'AWS::Serverless::Api' || api.type === 'AWS::Serverless::HttpApi';
  if (isServerless) return member(scope, effectiveProperties(scope, api), 'DefinitionBody');
  return api.type === 'AWS::ApiGateway::RestApi' || api.type === 'AWS::ApiGatewayV2::Api' ? member(scope, api.properties, 'Body') : undefined;
}

/**
 * Whether SAM writes the integrations of an API from the functions' events. With a definition of its own, or for an API
 * that is no `AWS::Serverless` one, an event adds nothing but a permission. An `HttpApi` event is merged into the body whatever the API
 * is, an `Api` event with `MergeDefinitions`, and then only beside paths that are there.
 * Source: aws/serverless-application-model samtranslator/model/eventsources/push.py, `__MANAGE_SWAGGER`, `_add_openapi_integration`, `_get_merged_definitions`.
 */
export function isManagedBySam(scope: TemplateScope, apiId: string | undefined, event: TriggerKind): boolean {
  const api = apiId === undefined ? undefined : scope.resources.get(apiId);
  if (!api) return true;
  const get = (...keys: readonly string[]): TemplateValue | undefined => member(scope, effectiveProperties(scope, api), ...keys);
  if (api.type !== 'AWS::Serverless::HttpApi' && api.type !== 'AWS::Serverless::Api') return false;
  if (get('DefinitionUri')) return false;
  if (api.type === 'AWS::Serverless::HttpApi' || event === 'apigw-http' || !get('DefinitionBody')) return true;
  return known(booleanOf(scope, get('MergeDefinitions'), scope.at(api.key))) === true && hasPaths(get('DefinitionBody', 'paths'));
}

function hasPaths(paths: TemplateValue | undefined): boolean {
  if (paths?.kind === 'map') return paths.entries.length > 0;
  return paths?.kind === 'call' || paths?.kind === 'opaque';
}

/** The route of a WebSocket API that is called when the connection is gone. */
const DISCONNECT = '$disconnect';

/** Whether a function that a WebSocket API calls answers nobody: all its routes tell of connections that have ended. */
export function isForDisconnect(scope: TemplateScope, resource: ResourceFact, parent: TemplateValue | undefined): boolean {
  if (resource.type === 'AWS::Serverless::WebSocketApi') return member(scope, resource.properties, 'Routes', DISCONNECT) === parent;
  const routes = scope.template.resources.filter(({ type, properties }) => type === 'AWS::ApiGatewayV2::Route' && leadsTo(member(scope, properties, 'Target'), resource.logicalId));
  return routes.length > 0 && routes.every(({ key, properties }) => known(stringOf(scope, member(scope, properties, 'RouteKey'), scope.at(key))) === DISCONNECT);
}

function leadsTo(target: TemplateValue | undefined, logicalId: string): boolean {
  return target !== undefined && [...walkReferences(target)].includes(logicalId);
}

import { TRIGGERS } from '../data/triggers.js';
import type { TriggerKind } from '../data/triggers.js';
import type { ResourceFact, TemplateValue } from '../facts/model.js';
import { known, possibilities } from '../resolved.js';
import { apiBody, apiKind, integrationSettings, isForDisconnect, kindOfApi } from './api-integrations.js';
import { subscriptionDelivery, targetDelivery } from './delivery.js';
import { evaluate, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { keepsWarm } from './keep-warm.js';
import { isSwitchedOff, mappingSettings } from './mapping-settings.js';
import { findResource } from './named-resource.js';
import { objectEvents } from './object-events.js';
import { plainPreflight } from './preflight.js';
import { numberOf, stringOf, textOf } from './read-value.js';
import { walkReferences } from './references.js';
import { ruleEvents } from './rule-events.js';
import { servicePrincipal } from './service-principal.js';
import type { FunctionFinder } from './target-function.js';
import { longestWait, tasksOf } from './task-timeouts.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, referredResource } from './text.js';
import { createTrigger } from './trigger.js';
import type { Trigger } from './trigger.js';
import { triggerShapes } from './trigger-shapes.js';
import type { TriggerShape } from './trigger-shapes.js';

export interface FoundTrigger {
  readonly definition: FunctionDefinition;
  readonly trigger: Trigger;
  /** Where a resource names the function that it invokes, with what stands beside that. */
  readonly named?: Member;
}

/** Triggers that a resource other than a function defines. */
export function plainTriggers(scope: TemplateScope, resource: ResourceFact, finder: FunctionFinder): readonly FoundTrigger[] {
  if (resource.type === 'AWS::Lambda::EventSourceMapping') return mappingTrigger(scope, resource, finder);
  if (resource.type === 'AWS::Lambda::Permission') return permissionTrigger(scope, resource, finder);
  if (resource.type === 'AWS::StepFunctions::StateMachine' || resource.type === 'AWS::Serverless::StateMachine') return taskTriggers(scope, resource, finder);
  const shaped = triggerShapes(resource.type).flatMap((shape) =>
    membersAt(scope, resource.properties, shape.target).flatMap(({ value, parent }): FoundTrigger[] => {
      if (shape.protocol && known(stringOf(scope, member(scope, parent, 'Protocol'), scope.at(resource.key))) !== shape.protocol) return [];
      const definition = finder.findAnywhere(value);
      return definition ? [{ definition, trigger: shapedTrigger(scope, resource, shape, parent), named: { value, parent } }] : [];
    }),
  );
  return [...shaped, ...openApiTriggers(scope, resource, finder)];
}

export interface Member {
  readonly value: TemplateValue;
  /** What the value is a property of. */
  readonly parent: TemplateValue | undefined;
}

/** Everything at the end of a path, through lists and every branch of `Fn::If`. */
export function membersAt(scope: TemplateScope, value: TemplateValue | undefined, path: readonly string[], parent?: TemplateValue): readonly Member[] {
  const [step, ...rest] = path;
  if (!value) return [];
  if (step === undefined) return [{ value, parent }];
  if (step !== '*') return membersAt(scope, member(scope, value, step), rest, value);
  return possibilities(evaluate(scope, value, scope.at(value))).flatMap(({ value: inner }) => {
    if (inner.kind === 'list') return inner.items.flatMap((item) => membersAt(scope, item, rest, inner));
    return inner.kind === 'map' ? inner.entries.flatMap((entry) => membersAt(scope, entry.value, rest, inner)) : [];
  });
}

function shapedTrigger(scope: TemplateScope, resource: ResourceFact, shape: TriggerShape, parent: TemplateValue | undefined): Trigger {
  const at = scope.at(resource.key);
  const get = (...keys: readonly string[]): TemplateValue | undefined => member(scope, resource.properties, ...keys);
  const named = shape.source ? known(textOf(scope, get(shape.source), at)) : undefined;
  const source = shape.source ? named && findResource(scope, named) : resource.logicalId;
  const base = { source, isEnabled: !isSwitchedOff(scope, resource.properties, at) };
  const create = (kind: TriggerKind, more: Partial<Trigger> = {}): Trigger => createTrigger(kind, resource.logicalId, at, { ...base, ...more });
  const unlimited: Partial<Trigger> = { integrationTimeoutMs: { state: 'unknown', reason: 'nobody waits for the answer', at } };
  switch (shape.kind) {
    case 'sns':
      return create('sns', { delivery: subscriptionDelivery(scope, parent, resource), isFiltered: get('FilterPolicy') !== undefined });
    case 's3':
      return create('s3', { objectEvents: objectEvents(scope, parent, 'Event') });
    case 'eventbridge-rule':
      return create(get('ScheduleExpression') && !get('EventPattern') ? 'eventbridge-schedule' : 'eventbridge-rule', {
        delivery: targetDelivery(scope, parent, resource),
        keepsWarm: !get('EventPattern') && keepsWarm(scope, resource.logicalId, resource.properties, parent),
        ruleEvents: ruleEvents(scope, get('EventPattern'), get('EventBusName'), at),
      });
    case 'scheduler':
      return create('scheduler', { delivery: targetDelivery(scope, parent, resource), keepsWarm: keepsWarm(scope, resource.logicalId, resource.properties, parent) });
    case 'cognito':
      return create('cognito', CUSTOM_SENDERS.some((sender) => get('LambdaConfig', sender) === parent) ? { deadlineSeconds: { state: 'absent', at } } : {});
    case 'apigw-rest':
      return create('apigw-rest', { ...integrationSettings(scope, shape.kind, parent, at), preflight: plainPreflight(scope, resource) });
    case 'apigw-http': {
      const kind = (shape.source ? apiKind(scope, get(shape.source)) : kindOfApi(scope, resource)) ?? 'apigw-http';
      return create(kind, kind === 'apigw-websocket' && isForDisconnect(scope, resource, parent) ? unlimited : integrationSettings(scope, shape.kind, parent, at));
    }
    case 'apigw-http-authorizer': {
      const api = shape.source ? apiKind(scope, get(shape.source)) : 'apigw-http';
      // Without its API nobody knows how long it is waited for.
      return create(api === 'apigw-http' ? shape.kind : 'apigw-authorizer');
    }
    case 'apigw-websocket':
      return create('apigw-websocket', isForDisconnect(scope, resource, parent) ? unlimited : { integrationTimeoutMs: numberOf(scope, member(scope, parent, 'IntegrationTimeout'), at) });
    case 'function-url':
      return create('function-url', { payloadFormat: '2.0', isStreaming: known(stringOf(scope, get('InvokeMode'), at)) === 'RESPONSE_STREAM' });
    case 'ses':
      return create('ses', known(stringOf(scope, member(scope, parent, 'InvocationType'), at)) === 'RequestResponse' ? { invocation: 'sync' } : {});
    case 'pipes': {
      const type = known(stringOf(scope, get('TargetParameters', 'LambdaFunctionParameters', 'InvocationType'), at));
      return create('pipes', shape.target[0] === 'Target' && type === 'FIRE_AND_FORGET' ? { invocation: 'async', deadlineSeconds: { state: 'absent', at } } : {});
    }
    default:
      return create(shape.kind);
  }
}

/** Cognito does not wait for these. Source: Amazon Cognito Developer Guide, 'Customizing user pool workflows with Lambda triggers'. */
const CUSTOM_SENDERS = ['CustomEmailSender', 'CustomSMSSender'];

/** Integrations and authorizers that an OpenAPI definition inside the template describes. */
function openApiTriggers(scope: TemplateScope, resource: ResourceFact, finder: FunctionFinder): readonly FoundTrigger[] {
  const body = apiBody(scope, resource);
  const kind = body ? kindOfApi(scope, resource) : undefined;
  if (!body || !kind) return [];
  const integrations = [
    ...membersAt(scope, body, ['paths', '*', '*', 'x-amazon-apigateway-integration', 'uri']),
    ...membersAt(scope, body, ['components', 'x-amazon-apigateway-integrations', '*', 'uri']),
  ];
  const integrated = integrations.flatMap(({ value, parent }): FoundTrigger[] => {
    const definition = finder.findAnywhere(value);
    const at = scope.at(value);
    return definition ? [{ definition, trigger: createTrigger(kind, resource.logicalId, at, { source: resource.logicalId, ...integrationSettings(scope, kind, parent, at) }), named: { value, parent } }] : [];
  });
  const authorizers = [['securityDefinitions'], ['components', 'securitySchemes']].flatMap((path) => membersAt(scope, body, [...path, '*', 'x-amazon-apigateway-authorizer', 'authorizerUri']));
  const authorizing = authorizers.flatMap(({ value }): FoundTrigger[] => {
    const definition = finder.findAnywhere(value);
    return definition ? [{ definition, trigger: createTrigger(kind === 'apigw-http' ? 'apigw-http-authorizer' : 'apigw-authorizer', resource.logicalId, scope.at(value), { source: resource.logicalId }) }] : [];
  });
  return [...integrated, ...authorizing];
}

/** A state machine that mentions a function runs it as a task. Most tasks wait for the answer. */
function taskTriggers(scope: TemplateScope, resource: ResourceFact, finder: FunctionFinder): readonly FoundTrigger[] {
  const parts = ['Definition', 'DefinitionString', 'DefinitionSubstitutions'].flatMap((key) => member(scope, resource.properties, key) ?? []);
  const names = new Set(parts.flatMap((part) => [...walkReferences(part)]));
  const passed = membersAt(scope, resource.properties, ['DefinitionSubstitutions', '*']).map(({ value }) => finder.findAnywhere(value));
  const tasks = tasksOf(scope, resource, finder);
  const named = [...names].map((name) => finder.byLogicalId(name));
  const definitions = new Set([...named, ...passed, ...tasks.map(({ definition }) => definition)].flatMap((definition) => definition ?? []));
  const at = scope.at(resource.key);
  return [...definitions].map((definition) => ({
    definition,
    trigger: createTrigger('step-functions', resource.logicalId, at, { source: resource.logicalId, deadlineSeconds: longestWait(tasks, definition, at) }),
  }));
}

function mappingTrigger(scope: TemplateScope, resource: ResourceFact, finder: FunctionFinder): readonly FoundTrigger[] {
  const { properties } = resource;
  const definition = finder.findAnywhere(member(scope, properties, 'FunctionName'));
  const at = scope.at(resource.key);
  const arn = known(textOf(scope, member(scope, properties, 'EventSourceArn'), at));
  const source = arn ? findResource(scope, arn) : undefined;
  const type = scope.locate(source ?? '')?.resource.type ?? '';
  const kind = member(scope, properties, 'SelfManagedEventSource') ? 'self-managed-kafka' : mappingKind(type, arn ? displayText(arn) : '');
  if (!definition || !kind) return [];
  const isEnabled = !isSwitchedOff(scope, properties, at);
  return [{ definition, trigger: createTrigger(kind, resource.logicalId, at, { source, isEnabled, isFiltered: member(scope, properties, 'FilterCriteria') !== undefined, mapping: mappingSettings(scope, properties, at) }) }];
}

const MAPPING_KINDS: readonly (readonly [type: RegExp, arn: RegExp, kind: TriggerKind])[] = [
  [/^AWS::SQS::Queue$/, /:sqs:/, 'sqs'],
  [/^AWS::DynamoDB::(?:Global)?Table$|^AWS::Serverless::SimpleTable$/, /:dynamodb:/, 'dynamodb-streams'],
  [/^AWS::Kinesis::Stream(?:Consumer)?$/, /:kinesis:/, 'kinesis'],
  [/^AWS::MSK::/, /:kafka:/, 'msk'],
  [/^AWS::AmazonMQ::/, /:mq:/, 'mq'],
  [/^AWS::DocDB::/, /:rds:/, 'documentdb'],
];

function mappingKind(type: string, arn: string): TriggerKind | undefined {
  return MAPPING_KINDS.find(([types, arns]) => types.test(type) || arns.test(arn))?.[2];
}

const KIND_BY_PRINCIPAL: ReadonlyMap<string, TriggerKind> = new Map(
  TRIGGERS.flatMap(({ kind, principal }) => (principal === null || principal === '*' || principal === 'apigateway.amazonaws.com' ? [] : [[principal, kind] as const])).reverse(),
);

/** A permission says who may invoke, not that anyone does: it counts where no resource tells more. */
function permissionTrigger(scope: TemplateScope, resource: ResourceFact, finder: FunctionFinder): readonly FoundTrigger[] {
  const at = scope.at(resource.key);
  const definition = finder.findAnywhere(member(scope, resource.properties, 'FunctionName'));
  const principal = known(textOf(scope, member(scope, resource.properties, 'Principal'), at));
  if (!definition || !principal) return [];
  const service = servicePrincipal(displayText(principal));
  const sourceArn = member(scope, resource.properties, 'SourceArn');
  const kind = service === 'apigateway.amazonaws.com' ? callingApi(scope, sourceArn) : KIND_BY_PRINCIPAL.get(service);
  if (!kind || (kind === 'iot-rule' && !isTopicRule(scope, sourceArn)) || isOfOtherService(scope, service, sourceArn) || showsTargets(scope, sourceArn)) return [];
  return [{ definition, trigger: createTrigger(kind, resource.logicalId, at, { isPermissionOnly: true }) }];
}

/** Services that invoke a function for a resource of their own. */
const OWN_SOURCES: ReadonlySet<string> = new Set(['s3', 'sns', 'events', 'logs']);

/** S3 does nothing for a queue: who never matches the source is let in by nothing. */
function isOfOtherService(scope: TemplateScope, principal: string, sourceArn: TemplateValue | undefined): boolean {
  const arn = sourceArn ? known(textOf(scope, sourceArn, scope.at(sourceArn))) : undefined;
  // `${AWS::Partition}` has colons of its own.
  const [, , service = ''] = arn ? displayText(arn).replaceAll(/\$\{[^{}]*\}/g, '$').split(':') : [];
  const [own = ''] = principal.split('.');
  return OWN_SOURCES.has(own) && /^[a-z0-9-]+$/.test(service) && service !== own;
}

/** Whom a topic or a rule of the project invokes, its subscriptions and targets say, as far as they can be read: a permission more is left over. */
function showsTargets(scope: TemplateScope, sourceArn: TemplateValue | undefined): boolean {
  const arn = sourceArn ? known(textOf(scope, sourceArn, scope.at(sourceArn))) : undefined;
  const found = scope.locate((arn && findResource(scope, arn)) ?? '');
  if (found?.resource.type === 'AWS::Events::Rule') return isTold(found.scope, found.resource, ['Targets', '*', 'Arn']);
  if (found?.resource.type !== 'AWS::SNS::Topic') return false;
  return isTold(found.scope, found.resource, ['Subscription', '*', 'Endpoint']) && tellsSubscriptions(scope);
}

/** Each permission of a topic asks. */
const telling = new WeakMap<TemplateScope, boolean>();

function tellsSubscriptions(scope: TemplateScope): boolean {
  const answer = telling.get(scope) ?? [...scope.resources.values()].every((one) => one.type !== 'AWS::SNS::Subscription' || isTold(scope, one, ['Endpoint']));
  telling.set(scope, answer);
  return answer;
}

/** Whether it can be told what each of the places names. One behind another protocol than that of functions does not matter. */
function isTold(scope: TemplateScope, { properties, key }: ResourceFact, path: readonly string[]): boolean {
  return membersAt(scope, properties, path).every(({ value, parent }) => {
    const protocol = known(stringOf(scope, member(scope, parent, 'Protocol'), scope.at(key))) ?? 'lambda';
    return protocol !== 'lambda' || known(textOf(scope, value, scope.at(value))) !== undefined;
  });
}

/** An authorizer answers the API itself, no caller of it. */
function callingApi(scope: TemplateScope, sourceArn: TemplateValue | undefined): TriggerKind | undefined {
  const arn = sourceArn ? known(textOf(scope, sourceArn, scope.at(sourceArn))) : undefined;
  return arn && displayText(arn).includes('/authorizers/') ? undefined : apiKind(scope, sourceArn);
}

/** AWS IoT also calls custom authorizers, which are synchronous, under the same principal. */
function isTopicRule(scope: TemplateScope, sourceArn: TemplateValue | undefined): boolean {
  const arn = sourceArn ? known(textOf(scope, sourceArn, scope.at(sourceArn))) : undefined;
  if (!arn) return false;
  return displayText(arn).includes(':rule/') || scope.resources.get(referredResource(arn) ?? '')?.type === 'AWS::IoT::TopicRule';
}

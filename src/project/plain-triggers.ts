import { TRIGGERS } from '../data/triggers.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { ResourceFact, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { evaluate, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { mappingSettings } from './mapping-settings.js';
import { numberOf, stringOf, textOf } from './read-value.js';
import type { FunctionFinder } from './target-function.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, referredResource } from './text.js';
import { createTrigger } from './trigger.js';
import type { Trigger } from './trigger.js';

export interface FoundTrigger {
  readonly definition: FunctionDefinition;
  readonly trigger: Trigger;
}

/** Where a resource type names the functions it invokes: a list below `list`, then the path `target` in each item. */
interface SourceShape {
  readonly kind: TriggerKind;
  readonly list?: readonly string[];
  readonly target: readonly string[];
  /** Items whose `Protocol` is another one are not for functions. */
  readonly protocol?: 'lambda';
}

const SHAPES: ReadonlyMap<string, SourceShape> = new Map<string, SourceShape>([
  ['AWS::S3::Bucket', { kind: 's3', list: ['NotificationConfiguration', 'LambdaConfigurations'], target: ['Function'] }],
  ['AWS::SNS::Topic', { kind: 'sns', list: ['Subscription'], target: ['Endpoint'], protocol: 'lambda' }],
  ['AWS::SNS::Subscription', { kind: 'sns', target: ['Endpoint'], protocol: 'lambda' }],
  ['AWS::Events::Rule', { kind: 'eventbridge-rule', list: ['Targets'], target: ['Arn'] }],
  ['AWS::Scheduler::Schedule', { kind: 'scheduler', target: ['Target', 'Arn'] }],
  ['AWS::ApiGateway::Method', { kind: 'apigw-rest', target: ['Integration', 'Uri'] }],
  ['AWS::ApiGatewayV2::Integration', { kind: 'apigw-http', target: ['IntegrationUri'] }],
  ['AWS::Lambda::Url', { kind: 'function-url', target: ['TargetFunctionArn'] }],
  ['AWS::Logs::SubscriptionFilter', { kind: 'cloudwatch-logs', target: ['DestinationArn'] }],
  ['AWS::IoT::TopicRule', { kind: 'iot-rule', list: ['TopicRulePayload', 'Actions'], target: ['Lambda', 'FunctionArn'] }],
  ['AWS::SES::ReceiptRule', { kind: 'ses', list: ['Rule', 'Actions'], target: ['LambdaAction', 'FunctionArn'] }],
  ['AWS::CodeCommit::Repository', { kind: 'codecommit', list: ['Triggers'], target: ['DestinationArn'] }],
  ['AWS::Config::ConfigRule', { kind: 'config', target: ['Source', 'SourceIdentifier'] }],
  ['AWS::SecretsManager::RotationSchedule', { kind: 'secretsmanager-rotation', target: ['RotationLambdaARN'] }],
  ['AWS::AppSync::DataSource', { kind: 'appsync', target: ['LambdaConfig', 'LambdaFunctionArn'] }],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', { kind: 'alb', list: ['Targets'], target: ['Id'] }],
]);

const CUSTOM_RESOURCE: SourceShape = { kind: 'cfn-custom-resource', target: ['ServiceToken'] };

/** Triggers that a resource other than a function defines. */
export function plainTriggers(scope: TemplateScope, resource: ResourceFact, finder: FunctionFinder): readonly FoundTrigger[] {
  if (resource.type === 'AWS::Lambda::EventSourceMapping') return mappingTrigger(scope, resource, finder);
  if (resource.type === 'AWS::Lambda::Permission') return permissionTrigger(scope, resource, finder);
  if (resource.type === 'AWS::Cognito::UserPool') return userPoolTriggers(scope, resource, finder);
  const isCustom = resource.type === 'AWS::CloudFormation::CustomResource' || resource.type.startsWith('Custom::');
  const shape = isCustom ? CUSTOM_RESOURCE : SHAPES.get(resource.type);
  if (!shape) return [];
  return items(scope, resource, shape).flatMap((item) => {
    if (shape.protocol && known(stringOf(scope, member(scope, item, 'Protocol'), scope.at(resource.key))) !== shape.protocol) return [];
    const definition = finder.find(member(scope, item, ...shape.target));
    return definition ? [{ definition, trigger: shapedTrigger(scope, resource, shape) }] : [];
  });
}

function items(scope: TemplateScope, resource: ResourceFact, shape: SourceShape): readonly (TemplateValue | undefined)[] {
  if (!shape.list) return [resource.properties];
  const list = member(scope, resource.properties, ...shape.list);
  const resolved = evaluate(scope, list, scope.at(resource.key));
  return resolved.state === 'known' && resolved.value.kind === 'list' ? resolved.value.items : [];
}

function shapedTrigger(scope: TemplateScope, resource: ResourceFact, shape: SourceShape): Trigger {
  const at = scope.at(resource.key);
  const get = (...keys: readonly string[]): TemplateValue | undefined => member(scope, resource.properties, ...keys);
  if (shape.kind === 'eventbridge-rule' && get('ScheduleExpression') && !get('EventPattern')) return createTrigger('eventbridge-schedule', resource.logicalId, at, { source: resource.logicalId });
  if (shape.kind === 'apigw-rest') {
    const isAsync = member(scope, get('Integration', 'RequestParameters'), 'integration.request.header.X-Amz-Invocation-Type') !== undefined;
    const integrationTimeoutMs = numberOf(scope, get('Integration', 'TimeoutInMillis'), at);
    return createTrigger('apigw-rest', resource.logicalId, at, { source: resource.logicalId, integrationTimeoutMs, ...(isAsync ? { invocation: 'async' } : {}) });
  }
  if (shape.kind === 'apigw-http') {
    const kind = apiKind(scope, get('ApiId')) ?? 'apigw-http';
    return createTrigger(kind, resource.logicalId, at, { source: resource.logicalId, integrationTimeoutMs: numberOf(scope, get('TimeoutInMillis'), at) });
  }
  return createTrigger(shape.kind, resource.logicalId, at, { source: resource.logicalId });
}

/** Which kind of API a reference leads to. */
function apiKind(scope: TemplateScope, value: TemplateValue | undefined): TriggerKind | undefined {
  const text = value ? known(textOf(scope, value, scope.at(value))) : undefined;
  const api = text ? scope.resources.get(referredResource(text) ?? '') : undefined;
  if (!api) return undefined;
  if (api.type === 'AWS::ApiGateway::RestApi' || api.type === 'AWS::Serverless::Api') return 'apigw-rest';
  if (api.type === 'AWS::Serverless::WebSocketApi') return 'apigw-websocket';
  if (api.type !== 'AWS::ApiGatewayV2::Api' && api.type !== 'AWS::Serverless::HttpApi') return undefined;
  const protocol = known(stringOf(scope, member(scope, api.properties, 'ProtocolType'), scope.at(api.key)));
  return protocol === 'WEBSOCKET' ? 'apigw-websocket' : 'apigw-http';
}

function userPoolTriggers(scope: TemplateScope, resource: ResourceFact, finder: FunctionFinder): readonly FoundTrigger[] {
  const config = member(scope, resource.properties, 'LambdaConfig');
  if (config?.kind !== 'map') return [];
  return config.entries.flatMap(({ value }) => {
    const definition = finder.find(value.kind === 'map' ? member(scope, value, 'LambdaArn') : value);
    return definition ? [{ definition, trigger: createTrigger('cognito', resource.logicalId, scope.at(resource.key), { source: resource.logicalId }) }] : [];
  });
}

function mappingTrigger(scope: TemplateScope, resource: ResourceFact, finder: FunctionFinder): readonly FoundTrigger[] {
  const definition = finder.find(member(scope, resource.properties, 'FunctionName'));
  const kind = mappingKind(scope, resource);
  if (!definition || !kind) return [];
  const at = scope.at(resource.key);
  const arn = known(textOf(scope, member(scope, resource.properties, 'EventSourceArn'), at));
  const source = arn ? referredResource(arn) : undefined;
  return [{ definition, trigger: createTrigger(kind, resource.logicalId, at, { source, mapping: mappingSettings(scope, resource.properties, at) }) }];
}

const MAPPING_KINDS: readonly (readonly [type: RegExp, arn: RegExp, kind: TriggerKind])[] = [
  [/^AWS::SQS::Queue$/, /:sqs:/, 'sqs'],
  [/^AWS::DynamoDB::(?:Global)?Table$|^AWS::Serverless::SimpleTable$/, /:dynamodb:/, 'dynamodb-streams'],
  [/^AWS::Kinesis::Stream(?:Consumer)?$/, /:kinesis:/, 'kinesis'],
  [/^AWS::MSK::/, /:kafka:/, 'msk'],
  [/^AWS::AmazonMQ::/, /:mq:/, 'mq'],
  [/^AWS::DocDB::/, /:rds:/, 'documentdb'],
];

function mappingKind(scope: TemplateScope, resource: ResourceFact): TriggerKind | undefined {
  if (member(scope, resource.properties, 'SelfManagedEventSource')) return 'self-managed-kafka';
  const at: Location = scope.at(resource.key);
  const arn = known(textOf(scope, member(scope, resource.properties, 'EventSourceArn'), at));
  if (!arn) return undefined;
  const type = scope.resources.get(referredResource(arn) ?? '')?.type ?? '';
  const shown = displayText(arn);
  return MAPPING_KINDS.find(([types, arns]) => types.test(type) || arns.test(shown))?.[2];
}

const KIND_BY_PRINCIPAL: ReadonlyMap<string, TriggerKind> = new Map(
  TRIGGERS.flatMap(({ kind, principal }) => (principal === null || principal === '*' || principal === 'apigateway.amazonaws.com' ? [] : [[principal, kind] as const])).reverse(),
);

/** A permission says who may invoke, not that anyone does: it counts where no resource tells more. */
function permissionTrigger(scope: TemplateScope, resource: ResourceFact, finder: FunctionFinder): readonly FoundTrigger[] {
  const at = scope.at(resource.key);
  const definition = finder.find(member(scope, resource.properties, 'FunctionName'));
  const principal = known(textOf(scope, member(scope, resource.properties, 'Principal'), at));
  if (!definition || !principal) return [];
  const shown = displayText(principal);
  const kind = shown.startsWith('apigateway.') ? apiKind(scope, member(scope, resource.properties, 'SourceArn')) : KIND_BY_PRINCIPAL.get(shown.replace(/\.\$\{AWS::URLSuffix\}$/, '.amazonaws.com'));
  if (!kind || (kind === 'iot-rule' && !isTopicRule(scope, resource))) return [];
  return [{ definition, trigger: createTrigger(kind, resource.logicalId, at, { isPermissionOnly: true }) }];
}

/** AWS IoT also calls custom authorizers, which are synchronous, under the same principal. */
function isTopicRule(scope: TemplateScope, resource: ResourceFact): boolean {
  const arn = known(textOf(scope, member(scope, resource.properties, 'SourceArn'), scope.at(resource.key)));
  if (!arn) return false;
  return displayText(arn).includes(':rule/') || scope.resources.get(referredResource(arn) ?? '')?.type === 'AWS::IoT::TopicRule';
}

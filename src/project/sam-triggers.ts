import { SAM_EVENT_TRIGGERS } from '../data/sam.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { MapEntry, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { isManagedBySam, kindOfApi } from './api-integrations.js';
import { deliveryOf } from './delivery.js';
import { evaluate, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { keepsWarm } from './keep-warm.js';
import { keySpan } from './key-span.js';
import { isSwitchedOff, mappingSettings } from './mapping-settings.js';
import { findResource } from './named-resource.js';
import { objectEvents } from './object-events.js';
import { samPreflight } from './preflight.js';
import { booleanOf, mapOf, numberOf, stringOf, textOf } from './read-value.js';
import { ruleEvents } from './rule-events.js';
import type { TemplateScope } from './template-scope.js';
import { literal } from './text.js';
import type { Text } from './text.js';
import { createTrigger } from './trigger.js';
import type { Trigger } from './trigger.js';

/** Which property of an event names the resource behind it. */
const SOURCE_PROPERTIES = ['Queue', 'Stream', 'Topic', 'Bucket', 'Broker', 'Cluster', 'UserPool', 'RestApiId', 'ApiId', 'LogGroupName'];

/** The `Events` and the function URL of a SAM function. */
export function samTriggers(definition: FunctionDefinition): readonly Trigger[] {
  const { scope, properties, at } = definition;
  const events = mapOf(scope, member(scope, properties, 'Events'), at);
  const triggers = (known(events)?.entries ?? []).flatMap((entry) => samTrigger(scope, entry));
  const url = member(scope, properties, 'FunctionUrlConfig');
  if (!url || evaluate(scope, url, at).state === 'absent') return triggers;
  const isStreaming = known(stringOf(scope, member(scope, url, 'InvokeMode'), at)) === 'RESPONSE_STREAM';
  return [...triggers, createTrigger('function-url', 'FunctionUrlConfig', scope.at(url), { isStreaming, payloadFormat: '2.0' })];
}

function samTrigger(scope: TemplateScope, { key, value, ...place }: MapEntry): readonly Trigger[] {
  const at = scope.at(keySpan(place));
  const type = known(stringOf(scope, member(scope, value, 'Type'), at));
  const kind = type === undefined ? undefined : SAM_EVENT_TRIGGERS.get(type);
  if (!kind) return [];
  const properties = member(scope, value, 'Properties');
  const source = sourceOf(scope, properties, at);
  if (kind === 'sns') {
    const subscription = snsToQueue(scope, member(scope, properties, 'SqsSubscription'), key, at);
    if (subscription) return [subscription];
  }
  const api = scope.resources.get(source ?? '');
  const isApi = kind === 'apigw-rest' || kind === 'apigw-http';
  return [
    createTrigger((isApi && api && kindOfApi(scope, api)) || kind, key, at, {
      source,
      isEnabled: !isSwitchedOff(scope, properties, at),
      ...(TRIGGERS_WITH_MAPPING.has(kind) ? { mapping: mappingSettings(scope, properties, at) } : {}),
      delivery: deliveryOf(scope, kind, properties, at),
      keepsWarm: (kind === 'eventbridge-schedule' || kind === 'scheduler') && keepsWarm(scope, key, properties, properties),
      isFiltered: member(scope, properties, 'FilterCriteria') !== undefined || member(scope, properties, 'FilterPolicy') !== undefined,
      ...(kind === 'eventbridge-rule' ? { ruleEvents: ruleEvents(scope, member(scope, properties, 'Pattern'), member(scope, properties, 'EventBusName'), at) } : {}),
      ...(kind === 's3' ? { objectEvents: objectEvents(scope, properties, 'Events') } : {}),
      ...(isApi ? apiSettings(scope, kind, properties, source, at) : {}),
    }),
  ];
}

/** SAM calls streaming `RESPONSE_STREAM`; what it writes into the API is `STREAM`. Source: samtranslator/swagger/swagger.py. */
function apiSettings(scope: TemplateScope, kind: TriggerKind, properties: TemplateValue | undefined, api: string | undefined, at: Location): Partial<Trigger> {
  return {
    integrationTimeoutMs: numberOf(scope, member(scope, properties, 'TimeoutInMillis'), at),
    isStreaming: known(stringOf(scope, member(scope, properties, 'ResponseTransferMode'), at)) === 'RESPONSE_STREAM',
    isPermissionOnly: !isManagedBySam(scope, api, kind) || (api === undefined && namesApi(scope, properties, at)),
    payloadFormat: payloadFormat(scope, kind, properties, at),
    ...(kind === 'apigw-rest' ? { preflight: samPreflight(scope, properties, api, at) } : {}),
  };
}

/** For an API that the template does not define, SAM makes the permission and nothing else. Source: samtranslator/model/eventsources/push.py, class Api. */
function namesApi(scope: TemplateScope, properties: TemplateValue | undefined, at: Location): boolean {
  return ['RestApiId', 'ApiId'].some((name) => evaluate(scope, member(scope, properties, name), at).state !== 'absent');
}

/** SAM writes 2.0 into HTTP APIs. Source: AWS::Serverless::Function HttpApi, `PayloadFormatVersion`. */
function payloadFormat(scope: TemplateScope, kind: TriggerKind, properties: TemplateValue | undefined, at: Location): string | undefined {
  if (kind === 'apigw-rest') return '1.0';
  const version = stringOf(scope, member(scope, properties, 'PayloadFormatVersion'), at);
  return version.state === 'absent' ? '2.0' : known(version);
}

const TRIGGERS_WITH_MAPPING: ReadonlySet<string> = new Set(['sqs', 'dynamodb-streams', 'kinesis', 'msk', 'self-managed-kafka', 'mq', 'documentdb']);

function sourceOf(scope: TemplateScope, properties: TemplateValue | undefined, at: Location): string | undefined {
  for (const name of SOURCE_PROPERTIES) {
    const value = member(scope, properties, name);
    const text = value ? known(textOf(scope, value, at)) : undefined;
    if (text) return findResource(scope, text) ?? plainName(scope, text);
  }
  return undefined;
}

/** SAM takes `RestApiId: Shop` for `!Ref Shop`. */
function plainName(scope: TemplateScope, text: Text): string | undefined {
  const name = literal(text);
  return name !== undefined && scope.resources.has(name) ? name : undefined;
}

/** A topic delivered through a queue: a made one (`true`), or one of the template's own. `Enabled` has no effect there. */
function snsToQueue(scope: TemplateScope, value: TemplateValue | undefined, name: string, at: Location): Trigger | undefined {
  const resolved = evaluate(scope, value, at);
  if (resolved.state === 'absent' || known(booleanOf(scope, value, at)) === false) return undefined;
  // With or without a queue: nothing can be said about either.
  if (resolved.state === 'unknown') return createTrigger('sqs', name, at, { mapping: mappingSettings(scope, undefined, at) });
  const queue = known(textOf(scope, member(scope, value, 'QueueArn'), at));
  const source = queue ? findResource(scope, queue) : undefined;
  return createTrigger('sqs', name, at, { source, mapping: mappingSettings(scope, value, at), hasGeneratedQueue: resolved.value.kind === 'text' });
}

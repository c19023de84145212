import type { Location } from '../diagnostic.js';
import type { ResourceFact, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { member } from './evaluate.js';
import { findResource } from './named-resource.js';
import { membersAt } from './plain-triggers.js';
import { booleanOf, mapOf, stringOf, textOf } from './read-value.js';
import { qualifiedId } from './resource-id.js';
import type { TemplateScope } from './template-scope.js';

/** What a message looks like: SNS wraps what was published, unless delivery is raw. Undefined where that is not known. */
export type MessageForm = 'sns' | 'raw' | 's3' | 'eventbridge';

/** A service that the template makes put messages into a queue or topic. */
export interface SentMessage {
  /** Logical id of what sends, or the name of an event of SAM. */
  readonly sender: string;
  readonly service: string;
  /** The resource whose ARN the service gives as its source, within the project: a topic, a bucket, a rule. */
  readonly sourceKey: string | undefined;
  /** The topic behind a subscription, within the project. */
  readonly topicKey: string | undefined;
  readonly target: string;
  readonly targetAt: Location;
  readonly targetKind: 'queue' | 'topic';
  /** Names the target within the project. */
  readonly targetKey: string;
  /** The target is in another stack. */
  readonly isElsewhere: boolean;
  /** The target takes what could not be delivered. */
  readonly isDeadLetter: boolean;
  /** A role lets the service send. */
  readonly hasRole: boolean;
  /** It passes on a part of what it gets, or may. */
  readonly isFiltered: boolean;
  readonly form: MessageForm | undefined;
  /** Where the sender names the target. */
  readonly at: Location;
}

interface Shape {
  readonly path: readonly string[];
  readonly service: string;
  readonly isDeadLetter?: true;
  readonly protocol?: 'sqs';
}

interface ResourceShape extends Shape {
  readonly type: RegExp;
}

/** Source: AWS documentation of each: SNS subscribe-sqs-queue-to-sns-topic, S3 grant-destinations-permissions, EventBridge eb-use-resource-based, eb-rule-dlq. */
const SHAPES: readonly ResourceShape[] = [
  { type: /^AWS::SNS::Subscription$/, path: ['Endpoint'], service: 'sns.amazonaws.com', protocol: 'sqs' },
  { type: /^AWS::SNS::Topic$/, path: ['Subscription', '*', 'Endpoint'], service: 'sns.amazonaws.com', protocol: 'sqs' },
  { type: /^AWS::SNS::Subscription$/, path: ['RedrivePolicy', 'deadLetterTargetArn'], service: 'sns.amazonaws.com', isDeadLetter: true },
  { type: /^AWS::S3::Bucket$/, path: ['NotificationConfiguration', 'QueueConfigurations', '*', 'Queue'], service: 's3.amazonaws.com' },
  { type: /^AWS::S3::Bucket$/, path: ['NotificationConfiguration', 'TopicConfigurations', '*', 'Topic'], service: 's3.amazonaws.com' },
  { type: /^AWS::Events::Rule$/, path: ['Targets', '*', 'Arn'], service: 'events.amazonaws.com' },
  { type: /^AWS::Events::Rule$/, path: ['Targets', '*', 'DeadLetterConfig', 'Arn'], service: 'events.amazonaws.com', isDeadLetter: true },
];

const FROM_RULE: Shape = { path: ['DeadLetterConfig', 'Arn'], service: 'events.amazonaws.com', isDeadLetter: true };

/** Dead-letter queues of events of SAM, which writes a policy for the queues alone that it makes. Source: facts/sam-facts.json, `functionEvents`. */
const EVENT_SHAPES: ReadonlyMap<string, Shape> = new Map([
  ['SNS', { path: ['RedrivePolicy', 'deadLetterTargetArn'], service: 'sns.amazonaws.com', isDeadLetter: true }],
  ['EventBridgeRule', FROM_RULE],
  ['CloudWatchEvent', FROM_RULE],
  ['Schedule', FROM_RULE],
]);

/** CloudFormation's types of what takes messages. */
export const TARGET_TYPES = { queue: 'AWS::SQS::Queue', topic: 'AWS::SNS::Topic' } as const;

const byScope = new WeakMap<TemplateScope, readonly SentMessage[]>();

/** Everything that services put into queues and topics because resources of a template say so; worked out once for each template. */
export function sentMessages(scope: TemplateScope): readonly SentMessage[] {
  const sent = byScope.get(scope) ?? allSent(scope);
  byScope.set(scope, sent);
  return sent;
}

function allSent(scope: TemplateScope): readonly SentMessage[] {
  return scope.template.resources.flatMap((resource) => [
    ...SHAPES.filter(({ type }) => type.test(resource.type)).flatMap((shape) => sentBy(scope, resource, shape, resource.properties, resource.logicalId)),
    ...(resource.type === 'AWS::Serverless::Function' ? sentByEvents(scope, resource) : []),
  ]);
}

function sentByEvents(scope: TemplateScope, resource: ResourceFact): readonly SentMessage[] {
  const at = scope.at(resource.key);
  const events = known(mapOf(scope, member(scope, resource.properties, 'Events'), at))?.entries ?? [];
  return events.flatMap(({ key, value }) => {
    const shape = EVENT_SHAPES.get(known(stringOf(scope, member(scope, value, 'Type'), at)) ?? '');
    return shape ? sentBy(scope, resource, shape, member(scope, value, 'Properties'), key) : [];
  });
}

function sentBy(scope: TemplateScope, resource: ResourceFact, shape: Shape, properties: TemplateValue | undefined, sender: string): readonly SentMessage[] {
  const owner = scope.at(resource.key);
  return membersAt(scope, properties, shape.path).flatMap(({ value, parent }): readonly SentMessage[] => {
    if (shape.protocol && known(stringOf(scope, member(scope, parent, 'Protocol'), owner)) !== shape.protocol) return [];
    const text = known(textOf(scope, value, owner));
    const { scope: around, resource: target } = scope.locate((text && findResource(scope, text)) ?? '') ?? {};
    const targetKind = target?.type === TARGET_TYPES.queue ? 'queue' : target?.type === TARGET_TYPES.topic ? 'topic' : undefined;
    if (!around || !target || !targetKind) return [];
    const { logicalId, key } = target;
    return [{
      target: logicalId, targetAt: around.at(key), targetKind, targetKey: qualifiedId(around.key, logicalId), isElsewhere: around.key !== scope.key,
      sender, service: shape.service, isDeadLetter: shape.isDeadLetter === true, at: scope.at(value),
      sourceKey: sourceKey(scope, resource), topicKey: topicKey(scope, resource), hasRole: member(scope, parent, 'RoleArn') !== undefined, isFiltered: member(scope, resource.properties, 'FilterPolicy') !== undefined, form: formOf(scope, resource, parent),
    }];
  });
}

/** Rules and subscriptions that SAM makes of events have no logical id here. */
function sourceKey(scope: TemplateScope, resource: ResourceFact): string | undefined {
  const isSource = resource.type === 'AWS::S3::Bucket' || resource.type === 'AWS::Events::Rule';
  return isSource ? qualifiedId(scope.key, resource.logicalId) : topicKey(scope, resource);
}

function topicKey(scope: TemplateScope, { type, properties, logicalId, key }: ResourceFact): string | undefined {
  if (type === TARGET_TYPES.topic) return qualifiedId(scope.key, logicalId);
  const topic = type === 'AWS::SNS::Subscription' ? known(textOf(scope, member(scope, properties, 'TopicArn'), scope.at(key))) : undefined;
  const id = topic && findResource(scope, topic);
  return id === undefined ? undefined : qualifiedId(scope.key, id);
}

const INPUTS = ['Input', 'InputPath', 'InputTransformer'];

function formOf(scope: TemplateScope, { type, properties, key }: ResourceFact, parent: TemplateValue | undefined): MessageForm | undefined {
  if (type === 'AWS::S3::Bucket') return 's3';
  if (type === 'AWS::Events::Rule') {
    // A schedule sends an event of its own.
    const isPlain = member(scope, properties, 'EventPattern') !== undefined && !INPUTS.some((name) => member(scope, parent, name) !== undefined);
    return isPlain ? 'eventbridge' : undefined;
  }
  if (type === TARGET_TYPES.topic) return 'sns';
  const raw = booleanOf(scope, member(scope, properties, 'RawMessageDelivery'), scope.at(key));
  return raw.state === 'absent' ? 'sns' : raw.state === 'unknown' ? undefined : raw.value ? 'raw' : 'sns';
}

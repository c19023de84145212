import type { Location } from '../diagnostic.js';
import type { MapEntry, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { evaluate, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import type { GeneratedGrants } from './generated-grants.js';
import { allow, destinationEntries, sendingStatements } from './generated-statement.js';
import { keySpan } from './key-span.js';
import { each, policyEntries, policyEntry } from './policy-document.js';
import type { PolicyEntry, PolicyStatement } from './policy-document.js';
import { booleanOf, mapOf, stringOf, textOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';

/** One event of a SAM function that Lambda polls. */
interface PolledEvent {
  readonly scope: TemplateScope;
  readonly properties: TemplateValue | undefined;
  /** The event's key. */
  readonly at: Location;
}

/**
 * What SAM grants a function for the events that Lambda polls for it.
 * Source: aws/serverless-application-model samtranslator/model/eventsources/pull.py and push.py (SNS by way of a queue).
 */
export function eventGrants({ scope, properties, at }: FunctionDefinition): GeneratedGrants {
  const events = known(mapOf(scope, member(scope, properties, 'Events'), at))?.entries ?? [];
  const all = events.map((entry) => grantsOfEvent(scope, entry));
  return { attached: all.flatMap(({ attached }) => attached), statements: all.flatMap(({ statements }) => statements) };
}

const MANAGED: ReadonlyMap<string, string> = new Map([
  ['SQS', 'AWSLambdaSQSQueueExecutionRole'],
  ['Kinesis', 'AWSLambdaKinesisExecutionRole'],
  ['DynamoDB', 'AWSLambdaDynamoDBExecutionRole'],
  ['MSK', 'AWSLambdaMSKExecutionRole'],
]);

type Inline = (event: PolledEvent) => readonly PolicyStatement[];

const INLINE: ReadonlyMap<string, Inline> = new Map<string, Inline>([
  ['MSK', (event) => [...schemaRegistry(event), ...secretsOf(event, /^CLIENT_CERTIFICATE_TLS_AUTH$/)]],
  ['MQ', (event) => [...secretsOf(event, /^BASIC_AUTH$/), on(event, ['mq:DescribeBroker'], 'Broker'), ...decryption(event)]],
  ['DocumentDB', documentDb],
  ['SelfManagedKafka', selfManagedKafka],
]);

function grantsOfEvent(scope: TemplateScope, { value, ...place }: MapEntry): GeneratedGrants {
  const at = scope.at(keySpan(place));
  const type = known(stringOf(scope, member(scope, value, 'Type'), at)) ?? '';
  const properties = member(scope, value, 'Properties');
  if (type === 'SNS') return { attached: isThroughQueue(scope, properties, at) ? [{ policy: 'AWSLambdaSQSQueueExecutionRole', at }] : [], statements: [] };
  const policy = MANAGED.get(type);
  const inline = INLINE.get(type)?.({ scope, properties, at }) ?? [];
  if (policy === undefined && inline.length === 0) return { attached: [], statements: [] };
  const onFailure = member(scope, properties, 'DestinationConfig', 'OnFailure');
  const sending = onFailure ? sendingStatements(scope, onFailure, at, destinationEntries(scope, onFailure, at)) : [];
  return { attached: policy === undefined ? [] : [{ policy, at }], statements: [...inline, ...sending] };
}

function isThroughQueue(scope: TemplateScope, properties: TemplateValue | undefined, at: Location): boolean {
  const subscription = member(scope, properties, 'SqsSubscription');
  return evaluate(scope, subscription, at).state !== 'absent' && known(booleanOf(scope, subscription, at)) !== false;
}

function on({ scope, properties, at }: PolledEvent, actions: readonly string[], property: string): PolicyStatement {
  return allow(actions, policyEntries(scope, member(scope, properties, property), at), at);
}

/** An ARN in the account and region of the stack. */
function local(service: string, rest: PolicyEntry['value'], at: Location): PolicyEntry {
  const pseudo = (name: string) => ({ kind: 'pseudo', name }) as const;
  return policyEntry(['arn:', pseudo('AWS::Partition'), `:${service}:`, pseudo('AWS::Region'), ':', pseudo('AWS::AccountId'), ':', ...rest], at);
}

/** The secrets among `SourceAccessConfigurations`. */
function secretsOf({ scope, properties, at }: PolledEvent, types: RegExp): readonly PolicyStatement[] {
  return each(scope, member(scope, properties, 'SourceAccessConfigurations'), at).flatMap(({ value }) => {
    if (value?.kind !== 'map' || !types.test(known(stringOf(scope, member(scope, value, 'Type'), at)) ?? '')) return [];
    return [allow(['secretsmanager:GetSecretValue'], policyEntries(scope, member(scope, value, 'URI'), at), at)];
  });
}

/** `SecretsManagerKmsKeyId` is the id alone. */
function decryption({ scope, properties, at }: PolledEvent): readonly PolicyStatement[] {
  const key = textOf(scope, member(scope, properties, 'SecretsManagerKmsKeyId'), at);
  if (key.state === 'absent') return [];
  const id = key.state === 'known' ? key.value : [{ kind: 'unknown', reason: key.reason } as const];
  return [allow(['kms:Decrypt'], [local('kms', ['key/', ...id], at)], at)];
}

const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface', 'ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups',
];

function network(at: Location): PolicyStatement {
  return allow(NETWORK_ACTIONS, [policyEntry(['*'], at)], at);
}

function documentDb(event: PolledEvent): readonly PolicyStatement[] {
  const { at } = event;
  return [
    ...secretsOf(event, /^BASIC_AUTH$/),
    allow(['rds:DescribeDBClusterParameters'], [local('rds', ['cluster-pg:*'], at)], at),
    allow(['rds:DescribeDBSubnetGroups'], [local('rds', ['subgrp:*'], at)], at),
    on(event, ['rds:DescribeDBClusters'], 'Cluster'),
    network(at),
    ...decryption(event),
  ];
}

function selfManagedKafka(event: PolledEvent): readonly PolicyStatement[] {
  const { scope, properties, at } = event;
  const types = each(scope, member(scope, properties, 'SourceAccessConfigurations'), at).flatMap(({ value }) =>
    value?.kind === 'map' ? (known(stringOf(scope, member(scope, value, 'Type'), at)) ?? []) : [],
  );
  return [...secretsOf(event, /_AUTH$/), ...schemaRegistry(event), ...(types.includes('VPC_SUBNET') ? [network(at)] : [])];
}

/** A registry of AWS Glue; others are reached with a secret only. */
function schemaRegistry({ scope, properties, at }: PolledEvent): readonly PolicyStatement[] {
  const config = member(scope, properties, 'SchemaRegistryConfig');
  if (!config) return [];
  const secrets = each(scope, member(scope, config, 'AccessConfigs'), at).flatMap(({ value }) =>
    value?.kind === 'map' ? [allow(['secretsmanager:GetSecretValue'], policyEntries(scope, member(scope, value, 'URI'), at), at)] : [],
  );
  const uri = member(scope, config, 'SchemaRegistryURI');
  const registries = policyEntries(scope, uri, at).filter(({ text }) => /^arn:.*:registry\//.test(text));
  return [
    ...secrets,
    ...registries.flatMap((registry) => {
      const name = registry.text.slice(registry.text.indexOf(':registry/') + ':registry/'.length);
      return [allow(['glue:GetRegistry'], [registry], at), allow(['glue:GetSchemaVersion'], [local('glue', [`schema/${name}/*`], at)], at)];
    }),
  ];
}

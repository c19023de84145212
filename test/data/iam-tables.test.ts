import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { createIamTables } from '../../src/data/iam-tables.js';
import { readTable } from '../../src/engine/read-table.js';

const ROOT = join(import.meta.dirname, '../..');
const tables = createIamTables(readTable);
const { operations: LISTED }: { readonly operations: Readonly<Record<string, string>> } = JSON.parse(readFileSync(join(ROOT, 'data/sdk-operations.json'), 'utf8'));
const { withoutKnownAction: UNKNOWN }: { readonly withoutKnownAction: Readonly<Record<string, readonly string[]>> } = JSON.parse(readFileSync(join(ROOT, 'data/sdk-actions.json'), 'utf8'));

/** The clients that handlers use most. */
const MOST_USED = [
  'dynamodb', 's3', 'sqs', 'sns', 'lambda', 'secrets-manager', 'ssm', 'eventbridge', 'sfn', 'kms', 'sts', 'cloudwatch', 'cloudwatch-logs', 'kinesis', 'firehose',
  'cognito-identity-provider', 'cognito-identity', 'ses', 'sesv2', 'apigatewaymanagementapi', 'bedrock-runtime', 'bedrock-agent-runtime', 'rds-data', 'athena', 'ec2',
  'ecs', 'cloudformation', 'iam', 'xray', 'scheduler', 'rekognition', 'textract', 'translate', 'comprehend', 'polly', 'transcribe', 'appconfigdata', 'iot-data-plane',
];

/** AWS lists what these may use, but not what they need. */
const VAGUE: ReadonlySet<string> = new Set(['iam.AcquireRole', 's3.CreateBucketMetadataConfiguration']);

function needs(client: string, operation: string) {
  const prefix = tables.client(client)?.prefix;
  return prefix === undefined ? undefined : tables.service(prefix)?.operation(client, operation);
}

describe('operations', () => {
  test.each(MOST_USED)('every one of %s has an answer or is listed as unknown', (client) => {
    const names = LISTED[client]?.split(' ') ?? [];
    expect(names.length).toBeGreaterThan(0);
    const unanswered = names.filter((name) => needs(client, name) === undefined);
    expect(unanswered).toEqual([]);
    const unknown = names.filter((name) => needs(client, name)?.state === 'unknown');
    const vague = unknown.filter((name) => UNKNOWN[client]?.includes(name) !== true);
    expect(vague.filter((name) => !VAGUE.has(`${client}.${name}`))).toEqual([]);
  });

  test('a table has no operation that its client does not have', () => {
    for (const [client, names] of Object.entries(LISTED)) {
      const prefix = tables.client(client)?.prefix ?? '';
      expect([...(tables.service(prefix)?.operations(client) ?? [])].sort()).toEqual(names.split(' ').sort());
    }
  });

  test('no two operations of a client are spelt alike', () => {
    for (const names of Object.values(LISTED)) expect(new Set(names.toLowerCase().split(' ')).size).toBe(names.split(' ').length);
  });

  test.each([
    ['dynamodb', 'PutItem', ['dynamodb:PutItem']],
    ['dynamodb', 'put_item', ['dynamodb:PutItem']],
    ['s3', 'HeadObject', ['s3:GetObject']],
    ['s3', 'listObjectsV2', ['s3:ListBucket']],
    ['s3', 'ListBuckets', ['s3:ListAllMyBuckets']],
    ['s3', 'CopyObject', ['s3:GetObject', 's3:PutObject']],
    ['lambda', 'Invoke', ['lambda:InvokeFunction']],
    ['sns', 'PublishBatch', ['sns:Publish']],
    ['sqs', 'delete_message_batch', ['sqs:DeleteMessage']],
    ['apigatewaymanagementapi', 'PostToConnection', ['execute-api:ManageConnections']],
    ['bedrock-runtime', 'Converse', ['bedrock:InvokeModel']],
    ['cloudwatch', 'PutMetricData', ['cloudwatch:PutMetricData']],
    ['s3', 'GetBucketCors', ['s3:GetBucketCORS']],
  ])('%s.%s needs %j', (client, operation, required) => {
    expect(needs(client, operation)).toMatchObject({ state: 'known', required });
  });

  test('what depends on the request is told apart', () => {
    expect(needs('dynamodb', 'TransactWriteItems')).toMatchObject({
      required: [],
      oneOf: [['dynamodb:PutItem'], ['dynamodb:UpdateItem'], ['dynamodb:DeleteItem'], ['dynamodb:ConditionCheckItem']].map((actions) => ({ when: 'member', actions })),
    });
    expect(needs('sqs', 'SendMessage')).toMatchObject({ required: ['sqs:SendMessage'], conditional: [{ action: 'kms:GenerateDataKey', when: 'cmk', passedTo: [] }] });
    expect(needs('api-gateway', 'CreateAuthorizer')).toMatchObject({ conditional: [{ action: 'iam:PassRole', when: 'role', passedTo: ['apigateway.amazonaws.com'] }] });
    expect(needs('sts', 'GetCallerIdentity')).toEqual({ state: 'none', operation: 'GetCallerIdentity' });
    expect(needs('dynamodb', 'PutThing')).toBeUndefined();
  });

  test('knowledge without a source is marked', () => {
    expect(needs('s3', 'CopyObject')).toMatchObject({ isCurated: false });
    // The action is called like the operation; what has no source is the rest.
    expect(needs('rekognition', 'DetectLabels')).toMatchObject({ isCurated: false });
    expect(needs('timestream-write', 'WriteRecords')).toMatchObject({ required: ['timestream:WriteRecords', 'timestream:DescribeEndpoints'], isCurated: true });
    expect(needs('sesv2', 'SendEmail')).toMatchObject({ isCurated: true });
  });
});

describe('clients', () => {
  test.each([
    ['cognito-identity-provider', 'cognito-idp'],
    ['cloudwatch', 'cloudwatch'],
    ['sfn', 'states'],
    ['iot-data-plane', 'iot'],
    ['nothing', undefined],
  ])('%s asks for %s', (id, prefix) => expect(tables.client(id)?.prefix).toBe(prefix));
});

describe('actions', () => {
  test('tell their level and the resources they can be limited to', () => {
    const putItem = tables.service('dynamodb')?.action('putitem');
    expect(putItem).toMatchObject({ name: 'PutItem', level: 'Write', needsStar: false });
    expect(putItem?.resourceTypes).toContainEqual({ name: 'table', isRequired: true, arn: 'arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}' });
    expect(tables.service('s3')?.action('ListAllMyBuckets')).toMatchObject({ level: 'List', resourceTypes: [] });
    expect(tables.service('cloudwatch')?.action('PutMetricData')?.needsStar).toBe(true);
  });

  test('of a service that is not in the tables are not guessed', () => {
    expect(tables.service('chatbot')).toBeUndefined();
    expect(tables.service('../../package')).toBeUndefined();
    expect(tables.service('index')).toBeUndefined();
  });

  test('of every service there is the prefix, with a table or without', () => {
    expect(['s3', 'S3', 'chatbot'].map((prefix) => tables.isService(prefix))).toEqual([true, true, true]);
    expect(['bedrock-runtime', 'index', ''].map((prefix) => tables.isService(prefix))).toEqual([false, false, false]);
    expect(tables.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  test('every resource type of every action has its ARN', () => {
    for (const file of readdirSync(join(ROOT, 'src/data/iam'))) {
      if (file === 'index.json') continue;
      for (const { name, resourceTypes } of tables.service(file.slice(0, -5))?.actions ?? []) {
        expect(resourceTypes.filter(({ arn }) => !arn.startsWith('arn:')).map((type) => `${file} ${name} ${type.name}`)).toEqual([]);
      }
    }
  });
});

test('features and escalation paths are there', () => {
  expect(tables.platform.find(({ feature }) => feature === 'vpc')?.actions).toContain('ec2:CreateNetworkInterface');
  expect(tables.platform.find(({ feature }) => feature === 'kafka-mapping')?.isCurated).toBe(true);
  expect(tables.escalation).toHaveLength(69);
});

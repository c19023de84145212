import { describe, expect, it } from 'vitest';

import { bind, createDriver } from '../../src/analysis.js';
import { loadRepository } from '../../src/engine/load.js';
import { readTable } from '../../src/engine/read-table.js';
import { createFactsCache } from '../../src/facts/cache.js';
import type { GappedText } from '../../src/iam/gapped-text.js';
import { demands } from '../../src/project/demands.js';
import type { CallDemands } from '../../src/project/demands.js';
import { bindProject } from '../../src/project/files.js';
import { tableReader } from '../../src/project/inputs.js';
import { memorySource } from '../../src/source/file-source.js';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters: { Stage: { Type: String } }
Resources:
  Orders: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: ., Environment: { Variables: {
    TABLE: !Ref Table, NAMED: !Ref NamedTable, ARN: !GetAtt Table.Arn, QUEUE: !Ref Queue, BUCKET: !Ref Bucket, TOPIC: !Ref Topic, SECRET: !Ref Secret, PARAMETER: !Ref Parameter, MACHINE: !Ref Machine, BUS: !GetAtt Bus.Arn, STREAM: !Ref Stream, FUNCTION: !GetAtt Orders.Arn, ALIAS: !Ref Alias, STAGE: !Ref Stage } } } }
  Table: { Type: AWS::DynamoDB::Table }
  NamedTable: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Sub 'orders-\${Stage}' } }
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs } }
  Bucket: { Type: AWS::S3::Bucket }
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: paid } }
  Secret: { Type: AWS::SecretsManager::Secret, Properties: { Name: db } }
  Parameter: { Type: AWS::SSM::Parameter, Properties: { Name: /orders/limit } }
  Machine: { Type: AWS::Serverless::StateMachine, Properties: { Name: ship } }
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: shop } }
  Alias: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Orders, FunctionVersion: '3', Name: live } }
  Stream: { Type: AWS::Kinesis::Stream, Properties: { Name: clicks } }
`;

/** What one call of a client in `send(…)` needs. */
function demandOf(client: string, command: string, input: string, options = '{}'): CallDemands {
  const source = `import { ${client}, ${command} } from '@aws-sdk/${PACKAGES[client] ?? ''}';\nconst c = new ${client}(${options});\nexport const handler = async (event) => c.send(new ${command}(${input}));\n`;
  const { projects: [project] } = loadRepository(memorySource({ 'template.yaml': TEMPLATE, 'orders.js': source }), ['template.yaml'], { templates: createFactsCache(9), modules: createFactsCache(9) });
  if (!project) throw new Error('there is no project');
  const [found, other] = createDriver([...bindProject(project), bind(tableReader, readTable)]).answers({ demands }).demands('template.yaml#Orders');
  if (!found || other) throw new Error('there is not one call');
  return found;
}

const PACKAGES: Readonly<Record<string, string>> = {
  DynamoDBClient: 'client-dynamodb', SQSClient: 'client-sqs', S3Client: 'client-s3', SNSClient: 'client-sns', SecretsManagerClient: 'client-secrets-manager', SSMClient: 'client-ssm',
  SFNClient: 'client-sfn', ApiGatewayManagementApiClient: 'client-apigatewaymanagementapi', EventBridgeClient: 'client-eventbridge', KinesisClient: 'client-kinesis', LambdaClient: 'client-lambda', STSClient: 'client-sts', KMSClient: 'client-kms',
};

/** Gaps in braces: their id, `!` for a unique one. */
function shown(text: GappedText): string {
  return text.map((part) => (typeof part === 'string' ? part : `{${part.id?.replace('AWS::', '').replace(/^.*#/, '') ?? ''}${part.isUnique ? '!' : ''}}`)).join('').replace('{Partition}', 'aws').replace(':{Region}:{AccountId}:', ':R:A:');
}

describe('what a call works on', () => {
  it.each([
    ['a table', 'DynamoDBClient', 'GetItemCommand', '{ TableName: process.env.TABLE }', 'dynamodb:GetItem on arn:aws:dynamodb:R:A:table/{Table.name!}'],
    ['a table by its ARN', 'DynamoDBClient', 'GetItemCommand', '{ TableName: process.env.ARN }', 'dynamodb:GetItem on arn:aws:dynamodb:R:A:table/{Table.name!}'],
    ['a name with a gap', 'DynamoDBClient', 'GetItemCommand', '{ TableName: process.env.NAMED }', 'dynamodb:GetItem on arn:aws:dynamodb:R:A:table/orders-{NamedTable.name.1}'],
    ['a name in the code', 'DynamoDBClient', 'GetItemCommand', "{ TableName: 'orders' }", 'dynamodb:GetItem on arn:aws:dynamodb:R:A:table/orders'],
    ['a name that the event gives', 'DynamoDBClient', 'GetItemCommand', '{ TableName: event.table }', 'dynamodb:GetItem on arn:{}:dynamodb:{}:{}:table/{}'],
    ['what a parameter gives', 'DynamoDBClient', 'GetItemCommand', '{ TableName: process.env.STAGE }', 'dynamodb:GetItem on arn:{}:dynamodb:{}:{}:table/{}'],
    ['a table without index', 'DynamoDBClient', 'QueryCommand', "{ TableName: 'orders' }", 'dynamodb:Query on arn:aws:dynamodb:R:A:table/orders'],
    ['an index', 'DynamoDBClient', 'QueryCommand', "{ TableName: 'orders', IndexName: 'byDay' }", 'dynamodb:Query on arn:aws:dynamodb:R:A:table/orders/index/{}'],
    ['perhaps an index', 'DynamoDBClient', 'QueryCommand', "{ TableName: 'orders', ...event }", 'dynamodb:Query on arn:aws:dynamodb:R:A:table/orders{}'],
    ['a queue', 'SQSClient', 'SendMessageCommand', '{ QueueUrl: process.env.QUEUE }', 'sqs:SendMessage on arn:aws:sqs:R:A:jobs'],
    ['a written URL', 'SQSClient', 'SendMessageBatchCommand', "{ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs' }", 'sqs:SendMessage on arn:{}:sqs:eu-west-1:123456789012:jobs'],
    ['a bucket', 'S3Client', 'ListObjectsV2Command', '{ Bucket: process.env.BUCKET }', 's3:ListBucket on arn:aws:s3:::{Bucket.name!}'],
    ['an object', 'S3Client', 'GetObjectCommand', "{ Bucket: process.env.BUCKET, Key: 'terms.pdf' }", 's3:GetObject on arn:aws:s3:::{Bucket.name!}/terms.pdf'],
    ['any object', 'S3Client', 'HeadObjectCommand', '{ Bucket: event.bucket, Key: event.key }', 's3:GetObject on arn:{}:s3:{}:{}:{}/{}'],
    ['a topic', 'SNSClient', 'PublishCommand', '{ TopicArn: process.env.TOPIC }', 'sns:Publish on arn:aws:sns:R:A:paid'],
    ['a telephone', 'SNSClient', 'PublishCommand', '{ PhoneNumber: event.phone }', 'sns:Publish on {}'],
    ['a secret', 'SecretsManagerClient', 'GetSecretValueCommand', '{ SecretId: process.env.SECRET }', 'secretsmanager:GetSecretValue on arn:aws:secretsmanager:R:A:secret:db-{Secret.name.suffix}'],
    ['a secret by name', 'SecretsManagerClient', 'GetSecretValueCommand', "{ SecretId: 'db' }", 'secretsmanager:GetSecretValue on arn:aws:secretsmanager:R:A:secret:db-{}'],
    ['a parameter', 'SSMClient', 'GetParameterCommand', '{ Name: process.env.PARAMETER }', 'ssm:GetParameter on arn:aws:ssm:R:A:parameter/orders/limit'],
    ['a parameter by name', 'SSMClient', 'GetParameterCommand', "{ Name: 'limit' }", 'ssm:GetParameter on arn:aws:ssm:R:A:parameter/limit'],
    ['parameters by path', 'SSMClient', 'GetParametersByPathCommand', "{ Path: '/orders' }", 'ssm:GetParametersByPath on arn:aws:ssm:R:A:parameter/orders{}'],
    ['a state machine', 'SFNClient', 'StartExecutionCommand', '{ stateMachineArn: process.env.MACHINE }', 'states:StartExecution on arn:aws:states:R:A:stateMachine:ship'],
    ['a bus', 'EventBridgeClient', 'PutEventsCommand', '{ Entries: [{ EventBusName: process.env.BUS }] }', 'events:PutEvents on arn:aws:events:R:A:event-bus/shop'],
    ['a stream', 'KinesisClient', 'PutRecordCommand', '{ StreamName: process.env.STREAM }', 'kinesis:PutRecord on arn:aws:kinesis:R:A:stream/clicks'],
    ['a function', 'LambdaClient', 'InvokeCommand', '{ FunctionName: process.env.FUNCTION }', 'lambda:InvokeFunction on arn:aws:lambda:R:A:function:{Orders.name!}'],
    ['an alias', 'LambdaClient', 'InvokeCommand', "{ FunctionName: 'ship', Qualifier: 'live' }", 'lambda:InvokeFunction on arn:aws:lambda:R:A:function:ship:{}'],
    ['an alias of the template', 'LambdaClient', 'InvokeCommand', '{ FunctionName: process.env.ALIAS }', 'lambda:InvokeFunction on arn:aws:lambda:R:A:function:{Orders.name!}:live'],
    ['an alias in the name', 'LambdaClient', 'InvokeCommand', "{ FunctionName: 'ship:live' }", 'lambda:InvokeFunction on arn:{}:lambda:{}:{}:function:{}{}'],
    ['nothing', 'DynamoDBClient', 'ListTablesCommand', '{}', 'dynamodb:ListTables on {}'],
  ])('may be %s', (_name, client, command, input, expected) => {
    expect(demandOf(client, command, input).required.map(({ action, resource }) => `${action} on ${shown(resource)}`)).toEqual([expected]);
  });

  it('needs one of several actions', () => {
    const { required, oneOf } = demandOf('DynamoDBClient', 'ExecuteStatementCommand', '{ Statement: event.statement }');
    expect([required, oneOf.flat().map(({ action }) => action)]).toEqual([[], ['dynamodb:PartiQLSelect', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete']]);
  });

  it('is in another region where the client says so', () => {
    const [needed] = demandOf('DynamoDBClient', 'GetItemCommand', "{ TableName: 'orders' }", "{ region: 'eu-west-1' }").required;
    expect(shown(needed?.resource ?? [])).toBe('arn:aws:dynamodb:{}:{AccountId}:table/orders');
  });

  it.each([
    ['{}', true],
    ["{ region: 'eu-west-1', maxAttempts: 3 }", true],
    ['{ region: process.env.AWS_REGION }', true],
    ['{ credentials: globalThis.credentials }', false],
    ["{ endpoint: 'http://localhost:8000' }", false],
    ['globalThis.options', false],
  ])('with the options %s is certain: %s', (options, isCertain) => {
    expect(demandOf('DynamoDBClient', 'GetItemCommand', "{ TableName: 'orders' }", options).isCertain).toBe(isCertain);
  });

  it.each([
    ['{ endpoint: process.env.ENDPOINT }', true],
    ["{ endpoint: 'http://localhost:3001' }", false],
    ['{ endpoint: process.env.ENDPOINT, credentials: globalThis.credentials }', false],
  ])('with the options %s of a client that is always given an address is certain: %s', (options, isCertain) => {
    expect(demandOf('ApiGatewayManagementApiClient', 'PostToConnectionCommand', '{ ConnectionId: event.id }', options).isCertain).toBe(isCertain);
  });
});

describe('functions with the same code', () => {
  it('share what calls need that ask for no variable, and nothing else', () => {
    const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: ., Environment: { Variables: { TABLE: orders } } } }
  Invoices: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: ., Environment: { Variables: { TABLE: invoices } } } }
  Refunds: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: ., Environment: { Variables: { TABLE: invoices, AWS_PROFILE: other } } } }
`;
    const code = "import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';\nconst c = new DynamoDBClient({});\nexport const handler = async () => {\n  await c.send(new GetItemCommand({ TableName: 'prices' }));\n  await c.send(new GetItemCommand({ TableName: process.env.TABLE }));\n};\n";
    const { projects: [project] } = loadRepository(memorySource({ 'template.yaml': template, 'orders.js': code }), ['template.yaml'], { templates: createFactsCache(9), modules: createFactsCache(9) });
    if (!project) throw new Error('there is no project');
    const needed = createDriver([...bindProject(project), bind(tableReader, readTable)]).answers({ demands }).demands;
    const [orders, invoices, refunds] = ['Orders', 'Invoices', 'Refunds'].map((id) => needed(`template.yaml#${id}`));
    expect(invoices?.[0]).toBe(orders?.[0]);
    expect([orders?.[0]?.isCertain, refunds?.[0]?.isCertain]).toEqual([true, false]);
    expect([orders, invoices].map((calls) => shown(calls?.[1]?.required[0]?.resource ?? []))).toEqual(['orders', 'invoices'].map((name) => `arn:aws:dynamodb:R:A:table/${name}`));
  });
});

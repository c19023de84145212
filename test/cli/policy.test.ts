import { describe, expect, it } from 'vitest';

import { parseYaml } from '../../src/source/yaml.js';
import { folderWith, runCli } from './run-cli.js';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: nodejs24.x, CodeUri: . } }
Resources:
  Checkout: { Type: AWS::Serverless::Function, Properties: { Handler: checkout.handler, Environment: { Variables: { TABLE: !Ref Orders, BUCKET: !Ref Receipts, TOPIC: !Ref Paid } } } }
  Idle: { Type: AWS::Serverless::Function, Properties: { Handler: idle.handler } }
  Built: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, CodeUri: dist/ } }
  Orders: { Type: AWS::Serverless::SimpleTable }
  Receipts: { Type: AWS::S3::Bucket }
  Paid: { Type: AWS::SNS::Topic }
`;
const CHECKOUT = `import { DynamoDBClient, GetItemCommand, PutItemCommand, ExecuteStatementCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
const db = new DynamoDBClient({});
const s3 = new S3Client({});
const sns = new SNSClient({});
export const handler = async (event) => {
  await db.send(new GetItemCommand({ TableName: process.env.TABLE, Key: event.key }));
  await db.send(new PutItemCommand({ TableName: process.env.TABLE, Item: event }));
  await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: event.id }));
  await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC, Message: 'paid' }));
  await db.send(new GetItemCommand({ TableName: 'customers', Key: event.key }));
  await db.send(new GetItemCommand({ TableName: event.table, Key: event.key }));
};
`;
const FILES = { 'template.yaml': TEMPLATE, 'checkout.js': CHECKOUT, 'idle.js': 'export const handler = async () => 1;\n' };

describe('policy', () => {
  it('prints what the calls of a function need, with the reasons', () => {
    const { code, out } = runCli(folderWith(FILES), ['policy', 'Checkout']);
    expect(code).toBe(0);
    expect(out).toBe(`# Checkout (template.yaml:4)
Policies:
  - Statement:
      - Effect: Allow
        Action:
          - dynamodb:GetItem # GetItem at checkout.js:8
          - dynamodb:PutItem # PutItem at checkout.js:9
        Resource: !GetAtt Orders.Arn
      - Effect: Allow
        Action:
          - sns:Publish # Publish at checkout.js:11
        Resource: !Ref Paid
      - Effect: Allow
        Action:
          - s3:PutObject # PutObject at checkout.js:10
        Resource: !Sub \${Receipts.Arn}/*
      - Effect: Allow
        Action:
          - dynamodb:GetItem # GetItem at checkout.js:13
        Resource: !Sub arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/*
      - Effect: Allow
        Action:
          - dynamodb:GetItem # GetItem at checkout.js:12
        Resource: !Sub arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/customers
      # By options and keys, this may be needed too:
      # - Effect: Allow
      #   Action:
      #     - kms:Decrypt # GetItem at checkout.js:8, PutItem at checkout.js:9, PutObject at checkout.js:10 and 3 more
      #     - kms:GenerateDataKey # PutObject at checkout.js:10, Publish at checkout.js:11
      #     - s3:PutObjectAcl # PutObject at checkout.js:10
      #     - s3:PutObjectLegalHold # PutObject at checkout.js:10
      #     - s3:PutObjectRetention # PutObject at checkout.js:10
      #     - s3:PutObjectTagging # PutObject at checkout.js:10
      #   Resource: '*'
`);
  });

  it('says what it knows nothing of', () => {
    const { out } = runCli(folderWith(FILES), ['policy']);
    expect(out).toContain('# Idle (template.yaml:5)\n# It calls nothing that needs a permission.\n');
    expect(out).toMatch(/# Built \(template\.yaml:6\)\n# Nothing can be said: /);
  });

  it('writes statements for CloudFormation', () => {
    expect(runCli(folderWith(FILES), ['policy', 'Checkout', '--format', 'cloudformation']).out).toContain("PolicyDocument:\n  Version: '2012-10-17'\n  Statement:\n    - Effect: Allow\n      Action:\n        - dynamodb:GetItem");
  });

  it('writes JSON', () => {
    const { out } = runCli(folderWith(FILES), ['policy', 'Checkout', '--json']);
    const { schemaVersion, functions } = JSON.parse(out) as { readonly schemaVersion: number; readonly functions: readonly { readonly id: string; readonly statements: readonly object[] }[] };
    expect([schemaVersion, functions.map(({ id }) => id)]).toEqual([1, ['Checkout']]);
    expect(functions[0]?.statements[1]).toEqual({ Effect: 'Allow', Action: ['sns:Publish'], Resource: [{ Ref: 'Paid' }], why: [{ path: 'checkout.js', line: 11, operation: 'Publish', action: 'sns:Publish' }], conditional: false, need: 'all' });
    expect(runCli(folderWith(FILES), ['policy', 'Checkout', '--format', 'json']).out).toBe(out);
  });

  it('marks alternatives, and calls without known needs', () => {
    const code = "import { DynamoDBClient, ExecuteStatementCommand, ListBulkOperationsCommand } from '@aws-sdk/client-dynamodb';\nconst db = new DynamoDBClient({});\nexport const handler = async ({ Statement }) => { await db.send(new ExecuteStatementCommand({ Statement })); await db.send(new ListBulkOperationsCommand({})); };\n";
    const { out } = runCli(folderWith({ ...FILES, 'checkout.js': code }), ['policy', 'Checkout']);
    expect(out).toContain('# What dynamodb:ListBulkOperations needs is not known: checkout.js:3.\n');
    expect(out).toContain('- Effect: Allow # one or another of these, by what the calls say\n        Action:\n          - dynamodb:PartiQLDelete # ExecuteStatement at checkout.js:3\n');
  });

  it('writes YAML that can be read back', () => {
    for (const format of ['sam', 'cloudformation']) {
      const read = parseYaml(runCli(folderWith(FILES), ['policy', 'Checkout', '--format', format]).out);
      expect(read.ok && read.document.root?.kind).toBe('map');
    }
  });

  it('reads source files without a template', () => {
    const python = "import boto3\ntable = boto3.resource('dynamodb').Table('orders')\ndef lambda_handler(event, context):\n    table.put_item(Item=event)\ndef total(event):\n    return 1\n";
    const folder = folderWith({ 'src/checkout.js': CHECKOUT, 'orders.py': python, 'template.yaml': 'Resources: [' });
    const { code, out } = runCli(folder, ['policy', 'src/checkout.js', 'orders.py']);
    expect(code).toBe(0);
    expect(out).toContain('# src/checkout.handler (src/checkout.js:7)\nPolicies:\n');
    expect(out).toContain('- dynamodb:GetItem # GetItem at src/checkout.js:8, GetItem at src/checkout.js:13\n          - dynamodb:PutItem # PutItem at src/checkout.js:9\n        Resource: !Sub arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*\n');
    expect(out).toContain('- sns:Publish # Publish at src/checkout.js:11\n');
    expect(out).toContain('# orders.lambda_handler (orders.py:3)\n');
    expect(out).toContain('- dynamodb:PutItem # PutItem at orders.py:4\n        Resource: !Sub arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders\n');
    expect(out).not.toContain('orders.total');
  });

  it('takes every exported function where none is named like a handler', () => {
    const { out } = runCli(folderWith({ 'jobs.mjs': 'export const start = async () => 1;\nexport default async function () {}\nexport const LIMIT = 3;\n' }), ['policy', 'jobs.mjs']);
    expect(out.match(/^# jobs\..*$/gm)).toEqual(['# jobs.start (jobs.mjs:1)', '# jobs.default (jobs.mjs:2)']);
  });

  it('says what is wrong with source files', () => {
    const folder = folderWith({ 'broken.ts': 'export const handler = (;\n', 'data.js': 'export const LIMIT = 3;\n', 'notes.txt': '' });
    expect(runCli(folder, ['policy', 'broken.ts'])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^broken\.ts:1: /) as string });
    expect(runCli(folder, ['policy', 'data.js']).err).toBe("'data.js' exports no function\n");
    expect(runCli(folder, ['policy', 'data.js', 'notes.txt']).err).toBe("'notes.txt' is no source file; policy takes one function or source files\n");
    expect(runCli(folder, ['policy', 'gone.ts']).err).toBe("No such file or folder: 'gone.ts'\n");
  });

  it('refuses what it does not know', () => {
    expect(runCli(folderWith(FILES), ['policy', 'Chekout'])).toEqual({ code: 2, out: '', err: "No template here defines a function 'Chekout'; did you mean 'Checkout'?\n" });
    expect(runCli(folderWith(FILES), ['policy', '--format', 'yaml']).err).toMatch(/^--format is 'yaml', but must be one of sam, cloudformation, json/);
    expect(runCli(folderWith({ 'notes.txt': '' }), ['policy']).code).toBe(2);
  });

  it('prints JSON for a template in JSON, with the reasons before it', () => {
    const template = JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', Resources: { Send: { Type: 'AWS::Serverless::Function', Properties: { Runtime: 'nodejs24.x', CodeUri: '.', Handler: 'send.handler', Environment: { Variables: { JOBS: { Ref: 'Jobs' } } } } }, Jobs: { Type: 'AWS::SQS::Queue' } } });
    const files = { 'template.json': template, 'send.js': "import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';\nconst sqs = new SQSClient({});\nexport const handler = async () => sqs.send(new SendMessageCommand({ QueueUrl: process.env.JOBS, MessageBody: '1' }));\n" };
    const { out } = runCli(folderWith(files), ['policy', 'Send']);
    const [head, reason, ...rest] = out.split('\n');
    expect([head, reason]).toEqual(['# Send (template.json:1)', '# sqs:SendMessage: SendMessage at send.js:3']);
    expect(JSON.parse(`{${rest.filter((line) => !line.startsWith('#')).join('\n')}}`)).toEqual({ Policies: [{ Statement: [{ Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: { 'Fn::GetAtt': ['Jobs', 'Arn'] } }] }] });
    const { out: plain } = runCli(folderWith(files), ['policy', 'Send', '--format', 'cloudformation']);
    expect(plain).toContain('"PolicyDocument": {\n  "Version": "2012-10-17",\n');
  });

  it.each([
    ['dynamodb', 'DynamoDBClient', 'GetItem', 'TableName', '!Ref Orders', '!GetAtt Orders.Arn'],
    ['dynamodb', 'DynamoDBClient', 'PutItem', 'TableName', '!GetAtt Orders.Arn', '!GetAtt Orders.Arn'],
    ['dynamodb', 'DynamoDBClient', 'Query', "IndexName: 'by-day', TableName", '!Ref Orders', '!Sub ${Orders.Arn}/index/*'],
    ['dynamodb-streams', 'DynamoDBStreamsClient', 'DescribeStream', 'StreamArn', '!GetAtt Orders.StreamArn', '!GetAtt Orders.StreamArn'],
    ['s3', 'S3Client', 'ListObjectsV2', 'Bucket', '!Ref Receipts', '!GetAtt Receipts.Arn'],
    ['s3', 'S3Client', 'GetObject', 'Key: event.key, Bucket', '!Ref Receipts', '!Sub ${Receipts.Arn}/*'],
    ['s3', 'S3Client', 'GetObject', "Key: 'last.txt', Bucket", '!Ref Receipts', '!Sub ${Receipts.Arn}/last.txt'],
    ['sqs', 'SQSClient', 'SendMessage', 'QueueUrl', '!Ref Jobs', '!GetAtt Jobs.Arn'],
    ['sqs', 'SQSClient', 'SendMessage', 'QueueUrl', '!Sub "https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/${Jobs.QueueName}"', '!GetAtt Jobs.Arn'],
    ['sns', 'SNSClient', 'Publish', 'TopicArn', '!Ref Paid', '!Ref Paid'],
    ['sns', 'SNSClient', 'Publish', 'TopicArn', '!Sub "arn:aws:sns:${AWS::Region}:${AWS::AccountId}:${Paid.TopicName}"', '!Ref Paid'],
    ['lambda', 'LambdaClient', 'Invoke', 'FunctionName', '!Ref Other', '!GetAtt Other.Arn'],
    ['lambda', 'LambdaClient', 'Invoke', 'FunctionName', '!Ref Live', '!Ref Live'],
    ['lambda', 'LambdaClient', 'Invoke', 'FunctionName', '!Ref Other.Alias', '!Sub ${Other.Alias}'],
    ['lambda', 'LambdaClient', 'Invoke', 'FunctionName', '!Sub "${Other}:live"', '!Sub ${Other.Arn}:live'],
    ['secrets-manager', 'SecretsManagerClient', 'GetSecretValue', 'SecretId', '!Ref Login', '!Ref Login'],
    ['ssm', 'SSMClient', 'GetParameter', 'Name', '!Ref Limit', '!Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${Limit}'],
    ['ssm', 'SSMClient', 'GetParameter', 'Name', '!Ref Rate', '!Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${Rate}'],
    ['ssm', 'SSMClient', 'GetParametersByPath', 'Path', '/shop/rates', '!Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/shop/rates*'],
    ['sfn', 'SFNClient', 'StartExecution', 'stateMachineArn', '!Ref Flow', '!Ref Flow'],
    ['eventbridge', 'EventBridgeClient', 'PutEvents', 'Entries: [{ Source: "shop", EventBusName', '!Ref Bus', '!GetAtt Bus.Arn'],
    ['kinesis', 'KinesisClient', 'PutRecord', 'StreamName', '!Ref Clicks', '!GetAtt Clicks.Arn'],
    ['firehose', 'FirehoseClient', 'PutRecord', 'DeliveryStreamName', '!Ref Archive', '!GetAtt Archive.Arn'],
    ['kms', 'KMSClient', 'Decrypt', 'KeyId', '!Ref Key', '!GetAtt Key.Arn'],
    ['kms', 'KMSClient', 'Decrypt', 'KeyId', '!Ref KeyName', '!GetAtt Key.Arn'],
    ['cognito-identity-provider', 'CognitoIdentityProviderClient', 'AdminGetUser', 'UserPoolId', '!Ref Pool', '!GetAtt Pool.Arn'],
  ])('names what the template knows: %s %s %s of %s: %s', (service, client, operation, member, value, expected) => {
    const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Ask: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, CodeUri: ., Handler: ask.handler, Environment: { Variables: { NAME: ${value} } } } }
  Orders: { Type: AWS::DynamoDB::Table, Properties: { StreamSpecification: { StreamViewType: KEYS_ONLY } } }
  Receipts: { Type: AWS::S3::Bucket }
  Jobs: { Type: AWS::SQS::Queue }
  Paid: { Type: AWS::SNS::Topic }
  Other: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, CodeUri: ., Handler: ask.handler, AutoPublishAlias: now } }
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Other, FunctionVersion: "1", Name: live } }
  Login: { Type: AWS::SecretsManager::Secret }
  Limit: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: "1" } }
  Rate: { Type: AWS::SSM::Parameter, Properties: { Name: !Sub "/\${AWS::StackName}/rate", Type: String, Value: "1" } }
  Flow: { Type: AWS::StepFunctions::StateMachine }
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: shop } }
  Clicks: { Type: AWS::Kinesis::Stream }
  Archive: { Type: AWS::KinesisFirehose::DeliveryStream }
  Key: { Type: AWS::KMS::Key }
  KeyName: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/shop, TargetKeyId: !Ref Key } }
  Pool: { Type: AWS::Cognito::UserPool }
`;
    const close = member.startsWith('Entries') ? ' }]' : '';
    const code = `import { ${client}, ${operation}Command } from '@aws-sdk/client-${service}';\nconst client = new ${client}({});\nexport const handler = async (event) => client.send(new ${operation}Command({ ${member}: process.env.NAME${close} }));\n`;
    const { out } = runCli(folderWith({ 'template.yaml': template, 'ask.js': code }), ['policy', 'Ask']);
    expect(out.split('\n').filter((line) => /^ +Resource:/.test(line)).map((line) => line.replace(/^ +Resource: /, ''))).toEqual([expected]);
  });
});

// Writes a folder of small SAM projects that differ in size, language and style, the same ones every time.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SUBJECTS = ['orders', 'invoices', 'payments', 'shipments', 'customers', 'products', 'refunds', 'carts', 'stocks', 'prices'];
const CLIENTS = [
  { module: '@aws-sdk/client-dynamodb', client: 'DynamoDBClient', command: 'PutItemCommand', input: '{ TableName: tableName(), Item: toItem(record) }' },
  { module: '@aws-sdk/client-s3', client: 'S3Client', command: 'PutObjectCommand', input: '{ Bucket: tableName(), Key: String(record.id), Body: JSON.stringify(record) }' },
  { module: '@aws-sdk/client-sqs', client: 'SQSClient', command: 'SendMessageCommand', input: '{ QueueUrl: tableName(), MessageBody: JSON.stringify(record) }' },
  { module: '@aws-sdk/client-sns', client: 'SNSClient', command: 'PublishCommand', input: '{ TopicArn: tableName(), Message: JSON.stringify(record) }' },
];
const RUNTIMES = ['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'];

const SMALL_PROJECT = {
  'template.yaml': `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { Timeout: 10, Runtime: nodejs24.x }
Resources:
  OrdersFunction:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [orders.ts] } }
    Properties:
      CodeUri: src/
      Handler: orders.handler
      Environment: { Variables: { TABLE_NAME: !Ref Orders } }
      Policies: [{ DynamoDBCrudPolicy: { TableName: !Ref Orders } }]
      Events: { Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn, BatchSize: 10 } } }
  Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 20 } }
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
`,
  'src/orders.ts': `import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { SQSEvent } from 'aws-lambda';

export const handler = async (event: SQSEvent): Promise<void> => {
  const client = new DynamoDBClient({});
  for (const record of event.Records) {
    const { id } = JSON.parse(record.body);
    await client.send(new PutItemCommand({ TableName: process.env.TABLE_NAME, Item: { id: { S: id } } }));
  }
};
`,
};

/** Writes one template and one handler in TypeScript, as in the budget for start-up. */
export function writeSmallProject(folder) {
  writeFiles(folder, SMALL_PROJECT);
}

/** Writes `count` projects below `folder` as `team-N/service-N`. */
export function writeProjects(folder, count) {
  for (let number = 0; number < count; number++) {
    writeFiles(join(folder, `team-${number % 20}`, `service-${number}`), project(number, generator(number + 1)));
  }
}

/** Writes one project whose template has `count` functions, each with a handler of its own. */
export function writeLargeProject(folder, count) {
  writeFiles(folder, project(1, generator(7), count));
}

function writeFiles(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Numbers that look random and are the same for the same seed (a linear congruential generator). */
function generator(seed) {
  let state = seed * 2_654_435_761 % 4_294_967_296;
  return (limit) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return Math.floor((state / 4_294_967_296) * limit);
  };
}

function project(number, pick, count = undefined) {
  const isTypeScript = count !== undefined || pick(3) > 0;
  const extension = isTypeScript ? 'ts' : 'js';
  const functions = Array.from({ length: count ?? 1 + pick(5) }, (_, index) => ({
    ...named(SUBJECTS[(number + index) % SUBJECTS.length], Math.floor(index / SUBJECTS.length)),
    client: CLIENTS[pick(CLIENTS.length)],
    event: pick(4),
    isInline: pick(3) === 0,
    isWide: pick(8) === 0,
  }));
  return {
    'template.yaml': template(functions, isTypeScript, pick),
    'package.json': `{ "name": "service-${number}", "private": true, "type": "${isTypeScript ? 'module' : 'commonjs'}" }\n`,
    [`src/lib/settings.${extension}`]: settings(isTypeScript),
    [`src/lib/records.${extension}`]: records(isTypeScript, pick),
    ...Object.fromEntries(functions.map((fn) => [`src/${fn.file}.${extension}`, handler(fn, isTypeScript, pick)])),
  };
}

/** The names of a subject start again with a number when all are used. */
function named(subject, round) {
  const number = round === 0 ? '' : String(round);
  return { id: `${capital(subject)}${number}Function`, file: `${subject}${number}` };
}

function template(functions, isTypeScript, pick) {
  const globals = pick(2) === 0 ? [] : ['Globals:', '  Function:', `    Timeout: ${3 + pick(60)}`, '    MemorySize: 256', '    Environment:', '      Variables:', '        LOG_LEVEL: info'];
  return [
    "AWSTemplateFormatVersion: '2010-09-09'",
    'Transform: AWS::Serverless-2016-10-31',
    'Description: >-',
    '  A service that keeps records',
    '  and tells others about them.',
    'Parameters:',
    '  Stage:',
    '    Type: String',
    '    Default: dev',
    '    AllowedValues: [dev, test, prod]',
    ...globals,
    'Resources:',
    ...functions.flatMap((fn) => [...functionLines(fn, isTypeScript, pick), ...tableLines(fn), ...queueLines(fn, pick)]),
    'Outputs:',
    ...functions.flatMap(({ id }) => [`  ${id}Arn:`, `    Value: !GetAtt ${id}.Arn`]),
    '',
  ].join('\n');
}

function functionLines({ id, file, event, isWide }, isTypeScript, pick) {
  const build = ['    Metadata:', '      BuildMethod: esbuild', '      BuildProperties:', '        Minify: true', `        EntryPoints: [${file}.ts]`];
  return [
    `  ${id}:`,
    '    Type: AWS::Serverless::Function',
    ...(isTypeScript ? build : []),
    '    Properties:',
    '      CodeUri: src/',
    `      Handler: ${file}.handler`,
    `      Runtime: ${RUNTIMES[pick(RUNTIMES.length)]}`,
    `      FunctionName: !Sub '${id.toLowerCase()}-\${Stage}'`,
    ...(pick(2) === 0 ? [`      Timeout: ${5 + pick(25)}`] : []),
    '      Environment:',
    '        Variables:',
    `          TABLE_NAME: !Ref ${id}Table`,
    '      Policies:',
    ...(isWide ? ['        - Statement:', '            - Effect: Allow', "              Action: 'dynamodb:*'", `              Resource: !GetAtt ${id}Table.Arn`] : ['        - DynamoDBCrudPolicy:', `            TableName: !Ref ${id}Table`]),
    '      Events:',
    ...eventLines(id, event),
  ];
}

function eventLines(id, event) {
  if (event === 0) return ['        Api:', '          Type: Api', `          Properties: { Path: /${id.toLowerCase()}, Method: post }`];
  if (event === 1) return ['        Jobs:', '          Type: SQS', '          Properties:', `            Queue: !GetAtt ${id}Queue.Arn`, '            BatchSize: 10'];
  if (event === 2) return ['        Nightly:', '          Type: Schedule', '          Properties:', '            Schedule: rate(1 day)'];
  return ['        Changes:', '          Type: EventBridgeRule', '          Properties:', '            Pattern:', '              source: [app.records]'];
}

function tableLines({ id }) {
  return [`  ${id}Table:`, '    Type: AWS::DynamoDB::Table', '    Properties:', '      BillingMode: PAY_PER_REQUEST', '      AttributeDefinitions:', '        - { AttributeName: id, AttributeType: S }', '      KeySchema:', '        - { AttributeName: id, KeyType: HASH }'];
}

function queueLines({ id, event }, pick) {
  if (event !== 1) return [];
  const redrive = ['      RedrivePolicy:', `        deadLetterTargetArn: !GetAtt ${id}Failed.Arn`, '        maxReceiveCount: 5'];
  return [`  ${id}Queue:`, '    Type: AWS::SQS::Queue', '    Properties:', `      VisibilityTimeout: ${30 + pick(300)}`, ...redrive, `  ${id}Failed:`, '    Type: AWS::SQS::Queue'];
}

function handler({ client, isInline, file }, isTypeScript, pick) {
  const load = (names, from) => (isTypeScript ? `import { ${names} } from '${from}';` : `const { ${names} } = require('${from}');`);
  const build = `const client = new ${client.client}({ region: process.env.AWS_REGION });`;
  const steps = Array.from({ length: 3 + pick(8) }, (_, index) => `    if (record.kind === '${file}-${index}') {\n      record.note = [record.note, 'step ${index}'].filter(Boolean).join(', ');\n      logger.info({ id: record.id, step: ${index} });\n    }`);
  return [
    load(`${client.client}, ${client.command}`, client.module),
    load('tableName, logger', isTypeScript ? './lib/settings.js' : './lib/settings'),
    load('parseRecords, toItem', isTypeScript ? './lib/records.js' : './lib/records'),
    '',
    ...(isInline ? [] : [build, '']),
    `/** Stores the ${file} of an event, one by one. */`,
    isTypeScript ? 'export const handler = async (event: { readonly Records?: readonly unknown[] }) => {' : 'exports.handler = async (event) => {',
    ...(isInline ? [`  ${build}`] : []),
    '  const failed = [];',
    '  for (const record of parseRecords(event)) {',
    ...steps,
    '    try {',
    `      await client.send(new ${client.command}(${client.input}));`,
    '    } catch (error) {',
    '      logger.info({ id: record.id, error: String(error) });',
    '      failed.push({ itemIdentifier: record.id });',
    '    }',
    '  }',
    '  return { batchItemFailures: failed, item: failed.length > 0 ? toItem(failed[0]) : undefined };',
    '};',
    '',
  ].join('\n');
}

function settings(isTypeScript) {
  const exported = isTypeScript ? 'export ' : '';
  return [
    `${exported}function tableName()${isTypeScript ? ': string' : ''} {`,
    '  const name = process.env.TABLE_NAME;',
    "  if (!name) throw new Error('TABLE_NAME is not set');",
    '  return name;',
    '}',
    '',
    "const LEVEL = process.env.LOG_LEVEL ?? 'info';",
    '',
    `${exported}const logger = {`,
    `  info(fields${isTypeScript ? ': object' : ''}) {`,
    "    if (LEVEL !== 'silent') console.log(JSON.stringify({ level: LEVEL, ...fields }));",
    '  },',
    '};',
    ...(isTypeScript ? [] : ['', 'module.exports = { tableName, logger };']),
    '',
  ].join('\n');
}

function records(isTypeScript, pick) {
  const fields = Array.from({ length: 4 + pick(12) }, (_, index) => `field${index}`);
  const exported = isTypeScript ? 'export ' : '';
  const typed = (type) => (isTypeScript ? `: ${type}` : '');
  return [
    ...(isTypeScript ? ['export interface StoredRecord {', '  id: string;', '  kind: string;', '  note?: string;', ...fields.map((field) => `  ${field}?: string | number;`), '}', ''] : []),
    `${exported}function parseRecords(event${typed('{ readonly Records?: readonly unknown[] }')})${typed('StoredRecord[]')} {`,
    `  return (event.Records ?? []).map((entry) => JSON.parse(String(entry))${isTypeScript ? ' as StoredRecord' : ''});`,
    '}',
    '',
    `${exported}function toItem(record${typed('object')}) {`,
    `  const { ${fields.join(', ')} } = record${isTypeScript ? ' as StoredRecord' : ''};`,
    '  return {',
    ...fields.map((field) => `    ${field}: ${field} === undefined ? { NULL: true } : { S: \`\${${field}}\` },`),
    '  };',
    '}',
    ...(isTypeScript ? [] : ['', 'module.exports = { parseRecords, toItem };']),
    '',
  ].join('\n');
}

function capital(word) {
  return word[0].toUpperCase() + word.slice(1);
}

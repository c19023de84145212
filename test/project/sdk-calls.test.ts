import { describe, expect, it } from 'vitest';
import { createDriver } from '../../src/analysis.js';
import { loadRepository } from '../../src/engine/load.js';
import { createFactsCache } from '../../src/facts/cache.js';
import { bindProject } from '../../src/project/files.js';
import { sdkCalls } from '../../src/project/sdk-calls.js';
import type { FunctionSdkCall } from '../../src/project/sdk-calls.js';
import { displayText } from '../../src/project/text.js';
import { memorySource } from '../../src/source/file-source.js';

type Sources = Readonly<Record<string, string>>;

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  OrdersTable: { Type: AWS::DynamoDB::Table }
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: ., Environment: { Variables: { TABLE: !Ref OrdersTable, STAGE: dev } } }
`;

function callsOf(sources: Sources): readonly FunctionSdkCall[] {
  const { projects } = loadRepository(memorySource({ 'template.yaml': TEMPLATE, ...sources }), ['template.yaml'], { templates: createFactsCache(9), modules: createFactsCache(99) });
  const [project] = projects;
  if (!project) throw new Error('there is no project');
  return createDriver(bindProject(project)).answers({ sdkCalls }).sdkCalls.get('template.yaml#Orders') ?? [];
}

function shown({ service, operation, via, resource, isPerInvocation }: FunctionSdkCall): string {
  const on = resource.state === 'known' ? ` on ${displayText(resource.value)}` : resource.state === 'absent' ? '' : ' on ?';
  return `${isPerInvocation ? '' : 'once '}${via === 'call' ? '' : `${via} `}${service}:${operation}${on}`;
}

const S3 = "import { S3Client, S3, PutObjectCommand, GetObjectCommand, paginateListObjectsV2, waitUntilBucketExists } from '@aws-sdk/client-s3';";
const DOC = "import { DynamoDBClient } from '@aws-sdk/client-dynamodb'; import { DynamoDBDocumentClient, DynamoDBDocument, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';";

describe('calls of the SDK in one file', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['a command', `${S3} const s3 = new S3Client({}); export const handler = async () => s3.send(new PutObjectCommand({ Bucket: 'orders' }));`, ['s3:PutObject on orders']],
    ['a command in a variable', `${S3} const s3 = new S3Client({}); export const handler = async () => { const c = new PutObjectCommand({ Bucket: process.env.STAGE }); await s3.send(c); };`, ['s3:PutObject on dev']],
    ['an environment variable', `${DOC} const d = DynamoDBDocumentClient.from(new DynamoDBClient()); const TableName = process.env.TABLE; export const handler = async () => d.send(new PutCommand({ TableName, Item: {} }));`, ['dynamodb:PutItem on ${OrdersTable}']],
    ['a text', `${S3} const s3 = new S3Client({}); export const handler = async (e) => s3.send(new GetObjectCommand({ Bucket: \`orders-\${process.env.STAGE}\`, Key: e.key }));`, ['s3:GetObject on orders-dev']],
    ['an aggregated client', `${S3} const s3 = new S3(); export const handler = async () => { await s3.putObject({ Bucket: 'a' }); s3.destroy(); };`, ['s3:PutObject on a']],
    ['a document', `${DOC} const d = DynamoDBDocument.from(new DynamoDBClient()); export const handler = async () => d.get({ TableName: 'a' });`, ['dynamodb:GetItem on a']],
    ['a paginator', `${DOC} const client = new DynamoDBClient(); export const handler = async () => { for await (const x of paginateScan({ client }, { TableName: 'a' })) x; };`, ['paginator dynamodb:Scan on a']],
    ['a waiter', `${S3} const client = new S3Client(); export const handler = async () => waitUntilBucketExists({ client }, { Bucket: 'a' });`, ['waiter s3:HeadBucket on a']],
    ['a presigned address', `${S3} import { getSignedUrl } from '@aws-sdk/s3-request-presigner'; const client = new S3Client(); export const handler = async () => getSignedUrl(client, new GetObjectCommand({ Bucket: 'a' }));`, ['presigned s3:GetObject on a']],
    ['an upload', `${S3} import { Upload } from '@aws-sdk/lib-storage'; export const handler = async () => new Upload({ client: new S3Client(), params: { Bucket: 'a' } }).done();`,
      ['helper s3:PutObject on a', 'helper s3:CreateMultipartUpload on a', 'helper s3:UploadPart on a', 'helper s3:CompleteMultipartUpload on a']],
    ['SDK v2', "const AWS = require('aws-sdk'); const s3 = new AWS.S3(); exports.handler = async () => s3.putObject({ Bucket: 'a' }).promise();", ['s3:PutObject on a']],
    ['SDK v2 with a callback', "const S3 = require('aws-sdk/clients/s3'); const s3 = new S3(); exports.handler = (e, c, done) => s3.getObject({ Bucket: 'a' }, done);", ['s3:GetObject on a']],
    ['the document client of v2', "const AWS = require('aws-sdk'); const d = new AWS.DynamoDB.DocumentClient(); exports.handler = async () => d.put({ TableName: 'a' }).promise();", ['dynamodb:PutItem on a']],
    ['another name in v2', "const AWS = require('aws-sdk'); const s = new AWS.StepFunctions(); exports.handler = async () => s.startExecution({ stateMachineArn: 'a' }).promise();", ['sfn:StartExecution on a']],
    ['an address signed by v2', "const AWS = require('aws-sdk'); const s3 = new AWS.S3(); exports.handler = async () => s3.getSignedUrl('putObject', { Bucket: 'a' });", ['presigned s3:PutObject on a']],
    ['a tracer around the client', `${S3} import AWSXRay from 'aws-xray-sdk'; const s3 = AWSXRay.captureAWSv3Client(new S3Client()); export const handler = async () => s3.send(new GetObjectCommand({ Bucket: 'a' }));`, ['s3:GetObject on a']],
    ['Powertools', "import { getSecret } from '@aws-lambda-powertools/parameters/secrets'; export const handler = async () => getSecret('orders');", ['helper secrets-manager:GetSecretValue on orders']],
    ['a provider of Powertools', "import { DynamoDBProvider } from '@aws-lambda-powertools/parameters/dynamodb'; const p = new DynamoDBProvider({ tableName: 'a' }); export const handler = async () => p.get('key');", ['helper dynamodb:GetItem on a']],
    ['at load', `${S3} const s3 = new S3Client(); const data = await s3.send(new GetObjectCommand({ Bucket: 'a' })); export const handler = async () => data;`, ['once s3:GetObject on a']],
    ['several events', "import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'; const c = new EventBridgeClient(); export const handler = async () => c.send(new PutEventsCommand({ Entries: [{ EventBusName: 'a' }, { EventBusName: 'a' }] }));", ['eventbridge:PutEvents on a']],
    ['tables by key', `${DOC} import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb'; const d = new DynamoDBClient(); export const handler = async () => d.send(new BatchWriteCommand({ RequestItems: { orders: [] } }));`, ['dynamodb:BatchWriteItem on orders']],
    ['no resource', "import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts'; const c = new STSClient(); export const handler = async () => c.send(new GetCallerIdentityCommand({}));", ['sts:GetCallerIdentity']],
    ['an input that is not written out', `${S3} const s3 = new S3Client(); export const handler = async (e) => s3.send(new GetObjectCommand({ ...e }));`, ['s3:GetObject on ?']],
    ['what is not called', `${S3} const s3 = new S3Client(); export const other = async () => s3.send(new GetObjectCommand({ Bucket: 'a' })); export const handler = async () => 1;`, []],
    ['in a function that a package wrapped', `${S3} import { makeIdempotent } from '@aws-lambda-powertools/idempotency'; const s3 = new S3(); const load = async () => s3.getObject({ Bucket: 'a' }); const once = makeIdempotent(load, {}); export const handler = async () => once();`, ['s3:GetObject on a']],
    ['other packages', "import { Queue } from 'orders'; const q = new Queue(); export const handler = async () => q.send(new Queue.PutCommand());", []],
  ])('%s', (_, text, expected) => expect(callsOf({ 'orders.mjs': text }).map(shown)).toEqual(expected));
});

describe('the ways to export a handler', () => {
  const LOAD = `${S3} const s3 = new S3(); const load = async (event) => s3.getObject({ Bucket: 'a' });`;
  it.each<readonly [string, Sources]>([
    ['middy', { 'orders.mjs': `import middy from '@middy/core'; ${LOAD} export const handler = middy().use(x()).handler(load);` }],
    ['middy around it', { 'orders.mjs': `import middy from '@middy/core'; ${LOAD} export const handler = middy(load).use(x()).use(y());` }],
    ['a bound method', { 'orders.ts': `${S3} class Orders { s3 = new S3(); async handler(event) { return this.load(); } load() { return this.s3.getObject({ Bucket: 'a' }); } } const orders = new Orders(); export const handler = orders.handler.bind(orders);` }],
    ['a decorated class', { 'orders.ts': `import type { LambdaInterface } from '@aws-lambda-powertools/commons/types'; ${S3} const s3 = new S3();
      class Orders implements LambdaInterface { @tracer.captureLambdaHandler() @logger.injectLambdaContext({ logEvent: true }) public async handler(_event: unknown, _context: unknown) { return this.#load(); } @tracer.captureMethod() async #load() { return s3.getObject({ Bucket: 'a' }); } }
      const instance = new Orders(); export const handler = instance.handler.bind(instance);` }],
    ['a streamed response', { 'orders.mjs': `${LOAD} export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write(await load(event)); });` }],
    ['serverless-http around express', { 'orders.js': `const serverless = require('serverless-http'); const express = require('express'); const { S3 } = require('@aws-sdk/client-s3'); const s3 = new S3(); const app = express();
      app.get('/', async (request, response) => response.json(await s3.getObject({ Bucket: 'a' }))); module.exports.handler = serverless(app);` }],
    ['@codegenie/serverless-express', { 'orders.mjs': `import serverlessExpress from '@codegenie/serverless-express'; import { app } from './app.mjs'; export const handler = serverlessExpress({ app });`,
      'app.mjs': `import express from 'express'; ${LOAD} export const app = express(); app.post('/', load);` }],
    ['a router of its own file', { 'orders.mjs': `import serverless from 'serverless-http'; import express from 'express'; import { router } from './router.mjs'; const app = express(); app.use('/orders', router); export const handler = serverless(app);`,
      'router.mjs': `import { Router } from 'express'; ${LOAD} export const router = Router(); router.get('/', load);` }],
    ['Sentry', { 'orders.mjs': `import * as Sentry from '@sentry/aws-serverless'; ${LOAD} export const handler = Sentry.wrapHandler(load);` }],
    ['Datadog', { 'orders.js': `const { datadog } = require('datadog-lambda-js'); const { S3 } = require('@aws-sdk/client-s3'); const s3 = new S3(); async function load() { return s3.getObject({ Bucket: 'a' }); } module.exports.handler = datadog(load, {});` }],
    ['a wrapper of its own', { 'orders.mjs': `import { wrap } from './wrap.mjs'; ${LOAD} export const handler = wrap(load);`, 'wrap.mjs': 'export const wrap = (fn) => async (event) => { try { return await fn(event); } catch { return {}; } };' }],
    ['a factory of handlers', { 'orders.mjs': `import { create } from './create.mjs'; export const handler = create({ bucket: 'a' });`, 'create.mjs': `${S3} const s3 = new S3(); export const create = ({ bucket }) => async () => s3.getObject({ Bucket: bucket });` }],
    ['a dynamic import', { 'orders.mjs': `export const handler = async (event) => { const { load } = await import('./load.mjs'); return load(event); };`, 'load.mjs': `${LOAD} export { load };` }],
    ['export default', { 'orders.mjs': `${LOAD} const handler = load; export { handler };` }],
    ['a member of an exported object', { 'orders.mjs': "import { load } from './load.mjs'; export const handler = load;", 'load.mjs': `import { loaders } from './loaders.mjs'; export const load = loaders.load;`, 'loaders.mjs': "import { load } from './s3.mjs'; export const loaders = { load };", 's3.mjs': `${LOAD} export { load };` }],
    ['destructured', { 'orders.mjs': `${LOAD} export const { handler } = { handler: load };` }],
    ['assigned', { 'orders.js': `${LOAD.replace(/^import/, 'const').replaceAll(/\bfrom '(.*?)'/g, "= require('$1')")} exports.handler = exports.main = load;` }],
    ['a router of Powertools', { 'orders.ts': `import { Router } from '@aws-lambda-powertools/event-handler/http'; ${LOAD} const app = new Router(); app.get('/orders', load); export const handler = async (event, context) => app.resolve(event, context);` }],
    ['records of a batch', { 'orders.ts': `import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'; ${LOAD} const processor = new BatchProcessor(EventType.SQS); export const handler = async (event, context) => processPartialResponse(event, load, processor, { context });` }],
  ])('%s', (_, sources) => expect(callsOf(sources).map(shown)).toEqual(['s3:GetObject on a']));
});

describe('clients from elsewhere', () => {
  const COMMAND = "import { GetObjectCommand } from '@aws-sdk/client-s3';";
  it.each<readonly [string, Sources]>([
    ['an export', { 'orders.ts': `import { s3 } from './clients'; export const handler = async () => s3.getObject({ Bucket: 'a' });`, 'clients.ts': `${S3} export const s3 = new S3({ region: 'eu-west-1' });` }],
    ['an exported object', { 'orders.ts': `import { clients } from './clients'; export const handler = async () => clients.s3.getObject({ Bucket: 'a' });`, 'clients.ts': `${S3} export const clients = { s3: new S3({ region: 'eu-west-1' }) };` }],
    ['a factory', { 'orders.ts': `import { getClient } from './clients'; export const handler = async () => getClient().getObject({ Bucket: 'a' });`, 'clients.ts': `${S3} let s3; export function getClient() { if (!s3) { s3 = new S3({ region: 'eu-west-1' }); } return s3; }` }],
    ['an object of imported clients', { 'orders.ts': `import { clients } from './clients'; export const handler = async () => clients.s3.getObject({ Bucket: 'a' });`, 'clients.ts': "import { s3 } from './s3'; export const clients = { s3 };", 's3.ts': `${S3} export const s3 = new S3({ region: 'eu-west-1' });` }],
    ['an object of imported functions', { 'orders.ts': `import orders from './all'; export const handler = async () => orders.find('a');`, 'all.ts': "import { load } from './load'; import * as others from './others'; export default { find: load, others };", 'others.ts': '', 'load.ts': `${S3} const s3 = new S3({ region: 'eu-west-1' }); export const load = async (Bucket) => s3.getObject({ Bucket });` }],
    ['a re-export', { 'orders.ts': `import { s3 } from './lib'; export const handler = async () => s3.getObject({ Bucket: 'a' });`, 'lib/index.ts': "export * from './clients';", 'lib/clients.ts': `${S3} export const s3 = new S3({ region: 'eu-west-1' });` }],
    ['module.exports', { 'orders.js': `const s3 = require('./s3'); exports.handler = async () => s3.getObject({ Bucket: 'a' });`, 's3.js': "const { S3 } = require('@aws-sdk/client-s3'); module.exports = new S3({ region: 'eu-west-1' });" }],
    ['a parameter', { 'orders.ts': `${S3} import { load } from './load'; const s3 = new S3({ region: 'eu-west-1' }); export const handler = async () => load(s3, 'a');`, 'load.ts': 'export const load = (s3, Bucket) => s3.getObject({ Bucket });' }],
    ['a parameter that is taken apart', { 'orders.ts': `${S3} import { load } from './load'; const s3 = new S3({ region: 'eu-west-1' }); export const handler = async () => load({ s3, bucket: 'a' });`, 'load.ts': 'export const load = ({ s3, bucket }) => s3.getObject({ Bucket: bucket });' }],
    ['a constructor', { 'orders.ts': `${S3} import { Store } from './store'; const store = new Store(new S3({ region: 'eu-west-1' })); export const handler = async () => store.load('a');`, 'store.ts': 'export class Store { constructor(private readonly s3) {} load(Bucket) { return this.s3.getObject({ Bucket }); } }' }],
    ['a field', { 'orders.ts': `import { Store } from './store'; const store = new Store(); export const handler = async () => store.load();`, 'store.ts': `${S3} export class Store { s3 = new S3({ region: 'eu-west-1' }); load() { return this.s3.getObject({ Bucket: 'a' }); } }` }],
    ['dependencies that are bound', { 'orders.ts': `${S3} const load = async ({ s3 }, event) => s3.getObject({ Bucket: 'a' }); export const handler = load.bind(null, { s3: new S3({ region: 'eu-west-1' }) });` }],
    ['dependencies that are bound to an imported function', { 'orders.ts': `${S3} import { load } from './load'; export const handler = load.bind(null, { s3: new S3({ region: 'eu-west-1' }) });`, 'load.ts': "export const load = async ({ s3 }, event) => s3.getObject({ Bucket: 'a' });" }],
    ['a store that a factory made for export', { 'orders.ts': `import { store } from './store'; export const handler = async () => store.load('a');`, 'store.ts': `${S3} const createStore = ({ s3 }) => { const load = (Bucket) => s3.getObject({ Bucket }); return { load }; }; export const store = createStore({ s3: new S3({ region: 'eu-west-1' }) });` }],
    ['a factory among dependencies', { 'orders.ts': `${S3} import { load } from './load'; export const handler = load.bind(null, { client: () => new S3({ region: 'eu-west-1' }) });`, 'load.ts': "export const load = async ({ client }, event) => client().getObject({ Bucket: 'a' });" }],
    ['a store that a factory among dependencies makes', { 'orders.ts': `import { load } from './load'; import { Store } from './store'; const dependencies = { getStore: (bucket) => new Store(bucket) }; export const handler = load.bind(null, dependencies);`, 'load.ts': "export const load = async (dependencies, event) => { const store = dependencies.getStore('a'); return store.load(); };",
      'store.ts': `${S3} const s3 = new S3({ region: 'eu-west-1' }); export class Store { constructor(private readonly bucket) {} load() { return s3.getObject({ Bucket: this.bucket }); } }` }],
    ['a function among dependencies', { 'orders.ts': `${S3} import { makeHandler } from './make'; const s3 = new S3({ region: 'eu-west-1' }); const load = (Bucket) => s3.getObject({ Bucket }); export const handler = makeHandler({ load });`, 'make.ts': "export const makeHandler = (dependencies) => async (event) => dependencies.load('a');" }],
    ['a function among dependencies under another name', { 'orders.ts': `${S3} import { makeHandler } from './make'; const s3 = new S3({ region: 'eu-west-1' }); const load = (Bucket) => s3.getObject({ Bucket }); const read = (Bucket) => s3.putObject({ Bucket }); export const handler = makeHandler({ read: load });`, 'make.ts': "export const makeHandler = (dependencies) => async (event) => dependencies.read('a');" }],
    ['an imported function among dependencies', { 'orders.ts': `import { makeHandler } from './make'; import { load } from './load'; export const handler = makeHandler({ load, save: async () => {} });`, 'load.ts': `${S3} const s3 = new S3({ region: 'eu-west-1' }); export const load = (Bucket) => s3.getObject({ Bucket });`, 'make.ts': "export const makeHandler = ({ load }) => async (event) => load('a');" }],
    ['a parameter given by call', { 'orders.ts': `${S3} const s3 = new S3({ region: 'eu-west-1' }); function load(client) { return client.getObject({ Bucket: 'a' }); } export const handler = async function () { return load.call(this, s3); };` }],
    ['a parameter given by apply', { 'orders.ts': `${S3} const s3 = new S3({ region: 'eu-west-1' }); function load(client, Bucket) { return client.getObject({ Bucket }); } export const handler = async function () { return load.apply(this, [s3, 'a']); };` }],
    ['a sender of commands', { 'orders.ts': `${COMMAND} import { run } from './run'; export const handler = async () => run(new GetObjectCommand({ Bucket: 'a' }));`, 'run.ts': `${S3} const s3 = new S3Client({ region: 'eu-west-1' }); export const run = async (command) => s3.send(command);` }],
    ['a constant', { 'orders.ts': `${S3} import { BUCKET } from './config'; const s3 = new S3({ region: 'eu-west-1' }); export const handler = async () => s3.getObject({ Bucket: BUCKET });`, 'config.ts': "export const BUCKET = 'a';" }],
    ['a configuration', { 'orders.ts': `${S3} import config from './config'; const s3 = new S3({ region: 'eu-west-1' }); export const handler = async () => s3.getObject({ Bucket: config.buckets.orders });`, 'config.ts': "export default { buckets: { orders: 'a' } };" }],
  ])('%s', (_, sources) => {
    const calls = callsOf(sources);
    expect(calls.map(shown)).toEqual(['s3:GetObject on a']);
    expect(calls[0]?.client?.value.arguments).toMatchObject([{ properties: [{ name: 'region', value: { value: 'eu-west-1' } }] }]);
  });

  it('stay unknown where callers hand in other things', () => {
    expect(callsOf({
      'orders.ts': `${S3} import { load } from './load'; export const handler = async () => [load(new S3(), 'a'), load(new S3(), 'b'), load(other(), 'c')];`,
      'load.ts': 'export const load = (s3, Bucket) => s3.getObject({ Bucket });',
    }).map(shown)).toEqual(['s3:GetObject on ?']);
  });

  it('are looked for once where barrels lead to each other', () => {
    const names = Array.from({ length: 40 }, (_, index) => `barrel${index}`);
    const all = names.map((name) => `export * from './${name}';`).join('\n');
    const barrels = Object.fromEntries(names.map((name) => [`${name}.ts`, all]));
    expect(callsOf({ 'orders.ts': "import { s3, bucket } from './barrel0'; export const handler = async () => s3.getObject({ Bucket: bucket });", ...barrels })).toEqual([]);
  });

  it('end where values go round', () => {
    expect(callsOf({ 'orders.ts': "export const handler = async (a) => next(a); function next(a) { a.send(1); return handler(a); } export { x as y } from './orders'; export * from './orders';" })).toEqual([]);
  });
});

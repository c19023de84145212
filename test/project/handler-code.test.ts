import { describe, expect, it } from 'vitest';
import { createDriver } from '../../src/analysis.js';
import type { Driver } from '../../src/analysis.js';
import { loadRepository } from '../../src/engine/load.js';
import { createFactsCache } from '../../src/facts/cache.js';
import { clients } from '../../src/project/clients.js';
import { bindProject } from '../../src/project/files.js';
import { handlerCode } from '../../src/project/handler-code.js';
import type { HandlerCode } from '../../src/project/handler-code.js';
import { handlerImports } from '../../src/project/handler-imports.js';
import { handlerLiterals } from '../../src/project/handler-literals.js';
import { sharedCredentials } from '../../src/project/shared-credentials.js';
import { memorySource } from '../../src/source/file-source.js';

type Sources = Readonly<Record<string, string>>;

/** A project of one function per handler, all in the same code folder. */
function driverFor(sources: Sources, ...handlers: readonly string[]): Driver {
  const resources = handlers.map((handler, index) => `  Orders${index || ''}:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: ${handler}, CodeUri: . }
`);
  const texts = { 'template.yaml': `Transform: AWS::Serverless-2016-10-31\nResources:\n${resources.join('')}`, ...sources };
  const { projects } = loadRepository(memorySource(texts), ['template.yaml'], { templates: createFactsCache(9), modules: createFactsCache(99) });
  const [project] = projects;
  if (!project) throw new Error('there is no project');
  return createDriver(bindProject(project));
}

function codeOf(sources: Sources, handler = 'orders.handler'): HandlerCode {
  const code = driverFor(sources, handler).answers({ handlerCode }).handlerCode.get('template.yaml#Orders');
  if (!code) throw new Error('the handler was not found');
  return code;
}

describe('entryExport', () => {
  it.each<readonly [string, Sources, string]>([
    ['a function', { 'orders.js': 'exports.handler = async () => {};' }, 'function'],
    ['a wrapped function', { 'orders.mjs': "import middy from '@middy/core'; export const handler = middy(async () => {});" }, 'unknown'],
    ['a re-export', { 'orders.ts': "export { place as handler } from './place.js';", 'place.ts': 'export const place = () => {};' }, 'function'],
    ['a value', { 'orders.js': "exports.handler = 'place';" }, 'value'],
    ['another name', { 'orders.js': 'exports.main = async () => {};' }, 'missing'],
    ['a syntax error', { 'orders.js': 'exports.main = (' }, 'unknown'],
  ])('%s', (_, sources, expected) => expect(codeOf(sources).entryExport).toBe(expected));
});

describe('what the handler reaches', () => {
  const sources = {
    'orders.ts': `import { place, unused } from './place';
      import type { Order } from './types';
      export const handler = async (order: Order) => { const { audit } = await import('./audit'); return [place(order), audit]; };
      export const migrate = () => require('knex')(unused);`,
    'place.ts': `const table = process.env.TABLE;
      const topic = process.env.TOPIC;
      export function place(order) { return [order, table, process.env.QUEUE]; }
      export function unused() { return [topic, process.env.UNUSED]; }`,
    'audit.ts': 'const bucket = process.env.AUDIT; connect(bucket); export const audit = () => process.env.UNUSED;',
    'types.ts': 'export interface Order {} export const x = process.env.TYPES;',
  };

  it('lists the modules that are loaded, types left out', () => {
    expect(codeOf(sources).modules).toEqual(['orders.ts', 'place.ts', 'audit.ts']);
  });

  it('reads the environment of code that runs', () => {
    expect(codeOf(sources).environmentReads.map(({ variable }) => variable)).toEqual(['TABLE', 'QUEUE', 'AUDIT']);
  });

  it('knows functions that run at load', () => {
    const code = codeOf({
      'orders.js': `const { Pool } = require('pg');
        function load() { return [process.env.TABLE, new Pool()]; }
        const settings = load();
        exports.handler = async () => settings;`,
    });
    expect(code.environmentReads.map(({ variable }) => variable)).toEqual(['TABLE']);
    expect(code.calls.filter(({ fact }) => fact.isNew).map(({ isPerInvocation }) => isPerInvocation)).toEqual([false]);
  });

  it('leaves out imports in code that never runs', () => {
    expect(codeOf(sources).imports.map(({ specifier }) => specifier)).toEqual(['./place', './audit']);
  });

  it('knows code that loads the environment itself', () => {
    expect(codeOf({ 'orders.ts': "import 'dotenv/config'; export const handler = () => process.env.TABLE;" }).loadsEnvironment).toBe(true);
    expect(codeOf(sources).loadsEnvironment).toBe(false);
  });

  it('reads texts of imported data', () => {
    const code = codeOf({ 'orders.js': "const { bucket } = require('./config'); exports.handler = () => bucket;", 'config.json': '{ "bucket": "orders-archive" }' });
    expect(code.literals).toEqual([{ text: 'orders-archive', name: 'bucket', at: { path: 'config.json', start: 12, end: 28 } }]);
  });

  it('is read once for functions that share a handler', () => {
    const { handlerCode: all } = driverFor(sources, 'orders.handler', 'orders.handler', 'orders.migrate').answers({ handlerCode });
    expect(all.get('template.yaml#Orders')).toBe(all.get('template.yaml#Orders1'));
    expect(all.get('template.yaml#Orders2')).not.toBe(all.get('template.yaml#Orders'));
  });
});

describe('calls', () => {
  it('tells load from invocation, and the way to a call', () => {
    const code = codeOf({
      'orders.ts': `import { Pool } from 'pg';
        import { query } from './query';
        const pool = new Pool();
        export const handler = async (event) => Promise.all(event.Records.map(async () => query(pool)));`,
      'query.ts': "import { Client } from 'pg'; export function query() { return new Client(); }",
    });
    const built = code.calls.filter(({ fact }) => fact.isNew);
    expect(built.map(({ at, isPerInvocation, steps }) => [at.path, isPerInvocation, steps().map(({ name }) => name)])).toEqual([
      ['orders.ts', false, []],
      ['query.ts', true, ['handler', 'query']],
    ]);
  });

  it('keeps the last steps of a long way', () => {
    const way = Array.from({ length: 300 }, (_none, index) => `const f${String(index)} = () => f${String(index + 1)}();`).join(' ');
    const code = codeOf({ 'orders.ts': `import { Pool } from 'pg'; export const handler = () => f0(); ${way} const f300 = () => new Pool();` });
    const names = code.calls.filter(({ fact }) => fact.isNew).map(({ steps }) => steps().map(({ name }) => name));
    expect(names).toEqual([Array.from({ length: 100 }, (_none, index) => `f${String(index + 201)}`)]);
  });
});

describe('by place', () => {
  const sources = {
    'orders.js': "const { send } = require('./send'); exports.handler = () => send();",
    'invoices.js': "const { send } = require('./send'); exports.handler = () => send();",
    'send.js': "const AWS = require('aws-sdk'); const apiKey = 'abcdefgh1234'; exports.send = () => new AWS.SQS();",
  };

  it('names every function that reaches it, once', () => {
    const answers = driverFor(sources, 'orders.handler', 'invoices.handler').answers({ handlerImports, handlerLiterals, clients });
    const owners = (list: readonly { readonly at: { readonly path: string }; readonly owners: readonly { readonly logicalId: string }[] }[]): unknown =>
      list.filter(({ at }) => at.path === 'send.js').map((one) => one.owners.map(({ logicalId }) => logicalId));
    expect(owners(answers.handlerImports)).toEqual([['Orders', 'Orders1']]);
    expect(owners(answers.handlerLiterals)).toEqual([['Orders', 'Orders1']]);
    expect(owners(answers.clients)).toEqual([['Orders', 'Orders1']]);
  });
});

describe('clients', () => {
  const built = (text: string): unknown => {
    const { clients: all } = driverFor({ 'orders.ts': `${text}\nexport const handler = async () => {};` }, 'orders.handler').answers({ clients });
    return all.map(({ name, isPartOfOther, staticKey }) => [name, isPartOfOther, staticKey && (staticKey.variable ?? 'literal')]);
  };

  it('is called what the file calls it', () => {
    expect(built("import Redis from 'ioredis'; import * as S3 from '@aws-sdk/client-s3'; const mysql = require('mysql2'); [new Redis(), new S3.S3Client({}), mysql.createPool({})];")).toEqual([
      ['Redis', false, undefined], ['S3Client', false, undefined], ['createPool', false, undefined],
    ]);
  });

  it('knows parts of another client', () => {
    expect(built("import { DynamoDBClient } from '@aws-sdk/client-dynamodb'; import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'; import { Agent } from 'https'; const c = new DynamoDBClient({ agent: new Agent() }); DynamoDBDocumentClient.from(c);")).toEqual([
      ['DynamoDBClient', false, undefined], ['Agent', true, undefined], ['DynamoDBDocumentClient.from', false, undefined],
    ]);
  });

  it('finds static keys', () => {
    const withOptions = (options: string): unknown => built(`import { S3Client } from '@aws-sdk/client-s3'; new S3Client(${options});`);
    expect(withOptions("{ credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } }")).toEqual([['S3Client', false, 'literal']]);
    expect(withOptions('{ credentials: { accessKeyId: process.env.ID, secretAccessKey: process.env.SECRET } }')).toEqual([['S3Client', false, 'ID']]);
    expect(withOptions("{ credentials: { accessKeyId: 'id', secretAccessKey: process.env.SECRET } }")).toEqual([['S3Client', false, 'SECRET']]);
    expect(withOptions("{ credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: token } }")).toEqual([['S3Client', false, undefined]]);
    expect(withOptions("{ endpoint: 'http://localhost:9000', credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } }")).toEqual([['S3Client', false, undefined]]);
    expect(withOptions('{ credentials: { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY } }')).toEqual([['S3Client', false, undefined]]);
    expect(withOptions('{ credentials: load() }')).toEqual([['S3Client', false, undefined]]);
  });
});

describe('sharedCredentials', () => {
  it('finds keys that SDK v2 shares among clients', () => {
    const text = `import AWS from 'aws-sdk';
      AWS.config.update({ accessKeyId: 'id', secretAccessKey: 'secret' });
      AWS.config.update({ region: 'eu-west-1' });
      new AWS.Credentials(process.env.ID, process.env.SECRET);
      new AWS.Credentials({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' });
      export const handler = async () => {};`;
    const { sharedCredentials: all } = driverFor({ 'orders.ts': text }, 'orders.handler').answers({ sharedCredentials });
    expect(all.map(({ name, staticKey }) => [name, staticKey.variable])).toEqual([['AWS.config', undefined], ['AWS.Credentials', 'ID']]);
  });
});

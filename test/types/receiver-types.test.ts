import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createDriver } from '../../src/analysis.js';
import { loadRepository } from '../../src/engine/load.js';
import { withoutCaches } from '../../src/engine/vet.js';
import { bindProject } from '../../src/project/files.js';
import { sdkCalls } from '../../src/project/sdk-calls.js';
import { diskSource } from '../../src/source/disk-source.js';
import { memorySource } from '../../src/source/file-source.js';
import type { FileSource } from '../../src/source/file-source.js';
import { openReceiverTypes } from '../../src/types/receiver-types.js';

type Sources = Readonly<Record<string, string>>;

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: . }
`;

/** As much of the packages as declares what the cases name. */
const PACKAGES: Sources = {
  'node_modules/@smithy/core/package.json': '{ "name": "@smithy/core", "types": "index.d.ts" }',
  'node_modules/@smithy/core/index.d.ts': 'export declare class Client { send(command: object): Promise<object>; destroy(): void }',
  'node_modules/@aws-sdk/client-s3/package.json': '{ "name": "@aws-sdk/client-s3", "types": "dist-types/index.d.ts" }',
  'node_modules/@aws-sdk/client-s3/dist-types/index.d.ts': `
    import { Client } from '@smithy/core';
    export declare class S3Client extends Client { constructor(options: object); config: { region(): Promise<string> } }
    export interface S3 { putObject(input: object): Promise<PutObjectOutput>; getObject(input: object): Promise<PutObjectOutput> }
    export declare class S3 extends S3Client implements S3 {}
    export interface PutObjectOutput { Body: { transformToString(): Promise<string> } }
    export declare class PutObjectCommand { constructor(input: object) }`,
  'node_modules/@aws-sdk/lib-dynamodb/package.json': '{ "name": "@aws-sdk/lib-dynamodb", "types": "index.d.ts" }',
  'node_modules/@aws-sdk/lib-dynamodb/index.d.ts': 'export declare class DynamoDBDocument { get(input: object): Promise<object> }',
  'node_modules/aws-sdk/package.json': '{ "name": "aws-sdk", "types": "index.d.ts" }',
  'node_modules/aws-sdk/index.d.ts': "export { S3 } from './clients/s3'; export { Request } from './lib/request';",
  'node_modules/aws-sdk/clients/s3.d.ts': "import { Request } from '../lib/request'; export declare class S3 { getObject(input: object): Request }",
  'node_modules/aws-sdk/lib/request.d.ts': 'export declare class Request { promise(): Promise<object>; eachPage(callback: () => void): void }',
};
const TSCONFIG = '{ "compilerOptions": { "strict": true, "target": "es2022", "lib": ["es2015"], "module": "esnext", "moduleResolution": "bundler" } }';

function callsOf(source: FileSource, isTyped = true, most = { files: 999, characters: 9_999_999 }): { readonly calls: readonly string[]; readonly problems: readonly string[] } {
  const { projects, problems } = loadRepository(source, ['template.yaml'], withoutCaches(), undefined, isTyped ? (...given) => openReceiverTypes(...given, most) : undefined);
  const [project] = projects;
  if (!project) throw new Error('there is no project');
  const found = createDriver(bindProject(project)).answers({ sdkCalls }).sdkCalls.get('template.yaml#Orders') ?? [];
  const calls = found.map(({ service, operation, outcome, call }) => `${service}:${operation} ${outcome}${call.fact.callee.kind === 'import' && call.fact.isNew ? ' unsent' : ''}`);
  return { calls, problems: problems.map(({ message }) => message) };
}

function project(sources: Sources, packages: Sources = PACKAGES): FileSource {
  return memorySource({ 'template.yaml': TEMPLATE, 'tsconfig.json': TSCONFIG, ...packages, ...sources });
}

const S3 = "import { S3, S3Client, PutObjectCommand, type PutObjectOutput } from '@aws-sdk/client-s3';";

describe('calls that declared types tell', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['a constructor parameter', `${S3} class Store { constructor(private readonly s3: S3) {} async save() { await this.s3.putObject({}); } }
      declare const container: { get(): Store }; const store = new Store(container.get() as any); export const handler = async () => store.save();`, ['s3:PutObject awaited']],
    ['a typed field', `${S3} import { make } from './unread'; class Store { private s3!: S3; async save() { return this.s3.putObject({}); } } const store = new Store(); export const handler = async () => store.save();`, ['s3:PutObject returned']],
    ['an optional one', `${S3} class Store { s3?: S3 | undefined; save() { this.s3?.putObject({}); } } const store = new Store(); export const handler = async () => store.save();`, ['s3:PutObject discarded']],
    ['an interface that wraps it', `${S3} interface Clients { readonly files: S3 } declare function clients(): Clients; export const handler = async () => { await clients().files.getObject({}); };`, ['s3:GetObject awaited']],
    ['an object of dependencies', `${S3} interface Clients { files: S3 } export const make = ({ files }: Clients) => async () => { await files.putObject({}); }; declare const clients: Clients; export const handler = make(clients);`, ['s3:PutObject awaited']],
    ['a factory with a declared result', `${S3} declare const globalClients: Map<string, unknown>; function client(): S3 { return globalClients.get('s3') as S3; } export const handler = async () => { await client().putObject({}); };`, ['s3:PutObject awaited']],
    ['a selection of members', `${S3} type Writer = Pick<S3, 'putObject'>; declare const writer: () => Writer; export const handler = async () => { await writer().putObject({}); };`, ['s3:PutObject awaited']],
    ['a type parameter', `${S3} const put = async <T extends S3>(s3: T) => { await s3.putObject({}); }; export const handler = async (event: { s3: S3 }) => put(event.s3);`, ['s3:PutObject awaited']],
    ['a class that extends it', `${S3} class Files extends S3 {} declare const files: () => Files; export const handler = async () => { await files().putObject({}); };`, ['s3:PutObject awaited']],
    ['what sends a command', `${S3} declare const make: () => S3Client; export const handler = async () => { await make().send(new PutObjectCommand({})); };`, ['s3:PutObject awaited']],
    ['a document client', "import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb'; declare const make: () => DynamoDBDocument; export const handler = async () => { await make().get({}); };", ['dynamodb:GetItem awaited']],
    ['SDK v2', "import { S3 } from 'aws-sdk'; declare const make: () => S3; export const handler = async () => { await make().getObject({}).promise(); };", ['s3:GetObject awaited']],
  ])('%s', (_name, text, expected) => {
    expect(callsOf(project({ 'orders.ts': text })).calls).toEqual(expected);
    const isCommand = text.includes('new PutObjectCommand');
    expect(callsOf(project({ 'orders.ts': text }), false).calls).toEqual(isCommand ? ['s3:PutObject used unsent'] : []);
  });

  it.each<readonly [string, string]>([
    ['any', "export const handler = async (event: any) => { await event.s3.putObject({}); };"],
    ['two services', `${S3} import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb'; declare const make: () => S3 | (DynamoDBDocument & { getObject(i: object): void }); export const handler = async () => { await (make() as any as S3 | { getObject(i: object): void }).getObject({}); };`],
    ['what a client gives', `${S3} declare const make: () => PutObjectOutput; export const handler = async () => { await make().Body.transformToString(); };`],
    ['what a client has', `${S3} declare const make: () => S3Client; export const handler = async () => { await make().config.region(); };`],
    ['what is no call of the service', `${S3} declare const make: () => S3Client; export const handler = async () => { make().destroy(); };`],
    ['a request of SDK v2', "import { Request } from 'aws-sdk'; declare const make: () => Request; export const handler = async () => { make().eachPage(() => {}); };"],
    ['a class of the same name', "declare class S3 { putObject(input: object): void } declare const make: () => S3; export const handler = async () => { make().putObject({}); };"],
    ['a file that does not parse', `${S3} export const handler = async () => {`],
  ])('not: %s', (_name, text) => {
    expect(callsOf(project({ 'orders.ts': text })).calls).toEqual([]);
  });

  const WITH_JSDOC = "/** @param {import('@aws-sdk/client-s3').S3} s3 */ const save = async (s3) => { await s3.putObject({}); }; export const handler = async (event) => save(event.s3);";

  it('reads JSDoc, with and without a tsconfig', () => {
    expect(callsOf(project({ 'orders.mjs': WITH_JSDOC })).calls).toEqual(['s3:PutObject awaited']);
    expect(callsOf(memorySource({ 'template.yaml': TEMPLATE, ...PACKAGES, 'orders.mjs': WITH_JSDOC })).calls).toEqual(['s3:PutObject awaited']);
  });

  it('is silent without installed packages', () => {
    expect(callsOf(project({ 'orders.mjs': WITH_JSDOC }, {}))).toEqual({ calls: [], problems: [] });
  });

  it('counts offsets behind a byte order mark', () => {
    expect(callsOf(project({ 'orders.mjs': `\uFEFF${WITH_JSDOC}` })).calls).toEqual(['s3:PutObject awaited']);
  });

  it('bears a broken tsconfig and one that extends what is not there', () => {
    expect(callsOf(project({ 'tsconfig.json': '{', 'orders.mjs': WITH_JSDOC }))).toEqual({ calls: ['s3:PutObject awaited'], problems: ["It cannot be read for types ('}' expected.); they are read as without it."] });
    expect(callsOf(project({ 'tsconfig.json': '{ "extends": "../../base.json", "compilerOptions": { "moduleResolution": "bundler", "module": "esnext", "typeRoots": ["../../types"] } }', 'orders.mjs': WITH_JSDOC })).calls).toEqual(['s3:PutObject awaited']);
  });

  it('says when it would have to read too much, and tells the rest without types', () => {
    const limit = (files: number): string => `More than ${files} files or 9999999 characters would be read for types; receivers from here on are told without them.`;
    expect(callsOf(project({ 'orders.mjs': WITH_JSDOC }), true, { files: 2, characters: 9_999_999 })).toEqual({ calls: [], problems: [limit(2)] });
  });

  it('follows types over modules and tsconfig paths', () => {
    const config = '{ "compilerOptions": { "strict": true, "lib": ["es2015"], "module": "esnext", "moduleResolution": "bundler", "paths": { "#lib/*": ["./lib/*"] } } }';
    const text = "import { Store } from './store'; declare const make: () => Store; export const handler = async () => { await make().files.putObject({}); };";
    const store = "import type { Files } from '#lib/files'; export interface Store { files: Files }";
    expect(callsOf(project({ 'tsconfig.json': config, 'orders.ts': text, 'store.ts': store, 'lib/files.ts': `${S3} export type Files = S3;` })).calls).toEqual(['s3:PutObject awaited']);
  });
});

describe('what is read for types', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  function folderWith(sources: Sources): string {
    const folder = mkdtempSync(join(tmpdir(), 'lambdavet-types-'));
    folders.push(folder);
    for (const [path, text] of Object.entries(sources)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  const HANDLER = `${S3} declare const make: () => S3; export const handler = async () => { await make().putObject({}); };`;
  const PLAIN = { 'template.yaml': TEMPLATE, 'tsconfig.json': TSCONFIG, 'orders.ts': HANDLER };

  it('follows links inside the repository, as pnpm makes them', () => {
    const moved = Object.fromEntries(Object.entries(PACKAGES).map(([path, text]) => [path.replace(/^node_modules\/@(smithy|aws-sdk)\/([^/]+)\//, 'node_modules/.pnpm/$1+$2@3/node_modules/@$1/$2/'), text]));
    const folder = folderWith({ ...PLAIN, ...moved });
    mkdirSync(join(folder, 'node_modules/@aws-sdk'), { recursive: true });
    symlinkSync('../.pnpm/aws-sdk+client-s3@3/node_modules/@aws-sdk/client-s3', join(folder, 'node_modules/@aws-sdk/client-s3'));
    expect(callsOf(diskSource(folder)).calls).toEqual(['s3:PutObject awaited']);
  });

  it('does not follow links that leave the repository', () => {
    const outside = folderWith(PACKAGES);
    const folder = folderWith({ ...PLAIN, 'node_modules/@aws-sdk/none.txt': '' });
    symlinkSync(join(outside, 'node_modules/@aws-sdk/client-s3'), join(folder, 'node_modules/@aws-sdk/client-s3'));
    expect(callsOf(diskSource(folder)).calls).toEqual([]);
  });

  it('does not look for packages above the repository', () => {
    const outer = folderWith({ ...PACKAGES, ...Object.fromEntries(Object.entries(PLAIN).map(([path, text]) => [`inner/${path}`, text])) });
    expect(callsOf(diskSource(join(outer, 'inner'))).calls).toEqual([]);
  });

  it('does not read a base configuration outside', () => {
    const folder = folderWith({ 'base.json': TSCONFIG.replace('"strict"', '"paths": { "~/*": ["./lib/*"] }, "strict"'), ...Object.fromEntries(Object.entries({
      ...PACKAGES, ...PLAIN, 'tsconfig.json': '{ "extends": "../base.json" }', 'lib/files.ts': `${S3} export type Files = S3;`,
      'orders.ts': "import type { Files } from '~/files'; declare const make: () => Files; export const handler = async () => { await make().putObject({}); };",
    }).map(([path, text]) => [`inner/${path}`, text])) });
    expect(callsOf(diskSource(join(folder, 'inner'))).calls).toEqual([]);
  });
});

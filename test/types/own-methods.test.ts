import { describe, expect, it } from 'vitest';
import { createDriver } from '../../src/analysis.js';
import { loadRepository } from '../../src/engine/load.js';
import { withoutCaches } from '../../src/engine/vet.js';
import { bindProject } from '../../src/project/files.js';
import { sdkCalls } from '../../src/project/sdk-calls.js';
import { memorySource } from '../../src/source/file-source.js';
import { openReceiverTypes } from '../../src/types/receiver-types.js';

type Sources = Readonly<Record<string, string>>;

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: . }
`;

function callsOf(sources: Sources, isTyped: boolean): readonly string[] {
  const { projects } = loadRepository(memorySource({ 'template.yaml': TEMPLATE, 'tsconfig.json': '{ "compilerOptions": { "strict": true, "lib": ["es2022"], "module": "esnext", "moduleResolution": "bundler" } }', ...sources }), ['template.yaml'], withoutCaches(), undefined, isTyped ? openReceiverTypes : undefined);
  const [project] = projects;
  if (!project) throw new Error('there is no project');
  const found = createDriver(bindProject(project)).answers({ sdkCalls }).sdkCalls.get('template.yaml#Orders') ?? [];
  return found.map(({ service, operation, isPerInvocation, steps }) => `${isPerInvocation ? '' : 'once '}${service}:${operation} by ${steps().map(({ name }) => name).join(' ')}`);
}

const STORE = "import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3'; const s3 = new S3Client(); export class Store { async save(key: string) { await s3.send(new PutObjectCommand({ Key: key })); } }";
/** Hides the construction from syntax, as containers do. */
const CONTAINER = "import { Store } from './store'; export class Container { private readonly made = new Map<string, unknown>([['store', new Store()]]); get<T>(name: string): T { return this.made.get(name) as T; } }";

describe('methods of classes of the repository that only types tell', () => {
  it.each<readonly [string, Sources]>([
    ['a typed field', { 'orders.ts': "import { Container } from './container'; import { Store } from './store'; class Orders { private readonly store: Store; constructor(c: Container) { this.store = c.get<Store>('store'); } async place() { await this.store.save('a'); } } const orders = new Orders(new Container()); export const handler = async () => orders.place();" }],
    ['an interface that one class has', { 'orders.ts': "import { Container } from './container'; import './store-of-s3'; import type { Keeps } from './keeps'; const keeper = new Container().get<Keeps>('store'); export const handler = async () => { await keeper.save('a'); };", 'keeps.ts': 'export interface Keeps { save(key: string): Promise<void> }', 'store-of-s3.ts': "import { Store } from './store'; import type { Keeps } from './keeps'; export class StoreOfS3 extends Store implements Keeps {}" }],
    ['an abstract class', { 'orders.ts': "import { Container } from './container'; import './store-of-s3'; import { Keeper } from './keeper'; const keeper = new Container().get<Keeper>('store'); export const handler = async () => { await keeper.save('a'); };", 'keeper.ts': 'export abstract class Keeper { abstract save(key: string): Promise<void> }', 'store-of-s3.ts': "import { Store } from './store'; import { Keeper } from './keeper'; export class StoreOfS3 extends Keeper { private readonly store = new Store(); async save(key: string) { await this.store.save(key); } }" }],
    ['the result of a function', { 'orders.ts': "import { Container } from './container'; import { Store } from './store'; const store = (): Store => new Container().get('store'); export const handler = async () => { await store().save('a'); };" }],
  ])('%s', (_, sources) => {
    const all = { 'container.ts': CONTAINER, 'store.ts': STORE, ...sources };
    expect(callsOf(all, false)).toEqual([]);
    expect(callsOf(all, true)).toMatchObject([expect.stringMatching(/^s3:PutObject by handler .*save$/)]);
  });

  it.each<readonly [string, Sources]>([
    ['an interface that two classes have', { 'orders.ts': "import { Container } from './container'; import './stores'; import type { Keeps } from './keeps'; const keeper = new Container().get<Keeps>('store'); export const handler = async () => { await keeper.save('a'); };", 'keeps.ts': 'export interface Keeps { save(key: string): Promise<void> }', 'stores.ts': "import { Store } from './store'; import type { Keeps } from './keeps'; export class One extends Store implements Keeps {} export class Other implements Keeps { async save() {} }" }],
    ['any', { 'orders.ts': "import { Container } from './container'; import './store'; const store: any = new Container().get('store'); export const handler = async () => { await store.save('a'); };" }],
    ['another class with such a method', { 'orders.ts': "import { Container } from './container'; import './store'; class Draft { save(key: string) { return key; } } const draft = new Container().get<Draft>('draft'); export const handler = async () => draft.save('a');" }],
  ])('not: %s', (_, sources) => {
    expect(callsOf({ 'container.ts': CONTAINER, 'store.ts': STORE, ...sources }, true)).toEqual([]);
  });
});

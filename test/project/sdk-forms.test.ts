import { describe, expect, it } from 'vitest';
import { createDriver } from '../../src/analysis.js';
import { loadRepository } from '../../src/engine/load.js';
import { withoutCaches } from '../../src/engine/vet.js';
import { bindProject } from '../../src/project/files.js';
import { sdkCalls } from '../../src/project/sdk-calls.js';
import { displayText } from '../../src/project/text.js';
import { memorySource } from '../../src/source/file-source.js';

type Sources = Readonly<Record<string, string>>;

/** Calls of the code behind one function, as `service:Operation on resource`. */
function callsOf(runtime: string, sources: Sources): readonly string[] {
  const template = `Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: ${runtime}, CodeUri: ., Handler: app.handler, Environment: { Variables: { BUCKET: a } } }\n`;
  const { projects: [project], problems } = loadRepository(memorySource({ 'template.yaml': template, ...sources }), ['template.yaml'], withoutCaches());
  if (!project) throw new Error('there is no project');
  expect(problems).toEqual([]);
  const found = createDriver(bindProject(project)).answers({ sdkCalls }).sdkCalls.get('template.yaml#Orders') ?? [];
  return found.map(({ service, operation, resource }) => `${service}:${operation}${resource.state === 'known' ? ` on ${displayText(resource.value)}` : ''}`);
}

const S3 = "import { S3, S3Client, GetObjectCommand } from '@aws-sdk/client-s3';";
const GET = "getObject({ Bucket: 'a' })";

describe('one call of JavaScript or TypeScript', () => {
  it.each<readonly [string, string | Sources]>([
    ['the default of a parameter', `${S3} const load = (s3 = new S3()) => s3.${GET}; export const handler = async () => load();`],
    ['a default of the module', `${S3} const own = new S3(); function load(s3 = own) { return s3.${GET}; } export const handler = async () => load();`],
    ['a default of a member', `${S3} const load = ({ s3 = new S3() } = {}) => s3.${GET}; export const handler = async () => load();`],
    ['a default of a member that is not given', `${S3} const load = ({ s3 = new S3(), name }) => s3.${GET}; export const handler = async () => load({ name: 'a' });`],
    ['a default of a member under another name', `${S3} const load = ({ client: s3 = new S3() }) => s3.${GET}; export const handler = async () => load({});`],
    ['a default where the argument is not known', `${S3} const load = ({ s3 = new S3() }) => s3.${GET}; export const handler = async (event) => load(event.options);`],
    ['a default of a constructor', { 'app.ts': `import { Store } from './store'; const store = new Store(); export const handler = async () => store.load();`, 'store.ts': `${S3} export class Store { constructor(private readonly s3: S3 = new S3({})) {} load() { return this.s3.${GET}; } }` }],
    ['a default that a constructor keeps', { 'app.ts': `import { Store } from './store'; const store = new Store(); export const handler = async () => store.load();`, 'store.ts': `${S3} export class Store { #s3; constructor({ s3 = new S3({}) }: { s3?: S3 } = {}) { this.#s3 = s3; } load() { return this.#s3.${GET}; } }` }],
    ['a default of a variable that is taken apart', `${S3} export const load = (options) => { const { s3 = new S3() } = options; return s3.${GET}; }; export const handler = async (event) => load(event);`],
    ['a repository as default', { 'app.ts': `import { Orders } from './orders'; const orders = new Orders(); export const handler = async () => orders.place();`, 'orders.ts': `import { Store } from './store'; export class Orders { constructor(private readonly store = new Store()) {} place() { return this.store.load(); } }`, 'store.ts': `${S3} const s3 = new S3(); export class Store { load() { return s3.${GET}; } }` }],
    ['a default of a text', `${S3} const s3 = new S3(); const load = (Bucket = 'a') => s3.getObject({ Bucket }); export const handler = async () => load();`],
    ['a default of a text from the environment', `${S3} const s3 = new S3(); const load = ({ bucket = process.env.BUCKET } = {}) => s3.getObject({ Bucket: bucket }); export const handler = async () => load();`],
    ['a static singleton', { 'app.ts': `import { Clients } from './clients'; export const handler = async () => Clients.get().s3.${GET};`, 'clients.ts': `${S3} export class Clients { private static instance: Clients; readonly s3 = new S3(); static get() { if (!Clients.instance) Clients.instance = new Clients(); return Clients.instance; } }` }],
    ['a static member', { 'app.ts': `import { Clients } from './clients'; export const handler = async () => Clients.s3.${GET};`, 'clients.ts': `${S3} export class Clients { static readonly s3 = new S3(); }` }],
    ['a static getter', { 'app.ts': `import { Clients } from './clients'; export const handler = async () => Clients.s3.${GET};`, 'clients.ts': `${S3} export class Clients { static #s3; static get s3() { return (Clients.#s3 ??= new S3()); } }` }],
    ['a static factory', { 'app.ts': `import { Clients } from './clients'; export const handler = async () => Clients.getS3().${GET};`, 'clients.ts': `${S3} export class Clients { private static s3?: S3; static getS3(): S3 { if (!this.s3) { this.s3 = new S3(); } return this.s3; } }` }],
    ['a lazy client', `${S3} let s3; export const handler = async () => { s3 ??= new S3(); return s3.${GET}; };`],
    ['a lazy getter', `${S3} let s3; const getS3 = () => s3 || (s3 = new S3()); export const handler = async () => getS3().${GET};`],
    ['a promise of a client', `${S3} const ready = (async () => new S3())(); export const handler = async () => { const s3 = await ready; return s3.${GET}; };`],
    ['then', `${S3} const s3 = new S3(); export const handler = () => s3.${GET}.then((x) => x.Body);`],
    ['commands in a map', `${S3} const s3 = new S3Client(); export const handler = async (event) => Promise.all(event.keys.map((Key) => s3.send(new GetObjectCommand({ Bucket: 'a', Key }))));`],
    ['a namespace import', "import * as s3sdk from '@aws-sdk/client-s3'; const s3 = new s3sdk.S3Client(); export const handler = async () => s3.send(new s3sdk.GetObjectCommand({ Bucket: 'a' }));"],
    ['a dynamic import', "export const handler = async () => { const { S3 } = await import('@aws-sdk/client-s3'); return new S3().getObject({ Bucket: 'a' }); };"],
    ['a client that the file exports', { 'app.js': `const { S3 } = require('@aws-sdk/client-s3'); exports.s3 = new S3(); exports.handler = async () => exports.s3.${GET};` }],
    ['a client in what the file exports', { 'app.js': `const { S3 } = require('@aws-sdk/client-s3'); async function handler() { return exports.clients.s3.${GET}; } exports = module.exports = { handler, clients: { s3: new S3() } };` }],
    ['a client that a function of the exports makes', { 'app.js': `const { S3 } = require('@aws-sdk/client-s3'); const own = module.exports; exports.connect = (region) => new S3({ region }); module.exports.load = () => { const s3 = own.connect('eu-west-1'); return s3.${GET}; }; exports.handler = async () => exports.load();` }],
    ['a route through a wrapper', { 'app.js': "const app = require('express')(); const wrap = (fn) => (q, r, next) => fn(q, r).catch(next); app.get('/', wrap(require('./load'))); exports.handler = require('serverless-http')(app);", 'load.js': `const { S3 } = require('@aws-sdk/client-s3'); const s3 = new S3(); module.exports = async (q, r) => r.send(await s3.${GET});` }],
    ['a subclass of a client', `${S3} class Store extends S3 {} const s3 = new Store(); export const handler = async () => s3.${GET};`],
  ])('%s', (_, sources) => expect(callsOf('nodejs24.x', typeof sources === 'string' ? { 'app.ts': sources } : sources)).toEqual(['s3:GetObject on a']));

  it('takes no default where something is given', () => {
    expect(callsOf('nodejs24.x', { 'app.ts': `${S3} const load = (s3, Bucket = 'b', { key = 'k' } = {}) => s3.getObject({ Bucket, Key: key }); export const handler = async () => load(new S3(), 'a', {});` })).toEqual(['s3:GetObject on a']);
  });
});

describe('one call of Python', () => {
  it.each<readonly [string, string | Sources]>([
    ['the default of a parameter', 'import boto3\ndef load(s3=boto3.client("s3")):\n  return s3.get_object(Bucket="a")\ndef handler(e, c): return load()'],
    ['a default by keyword', 'import boto3\nown = boto3.client("s3")\ndef load(key, *, s3=own):\n  return s3.get_object(Bucket="a")\ndef handler(e, c): return load("b")'],
    ['a default of a constructor', { 'app.py': 'from store import Store\nstore = Store()\ndef handler(e, c): return store.load()', 'store.py': 'import boto3\nclass Store:\n  def __init__(self, s3=boto3.client("s3")): self.s3 = s3\n  def load(self): return self.s3.get_object(Bucket="a")' }],
    ['a default of a text', 'import boto3\ns3 = boto3.client("s3")\ndef load(bucket="a"): return s3.get_object(Bucket=bucket)\ndef handler(e, c): return load()'],
    ['a default of a text from the environment', 'import os, boto3\ns3 = boto3.client("s3")\ndef load(key, bucket=os.environ["BUCKET"]): return s3.get_object(Bucket=bucket, Key=key)\ndef handler(e, c): return load("k")'],
    ['a dict of clients', 'import boto3\nclients = {"s3": boto3.client("s3")}\ndef handler(e, c): return clients["s3"].get_object(Bucket="a")'],
    ['a dict of another module', { 'app.py': 'from clients import CLIENTS\ndef handler(e, c): return CLIENTS["s3"].get_object(Bucket="a")', 'clients.py': 'import boto3\nCLIENTS = {"s3": boto3.client("s3")}' }],
    ['a static singleton', { 'app.py': 'from clients import Clients\ndef handler(e, c): return Clients.get().s3.get_object(Bucket="a")', 'clients.py': 'import boto3\nclass Clients:\n  _instance = None\n  def __init__(self): self.s3 = boto3.client("s3")\n  @classmethod\n  def get(cls):\n    if cls._instance is None: cls._instance = cls()\n    return cls._instance' }],
    ['a cached factory', { 'app.py': 'from clients import s3\ndef handler(e, c): return s3().get_object(Bucket="a")', 'clients.py': 'import boto3\nfrom functools import lru_cache\n@lru_cache(maxsize=None)\ndef s3(): return boto3.client("s3")' }],
    ['a cached property', 'import boto3\nfrom functools import cached_property\nclass Store:\n  @cached_property\n  def s3(self): return boto3.client("s3")\n  def load(self): return self.s3.get_object(Bucket="a")\nstore = Store()\ndef handler(e, c): return store.load()'],
    ['a global', 'import boto3\ns3 = None\ndef handler(e, c):\n  global s3\n  if s3 is None: s3 = boto3.client("s3")\n  return s3.get_object(Bucket="a")'],
    ['an alias', 'import boto3 as aws\ns3 = aws.client(service_name="s3")\ndef handler(e, c): return s3.get_object(Bucket="a")'],
    ['os.environ', 'import os, boto3\ns3 = boto3.client("s3")\ndef handler(e, c): return s3.get_object(Bucket=os.environ["BUCKET"])'],
    ['os.environ.get', 'import os, boto3\ns3 = boto3.client("s3")\ndef handler(e, c): return s3.get_object(Bucket=os.environ.get("BUCKET"))'],
    ['os.environ.get with a default', 'import os, boto3\ns3 = boto3.client("s3")\ndef handler(e, c): return s3.get_object(Bucket=os.environ.get("BUCKET", "b"))'],
    ['os.getenv', 'import os, boto3\ns3 = boto3.client("s3")\ndef handler(e, c): return s3.get_object(Bucket=os.getenv("BUCKET"))'],
    ['from os import environ', 'from os import environ\nimport boto3\ns3 = boto3.client("s3")\ndef handler(e, c): return s3.get_object(Bucket=environ["BUCKET"])'],
    ['from os import environ as env', 'from os import environ as env\nimport boto3\ns3 = boto3.client("s3")\ndef handler(e, c): return s3.get_object(Bucket=env.get("BUCKET"))'],
    ['from os import getenv', 'from os import getenv\nimport boto3\ns3 = boto3.client("s3")\nBUCKET = getenv("BUCKET")\ndef handler(e, c): return s3.get_object(Bucket=BUCKET)'],
    ['environ in a variable', 'import os, boto3\nenv = os.environ\ns3 = boto3.client("s3")\ndef handler(e, c): return s3.get_object(Bucket=env["BUCKET"])'],
    ['environ.setdefault', 'import os, boto3\ns3 = boto3.client("s3")\ndef handler(e, c): return s3.get_object(Bucket=os.environ.setdefault("BUCKET", "b"))'],
    ['environ.pop', 'import os, boto3\ns3 = boto3.client("s3")\ndef handler(e, c): return s3.get_object(Bucket=os.environ.pop("BUCKET"))'],
  ])('%s', (_, sources) => expect(callsOf('python3.13', typeof sources === 'string' ? { 'app.py': sources } : sources)).toEqual(['s3:GetObject on a']));
});

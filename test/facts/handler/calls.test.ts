import { describe, expect, it } from 'vitest';
import { extractModule } from '../../../src/facts/handler/extract.js';
import type { Expression } from '../../../src/facts/model.js';

function callsOf(text: string, path = 'src/orders.ts'): readonly string[] {
  const { calls, functions } = extractModule(path, text);
  return calls.map(({ callee, isNew, within }) => {
    const target = callee.kind === 'function' ? `#${functions[callee.id]?.name ?? '?'}` : callee.kind === 'import' ? [callee.specifier, ...callee.path].join(' ')
      : callee.kind === 'global' ? callee.path.join('.') : callee.kind === 'parameter' ? [`^${callee.index}`, ...callee.path].join(' ') : '?';
    return `${isNew ? 'new ' : ''}${target}${within === null ? '' : ` in ${functions[within]?.name ?? '?'}`}`;
  });
}

describe('callees', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["import { S3Client } from 's3'; new S3Client({});", ['new s3 S3Client']],
    ["const { S3Client: C } = require('s3'); new C();", ['new s3 S3Client']],
    ["const AWS = require('aws-sdk'); new AWS.S3();", ['new aws-sdk S3']],
    ["import AWS from 'aws-sdk'; new AWS.DynamoDB.DocumentClient();", ['new aws-sdk default DynamoDB DocumentClient']],
    ["import * as AWS from 'aws-sdk'; const { DocumentClient } = AWS.DynamoDB; new DocumentClient();", ['new aws-sdk DynamoDB DocumentClient']],
    ["import AWS = require('aws-sdk'); new AWS.S3();", ['new aws-sdk S3']],
    ["import X from 'xray'; const AWS = X.captureAWS(require('aws-sdk')); new AWS.S3();", ['xray default captureAWS', 'new aws-sdk S3']],
    ["import { S3 } from 's3'; const s3 = captureAWSv3Client(new S3()); s3.send(1);", ['new s3 S3', 's3 S3 #new send']],
    ["async function place() { const { S3 } = await import('s3'); new S3(); }", ['new s3 S3 in place']],
    ["const s3_1 = __importDefault(require('s3')); new s3_1.default();", ['new s3 default']],
    ["import { Store } from './store'; const s = new Store(); s.save();", ['new ./store Store', './store Store #new save']],
    ["import { from } from 'd'; const d = from(1); d.send();", ['d from', 'd from #call send']],
    ['function place() {} place(); (() => {})();', ['#place', '#']],
    ['class Store { save() { this.load(); } load() {} } const s = new Store(); s.save();', ['#load in save', '#save']],
    ['class Store { n = 1; } new Store();', ['new #Store']],
    ["class Store { constructor() {} } class Sub extends Store { constructor() { super(); } } new Sub();", ['new #Store in Sub', 'new #Sub']],
    ["import { S3 } from 's3'; class Store { client = new S3(); save() { return this.client.send(1); } }", ['new s3 S3 in Store', 's3 S3 #new send in save']],
    ["import { S3 } from 's3'; class Store { static client = new S3(); }", ['new s3 S3']],
    ["import { S3 } from 's3'; let c; const get = () => (c ??= new S3()); function place() { get().send(1); }",
      ['new s3 S3 in get', 's3 S3 #new send in place', '#get in place']],
    ['console.log(1); globalThis.setTimeout(f, 1); unknown().x(); parseInt(a); Math.max(1);', ['console.log', 'setTimeout']],
    ['function place(event) { event.Records.map(save); event[0].x(); }', ['^0 Records map in place', '^0 #item x in place']],
    ['function place({ client, ...rest }) { client.send(1); rest.x(); }', ['^0 client send in place']],
    ['class Store { constructor(private readonly client: C, table) { this.table = table; } save() { this.client.send(1); this.table.x(); } }',
      ['^0 send in save', '^1 x in save']],
    ["import { S3 } from 's3'; class Store { constructor(options) { this.client = options.client ?? new S3(); } save() { this.client.send(1); } }",
      ['new s3 S3 in Store', 's3 S3 #new send in save']],
    ['const use = (make) => make().send(1);', ['^0 #call send in use', '^0 in use']],
    ["import { S3 } from 's3'; const s3 = on ? new S3() : null; if (s3) s3.send(1);", ['new s3 S3', 's3 S3 #new send']],
    ["const require = createRequire(import.meta.url); const s = require('s3'); new s.S3();", ['new s3 S3']],
    ["import { S3 } from 's3'; for (const s3 of [new S3()]) s3.send(1);", ['new s3 S3']],
    ['exports.load = () => {}; exports.handler = () => exports.load();', ['exports.load in handler']],
  ];
  it.each(cases)('%s', (text, expected) => expect(callsOf(text)).toEqual(expected));
});

describe('arguments', () => {
  it('reads constants, the environment and objects', () => {
    const text = "import { put } from 'orders'; const T = process.env.TABLE; const wait = 5 * 60; put({ TableName: T, n: -1, ok: true, wait, ...rest, [k]: 1 }, `a`, x);";
    const [call] = extractModule('a.js', text).calls;
    expect(call?.arguments).toMatchObject([
      { kind: 'object', complete: false, properties: [
        { name: 'TableName', value: { kind: 'env', variable: 'TABLE' } }, { name: 'n', value: { kind: 'number', value: -1 } },
        { name: 'ok', value: { kind: 'boolean', value: true } }, { name: 'wait', value: { kind: 'number', value: 300 } },
      ] },
      { kind: 'string', value: 'a' },
      { kind: 'unknown' },
    ]);
  });
});

/** A value in short: `new s3 S3({ region: env REGION })`. */
function shown(value: Expression): string {
  switch (value.kind) {
    case 'string': return `'${value.value}'`;
    case 'number': case 'boolean': return String(value.value);
    case 'env': case 'flag': return `${value.kind} ${value.variable}`;
    case 'parameter': return ['^' + String(value.index), ...value.path].join(' ');
    case 'import': return [value.specifier, ...value.path].join(' ');
    case 'text': return `text(${value.parts.map(shown).join(', ')})`;
    case 'list': return `[${value.items.map(shown).join(', ')}${value.complete ? '' : ', …'}]`;
    case 'object': return `{ ${value.properties.map((one) => `${one.name}: ${shown(one.value)}`).join(', ')}${value.complete ? '' : ', …'} }`;
    case 'call': {
      const callee = value.callee.kind === 'import' ? [value.callee.specifier, ...value.callee.path].join(' ') : value.callee.kind === 'function' ? `#${value.callee.id}`
        : value.callee.kind === 'global' ? value.callee.path.join('.') : '?';
      return `${value.receiver ? `<${shown(value.receiver)}> ` : ''}${value.isNew ? 'new ' : ''}${callee}(${value.arguments.map(shown).join(', ')})`;
    }
    case 'here': return 'here';
    case 'unknown': return '?';
  }
}

describe('values', () => {
  it.each<readonly [string, string]>([
    ['new C({ region: process.env.REGION })', 'new x C({ region: env REGION })'],
    ['`orders-${process.env.STAGE}`', "text('orders-', env STAGE)"],
    ['[__dirname, import.meta.url, import.meta.env, module.filename, `${__filename}.txt`]', "[here, here, ?, ?, text(here, '.txt')]"],
    ["'orders-' + stage", "text('orders-', ?)"],
    ["['a', process.env.B, ...rest]", "['a', env B, …]"],
    ['TABLES.orders', 'env ORDERS'],
    ['client', '<new x C()> x C #new make()'],
    ['C', 'x C'],
    ['id', '^0'],
    ['event.detail.id', '^1 detail id'],
    ['process.env.A ?? id', 'env A'],
    ['new Store(client)', 'new #0(<new x C()> x C #new make())'],
    ['flag ? new C({ a: 1 }) : new C({ a: 2 })', 'new x C(?)'],
    ['other()', 'other()'],
    ['JSON.stringify(event)', 'JSON.stringify(^1)'],
    ['{}.x', '?'],
  ])('%s', (text, expected) => {
    const source = `import { put, C } from 'x'; class Store { constructor(c) {} } const TABLES = { orders: process.env.ORDERS }; const client = new C().make();
      function place(id, event) { put(${text}); }`;
    const call = extractModule('a.js', source).calls.find(({ callee }) => callee.kind === 'import' && callee.path[0] === 'put');
    expect(call?.arguments.map(shown)).toEqual([expected]);
  });

  it('are bounded where names are followed again and again', () => {
    const doubled = Array.from({ length: 12 }, (_, index) => `const a${index + 1} = [a${index}, a${index}, a${index}, a${index}];`).join('\n');
    const [call] = extractModule('a.js', `import { put } from 'x'; const a0 = 'a'; ${doubled} put(a12);`).calls;
    expect(JSON.stringify(call).length).toBeLessThan(60_000);
  });
});

describe('receivers', () => {
  const receiverOf = (text: string): string | undefined => {
    const calls = extractModule('a.ts', `import { S3, capture, from } from 'x'; ${text}`).calls;
    const call = calls.find(({ callee }) => 'path' in callee && callee.path.at(-1) === 'send');
    return call?.receiver && shown(call.receiver);
  };
  it.each<readonly [string, string | undefined]>([
    ['const s3 = new S3({ a: 1 }); s3.send(1);', 'new x S3({ a: 1 })'],
    ['let s3; function get() { s3 ??= new S3({ a: 1 }); return s3; } get().send(1);', 'new x S3({ a: 1 })'],
    ['const get = () => new S3({ a: 1 }); const place = async () => { await get().send(1); };', 'new x S3({ a: 1 })'],
    ['class Store { s3 = new S3({ a: 1 }); save() { this.s3.send(1); } }', 'new x S3({ a: 1 })'],
    ['const clients = { s3: new S3({ a: 1 }) }; clients.s3.send(1);', 'new x S3({ a: 1 })'],
    ['const s3 = captureAWSv3Client(new S3({ a: 1 })); s3.send(1);', 'new x S3({ a: 1 })'],
    ['const doc = from(new S3()); doc.send(1);', 'x from(new x S3())'],
    ['const s3 = flag ? new S3({ a: 1 }) : new S3({ a: 2 }); s3.send(1);', 'new x S3(?)'],
    ['S3.send(1);', undefined],
    ['function tag(code) { let name = code.trim(); name = from(name).trim(); name.send(1); }', '<x from(x from #call trim())> x from #call trim()'],
  ])('%s', (text, expected) => expect(receiverOf(text)).toBe(expected));
});

describe('exported values', () => {
  it('are told with the members of objects and classes', () => {
    const text = `import { S3, capture } from 'x'; export const s3 = new S3(); export const clients = { s3, deep: { s3: new S3({ a: 1 }) }, f() {} };
      export class Store { s3 = new S3(); static other = new S3(); n = 1; } export default new Store(); export const n = 1;`;
    const told = extractModule('a.ts', text).exports.map(({ name, value, memberValues }) => [name, value && shown(value), memberValues?.map((one) => `${one.name} = ${shown(one.value)}`)]);
    expect(told).toEqual([
      ['s3', 'new x S3()', undefined],
      ['clients', undefined, ['s3 = new x S3()', 'deep.s3 = new x S3({ a: 1 })']],
      ['Store', undefined, ['#new.s3 = new x S3()', 'other = new x S3()']],
      ['default', undefined, ['s3 = new x S3()']],
      ['n', undefined, undefined],
    ]);
  });
});

/** Whether the first `new X` is memoised. */
function isMemoised(text: string): boolean | undefined {
  return extractModule('a.ts', `import { X } from 'x'; ${text}`).calls.find((call) => call.isNew)?.isMemoised;
}

describe('memoised', () => {
  it.each([
    'let c; function get() { if (!c) c = new X(); return c; }',
    'let c; function get() { if (!c) { c = new X(); } return c; }',
    'let c; function get() { if (c === undefined) { c = new X(); } return c; }',
    'let c; function get() { if (c == null) { const options = {}; c = wrap(new X(options)); } return c; }',
    'let c; function get() { if (typeof c === "undefined") c = new X(); return c; }',
    'let c; function get() { c ??= new X(); }',
    'let c; async function get() { c ||= await new X(); }',
    'let c; function get() { c = c || new X(); }',
    'let c; function get() { c || (c = new X()); }',
    'let c; function get() { if (c) return c; c = new X(); return c; }',
    'let c; function get() { if (c) { return c; } const fresh = new X(); c = fresh; return c; }',
    'let c; function get() { return (c = c ?? new X()); }',
    'let c; function get() { return c ? c : (c = new X()); }',
    'const cache = make(); function get(k) { return cache.has(k) ? cache.get(k) : cache.set(k, new X()); }',
    'const cache = make(); function get(k) { if (!cache.has(k)) { cache.set(k, new X()); } return cache.get(k); }',
    'const cache = make(); function get(k) { const kept = cache.get(k); if (kept) return kept; const made = new X(); cache.set(k, made); return made; }',
    'const cache = {}; function get(k) { return cache[k] = cache[k] || new X(); }',
    'const cache = {}; function get(k) { if (!(k in cache)) cache[k] = new X(); }',
    "const cache = {}; function get() { if (!('x' in cache)) cache.x = new X(); return cache.x; }",
    'let isCold = true; let c; function get() { if (isCold) { c = new X(); isCold = false; } return c; }',
    'let c; let isReady = false; function get() { if (!isReady) { c = new X(); isReady = true; } return c; }',
    'class Store { get c() { return this._c ??= new X(); } }',
    'class Store { get() { if (!this.client) { this.client = new X(); } return this.client; } }',
    'function get() { return globalThis.c ??= new X(); }',
    'function get() { global.c = global.c || new X(); }',
    'const get = once(() => new X());',
    'const get = _.memoize(() => new X());',
    'const create = () => { let c; return async () => { c ??= new X(); }; };',
  ])('%s', (text) => expect(isMemoised(text)).toBe(true));

  it.each([
    'let c; function get() { c = new X(); return c; }',
    'function get() { let c; c ??= new X(); return c; }',
    'function get() { const c = new X(); return c; }',
    'let c; function get() { if (!c) { log(); } return new X(); }',
    'let c; function get() { if (c) { c = new X(); } }',
    'let isDue = true; let c; function get() { if (isDue) { c = new X(); isDue = check(); } return c; }',
    'const c = new X();',
    "function place(res) { res.once('end', () => { new X(); }); }",
  ])('not: %s', (text) => expect(isMemoised(text)).toBe(false));
});

function depends(text: string): boolean | undefined {
  return extractModule('a.ts', `import { X } from 'x'; ${text}`).calls.find((call) => call.isNew)?.dependsOnInvocation;
}

describe('dependsOnInvocation', () => {
  it.each([
    'async function place(event) { new X(event.tenant); }',
    'async function place({ tenant }) { const options = { tenant: `t-${tenant}` }; new X({ ...options }); }',
    'async function place() { const secret = await load(); new X({ secret }); }',
    'async function place() { new X(await load()); }',
    'async function place(event) { let region = "a"; if (event.r) region = event.r; new X({ region }); }',
    'let region = "a"; function set(r) { region = r; } function place() { new X({ region }); }',
    'function place(event) { for (const record of event.Records) new X(record.id); }',
    'const place = (event) => [1].map(() => new X({ run: () => event.id }));',
  ])('%s', (text) => expect(depends(text)).toBe(true));

  it.each([
    'async function place(event) { new X(); }',
    'const options = { region: process.env.R }; async function place(event) { new X({ ...options, retry: (n) => n * 2 }); }',
    'async function place() { const region = process.env.R ?? "a"; new X({ region }); }',
    "import { options } from './options'; async function place(event) { new X(options); }",
  ])('not: %s', (text) => expect(depends(text)).toBe(false));
});

describe('handed-on functions', () => {
  it('names those given by reference and those written at module level', () => {
    const text = "import { audit } from './audit'; const one = () => {}; app.get('/x', async () => {}); export const handler = (e) => { e.map(one); e.Records.map(() => 1); run(audit); };";
    const facts = extractModule('a.ts', text);
    expect(facts.handedOn.map(({ to, target, within }) => ({ to, kind: target.kind, within }))).toEqual([
      { to: 'app.get', kind: 'function', within: null },
      { to: 'e.map', kind: 'function', within: 2 },
      { to: 'e.Records.map', kind: 'function', within: 2 },
      { to: 'run', kind: 'import', within: 2 },
    ]);
  });
});

describe('functions that get each element', () => {
  it.each([
    ['h = (e) => { e.Records.map(one); };', [[0, 'Records #item']]],
    ['h = (e) => { e.Records.filter(Boolean).reduce(one, 0); };', [[1, 'Records #item']]],
    ['h = ({ Records: [first] }) => { first.items.forEach(one.bind(this)); };', [[0, 'Records #item items #item']]],
    ['h = (e) => { e.Records.map(one.bind(null, 1)); e.Records.sort(one); e.Records.map((record) => record); list.map(one); run(e, one); };', [undefined, undefined, undefined, undefined, undefined]],
  ])('%s', (text, expected) => {
    const { handedOn } = extractModule('a.ts', `function one() {} const list = make(); let h; ${text}`);
    expect(handedOn.map(({ each }) => each && [each.index, each.item.path.join(' ')])).toEqual(expected);
  });
});

describe('functions given to a wrapper', () => {
  it.each([
    ["app.get('/', wrap(() => {}));", [['wrap', 'app.get']]],
    ["app.get('/', wrap(require('./list')));", [['wrap', 'app.get']]],
    ["app.get('/', require('./list'), auth());", [['app.get', undefined]]],
    ["run(wrap(() => {})); run(require('express'), require('./list')());", [['wrap', undefined]]],
  ])('%s', (text, expected) => expect(extractModule('a.ts', text).handedOn.map(({ to, givenOn }) => [to, givenOn])).toEqual(expected));
});

describe('objects in variables', () => {
  const isComplete = (text: string): unknown => {
    const given = extractModule('a.ts', `import { put } from 'x'; ${text}`).calls.find(({ callee }) => callee.kind === 'import')?.arguments[0];
    return given?.kind === 'object' ? given.complete : undefined;
  };

  it.each([
    'put({ id: 1 });',
    'const item = { id: 1 }; put(item);',
  ])('all members are known: %s', (text) => expect(isComplete(text)).toBe(true));

  it.each([
    'const item = { id: 1 }; item.date = now(); put(item);',
    "const item = { id: 1 }; item.tags['a'] = 1; put(item);",
    'const item = { id: 1 }; delete item.id; put(item);',
    'const item = { id: 1 }; Object.assign(item, more); put(item);',
    'const item = { id: 1 }; addDate(item); put(item);',
  ])('others may be there: %s', (text) => expect(isComplete(text)).toBe(false));
});

describe('calls that a run may pass by', () => {
  const isConditional = (text: string): boolean | undefined =>
    extractModule('a.ts', `import { put } from 'x'; ${text}`).calls.find(({ callee }) => callee.kind === 'import')?.isConditional;

  it.each([
    'export const handler = async (event) => { await put(event); };',
    'export const handler = async (event) => { return put(event); };',
    'export const handler = async (event) => { try { await put(event); } catch (e) { return; } };',
    'export const handler = async (event) => { for (const record of event.Records) await put(record); };',
    'export const handler = async ({ Records }) => { await Promise.all(Records.map(async (record) => { await put(record); })); };',
    'export const handler = wrap(async (event) => { await put(event); });',
    'export const handler = async (event) => new Promise((resolve) => { put(event, resolve); });',
    'export const handler = async (event) => { if (put(event)) return; };',
  ])('not: %s', (text) => expect(isConditional(text)).toBe(false));

  it.each([
    'export const handler = async (event) => { if (event.a) await put(event); };',
    'export const handler = async (event) => { if (event.a) return; await put(event); };',
    'export const handler = async (event) => { for (const record of event.Records) { if (record.a) continue; await put(record); } };',
    'export const handler = async (event) => { for (const item of event.items) await put(item); };',
    'export const handler = async (event) => { await Promise.all(event.items.map((item) => put(item))); };',
    'export const handler = async (event) => { event.a && await put(event); };',
    'export const handler = async (event) => { switch (event.a) { case 1: await put(event); } };',
    'export const handler = async (event) => { try { await load(); } catch { await put(event); } };',
    'export const handler = async (event) => { load(event, (error) => { put(error); }); };',
    'export const handler = async (event) => { if (event.a) event.Records.forEach((record) => { put(record); }); };',
  ])('%s', (text) => expect(isConditional(text)).toBe(true));
});

describe('what is read of an answer', () => {
  const cases: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['const { Items, Count: n } = await d.send(1);', ['Items', 'Count']],
    ['const { Items, ...rest } = await d.send(1);', undefined],
    ['const a = await d.send(1); if (!a) return; use(a.Items, a?.["Count"]);', ['Items', 'Count']],
    ['let a; try { a = (await d.send(1)) as X; } catch {} console.log(a); use(a!.Items);', ['Items']],
    ['const a = await d.send(1); use(a);', undefined],
    ['const a = await d.send(1); a.Items = [];', undefined],
    ['const a = await d.send(1); a[key];', undefined],
    ['return (await d.send(1).promise()).Items;', ['Items']],
    ['return d.send(1);', undefined],
    ['return await d.send(1);', undefined],
    ['d.send(1).then((a) => a.Items);', undefined],
  ];
  it.each(cases)('%s', (text, expected) => {
    const { calls } = extractModule('src/orders.ts', `import { d } from 'd'; async function place(key) { ${text} }`);
    expect(calls.find(({ callee }) => callee.kind === 'import' && callee.path.at(-1) === 'send')?.answerReads).toEqual(expected);
  });
});

describe('classes made to take forever', () => {
  const many = (make: (index: number) => string): string => Array.from({ length: 4000 }, (_none, index) => make(index)).join('\n');

  // Each took minutes when every call asked for all members, all base classes or all values. What is followed no further is not known.
  it.each<[string, string, number]>([
    ['methods that call each other', `class Store { ${many((index) => `m${index}() { this.m${(index + 1) % 4000}(); }`)} }`, 4000],
    ['a chain of base classes', `class C0 { save() {} }\n${many((index) => `class C${index + 1} extends C${index} { m${index}() { super.save(); } }`)}`, 51],
    ['a field that is given many values', `import { now } from 'clock';\nclass Store { ${many((index) => `m${index}() { this.at = now(); this.at.x(); }`)} }`, 4000],
  ])('%s', (_what, text, count) => {
    expect(extractModule('src/orders.ts', text).calls).toHaveLength(count);
  });

  it('a field that is given few values is followed', () => {
    const text = `import { now } from 'clock';\nclass Store { ${Array.from({ length: 40 }, (_none, index) => `m${index}() { this.at = now(); this.at.x(); }`).join('\n')} }`;
    expect(extractModule('src/orders.ts', text).calls).toHaveLength(80);
  });

  it.each([
    ['class Store extends Store {} new Store().save();', []],
    ['class Store extends Base {} class Base extends Store {} new Store().save();', []],
    ["import { Kept } from 'kept'; class Base extends Kept {} class Store extends Base {} new Store().save();", ['kept Kept #new save', 'new kept Kept']],
  ])('a circle of base classes ends, a chain is followed: %s', (text, expected) => {
    expect([...callsOf(text)].sort()).toEqual(expected);
  });
});

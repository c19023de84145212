import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extractModule } from '../../src/facts/handler/extract.js';
import { findExport, reachable, type ModuleGraph } from '../../src/project/invocation.js';

function graphOf(files: Readonly<Record<string, string>>): ModuleGraph {
  const modules = new Map(Object.entries(files).map(([path, text]) => [path, extractModule(path, text)]));
  const resolve = (from: string, specifier: string): string | undefined => {
    if (!specifier.startsWith('.')) return undefined;
    const path = posix.join(posix.dirname(from), specifier);
    return [path, `${path}.ts`, `${path}.js`].find((one) => modules.has(one));
  };
  return { modules, resolve };
}

function found(files: Readonly<Record<string, string>>, exportName = 'handler', path = 'orders.ts'): string {
  const graph = graphOf(files);
  const { kind, functions } = findExport(graph, { path, exportName });
  return [kind, ...functions.map((one) => `${one.path}#${graph.modules.get(one.path)?.functions[one.id]?.name ?? '?'}`)].join(' ');
}

describe('findExport', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['a function', { 'orders.ts': 'export const handler = () => {};' }, 'function orders.ts#handler'],
    ['a re-export', { 'orders.ts': "export { place as handler } from './place';", 'place.ts': 'export function place() {}' }, 'function place.ts#place'],
    ['export *', { 'orders.ts': "export * from './place';", 'place.ts': 'export function handler() {}' }, 'function place.ts#handler'],
    ['an imported binding', { 'orders.ts': "import p from './place'; export const handler = p;", 'place.ts': 'export default function place() {}' }, 'function place.ts#place'],
    ['a default import of CommonJS', { 'orders.ts': "import p from './place'; export const handler = p.run;", 'place.js': 'module.exports = { run() {} };' }, 'function place.js#run'],
    ['module.exports = require', { 'orders.ts': "module.exports = require('./place');", 'place.ts': 'exports.handler = () => {};' }, 'function place.ts#handler'],
    ['a method of an imported class', { 'orders.ts': "import { O } from './o'; const o = new O(); export const handler = o.run.bind(o);", 'o.ts': 'export class O { run() {} }' }, 'function o.ts#run'],
    ['an inherited method', { 'orders.ts': "import { O } from './o'; export const handler = new O().run;", 'o.ts': "import { B } from './b'; export class O extends B {}", 'b.ts': 'export class B { run() {} }' }, 'function b.ts#run'],
    ['a wrapped function', { 'orders.ts': 'const place = () => {}; export const handler = middy(place);' }, 'callable-unknown orders.ts#place'],
    ['a wrapped import', { 'orders.ts': "import { place } from './place'; export const handler = middy(place);", 'place.ts': 'export const place = () => {};' }, 'callable-unknown place.ts#place'],
    ['a wrapped module', { 'orders.ts': "const place = require('./place'); exports.handler = middy(place);", 'place.js': 'module.exports = function place() {};' }, 'callable-unknown place.js#place'],
    ['a wrapped module that is an object', { 'orders.ts': "const place = require('./place'); exports.handler = skill().handlers(place).lambda();", 'place.js': 'module.exports = { canHandle() {}, handle() {} };' }, 'callable-unknown place.js#canHandle place.js#handle'],
    ['a wrapped namespace', { 'orders.ts': "import * as place from './place'; export const handler = wrap(place);", 'place.ts': 'export function place() {}' }, 'callable-unknown'],
    ['something of a package', { 'orders.ts': "export { handler } from 'some-package';" }, 'callable-unknown'],
    ['a member that is imported', { 'orders.ts': "export { orders } from './all'; import { orders } from './all'; export const handler = orders.place;", 'all.ts': "import { place } from './place'; export const orders = { place };", 'place.ts': 'export function place() {}' }, 'function place.ts#place'],
    ['an imported member of an object in an object', { 'orders.ts': "import { api } from './all'; export const handler = api.orders.place;", 'all.ts': "import { place } from './place'; export const api = { orders: { place } };", 'place.ts': 'export function place() {}' }, 'function place.ts#place'],
    ['a member of an object in an object', { 'orders.ts': "import { api } from './all'; export const handler = api.orders.place;", 'all.ts': 'export const api = { orders: { place() {} } };' }, 'function all.ts#place'],
    ['a value', { 'orders.ts': 'export const handler = { a: 1 };' }, 'value'],
    ['nothing', { 'orders.ts': 'export const place = () => {};' }, 'missing'],
    ['nothing, past export *', { 'orders.ts': "export * from './place';", 'place.ts': 'export const place = 1;' }, 'missing'],
    ['export * of a package', { 'orders.ts': "export * from 'some-package';" }, 'unknown'],
    ['an open module', { 'orders.ts': 'Object.assign(exports, build());' }, 'unknown'],
    ['a cycle', { 'orders.ts': "export { handler } from './place';", 'place.ts': "export { handler } from './orders';" }, 'unknown'],
    ['a relative import that is not there', { 'orders.ts': "export { handler } from './gone';" }, 'unknown'],
    ['module.exports = fn', { 'orders.ts': 'module.exports = () => {};' }, 'missing'],
  ])('%s', (_, files, expected) => expect(found(files)).toBe(expected));

  it('takes dotted names where they are certain', () => {
    expect(found({ 'orders.ts': 'export const api = { place() {} };' }, 'api.place')).toBe('function orders.ts#place');
    expect(found({ 'orders.ts': "export * as api from './place';", 'place.ts': 'export const place = () => {};' }, 'api.place')).toBe('function place.ts#place');
    expect(found({ 'orders.ts': 'export const api = build();' }, 'api.place')).toBe('unknown');
    expect(found({ 'orders.ts': 'module.exports = () => {};' }, 'default')).toBe('function orders.ts#exports');
  });
});

/** Names of the functions that run on an invocation; those that run once with a star. */
function invoked(files: Readonly<Record<string, string>>): readonly string[] {
  const graph = graphOf(files);
  const answer = reachable(graph, { path: 'orders.ts', exportName: 'handler' });
  return [...answer.invoked].flatMap(([path, ids]) => [...ids].map((id) => {
    const name = graph.modules.get(path)?.functions[id]?.name || 'anonymous';
    return `${path}#${name}${answer.once.get(path)?.has(id) ? '*' : ''}`;
  })).sort();
}

describe('reachable', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ['calls and callbacks', { 'orders.ts': 'export const handler = (e) => { e.map((r) => one(r)); }; function one() {} function idle() {}' },
      ['orders.ts#anonymous', 'orders.ts#handler', 'orders.ts#one']],
    ['callbacks by name', { 'orders.ts': 'const one = () => {}; export const handler = (e) => e.map(one);' }, ['orders.ts#handler', 'orders.ts#one']],
    ['imported functions', { 'orders.ts': "import { save } from './store'; export const handler = () => save();", 'store.ts': 'export const save = () => inner(); const inner = () => {}; export const idle = () => {};' },
      ['orders.ts#handler', 'store.ts#inner', 'store.ts#save']],
    ['methods of an imported class', { 'orders.ts': "import { Store } from './store'; const s = new Store(); export const handler = () => s.save();", 'store.ts': 'export class Store { constructor() {} save() { this.put(); } put() {} idle() {} }' },
      ['orders.ts#handler', 'store.ts#put', 'store.ts#save']],
    ['a constructor per invocation', { 'orders.ts': "import { Store } from './store'; export const handler = () => new Store();", 'store.ts': 'export class Store { client = connect(); }' },
      ['orders.ts#handler', 'store.ts#Store']],
    ['memoised calls', { 'orders.ts': 'let c; const connect = () => {}; const get = () => (c ??= connect()); export const handler = () => get();' },
      ['orders.ts#connect*', 'orders.ts#get', 'orders.ts#handler']],
    ['memoised and plain calls', { 'orders.ts': 'let c; const connect = () => {}; const get = () => (c ??= connect()); export const handler = () => { get(); connect(); };' },
      ['orders.ts#connect', 'orders.ts#get', 'orders.ts#handler']],
    ['routes', { 'orders.ts': "import './routes'; import { app } from './app'; export const handler = (e) => app.resolve(e);", 'app.ts': 'export const app = new Router();', 'routes.ts': "import { app } from './app'; app.get('/x', async () => {}); [1].map(() => 1); process.on('exit', () => {});" },
      ['orders.ts#handler', 'routes.ts#anonymous']],
    ['routes through a wrapper', { 'orders.ts': "import serverless from 'serverless-http'; const wrap = (fn) => (q, r) => fn(q, r).catch(r.fail); app.get('/', wrap(async function list() {})); app.put('/', wrap(require('./place').place)); Object.keys(build(() => 1)); app.head(); export const handler = serverless(app); console.log(build(() => 1)); app.routes.map(wrap(() => 1));", 'place.js': 'exports.place = async () => {}; exports.idle = () => {};' },
      ['orders.ts#list', 'place.js#place']],
    ['routes that are modules', { 'orders.ts': "const serverless = require('serverless-http'); const place = require('./place'); app.get('/', require('./list')); app.put('/', auth, place); export const handler = serverless(app);", 'list.js': 'module.exports = async function list() {};', 'place.js': 'module.exports = async function place() {};' },
      ['list.js#list', 'place.js#place']],
    ['routes of a router of its own', { 'orders.ts': "import { Router } from './router'; const app = new Router(); app.get('/orders', wrap(async function list() {})); app.put('/orders', require('./place')); app.get('orders', wrap(() => 1)); export const handler = (e) => app.run(e);", 'router.ts': 'export class Router { get() {} put() {} run() {} }', 'place.js': 'module.exports = async function place() {};' },
      ['orders.ts#handler', 'orders.ts#list', 'place.js#place', 'router.ts#run']],
    ['what a container of its own uses', { 'orders.ts': "import { Container } from './container'; const container = new Container(); container.use(require('./list')); container.get('b', once(() => 1)); export const handler = () => {};", 'container.ts': 'export class Container {}', 'list.js': 'module.exports = function list() {};' },
      ['orders.ts#handler']],
    ['things that a store makes once', { 'orders.ts': "const store = new Map(); store.set('a', lazy(() => 1)); box.register(require('./list')); box.register('a', () => 1); export const handler = () => {};", 'list.js': 'module.exports = function list() {};' },
      ['orders.ts#anonymous', 'orders.ts#handler']],
    ['a table of functions', { 'orders.ts': "import { list } from './list'; const routes = { list, place() {}, idle: 1 }; export const handler = (e) => routes[e.path](e); const never = () => {};", 'list.ts': 'export const list = () => {};' },
      ['list.ts#list', 'orders.ts#handler', 'orders.ts#place']],
    ['routes made by a function', { 'orders.ts': "const build = () => { const app = express(); app.get('/', function list() {}); return app; }; export const handler = serverless({ app: build() });" },
      ['orders.ts#list']],
    ['a factory', { 'orders.ts': "import { create } from './create'; export const handler = create({});", 'create.ts': 'export const create = (d) => { setUp(); return async function run() {}; }; const setUp = () => {};' },
      ['create.ts#run']],
    ['a local wrapper', { 'orders.ts': 'const wrap = (fn) => async function inner(e) { return fn(e); }; export const handler = wrap(async function place() {});' },
      ['orders.ts#inner', 'orders.ts#place']],
    ['exports of the same file, through this', { 'orders.js': 'exports.load = () => {}; exports.handler = function () { return this.load(); };', 'orders.ts': "export { handler } from './orders.js';" }, ['orders.js#handler', 'orders.js#load']],
    ['exports of the same file', { 'orders.ts': 'exports.load = () => {}; exports.handler = () => exports.load();' }, ['orders.ts#handler', 'orders.ts#load']],
    ['a module that is a function', { 'orders.ts': "const save = require('./save'); exports.handler = () => save();", 'save.js': 'module.exports = () => inner(); const inner = () => {};' },
      ['orders.ts#handler', 'save.js#exports', 'save.js#inner']],
    ['a module that is a class', { 'orders.ts': "const Store = require('./store'); exports.handler = () => new Store().save();", 'store.js': 'class Store extends Base { constructor() { super(); connect(); } save() { this.put(); } put() {} } function connect() {} class Base {} module.exports = Store;' },
      ['orders.ts#handler', 'store.js#Store', 'store.js#connect', 'store.js#put', 'store.js#save']],
    ['a module that is an instance', { 'orders.ts': "const store = require('./store'); exports.handler = () => store.save();", 'store.js': 'class Store { save() {} idle() {} } module.exports = new Store();' },
      ['orders.ts#handler', 'store.js#save']],
    ['an exported instance', { 'orders.ts': "import { store } from './store'; export const handler = () => store.save();", 'store.ts': 'class Store { save() {} } export const store = new Store();' },
      ['orders.ts#handler', 'store.ts#save']],
    ['methods of what a constructor is given', { 'orders.ts': "import { Orders } from './service'; import { Store } from './store'; const orders = new Orders(new Store()); export const handler = () => orders.place();", 'service.ts': 'export class Orders { constructor(private readonly store) {} place() { this.store.save(); } }', 'store.ts': 'export class Store { save() {} idle() {} }' },
      ['orders.ts#handler', 'service.ts#place', 'store.ts#save']],
    ['methods of a class of the file that is given', { 'orders.ts': "import { Orders } from './service'; export class Store { constructor() {} save() {} } const orders = new Orders(new Store()); export const handler = () => orders.place();", 'service.ts': 'export class Orders { constructor(private readonly store) {} place() { this.store.save(); } }' },
      ['orders.ts#handler', 'orders.ts#save', 'service.ts#place']],
    ['methods of one of several dependencies', { 'orders.ts': "import { create } from './create'; import { store } from './store'; export const handler = create({ store });", 'create.ts': 'export const create = (deps) => async function run() { await deps.store.save(); };', 'store.ts': 'class Store { save() {} } export const store = new Store();' },
      ['create.ts#run', 'store.ts#save']],
    ['what a factory gives', { 'orders.ts': "import { makePlace } from './place'; import { Store } from './store'; const place = makePlace({ store: new Store() }); export const handler = () => place('a');", 'place.ts': 'export const makePlace = ({ store }) => async function run(id) { await store.save(id); };', 'store.ts': 'export class Store { save() {} }' },
      ['orders.ts#handler', 'place.ts#run', 'store.ts#save']],
    ['a method of what a factory gives', { 'orders.ts': "import { createStore } from './store'; const store = createStore(); export const handler = () => store.save();", 'store.ts': 'export function createStore() { const client = connect(); function save() { put(); } function idle() {} return { save, idle }; } const put = () => {};' },
      ['orders.ts#handler', 'store.ts#put', 'store.ts#save']],
    ['a method of what a factory gave before it is exported', { 'orders.ts': "import { store } from './store'; export const handler = () => store.save();", 'store.ts': 'const createStore = (client) => ({ save: () => put(), idle() {} }); const put = () => {}; export const store = createStore();' },
      ['orders.ts#handler', 'store.ts#put', 'store.ts#save']],
    ['a method of the instance that an imported factory gave', { 'orders.ts': "const store = require('./store'); exports.handler = () => store.save();", 'store.js': "const { createStore } = require('./create'); module.exports = createStore();", 'create.js': "const { Store } = require('./class'); exports.createStore = () => new Store(); ", 'class.js': 'exports.Store = class { save() {} idle() {} };' },
      ['class.js#save', 'orders.ts#handler']],
    ['methods of instances in an exported object', { 'orders.ts': "import { services } from './services'; export const handler = () => { services.store.save(); services.mail.send(); };", 'services.ts': "import { Store } from './store'; class Mail { send() {} idle() {} } export const services = { store: new Store(), mail: new Mail() };", 'store.ts': 'export class Store { save() {} idle() {} }' },
      ['orders.ts#handler', 'services.ts#send', 'store.ts#save']],
    ['what a package gave before it is exported', { 'orders.ts': "import { store } from './store'; export const handler = () => store.save();", 'store.ts': "import { createStore } from 'stores'; const save = () => {}; export const store = createStore({ save });" },
      ['orders.ts#handler']],
    ['helpers that a factory calls itself, and those that it keeps', { 'orders.ts': "import { makePlace } from './place'; const place = makePlace(); export const handler = () => place('a');", 'place.ts': 'export const makePlace = () => { const connect = () => open(); const client = connect(); return async (id) => client.save(id); }; const open = () => {};' },
      ['orders.ts#handler', 'place.ts#anonymous']],
    ['functions of a factory that it may give or not', { 'orders.ts': "import { makePlace } from './place'; const place = makePlace(); export const handler = () => place('a');", 'place.ts': 'export const makePlace = () => { async function place() {} async function purge() {} place.purge = purge; return place; };' },
      ['orders.ts#handler']],
    ['a method of an object that a factory keeps in a name', { 'orders.ts': "import { createStore } from './store'; const store = createStore(); export const handler = () => store.find();", 'store.ts': 'export function createStore() { function find() {} const api = { async save() {}, find: () => read() }; return api; } const read = () => {};' },
      ['orders.ts#handler', 'store.ts#find', 'store.ts#read']],
    ['a method of the instance that a factory gives', { 'orders.ts': "import { createStore } from './store'; const store = createStore(); export const handler = () => store.save();", 'store.ts': 'class Store { constructor(client) { this.client = client; } save() {} idle() {} } export { Store }; export const createStore = () => new Store(connect()); const connect = () => {};' },
      ['orders.ts#handler', 'store.ts#save']],
    ['the instance of a factory that is given to another', { 'orders.ts': "import { makePlace } from './place'; import { createStore } from './store'; const place = makePlace({ store: createStore() }); export const handler = () => place('a');", 'place.ts': 'export const makePlace = ({ store }) => async function run(id) { await store.save(id); };', 'store.ts': 'export class Store { constructor(client) { this.client = client; } save() {} } export const createStore = () => new Store();' },
      ['orders.ts#handler', 'place.ts#run', 'store.ts#save']],
    ['what other functions of the template give', { 'orders.ts': "import { place } from './place'; import { Table } from './table'; export const handler = () => place(new Table());", 'imports.ts': "import { place } from './place'; import { Bucket } from './bucket'; export const handler = () => place(new Bucket());", 'place.ts': 'export const place = (store) => store.save();', 'table.ts': 'export class Table { save() {} }', 'bucket.ts': 'export class Bucket { save() {} }' },
      ['orders.ts#handler', 'place.ts#place', 'table.ts#save']],
    ['one of several things that are given', { 'orders.ts': "import { orders } from './all'; export const handler = () => orders.run();", 'all.ts': "import { Service, Table, Bucket } from './service'; export const orders = new Service(new Table()); export const files = new Service(new Bucket());", 'service.ts': 'export class Service { constructor(store) { this.store = store; } run() { this.store.save(); } } export class Table { save() {} } export class Bucket { save() {} }' },
      ['orders.ts#handler', 'service.ts#run']],
    ['an instance that is given is not made again', { 'orders.ts': "import { Table } from './table'; const table = new Table(); export const handler = () => save(table); const save = (store) => store.save();", 'table.ts': 'export class Table { constructor(db = connect()) { this.db = db; } save() {} } const connect = () => {};' },
      ['orders.ts#handler', 'orders.ts#save', 'table.ts#save']],
    ['methods that are given on', { 'orders.ts': "import { place } from './place'; import { Store } from './store'; export const handler = () => place(new Store());", 'place.ts': "import { keep } from './keep'; export const place = (store) => keep(store);", 'keep.ts': 'export const keep = (store) => store.save();', 'store.ts': 'export class Store { save() {} }' },
      ['keep.ts#keep', 'orders.ts#handler', 'place.ts#place', 'store.ts#save']],
  ])('%s', (_, files, expected) => expect(invoked(files)).toEqual(expected));

  it('loads what is imported at module level', () => {
    const graph = graphOf({
      'orders.ts': "import { a } from './a'; import type { B } from './b'; a(); export const handler = () => require('./lazy');",
      'a.ts': "require('./c'); export const a = () => {};", 'b.ts': '', 'c.ts': '', 'lazy.ts': '',
    });
    expect([...reachable(graph, { path: 'orders.ts', exportName: 'handler' }).loaded]).toEqual(['orders.ts', 'a.ts', 'c.ts']);
  });

  it('knows what is loaded later', () => {
    const graph = graphOf({
      'orders.ts': "export const handler = async () => (await import('./report')).x; export const other = () => require('./never');",
      'report.ts': "import './pdf'; export const x = 1;", 'pdf.ts': '', 'never.ts': '',
    });
    expect([...reachable(graph, { path: 'orders.ts', exportName: 'handler' }).loadedLater]).toEqual(['report.ts', 'pdf.ts']);
  });

  it('gives the shortest way from the handler', () => {
    const graph = graphOf({
      'orders.ts': "import { save } from './store'; export const handler = () => { long(); save(); }; const long = () => save();",
      'store.ts': 'export const save = () => put(); const put = () => {};',
    });
    const answer = reachable(graph, { path: 'orders.ts', exportName: 'handler' });
    expect(answer.callPath('store.ts', 1)?.map(({ path, name }) => `${path} ${name}`)).toEqual(['orders.ts handler', 'orders.ts save', 'store.ts put']);
    expect(answer.callPath('store.ts', 9)).toBeUndefined();
  });
});

it('each call of a module is looked at a few times, however many functions are reached', () => {
  const count = 1000;
  const text = `${Array.from({ length: count }, (_none, index) => `function f${index}() { return f${index + 1}(); }`).join('\n')}\nfunction f${count}() {}\nexport const handler = () => f0();`;
  const { modules, resolve } = graphOf({ 'orders.ts': text });
  const facts = modules.get('orders.ts');
  if (!facts) throw new Error('no facts');
  let looks = 0;
  const calls = new Proxy(facts.calls, {
    get: (target, key): unknown => {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks++;
      return Reflect.get(target, key);
    },
  });
  const { invoked } = reachable({ modules: new Map([['orders.ts', { ...facts, calls }]]), resolve }, { path: 'orders.ts', exportName: 'handler' });
  expect(invoked.get('orders.ts')?.size).toBe(count + 2);
  expect(looks).toBeLessThan(10 * count);
});

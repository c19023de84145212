import { describe, expect, it } from 'vitest';
import { extractModule } from '../../../src/facts/handler/extract.js';

/** Exports as `name: target`, functions by their name. */
function exportsOf(text: string, path = 'src/orders.ts'): readonly string[] {
  const facts = extractModule(path, text);
  const names = facts.exports.map(({ name, target }) => {
    switch (target.kind) {
      case 'function': return `${name}: function ${facts.functions[target.id]?.name ?? '?'}@${facts.functions[target.id]?.start ?? -1}`.replace(/@\d+$/, '');
      case 'import': return `${name}: ${target.specifier}#${target.name}`;
      case 'call': return `${name}: call(${[...target.functions.map((id) => facts.functions[id]?.name || 'anonymous'), ...target.imports.map((one) => `${one.specifier}#${one.name}`)].join(', ')})`;
      default: return `${name}: ${target.kind}`;
    }
  });
  return [...names, ...facts.exportsAll.map((one) => `* ${one}`), ...(facts.exportsUnknown ? ['?'] : [])];
}

describe('exports of ES modules', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['export const handler = async () => {};', ['handler: function handler']],
    ['export async function handler() {}', ['handler: function handler']],
    ['export default async function () {}', ['default: function default']],
    ['export default async () => {}', ['default: function default']],
    ['const place = async () => {}; export { place as handler };', ['handler: function place']],
    ['const place = async () => {}; const h = place; export default h;', ['default: function place']],
    ["export { handler } from './place-order';", ['handler: ./place-order#handler']],
    ["export { place as handler } from './place-order';", ['handler: ./place-order#place']],
    ["export * from './place-order';", ['* ./place-order']],
    ["export * as orders from './place-order';", ['orders: ./place-order#*']],
    ["import { place } from './place-order'; export { place as handler };", ['handler: ./place-order#place']],
    ["import { place } from './place-order'; export const handler = place;", ['handler: ./place-order#place']],
    ["import place from './place-order'; export const handler = place as Handler;", ['handler: ./place-order#default']],
    ['const orders = load(); export const { a, b } = orders;', ['a: unknown', 'b: unknown']],
    ['const a = 1; export { a }; export const b = { c: 1 }; export class C {}; export const d = [];', ['a: value', 'b: value', 'C: value', 'd: value']],
    ['export type A = string; export interface B {}; type C = 1; export { type C }; export type { D } from "./d"; interface E {} export { E };', []],
    ['export enum Status { Open }', ['Status: value']],
    ['export function place(a: string): void; export function place(a: number): void; export function place() {}', ['place: function place']],
    ['export const limits = new Map(); export const wait = 5 * 60;', ['limits: value', 'wait: value']],
    ['export const handler: Handler = (async () => {}) satisfies Handler;', ['handler: function ']],
    ['export default interface Order {}', []],
    ['declare const x: number; const place = () => {}; export = place;', ['module.exports: function place']],
  ];
  it.each(cases)('%s', (text, expected) => expect(exportsOf(text)).toEqual(expected));
});

describe('exports of CommonJS modules', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['exports.handler = async function () {};', ['handler: function handler']],
    ['module.exports.handler = async () => {};', ['handler: function handler']],
    ["exports['handler'] = async () => {};", ['handler: function handler']],
    ['const place = () => {}; module.exports = { handler: place, other() {}, place };',
      ['module.exports: value', 'handler: function place', 'other: function other', 'place: function place']],
    ['module.exports = { handler() {}, ...more };', ['module.exports: value', 'handler: function handler', '?']],
    ["module.exports = { ...require('./a'), handler() {} };", ['module.exports: value', 'handler: function handler', '* ./a']],
    ['module.exports = async () => {};', ['module.exports: function exports']],
    ["module.exports = require('./place');", ['module.exports: ./place#*', '* ./place']],
    ['module.exports = build();', ['module.exports: call()', '?']],
    ['const place = () => {}; exports.a = exports.b = place;', ['a: function place', 'b: function place']],
    ['exports.a = exports.b = void 0; exports.a = () => {};', ['a: function a']],
    ["Object.defineProperty(exports, '__esModule', { value: true });", []],
    ["Object.defineProperty(exports, 'handler', { enumerable: true, get: function () { return place_1.handler; } }); const place_1 = require('./place');",
      ['handler: ./place#handler']],
    ["__exportStar(require('./place'), exports);", ['* ./place']],
    ['Object.assign(exports, build());', ['?']],
    ['Object.assign(module.exports, { handler() {} });', ['handler: function handler']],
    ['init(module.exports);', ['?']],
    ['exports[name] = 1;', ['?']],
    ['const api = module.exports; api.handler = 1;', ['?']],
    ['const api = {}; api.handler = () => {}; module.exports = api;', ['module.exports: value', '?']],
    ['const exports = {}; exports.a = 1;', []],
    ['let handler; if (x) handler = async () => {}; exports.handler = handler;', ['handler: function handler']],
  ];
  it.each(cases)('%s', (text, expected) => expect(exportsOf(text, 'src/orders.js')).toEqual(expected));
});

describe('exports of wrapped functions', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["import middy from '@middy/core'; const place = async () => {}; export const handler = middy(place).use(json());", ['handler: call(place)']],
    ["import middy from '@middy/core'; const place = async () => {}; export const handler = middy().use(json()).handler(place);", ['handler: call(place)']],
    ['export const handler = Sentry.wrapHandler(async () => {});', ['handler: call(anonymous)']],
    ['export const handler = awslambda.streamifyResponse(async (event, stream) => {});', ['handler: call(anonymous)']],
    ["import { place } from './place'; export const handler = wrap(log(place));", ['handler: call(./place#place)']],
    ["import express from 'express'; const app = express(); export const handler = serverlessExpress({ app });", ['handler: call()']],
    ['class Orders { async handle() {} } const o = new Orders(); export const handler = o.handle.bind(o);', ['handler: function handle']],
    ['class Orders { async handle() {} } const o = new Orders(); export const handler = o.handle;', ['handler: function handle']],
    ["import { Orders } from './orders'; const o = new Orders(); export const handler = o.handle.bind(o);", ['handler: ./orders#Orders.#new.handle']],
    ['class Orders { async handle() {} } const o = new Orders(); export const handler = (e, c) => o.handle(e, c);', ['handler: function handler']],
    ['class Orders { static async handle() {} } export const handler = Orders.handle;', ['handler: function handle']],
    ['const place = async () => {}; const wrapped = middy(place); wrapped.use(json()); export const handler = wrapped;', ['handler: call(place)']],
    ['const orders = { place: async () => {} }; export const handler = orders.place;', ['handler: function place']],
  ];
  it.each(cases)('%s', (text, expected) => expect(exportsOf(text)).toEqual(expected));

  it('lists the functions of an exported class', () => {
    const [only] = extractModule('a.ts', 'class Base { load() {} } export class Store extends Base { constructor() { super(); } save() {} static of() {} }').exports;
    expect(only?.target).toEqual({ kind: 'value', members: [
      { name: '#new', id: 1 }, { name: '#new.save', id: 2 }, { name: 'of', id: 3 }, { name: '#new.load', id: 0 },
    ] });
  });
});

it.each([
  ['const place = async () => {}; export const handler = place.bind(null, deps, 2);', 2],
  ["import { place } from './place'; export const handler = place.bind(null, deps);", 1],
  ['const orders = { async place() {} }; export const handler = orders.place.bind(orders);', undefined],
  ['const place = async () => {}; export const handler = place;', undefined],
])('arguments that are bound: %s', (text, expected) => {
  const [target] = extractModule('src/orders.ts', text).exports.map((one) => one.target);
  expect(target && 'bound' in target ? target.bound : undefined).toBe(expected);
});

it('members of objects that stand in each other under many names are not told for each way to them', () => {
  const object = (value: string): string => `{ ${Array.from({ length: 100 }, (_none, index) => `k${index}: ${value}`).join()} }`;
  const [table] = extractModule('src/orders.ts', `const f = () => 1; const a = ${object('f')}; const b = ${object('a')}; export const table = ${object('b')};`).exports;
  expect(table?.target.kind === 'value' ? table.target.members?.length : 0).toBe(2000);
});

it('what calls wrap in layers is looked into once for an export', () => {
  const names = (layer: number): string => Array.from({ length: 20 }, (_none, index) => `v${layer}_${index}`).join(', ');
  const layer = (number: number): string => Array.from({ length: 20 }, (_none, index) => `const v${number}_${index} = wrap(${number === 8 ? '() => 1' : names(number + 1)});`).join('\n');
  const [handler] = extractModule('src/orders.ts', `import { wrap } from 'shop';\n${[0, 1, 2, 3, 4, 5, 6, 7, 8].map(layer).join('\n')}\nexport const handler = wrap(${names(0)});`).exports;
  expect(handler?.target.kind === 'call' ? handler.target.functions.length : 0).toBe(20);
});

it.each([
  ['const f = () => 1; export const orders = { place: f, refunds: { ask: f, limit: 3 } };', ['place', 'refunds.ask', 'refunds.limit']],
  ['const f = () => 1; const orders = { place: f }; export { orders };', ['place']],
  ['const f = () => 1; export const orders = { place: f }; fill(orders);', undefined],
  ['const f = () => 1; export const orders = { place: f }; orders.cancel = f;', undefined],
  ['const f = () => 1; export const orders = { place: f, ...others };', undefined],
  ['const f = () => 1; export const orders = { place: f, [name]: f };', undefined],
  ['const f = () => 1; exports.orders = { place: f };', undefined],
  ['const f = () => 1; export const orders = { place: f }; const all = orders; all.cancel = f;', undefined],
  ['const f = () => 1; export const orders = { place: f }; for (const one of [orders]) one.cancel = f;', undefined],
  ['const f = () => 1; export const orders = { place: f }; ({ f: orders.cancel } = { f });', undefined],
  ['const f = () => 1; export const orders = { place: f }; const all = () => orders; all().cancel = f;', undefined],
  ['const f = () => 1; const orders = { place: f }; module.exports = { orders }; module.exports.orders.cancel = f;', undefined],
  ['export const limits = { orders: 3 };', undefined],
])('the keys of an object, where all are written: %s', (text, expected) => {
  const [orders] = extractModule('src/orders.ts', text).exports;
  expect(orders?.target.kind === 'value' ? orders.target.keys : 'none').toEqual(expected);
});

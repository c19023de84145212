import { describe, expect, it } from 'vitest';
import { extractModule } from '../../../src/facts/handler/extract.js';

/** `TABLE` for a plain read, `TABLE?` where absence is handled; `*` if the environment escapes. */
function readsOf(text: string): readonly string[] {
  const facts = extractModule('src/orders.ts', text);
  return [...facts.environmentReads.map(({ variable, hasFallback, isRequired }) => `${variable}${hasFallback ? '?' : ''}${isRequired ? '!' : ''}`), ...(facts.environmentEscapes ? ['*'] : [])];
}

describe('environmentHandled', () => {
  it.each([
    ["process.env.TABLE = 'orders'; process.env.QUEUE ??= 'q'; if (process.env.TOPIC) place(); process.env.READ;", ['TABLE', 'QUEUE', 'TOPIC']],
    ['for (const { name, value } of all) process.env[name] = value;', ['*']],
    ['Object.assign(process.env, loaded);', ['*']],
    ['process.env = { ...process.env, ...loaded };', ['*']],
    ['parse(process.env); process.env[name]; ({ ...process.env });', []],
  ])('%s', (text, expected) => expect(extractModule('a.ts', text).environmentHandled).toEqual(expected));
});

describe('environment reads', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['use(process.env.TABLE);', ['TABLE']],
    ["use(process.env['TABLE']);", ['TABLE']],
    ["const { TABLE, QUEUE: queue = 'q' } = process.env; use(TABLE);", ['TABLE', 'QUEUE?']],
    ["import { env } from 'node:process'; use(env.TABLE);", ['TABLE']],
    ["import process from 'process'; use(process.env.TABLE);", ['TABLE']],
    ["import * as p from 'process'; use(p.env.TABLE);", ['TABLE']],
    ['const env = process.env; use(env.TABLE);', ['TABLE']],
    ['const { env } = process; use(env.TABLE);', ['TABLE']],
    ['function f() { return env.TABLE; } const env = process.env;', ['TABLE']],
    ["use(process.env.TABLE ?? 'orders');", ['TABLE?']],
    ["use(process.env.TABLE || 'orders');", ['TABLE?']],
    ["use(Number(process.env.SIZE) || 10);", ['SIZE?']],
    ["use(parseInt(process.env.SIZE ?? '10'));", ['SIZE?']],
    ['use(Number(process.env.SIZE));', ['SIZE']],
    ['if (process.env.DEBUG) log();', ['DEBUG?']],
    ['const on = process.env.DEBUG === "1";', ['DEBUG?']],
    ['const on = !!process.env.DEBUG;', ['DEBUG?']],
    ['use(process.env.A && 1);', ['A?']],
    ['use(process.env.TABLE!);', ['TABLE']],
    ['use(process.env.TABLE as string);', ['TABLE']],
    ['use(`${process.env.TABLE}-x`);', ['TABLE']],
    ['use(process.env.LIST?.split(","));', ['LIST?']],
    ['assertDefined(process.env.TABLE);', ['TABLE']],
    ["process.env.TABLE = 'x'; use(process.env.TABLE);", ['TABLE?']],
    ["process.env.TABLE ??= 'x'; use(process.env.TABLE);", ['TABLE?']],
    ['delete process.env.TABLE; use(process.env.TABLE);', ['TABLE?']],
    ['if (!process.env.TABLE) throw new Error(); use(process.env.TABLE);', ['TABLE!', 'TABLE?']],
    ["use(process.env.TABLE ?? 'x'); use(process.env.TABLE);", ['TABLE?', 'TABLE']],
    ["if ('TABLE' in process.env) use(process.env.TABLE);", ['TABLE?']],
    ['const table = process.env.TABLE; if (!table) throw new Error(); use(table);', ['TABLE!']],
    ['const table = process.env.TABLE; if (table == null) { console.error(table); throw new Error(); }', ['TABLE!']],
    ['const table = process.env.TABLE; if (!table) { if (local) return; throw new Error(); }', ['TABLE?']],
    ['let table = process.env.TABLE; if (local) table = "orders"; if (!table) throw new Error();', ['TABLE?']],
    ['const limit = Number(process.env.LIMIT); if (limit === undefined) throw new Error();', ['LIMIT?']],
    ['if (local) { if (!process.env.TABLE) throw new Error(); }', ['TABLE?']],
    ['if (!process.env.TABLE && !process.env.QUEUE) throw new Error();', ['TABLE?', 'QUEUE?']],
    ['if (!process.env.TABLE) throw new Error(); use(process.env.TABLE ?? "orders");', ['TABLE?', 'TABLE?']],
    ['try { if (!process.env.TABLE) throw new Error(); } catch { use(); }', ['TABLE?']],
    ['const run = async () => { await (async () => { if (!process.env.TABLE) throw new Error(); })(); };', ['TABLE!']],
    ['const run = async () => { await (async () => { if (!process.env.TABLE) throw new Error(); })().catch(report); };', ['TABLE?']],
    ['const run = () => use([() => { if (!process.env.TABLE) throw new Error(); }]);', ['TABLE?']],
    ['function* run() { if (!process.env.TABLE) throw new Error(); }', ['TABLE?']],
    ['function run() { try { if (!process.env.TABLE) throw new Error(); } finally { return 1; } }', ['TABLE?']],
    ['const table = process.env.TABLE; use(table);', ['TABLE']],
    ['const { TABLE } = process.env; use(TABLE ? 1 : 2);', ['TABLE?']],
    ['use(process.env[name]);', ['*']],
    ['use({ ...process.env });', ['*']],
    ['Object.keys(process.env);', ['*']],
    ['schema.parse(process.env);', ['*']],
    ['const { TABLE, ...rest } = process.env;', ['TABLE', '*']],
    ['const env = process.env; use(env);', ['*']],
    ['const process = { env: {} }; use(process.env.TABLE);', []],
    ['type T = typeof process.env.X; interface P { env: string }', []],
  ];
  it.each(cases)('%s', (text, expected) => expect(readsOf(text)).toEqual(expected));

  it('says which function reads', () => {
    const facts = extractModule('a.js', 'const a = process.env.A; exports.handler = () => process.env.B;');
    expect(facts.environmentReads.map(({ variable, within }) => [variable, within])).toEqual([['A', null], ['B', 0]]);
  });
});

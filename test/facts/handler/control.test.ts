import { describe, expect, it } from 'vitest';
import { extractModule } from '../../../src/facts/handler/extract.js';

describe('an awaited value that nothing takes', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['await put(1);', true],
    ['await put(1).promise().catch(() => {});', true],
    ['await Promise.all([put(1), other]);', true],
    ['await put(1).then(log);', false],
    ['put(1);', false],
    ['const result = await put(1);', false],
    ['log(await put(1));', false],
    ['const [a] = await Promise.all([put(1)]);', false],
    ['flag && await put(1);', false],
  ];
  it.each(cases)('%s', (statement, expected) => {
    const { calls } = extractModule('a.ts', `import { put } from 'store';\nasync function f(flag) {\n  ${statement}\n}`);
    expect(calls.find(({ callee }) => callee.kind === 'import' && callee.specifier === 'store' && callee.path.length === 1)?.isIgnored ?? false).toBe(expected);
  });
});

describe('what becomes of a call', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['await put(1);', 'awaited'],
    ['put(1);', 'discarded'],
    ['put(1).then(log);', 'discarded'],
    ['put(1).promise().catch(() => {});', 'discarded'],
    ['await put(1).then(log).finally(done);', 'awaited'],
    ['return put(1);', 'returned'],
    ['return (x as any) ?? put(1)!;', 'returned'],
    ['await Promise.all([put(1), other]);', 'awaited'],
    ['const p = put(1);', 'used'],
    ['list.push(put(1));', 'used'],
    ['void put(1);', 'used'],
    ['log(), put(1), log();', 'discarded'],
    ['flag && put(1);', 'discarded'],
    ['const [first] = put(1).items;', 'used'],
  ];
  it.each(cases)('%s %s', (statement, expected) => {
    const { calls } = extractModule('a.ts', `import { put } from 'orders'; export async function place() { ${statement} }`);
    expect(calls[0]?.outcome).toBe(expected);
  });

  it('knows what is called for each element', () => {
    const text = "import { put } from 'orders'; export async function place(l) { for (const x of put(0)) put(1); l.map((x) => put(2)); put(3); l.then(() => put(4)); while (put(5)); }";
    const puts = extractModule('a.ts', text).calls.filter(({ callee }) => callee.kind === 'import');
    expect(puts.map(({ isRepeated }) => isRepeated)).toEqual([false, true, true, false, false, true]);
  });
});

describe('catches', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['console.log(e);', 'never'],
    ['throw e;', 'always'],
    ['log(e); if (e.code) throw e;', 'sometimes'],
    ['if (e.code) { throw e; } else { throw new Error(); }', 'always'],
    ['return Promise.reject(e);', 'always'],
    ['callback(e);', 'always'],
    ['callback(null, { statusCode: 500 });', 'never'],
    ['const retry = () => { throw e; };', 'never'],
  ];
  it.each(cases)('%s %s', (body, expected) => {
    const { catches, functions } = extractModule('a.js', `exports.place = async () => { try { work(); } catch (e) { ${body} } };`);
    expect(catches.map(({ rethrows, within }) => [rethrows, functions[within ?? -1]?.name])).toEqual([[expected, 'place']]);
  });

  it('a finally alone catches nothing', () => expect(extractModule('a.js', 'try { a(); } finally { b(); }').catches).toEqual([]));
});

/** `parameter.path>given to in function`. */
function readsOf(text: string): readonly string[] {
  const { parameterReads, functions } = extractModule('a.ts', text);
  return parameterReads.map(({ function: fn, index, path, to, within }) =>
    `${functions[fn]?.name ?? '?'}${index}.${path.join('.')}${to === undefined ? '' : `>${to}`}${within === fn ? '' : ` in ${functions[within ?? -1]?.name ?? '?'}`}`);
}

describe('reads of parameters', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['const place = (event) => JSON.parse(event.body);', ['place0.body>JSON.parse']],
    ['const place = (event) => event.body.trim();', ['place0.body>.trim']],
    ['const place = (event) => event!.requestContext?.http.method;', ['place0.requestContext.http.method']],
    ['const place = (event) => { for (const record of event.Records) send(record.s3.object.key); };', ['place0.Records', 'place0.Records.#item.s3.object.key>send']],
    ['const place = (event) => { for (const { body } of event.Records) send(body); };', ['place0.Records', 'place0.Records.#item.body']],
    ['const place = (event) => event.Records.map((record) => record.body);', ['place0.Records>.map', 'place0.Records.#item.body in ']],
    ['const place = (event) => event.Records[0].Sns.Message;', ['place0.Records.#item.Sns.Message']],
    ['const place = ({ Records: [first] }, { awsRequestId }) => first.body;', ['place0.Records.#item.body', 'place1.awsRequestId']],
    ['const place = (event) => { const { detail: { id }, time } = event; };', ['place0.detail.id', 'place0.time']],
    ['const place = (event = {}) => { const records = event.Records || []; records.length; };', ['place0.Records', 'place0.Records.length']],
    ['const place = (event) => { event = other(); return event.body; };', []],
    ['const place = (event) => { event.request.validated = true; };', []],
    ['class Orders { place(event) { return event.body; } }', ['place0.body']],
    ['const place = (event, context) => { console.log(event); routers[0].route({ event }, ...context); return event; };', ['place0.>console.log', 'place0.>', 'place1.>']],
    ['const place = ({ body }) => send(body);', ['place0.body']],
  ];
  it.each(cases)('%s', (text, expected) => expect([...readsOf(text)].sort()).toEqual([...expected].sort()));
});

describe('returns and writes to the module', () => {
  it('reads what is returned', () => {
    const { returns, functions } = extractModule('a.ts', 'const a = () => ({ statusCode: 200 }); function b() { if (x) return; return "ok"; } const c = () => { const r = { ok: true }; return r; };');
    expect(returns.map(({ within, value }) => [functions[within]?.name, value])).toMatchObject([
      ['a', { kind: 'object', properties: [{ name: 'statusCode', value: { value: 200 } }] }], ['b', undefined], ['b', { value: 'ok' }], ['c', { kind: 'object', properties: [{ name: 'ok' }] }],
    ]);
  });

  it('tells assignments from additions', () => {
    const text = 'let user; const seen = []; const cache = new Map(); let n = 0; function place(e) { user = e.user; seen.push(e.id); cache.set(e.id, e); n++; cache.a.b = 1; const own = []; own.push(1); seen.length = 0; seen.pop(); delete cache.a; flush(seen); JSON.stringify(seen); } function flush(rows) {}';
    expect(extractModule('a.js', text).moduleWrites.map(({ variable, how }) => `${variable} ${how}`)).toEqual(
      ['user assigned', 'seen added', 'cache added', 'n assigned', 'cache added', 'seen removed', 'seen removed', 'cache removed', 'seen handed']);
  });
});

describe('the module system of a script', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['import a from "b"; require("c");', 'import', 'require'],
    ['export const a = 1;', 'export', ''],
    ['module.exports = {};', '', 'module'],
    ['exports.a = 1;', '', 'exports'],
    ['join(__dirname, "a");', '', '__dirname'],
    ['read(`${__dirname}/a`);', '', '__dirname'],
    ['const a = __dirname + "/a";', '', '__dirname'],
    ['const a = `${import.meta.dirname ?? __dirname}/a`; typeof __dirname === "string";', '', ''],
    ['if (typeof module === "object") module.exports = {};', '', ''],
    ['function f() { return require("a"); }', '', ''],
    ['const require = createRequire(here); require("a");', '', ''],
    ['a.exports.b = 1; import("c");', '', ''],
  ];

  it.each(cases)('%s', (text, esm, commonJs) => {
    const { moduleSyntax } = extractModule('a.js', text);
    expect([moduleSyntax?.esm?.keyword ?? '', moduleSyntax?.commonJs?.name ?? '']).toEqual([esm, commonJs]);
  });

  it('is not asked of TypeScript', () => {
    expect(extractModule('a.ts', 'export const a = require("b");').moduleSyntax).toBeUndefined();
  });
});

describe('whether a call stands under a condition', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['console.log(1);', false],
    ['if (DEBUG) console.log(1);', true],
    ['DEBUG && console.log(1);', true],
    ['DEBUG ? console.log(1) : 0;', true],
    ['switch (a) { case 1: console.log(1); }', true],
    ['if (console.log(1)) a();', false],
    ['for (const x of y) console.log(x);', false],
  ];

  it.each(cases)('%s', (text, expected) => {
    const { calls } = extractModule('a.js', `if (outer) { exports.f = () => { ${text} }; }`);
    expect(calls.find(({ callee }) => callee.kind === 'global' && callee.path[0] === 'console')?.isBranched ?? false).toBe(expected);
  });
});

describe('whether the end of a function is reached', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['', true],
    ['return 1;', false],
    ['if (a) return 1;', true],
    ['if (a) { return 1; } else throw e;', false],
    ['try { return 1; } catch (e) { log(e); }', true],
    ['try { return 1; } catch (e) { throw e; }', false],
    ['try { work(); } finally { return 1; }', false],
    ['switch (a) { case 1: return 1; default: return 2; }', false],
    ['switch (a) { case 1: break; default: return 2; }', true],
    ['switch (a) { case 1: return 1; }', true],
    ['while (true) { work(); }', false],
    ['for (;;) { if (a) break; }', true],
    ['for (const a of b) { return a; }', true],
  ];
  it.each(cases)('%s %s', (body, expected) => {
    expect(extractModule('a.ts', `function place() { ${body} }`).functions[0]?.reachesEnd).toBe(expected);
  });

  it('an arrow function that is one expression gives it', () => expect(extractModule('a.ts', 'const f = () => 1;').functions[0]?.reachesEnd).toBe(false));
});

describe('keys of partial batch answers', () => {
  it('finds them in any case, and not in patterns', () => {
    const text = 'const r = { BatchItemFailures: ids.map((id) => ({ itemIdentifier: id })) }; r["batchItemFailures"] = []; const { batchItemFailures } = r;';
    expect(extractModule('a.ts', text).batchKeys.map(({ key }) => key).sort()).toEqual(['BatchItemFailures', 'batchItemFailures', 'itemIdentifier']);
  });
});

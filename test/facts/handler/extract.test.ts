import { describe, expect, it } from 'vitest';
import { extractModule } from '../../../src/facts/handler/extract.js';
import { parseSuppression } from '../../../src/facts/suppression-comment.js';

describe('literals', () => {
  const cases: readonly (readonly [string, readonly (readonly [string | undefined, string])[]])[] = [
    ["const apiKey = '0123456789';", [['apiKey', '0123456789']]],
    ["const apiKey = process.env.KEY || '0123456789';", [['apiKey', '0123456789']]],
    ["call({ password: `0123456789`, 'x-long-key-name': 1 });", [['password', '0123456789']]],
    ["this.token = '0123456789';", [['token', '0123456789']]],
    ["function f(secret = '0123456789') {}", [['secret', '0123456789']]],
    ["headers.set('x-api-key', '0123456789');", [[undefined, 'x-api-key'], ['x-api-key', '0123456789']]],
    ["log('0123456789');", [[undefined, '0123456789']]],
    ["class A { secret = '0123456789'; }", [['secret', '0123456789']]],
    ["'use strict'; import 'some-package'; const a = require('other-package'); await import('third-package');", []],
    ["const a = 'short'; const b = `0123456789${a}`; type T = '0123456789';", []],
    ['const a = <div title="0123456789">some long text here</div>;', [['title', '0123456789']]],
  ];
  it.each(cases)('%s', (text, expected) => {
    expect(extractModule('src/orders.tsx', text).literals.map(({ name, text: value }) => [name, value])).toEqual(expected);
  });
});

describe('imports', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["import a, { b as c } from 'x'; a(c);", ['import x default=a b=c']],
    ["import * as ns from 'x'; ns.a();", ['import x *=ns']],
    ["import type { A } from 'x'; import { type B } from 'y';", ['import x type A=A', 'import y type B=B']],
    ["import { APIGatewayProxyEvent } from 'aws-lambda'; export const handler = (e: APIGatewayProxyEvent) => e;", ['import aws-lambda type APIGatewayProxyEvent=APIGatewayProxyEvent']],
    ["import 'x';", ['import x']],
    ["export { a as b } from 'x'; export * from 'y';", ['export x a=b', 'export y']],
    ["const { a, b: c } = require('x'); const d = require('y').e;", ['require x a=a b=c', 'require y e=d']],
    ["function f() { const { a } = await_(1); return import('x'); }", ['dynamic x within']],
    ["async function f() { const { a } = await import('x'); }", ['dynamic x a=a within']],
    ["import fs = require('fs'); fs.x();", ['require fs *=fs']],
  ];
  it.each(cases)('%s', (text, expected) => {
    const facts = extractModule('src/orders.ts', text).imports.map(({ kind, specifier, typeOnly, bindings, within }) => (
      [kind, specifier, ...(typeOnly ? ['type'] : []), ...bindings.map(({ imported, local }) => `${imported}=${local}`), ...(within === null ? [] : ['within'])].join(' ')
    ));
    expect(facts).toEqual(expected);
  });
});

describe('suppressions', () => {
  it('covers its own line, or the next line with code', () => {
    const text = [
      '// lambdavet: ignore-file[secret-in-source] test keys',
      'const a = 1; // lambdavet: ignore[rule-a, rule-b] because',
      '// lambdavet: ignore[rule-c]',
      '',
      '// another comment',
      'const b = 2;',
      '/* lambdavet: ignore[rule-d] -- why */ const c = 3;',
      '// lambdavet: ignore',
      'const d = 4;',
    ].join('\n');
    const facts = extractModule('a.js', text).suppressions.map(({ kind, rules, reason, covers }) => ({
      kind,
      rules: rules.map(({ start, end }) => text.slice(start, end)),
      reason,
      line: covers && text.slice(0, covers.start).split('\n').length,
    }));
    expect(facts).toEqual([
      { kind: 'file', rules: ['secret-in-source'], reason: 'test keys', line: undefined },
      { kind: 'line', rules: ['rule-a', 'rule-b'], reason: 'because', line: 2 },
      { kind: 'line', rules: ['rule-c'], reason: '', line: 6 },
      { kind: 'line', rules: ['rule-d'], reason: 'why', line: 7 },
      { kind: 'line', rules: [], reason: '', line: 9 },
    ]);
  });

  it('reads only comments that are addressed to us', () => {
    expect(parseSuppression(' see lambdavet: ignore[x]', 0)).toBeUndefined();
    expect(parseSuppression(' lambdavet: ignore-file[x] y', 10)).toEqual({ kind: 'file', rules: [{ id: 'x', start: 34, end: 35 }], reason: 'y' });
    expect(parseSuppression('lambdavet: disable[x]', 0)).toEqual({ kind: 'line', rules: [], reason: '' });
  });
});

describe('whole files', () => {
  it('reports a fatal syntax error and nothing else', () => {
    const facts = extractModule('a.js', 'const a = 1;\nconst = 2;');
    expect(facts.syntaxProblem?.line).toBe(2);
    expect(facts.functions).toEqual([]);
  });

  it('reads JSX in plain JavaScript', () => {
    expect(extractModule('a.js', 'exports.handler = () => <div/>;').exports).toHaveLength(1);
  });

  it('gives plain data, the same each time', () => {
    const text = "import { X } from 'x'; export class A { c = new X({ a: process.env.A }); m() { this.c.send('0123456789'); } } export const handler = wrap((e) => new A().m());";
    const facts = extractModule('a.ts', text);
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
    expect(extractModule('a.ts', text)).toEqual(facts);
  });

  it('numbers functions with their role, length and parent', () => {
    const text = 'class Orders { n = () => 1; constructor(a, b = 1) {} save(x) {} } async function place(this: X, e, c, cb) { e.map((r) => r); }';
    expect(extractModule('a.ts', text).functions.map(({ name, role, length, parent, isAsync }) => [name, role, length, parent, isAsync])).toEqual([
      ['Orders', 'constructor', 1, null, false],
      ['n', 'function', 0, 0, false],
      ['save', 'method', 1, null, false],
      ['place', 'function', 3, null, true],
      ['', 'function', 1, 3, false],
    ]);
  });
});

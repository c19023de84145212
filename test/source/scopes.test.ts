import { analyze } from '@typescript-eslint/scope-manager';
import { parseSync, type Node } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { analyzeScopes } from '../../src/source/scopes.js';

interface Known {
  readonly scopes: readonly { readonly references: readonly KnownReference[] }[];
}

interface KnownReference {
  readonly identifier: Node;
  readonly isValueReference: boolean;
  readonly writeExpr?: Node | null;
  readonly resolved: { readonly defs: readonly { readonly name: Node }[] } | null;
  isWrite(): boolean;
}

/** What another analyzer says about the uses of names as values, and what ours says about the same identifiers. */
function compare(text: string): { readonly known: readonly string[]; readonly ours: readonly string[] } {
  const { program } = parseSync('orders.tsx', text, { astType: 'ts', range: true, preserveParens: false });
  const { scopes } = analyze(program as never, { lib: [], sourceType: 'module', jsxPragma: null }) as unknown as Known;
  const { variableOf } = analyzeScopes(program);
  const references = scopes.flatMap((scope) => scope.references).filter((reference) => reference.isValueReference);
  const line = (at: Node, name: Node | undefined, isWrite: boolean, value: Node | null): string => (
    `${at.start} ${name?.start ?? 'global'} ${isWrite ? `= ${value?.start ?? 'nothing'}` : ''}`
  );
  const known = references.map((one) => line(one.identifier, one.resolved?.defs[0]?.name, one.isWrite(), one.writeExpr ?? null));
  const ours = references.map((one) => {
    const variable = variableOf(one.identifier);
    const own = variable?.references.find(({ identifier, writeExpr }) => identifier === one.identifier && writeExpr === (one.writeExpr ?? null));
    return line(one.identifier, variable?.defs[0]?.name, own?.isWrite ?? one.isWrite(), own ? own.writeExpr : (one.writeExpr ?? null));
  });
  return { known, ours };
}

describe('analyzeScopes agrees with scope-manager', () => {
  it.each([
    'const a = 1; function f(b, { c, d: e = a }, ...rest) { var g = b; { let g = c; g++; } return [g, e, rest, h]; } var h = f(a);',
    'for (const [k, v] of pairs) use(k, v); for (let i = 0; i < n; i++) use(i); for (x in y) use(x); var x, y;',
    'try { use(a); } catch ({ message }) { use(message); } switch (a) { case b: let c = 1; use(c); }',
    'class A extends B { static c = A; #d = e; [f]() { return super.g(this.#d); } static { var h = 1; use(h); } } const e = 1;',
    'const F = function inner() { return inner; }; const G = class Inner { m() { return Inner; } };',
    '({ a, b: [c] = d, ...e } = f); let a, c, d, e; [x.y, a] = f; a += 1; a ??= c;',
    "import x, { y as z } from 'm'; import * as n from 'm'; export { x as w }; export default z(n.q);",
    'enum E { A = 1, B = A } const o: Order = { [k]: E.A, m() { return o; }, s }; namespace N { export const q = 1; use(q); }',
    'const View = () => <Page.Body title={t}><Item key="a" /><div /></Page.Body>; label: while (w) { if (b) continue label; }',
    'class P { constructor(private readonly a = b, @dec c?: string) { use(a, c); } } abstract class Q { abstract m(): void; abstract n: string; }',
    'const f = async ({ a }: { a: string }, b = a): Promise<void> => { await g(a as string, b!, <T,>(x: T) => x); };',
  ])('%s', (text) => {
    const { known, ours } = compare(text);
    expect(ours).toEqual(known);
  });
});

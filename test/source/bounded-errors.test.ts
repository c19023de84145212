import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

import { errorOfMany, mayTakeLong, UnbreakableLineError } from '../../src/source/bounded-errors.js';
import { parseJavaScript } from '../../src/source/javascript.js';
import { dialectOf } from '../../src/source/nesting.js';

const many = (text: string, length = 40_000): string => text.repeat(Math.ceil(length / text.length));

/** What was found, and how much the parser rendered for it. */
function findIn(path: string, text: string): { readonly found: ReturnType<typeof errorOfMany>; readonly rendered: number } {
  let rendered = 0;
  const found = errorOfMany(text, dialectOf(path), (part) => {
    const result = parseSync(path, part, { astType: 'ts', preserveParens: false });
    for (const { codeframe } of result.errors) rendered += codeframe?.length ?? 0;
    return result;
  });
  return { found, rendered };
}

/** As a whole, each would have far more than a hundred megabytes rendered. */
const FIELDS: readonly [string, string, string, number][] = [
  ['statements', 'a.js', many('const b;'), 6], ['statements of TypeScript', 'a.ts', many('const b;'), 6], ['behind a long template', 'a.js', `\`${many('a')}\`;${many('const b;')}`, 40_009],
  ['behind valid code', 'a.ts', `${many('a(1, 2);')}${many('const b;')}`, 40_006], ['between templates', 'a.js', many('`aaaaaaaaaaaa`;const b;'), 21], ['escapes of one string', 'a.js', `"${many(String.raw`\u{zz}`)}"`, 1],
  ['escapes of many strings', 'a.js', many(String.raw`"\u{zz}\x";`), 1], ['names that are exported again', 'a.js', `export{${many('a as x,')}}`, 12], ['holes of one template', 'a.js', `\`${many(String.raw`\u{zz}`.concat('${a}'))}\``, 1],
  ['where a slash may begin an expression', 'a.js', `{}/\`/;${many('const b;')}//\``, 12], ['lines that end with a return', 'a.js', many('const b;\r'), 6], ['modifiers', 'a.ts', `class A{${many('public public a;')}}`, 15],
];

describe('a script with many errors is not rendered with each of them', () => {
  test.each(FIELDS)('%s', (_name, path, text, offset) => {
    expect(mayTakeLong(text, dialectOf(path))).toBe(true);
    const { found, rendered } = findIn(path, text);
    expect(found?.offset).toBe(offset);
    expect(rendered).toBeLessThan(40_000_000);
  });

  test('the error is reported at its place', () => {
    expect(parseJavaScript('a.js', many('const b;')).error).toEqual({ message: 'Missing initializer in const declaration', offset: 6 });
  });

  test('an error that ends the parser, behind much that is right', () => {
    const text = `${many('a(1, 2);')}a b;${many('c(3);')}`;
    const { error } = parseJavaScript('a.js', 'a b;');
    expect(findIn('a.js', text).found).toEqual({ message: error?.message, offset: 40_000 + (error?.offset ?? 0) });
  });

  test('where it is not known what is a template, nothing is read', () => {
    // It is, though the slash before it could begin an expression.
    expect(() => findIn('a.js', `a={}/\`/1;${many('const b;')}\``)).toThrow(UnbreakableLineError);
  });
});

test.each([['words', many('export ')], ['flags', `/a/${many('g')}`], ['an expression', `/${many('a')}/`]])('nothing can break %s', (_name, text) => {
  expect(() => errorOfMany(text, 'js', (part) => parseSync('a.js', part))).toThrow(UnbreakableLineError);
});

const VALID: readonly [string, string][] = [
  ['a.js', 'a={b:1e+3,c:[1,2],d(){return"x"},get e(){return/[,;]/.test(`a,${b+`c;${d}`},`)}};'], ['a.js', 'for(;;){}if(a)/b,c/.test(d);else{}/e;f/.test(g);a?b:c;a??=b||c&&d|e&f;a=>({b});async(a,b)=>{await c};'], ['a.js', 'var a="x,\\",;"+ \'y,;\'+"z";/* a, b; */ // c, d;\nlabel:for(a of b){continue label}a++;b--;a=b?.5:1;'],
  ['a.jsx', 'x=<a b="c,d;" e={[f,g]} {...h}>text, more; {i?<b/>:"j"} // no comment\n</a>;'], ['a.ts', 'type A={a?:B<C,D>;readonly b:[x?:E,...F[]]}|{[k in G]:H};function f<T extends I,U=J>(this:K,a?:L,...b:M[]):a is N{return <any>a as O;}'],
  ['a.tsx', 'const a=<T,>(b:T)=><c d={(e:F)=>e}>{`g,${h}`}</c>;'], ['a.ts', 'abstract class A<B>extends C<D,E>implements F,G{private readonly a=1;static{b();}@c(d,e)declare f:string;constructor(private g?:H,public i=1){super();}}'], ['a.mjs', 'import a,{b as c,d}from"e";import*as f from"g";(async()=>{for await(const h of i){yield_(h)}})();'],
];

describe('a script without errors has none in the copy that is tried', () => {
  test.each(VALID)('%s %s', (path, code) => {
    const body = parseSync(path, code);
    expect(body.errors).toEqual([]);
    expect(findIn(path, many(code)).found).toBeUndefined();
  });

  test('and is read with positions of its own', () => {
    const text = `${many('a(1, 2);')}exports.handler = () => 1;`;
    const { program, error } = parseJavaScript('a.cjs', text);
    expect(error).toBeUndefined();
    expect(program.body.at(-1)).toMatchObject({ start: 40_000, end: text.length });
  });

  test('texts may be of any length', () => {
    const text = `a = "${many('b')}"; c = \`${many('d,e;')}\`; /* ${many('f,')} */ g(); // ${many('h;')}\ni = "${many(String.raw`\n,\u{1f600}`)}";`;
    expect(findIn('a.js', text)).toEqual({ found: undefined, rendered: expect.any(Number) as number });
  });
});

test('of names that are exported few are new each time, as each could be there before', () => {
  const text = `export{${Array.from({ length: 15_000 }, (_none, index) => `a as x${String(index)}`).join()}};`;
  const probesOf = (path: string): number => {
    let count = 0;
    expect(errorOfMany(text, dialectOf(path), (part) => (count++, parseSync(path, part)))).toBeUndefined();
    return count;
  };
  expect(probesOf('a.js')).toBe(3);
  // There it is no error to the parser.
  expect(probesOf('a.ts')).toBe(1);
});

test('usual scripts are not looked at twice', () => {
  expect(mayTakeLong(many('const b;', 20_000), 'js')).toBe(false);
  expect(mayTakeLong(many('const aVariable = call(1);\n', 190_000), 'ts')).toBe(false);
  expect(mayTakeLong(`${many('const aVariable = call(1);\n', 30_000)}a = "${'b'.repeat(5000)}";`, 'ts')).toBe(false);
});

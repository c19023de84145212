import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';

import { NestingScanner } from '../../src/source/nesting-scanner.js';
import { isNestedTooDeeply } from '../../src/source/nesting.js';

const chain = (start: string, more: string) => (count: number): string => start + more.repeat(count);
const around = (open: string, inner: string, close: string) => (count: number): string => open.repeat(count) + inner + close.repeat(count);

/** Each ends the process of the native parser when repeated often enough; with the least number that was seen to do so in a thread with 4 MB. */
const SHAPES: readonly [string, (count: number) => string, number][] = [
  ['a + a', chain('x = a', ' + a'), 32_568], ['a && a', chain('x = a', '&&a'), 32_568], ['a || a', chain('x = a', ' || a'), 32_568], ['a ?? a', chain('x = a', ' ?? a'), 32_568],
  ['a == a', chain('x = a', ' == a'), 32_568], ['a in a', chain('x = a', ' in a'), 32_568], ['a ** a', chain('x = a', ' ** a'), 14_701], ['a < a', chain('x = a', ' < a'), 4458],
  ['a ? a : a', chain('x = a', ' ? a : a'), 12_050], ['a.b', chain('x = a', '.b'), 72_148], ['a?.b', chain('x = a', '?.b'), 72_148], ['a[0]', chain('x = a', '[0]'), 72_148],
  ['a()', chain('x = a', '()'), 48_474], ['a.b()', chain('x = a', '.b()'), 26_695], ['a!', chain('x = a', '!'), 32_568], ['a``', chain('x = a', '`b`'), 32_568],
  ['else if', chain('if (a) b();', ' else if (a) b();'), 12_050], ['else if {}', chain('if (a) {}', ' else if (a) {}'), 12_050], ['if', chain('', 'if (a) '), 12_050], ['for', chain('', 'for (;;) '), 8096],
  ['a =>', chain('x = ', 'a => '), 6636], ['(a) =>', chain('x = ', '(a) => '), 5439], ['async a =>', chain('x = ', 'async a => '), 4458], ['a => {', around('a => {', '', '}'), 2455], ['a =', chain('x', ' = a'), 12_050],
  ['!', chain('x = ', '!'), 32_568], ['- ', chain('x = ', '- '), 32_568], ['typeof', chain('x = ', 'typeof '), 32_568], ['await', chain('x = ', 'await '), 17_935], ['new', chain('x = ', 'new '), 17_935], ['yield', chain('x = ', 'yield '), 12_050],
  ['(', around('(', 'a', ')'), 6636], ['[', around('[', 'a', ']'), 8096], ['{a:', around('{a:', 'a', '}'), 5439], ['{', around('{', '', '}'), 8096], ['function', around('function a() {', '', '}'), 2455], ['class', around('x=class{a=', '1', '}'), 2455],
  ['`${', around('`${', 'a', '}`'), 6636], ['(a = ', around('(a = ', '1', ') => 1'), 2995], ['label', chain('', 'a:'), 9877], ['do', around('do ', 'b();', ' while(a);'), 12_050], ['extends class', chain('', 'class A extends '), 4458],
  ['type conditions', chain('type A = ', 'B extends C ? D : '), 21_881], ['type arguments', around('B<', 'C', '>'), 4458], ['type arguments beside others', around('B<A, ', 'C', '>'), 4458], ['T[]', chain('type A = B', '[]'), 39_733], ['() => T', chain('type A = ', '() => '), 17_935],
  ['keyof', chain('type A = ', 'keyof '), 12_050], ['tuple', around('[', 'C', ']'), 3654], ['{a: T}', around('{a:', 'C', '}'), 3654], ['<T>a', chain('x = ', '<T>'), 26_695], ['<T,>(a) =>', chain('x = ', '<T,>(a) => '), 5100], ['async <T, U>(a) =>', chain('x = ', 'async <T, U>(a) => '), 5100], ['new <T,>(a) =>', chain('type A = ', 'new <T,>(a) => '), 18_915], ['is <T,>(a) =>', chain('type A = ', '<T,>(a) => a is '), 18_915], ['as T', chain('x = a', ' as T'), 32_568],
];

describe('too deep is what comes near the end of the stack, and nothing far from it', () => {
  test.each(SHAPES)('%s', (_shape, make, deadly) => {
    // With room for a stack of a quarter of the one that was measured.
    expect(isNestedTooDeeply(make(Math.floor(deadly / 4 / 2.5)), 'ts')).toBe(true);
    expect(isNestedTooDeeply(make(80), 'ts')).toBe(false);
  });

  test.each([['<a>', around('<a>', '', '</a>')], ['<></>', around('<>', '', '</>')], ['<a b=', around('<a b=', '"c"', '/>')], ['{<a>}', around('<a>{', '1', '}</a>')], ['<T extends a>', chain('', '<T extends a>];')], ['<T extends a>{}', chain('', '<T extends a>{}a?')], ['<T>(b):c', chain('', '<T>(b):c;')], ['<in a="b">', chain('', '<in a="b">;')]])('%s', (_shape, make) => {
    expect(isNestedTooDeeply(`x = ${make(800)}`, 'tsx')).toBe(true);
    expect(isNestedTooDeeply(`x = ${make(80)}`, 'tsx')).toBe(false);
  });
});

/** Opened only, as nothing is more for its length. */
const DENSE = ['{', '[', '(', '[[a', 'a(', '(a)=>{', 'a=>', '<a>', '<a b={', 'a<', '<T>', '!', '--', '**', 'a?', 'a?.', 'a:', '`${', '=', '&&', 'if(a)', 'for(;;)', 'new ', 'class extends ', 'f(/[(]/,', 'a?/(/ :[`', 'a>', 'a>>>', 'a<a>', '===', '<='];

test('what is told from the characters alone is what reading tells', () => {
  const differing: string[] = [];
  for (const unit of DENSE) {
    for (const dialect of ['js', 'ts', 'tsx'] as const) {
      for (let length = 200; length <= 3000; length += 50) {
        const text = unit.repeat(Math.floor(length / unit.length));
        if (isNestedTooDeeply(text, dialect) !== new NestingScanner(text, dialect).isTooDeep()) differing.push(`${dialect} ${unit} ${length}`);
      }
    }
  }
  expect(differing).toEqual([]);
});

describe('what stands in texts neither opens nor closes', () => {
  const deep = (unit: string): string => `x = ${unit.repeat(2000)}`;

  test.each(["f(')', ", 'f(")", ', 'f(`)`, ', 'f(/[)/]/, ', 'f(/* ) */ ', 'f( // )\n', "f('\\')', ", "f(/'/, ", "[1] / f(')', ", "if (a) /'/; else f('(', "])('%s opens', (unit) => {
    expect(isNestedTooDeeply(deep(unit))).toBe(true);
  });

  test.each(["f('('); ", 'f("[{("); ', 'f(`(${a}(`); ', 'f(/(((/); ', '/* ((( */ f(); ', "f('\\'('); ", 'if (a) /[(]/.test(b);', "a = b / c; d = '('; "])('%s is flat', (unit) => {
    expect(isNestedTooDeeply(deep(unit))).toBe(false);
  });

  test.each(["it's <b>(</b>", '{/* ( */}', '<i a="(" b={\'(\'} />', '<T extends="("/>', 'don\'t {`(`}'])('<a>%s</a>', (inner) => {
    expect(isNestedTooDeeply(`x = [${`<a>${inner}</a>,\n`.repeat(2000)}]`)).toBe(false);
  });

  test.each(["<a>'</a> + ", "<a b='\"'/> + ", '<a>`</a> + '])('%s goes on', (unit) => {
    expect(isNestedTooDeeply(`x = ${unit.repeat(4000)}1`)).toBe(true);
  });

  test.each(['type F = <T>(x: T) => void;\n', 'const f = <T,>(x: T) => x;\n', 'const f = <T extends object>(x: T) => x;\n', 'const t = <T,>(a: Map<string, T>) => <b>(it\'s)</b>;\n'])('%s in a file with elements', (line) => {
    expect(isNestedTooDeeply(line.repeat(2000), 'tsx')).toBe(false);
  });
});

describe('a new statement begins anew', () => {
  test.each(['a.b()\n', 'const a = b + c\n', 'let a = b ? c : d\n', 'if (a) b()\n', 'if (a) { b } else { c }\n', 'function a() {}', 'a => b,', 'case a: b = c; break;', 'a = b\nc = d\n', "'a'\n", 'export const a: B<C> = d\n', 'for (;;) {}', 'a: B\n', 'b = i << 2, '])('%s', (line) => {
    expect(isNestedTooDeeply(`f(x => {${line.repeat(6000)}})`, 'ts')).toBe(false);
    expect(isNestedTooDeeply(line.repeat(6000), 'js')).toBe(false);
  });

  test('in JavaScript `<` compares', () => {
    expect(isNestedTooDeeply(`f(${'a = i < n, '.repeat(6000)})`)).toBe(false);
  });

  test('but not behind an operator', () => {
    expect(isNestedTooDeeply(`x = ${'a +\n'.repeat(6000)}b`)).toBe(true);
    expect(isNestedTooDeeply(`x = a${'\n.then(b)'.repeat(6000)}`)).toBe(true);
    expect(isNestedTooDeeply(`x = a${'.\nif'.repeat(6000)}`)).toBe(true);
  });
});

test.each([' > a', ' >= a', ' >> a', ' >>> a', ' <= a', ' === a', ' !== a', ' < a > a', '<a>a', ' % a', ' ^ a', ' & a', ' += a', ' >>= a', '.#a', '?.[a]', '++', ' as const', "['a']", '\n.a', '/* c */.a', '//\n.a'])('a long chain of %j', (more) => {
  for (const dialect of ['js', 'ts', 'tsx'] as const) expect(isNestedTooDeeply(`x = a${more.repeat(10_000)}`, dialect)).toBe(true);
});

test('ranges of characters are no chain of all their operators', () => {
  expect(isNestedTooDeeply(`return ${'a <= c && c <= b || '.repeat(1500)}c === d;`)).toBe(false);
  expect(isNestedTooDeeply(`return ${'a <= c && '.repeat(1500)}c === d;`)).toBe(true);
});

test('data of any size is fine', () => {
  expect(isNestedTooDeeply('const a = [1, { b: (2) }];\n'.repeat(20_000))).toBe(false);
  expect(isNestedTooDeeply(`const data = '${'QUJD+/(['.repeat(50_000)}==';`)).toBe(false);
  expect(isNestedTooDeeply(`module.exports = [${'-1.5e-3,'.repeat(50_000)}]`)).toBe(false);
});

test('a line of regular expressions that nothing closes is not looked through for each', () => {
  expect(isNestedTooDeeply(';/[\\]'.repeat(20_000))).toBe(true);
});

test('the largest script at hand is fine', () => {
  const compiler = readFileSync(createRequire(import.meta.url).resolve('typescript'), 'utf8');
  expect(compiler.length).toBeGreaterThan(5_000_000);
  expect(isNestedTooDeeply(compiler)).toBe(false);
});

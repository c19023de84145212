import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

import { isNestedTooDeeply } from '../../src/source/nesting.js';

/** Each ends the process of the native parser when repeated often enough. */
const SHAPES = ['(', '[', '{a:', 'f(', '!', 'a=>', 'a => ', 'if(1)', 'typeof ', 'a?b:', 'a=', '<a>', 'B<', 'else if(a){}', '`${'];

test.each(SHAPES)('%s, 20,000 times', (shape) => {
  expect(isNestedTooDeeply(shape.repeat(20_000))).toBe(true);
});

test('flat code of any size is fine', () => {
  expect(isNestedTooDeeply('const a = [1, { b: (2) }];\n'.repeat(20_000))).toBe(false);
  expect(isNestedTooDeeply(`const data = '${'QUJDREVG'.repeat(50_000)}==';`)).toBe(false);
});

test('the largest script at hand is fine', () => {
  const compiler = readFileSync(createRequire(import.meta.url).resolve('typescript'), 'utf8');
  expect(compiler.length).toBeGreaterThan(5_000_000);
  expect(isNestedTooDeeply(compiler)).toBe(false);
});

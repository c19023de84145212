import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { RULES } from '../rules/index.js';
import { fixCase, runCase, wordingOf } from './fixture-runner.js';
import { FIXTURES, fixtureCases } from './fixture-cases.js';

describe.each(fixtureCases())('$rule', ({ rule, cases }) => {
  test.each(cases)('%s', (name) => {
    const { expected, found } = runCase(rule, name);
    expect(found).toEqual(expected);
  });
});

describe.each(fixtureCases().filter((one) => RULES.some(({ id, fix }) => id === one.rule && fix !== undefined)))('fixes of $rule', ({ rule, cases }) => {
  test('are shown in a case', () => {
    expect(cases.some((name) => Object.keys(fixCase(rule, name).expected).length > 0)).toBe(true);
  });

  test.each(cases)('%s', (name) => {
    const { made, expected } = fixCase(rule, name);
    expect(made).toMatchObject(expected);
  });
});

/** A case with `messages.txt` shows what is said, word for word; `vitest run test/fixtures.test.ts -u` writes it anew, to be read. */
const worded = fixtureCases().flatMap(({ rule, cases }) => cases.map((name) => ({ rule, name, path: join(FIXTURES, rule, name, 'messages.txt') }))).filter(({ path }) => existsSync(path));

test.each(worded)('wording of $rule, $name', async ({ rule, name, path }) => {
  await expect(wordingOf(rule, name)).toMatchFileSnapshot(path);
});

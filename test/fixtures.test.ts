import { describe, expect, test } from 'vitest';

import { RULES } from '../rules/index.js';
import { fixCase, runCase } from './fixture-runner.js';
import { fixtureCases } from './fixture-cases.js';

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

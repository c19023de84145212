import { describe, expect, test } from 'vitest';

import { runCase } from './fixture-runner.js';
import { fixtureCases } from './fixture-cases.js';

describe.each(fixtureCases())('$rule', ({ rule, cases }) => {
  test.each(cases)('%s', (name) => {
    const { expected, found } = runCase(rule, name);
    expect(found).toEqual(expected);
  });
});

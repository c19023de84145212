import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { expect, it, test } from 'vitest';

import type { Growth } from './grow.js';
import { judgeSteps } from './judge-steps.js';

const root = join(import.meta.dirname, '../..');
const CASES = 12;

test(`no part of the code runs more and more often for the same text in ${CASES} projects that grow`, { timeout: 300_000 }, () => {
  const told = execFileSync(process.execPath, ['scripts/fuzz-growth.mjs', '--steps', '--cases', String(CASES), '--seed', '1'], { cwd: root, encoding: 'utf8' });
  expect(told).toBe(`${CASES} cases from seed 1: 0 failed\n`);
});

it.each([
  ['twice as often', (times: number) => 1000 * times, undefined],
  ['with the square', (times: number) => times * times, '256, 512 and 1024 times:\n    a part: 65536, 262144, 1048576'],
  ['with the square, but seldom', (times: number) => (times * times) / 8, undefined],
  ['once more from a size on', (times: number) => (times > 512 ? 900 * times : 300 * times), undefined],
])('a part that runs %s', (_name, stepsOf, expected) => {
  let times = 0;
  const growth: Growth = { title: 'nothing', at: (asked) => ((times = asked), { 'template.yaml': '' }) };
  expect(judgeSteps(growth, () => new Map([['a part', stepsOf(times)]]))).toBe(expected);
});

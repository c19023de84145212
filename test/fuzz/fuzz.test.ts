import { join } from 'node:path';

import { expect, test } from 'vitest';

import { judge } from './judge.js';
import { createRandom } from './random.js';
import { fuzz } from './run.js';
import { mutateProject, readSeeds } from './seeds.js';

const SEED = Number(process.env.LAMBDAVET_FUZZ_SEED ?? 1);
const CASES = 250;

const seeds = readSeeds(join(import.meta.dirname, '../../fixtures'));

test(`${CASES} changed projects from seed ${SEED} are vetted without a fault`, { timeout: 120_000 }, () => {
  // A machine under load is no hang: time is judged by the long runs of `npm run fuzz`.
  expect(fuzz(seeds, SEED, CASES, () => 0).map(({ seed, faults }) => ({ seed, faults }))).toEqual([]);
});

test('a seed makes the same project again, and another one another', () => {
  const made = (seed: number): string => JSON.stringify(mutateProject(seeds, createRandom(seed)));
  expect(made(3)).toBe(made(3));
  expect(made(3)).not.toBe(made(4));
});

test('nearly every case differs from the fixture it was made from', () => {
  const changed = Array.from({ length: 40 }, (_none, seed) => mutateProject(seeds, createRandom(seed)));
  const known = new Set(seeds.projects.map((texts) => JSON.stringify(texts)));
  expect(changed.filter((texts) => !known.has(JSON.stringify(texts))).length).toBeGreaterThan(35);
});

test('a run that takes too long is a fault', () => {
  let now = 0;
  expect(judge({ 'template.yaml': 'Resources: {}\n' }, () => (now += 3000))).toEqual(['took 3000 ms']);
  expect(judge({ 'template.yaml': 'Resources: {}\n' }, () => 0)).toEqual([]);
});

import { judge } from './judge.js';
import { judgeConfig } from './judge-config.js';
import { createRandom } from './random.js';
import { mutateProject } from './seeds.js';
import type { Seeds, Texts } from './seeds.js';

export interface Failure {
  /** Makes the case again: `npm run fuzz -- --seed SEED --cases 1`. */
  readonly seed: number;
  readonly faults: readonly string[];
  readonly texts: Texts;
}

/** Vets `count` changed projects, each made from a seed of its own, and returns those where something is wrong. */
export function fuzz(seeds: Seeds, firstSeed: number, count: number, clock: () => number): readonly Failure[] {
  const failures: Failure[] = [];
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const random = createRandom(seed);
    const texts = mutateProject(seeds, random);
    const faults = [...judge(texts, clock), ...judgeConfig(random)];
    if (faults.length > 0) failures.push({ seed, faults, texts });
  }
  return failures;
}

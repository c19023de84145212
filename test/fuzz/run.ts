import type { FactsCaches } from '../../src/engine/load.js';
import { makeSurroundings } from './around.js';
import { rememberSeeds } from './facts-of-seeds.js';
import type { CachesOfCase } from './facts-of-seeds.js';
import { judge } from './judge.js';
import type { Archives } from './judge.js';
import { judgeConfig } from './judge-config.js';
import { judgeMerge } from './judge-merge.js';
import { createRandom } from './random.js';
import { mutateProject } from './seeds.js';
import type { Seeds, Texts } from './seeds.js';

export interface Failure {
  /** Makes the case again: `npm run fuzz -- --seed SEED --cases 1`. */
  readonly seed: number;
  readonly faults: readonly string[];
  readonly texts: Texts;
  readonly archives: Archives;
}

/** Of the cases, those that change what lies around code, and those that merge reports, too. */
const SURROUNDING_SHARE = 0.25;
const MERGE_SHARE = 0.25;

/** Vets `count` changed projects, each made from a seed of its own, and returns those where something is wrong. */
export function fuzz(seeds: Seeds, firstSeed: number, count: number, clock: () => number): readonly Failure[] {
  const failures: Failure[] = [];
  const caches = cachesOf(seeds);
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const random = createRandom(seed);
    const { texts, archives } = random.next() < SURROUNDING_SHARE ? makeSurroundings(random) : { texts: mutateProject(seeds, random), archives: {} };
    const faults = [...judgeTwiceIfWrong(texts, clock, archives, caches()), ...judgeConfig(random), ...(random.next() < MERGE_SHARE ? judgeMerge(random) : [])];
    if (faults.length > 0) failures.push({ seed, faults, texts, archives });
  }
  return failures;
}

const cachesBySeeds = new WeakMap<Seeds, CachesOfCase>();

function cachesOf(seeds: Seeds): CachesOfCase {
  const caches = cachesBySeeds.get(seeds) ?? rememberSeeds(seeds);
  cachesBySeeds.set(seeds, caches);
  return caches;
}

/** What is wrong only with facts that other cases have used is a fault of these, which the seed alone does not show. */
function judgeTwiceIfWrong(texts: Texts, clock: () => number, archives: Archives, caches: FactsCaches): readonly string[] {
  const faults = judge(texts, clock, archives, caches);
  if (faults.length === 0) return faults;
  const alone = judge(texts, clock, archives);
  return alone.length > 0 ? alone : faults.map((fault) => `only after other cases: ${fault}`);
}

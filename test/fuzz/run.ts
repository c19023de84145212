import { makeSurroundings } from './around.js';
import { rememberSeeds } from './facts-of-seeds.js';
import type { CachesOfCase } from './facts-of-seeds.js';
import { judge } from './judge.js';
import type { Archives, JudgeOptions } from './judge.js';
import { judgeCommands } from './judge-commands.js';
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
/** Of the cases with one order of their files only, those that are vetted twice all the same. */
const REPEAT_SHARE = 0.125;
/** Of the cases, those over which commands run, on a disk. */
const COMMAND_SHARE = 0.03;

/** Vets `count` changed projects, each made from a seed of its own, and returns those where something is wrong. */
export function fuzz(seeds: Seeds, firstSeed: number, count: number, clock: () => number): readonly Failure[] {
  const failures: Failure[] = [];
  const caches = cachesOf(seeds);
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const random = createRandom(seed);
    const { texts, archives } = random.next() < SURROUNDING_SHARE ? makeSurroundings(random) : { texts: mutateProject(seeds, random), archives: {} };
    const faults = [...judgeTwiceIfWrong(texts, clock, archives, { caches: caches(), repeats: random.next() < REPEAT_SHARE }), ...judgeConfig(random), ...(random.next() < MERGE_SHARE ? judgeMerge(random) : []), ...(random.next() < COMMAND_SHARE ? judgeCommands(texts, archives, random) : [])];
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
function judgeTwiceIfWrong(texts: Texts, clock: () => number, archives: Archives, options: JudgeOptions): readonly string[] {
  const faults = judge(texts, clock, archives, options);
  if (faults.length === 0) return faults;
  const alone = judge(texts, clock, archives);
  return alone.length > 0 ? alone : faults.map((fault) => `only after other cases: ${fault}`);
}

import { reportOf } from './judge.js';
import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { findCandidates } from '../../src/engine/discover.js';
import { vet } from '../../src/engine/vet.js';
import { toFull } from '../../src/report/full.js';
import { toSarif } from '../../src/report/sarif.js';
import { memorySource } from '../../src/source/file-source.js';
import { RULES } from '../../rules/index.js';
import type { Growth } from './grow.js';
import type { Texts } from './seeds.js';

const [FIRST, MOST, MOST_CHARACTERS] = [32, 8192, 400_000];
/** Milliseconds: below the first, the machine's noise is larger than what is looked for; at the second, larger projects are not waited for. */
const [NOTICED, ENOUGH] = [800, 4000];
/** How much faster than the project the time may grow over two doublings: sorting, tables that grow and the collector take their share. What grows with the square has 4. */
const WORST = 2.2;
/** Milliseconds for a thousand characters: no code of any size may need more. */
const DEAREST = 25;

interface Cost {
  readonly times: number;
  readonly characters: number;
  readonly milliseconds: number;
}

/** What is wrong with how the time grows, with what was measured; undefined for time that grows as the project does. `clock` gives milliseconds. */
export function judgeGrowth({ at }: Growth, clock: () => number, onStep: () => void = () => {}): string | undefined {
  const costs: Cost[] = [];
  for (let times = FIRST; times <= MOST; times *= 2) {
    const texts = at(times);
    const characters = Object.values(texts).reduce((sum, text) => sum + text.length, 0);
    if (characters > MOST_CHARACTERS && costs.length > 0) break;
    onStep();
    costs.push({ times, characters, milliseconds: costOf(texts, clock) });
    if ((costs.at(-1)?.milliseconds ?? 0) > ENOUGH) break;
  }
  const [before, last] = [costs.at(-3) ?? costs[0], costs.at(-1)];
  if (!last || last.milliseconds < NOTICED) return undefined;
  const told = costs.map(({ times, characters, milliseconds }) => `${times}: ${Math.round(characters / 1000)} kB ${Math.round(milliseconds)} ms`).join(', ');
  const growth = before ? last.milliseconds / before.milliseconds / (last.characters / before.characters) : 1;
  if (growth > WORST) return `grows ${growth.toFixed(1)} times as fast: ${told}`;
  return last.milliseconds > (DEAREST * last.characters) / 1000 ? `is dear: ${told}` : undefined;
}

function costOf(texts: Texts, clock: () => number): number {
  const from = clock();
  vetAndReport(texts);
  return clock() - from;
}

/** All that a run does with a project: the findings, and what people and machines are told of them. */
export function vetAndReport(texts: Texts): void {
  const source = memorySource(texts);
  const result = vet(source, findCandidates(source, ''), { rules: RULES, severityIn: ({ severity }) => severity, today: '2026-12-01', runtimes: BUILT_IN_RUNTIMES });
  const report = reportOf(result);
  toSarif(report);
  toFull(report);
}

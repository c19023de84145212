import type { Growth } from './grow.js';
import { vetAndReport } from './judge-growth.js';

/** The largest of the three sizes, and the characters that no size has more of. */
const [MOST, MOST_CHARACTERS] = [1024, 200_000];
/** Steps: with fewer, nobody waits for them. */
const NOTICED = 250_000;
/** What grows as the project does runs twice as often for each doubling, what grows with the square four times. One doubling alone may pass a bound beyond which a text is looked at once more. */
const WORST = 3;

/** How often each part of the code runs in an action. */
export type CountSteps = (action: () => void) => ReadonlyMap<string, number>;

/** Parts of the code that run more and more often for the same text, with how often they do for three sizes; undefined when none does. */
export function judgeSteps({ at }: Growth, count: CountSteps, onStep: () => void = () => {}): string | undefined {
  const lengthOf = (times: number): number => Object.values(at(times)).reduce((sum, text) => sum + text.length, 0);
  let most = MOST;
  while (most > 16 && lengthOf(most) > MOST_CHARACTERS) most /= 2;
  const [small, middle, large] = [most / 4, most / 2, most].map((times) => {
    onStep();
    const texts = at(times);
    return count(() => vetAndReport(texts));
  });
  if (!small || !middle || !large) return undefined;
  const grown = [...large].flatMap(([part, steps]) => {
    const [before, between] = [small.get(part) ?? 0, middle.get(part) ?? 0];
    return steps > NOTICED && steps > WORST * between && between > WORST * before ? [{ steps, told: `${part}: ${before}, ${between}, ${steps}` }] : [];
  });
  const worst = grown.sort((a, b) => b.steps - a.steps).slice(0, 4).map(({ told }) => told);
  return worst.length === 0 ? undefined : `${most / 4}, ${most / 2} and ${most} times:\n    ${worst.join('\n    ')}`;
}

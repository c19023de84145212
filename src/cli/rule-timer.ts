/** Measures rules, and what they ask for, over a run. */
export interface RuleTimer {
  rule(id: string, phase: 'asks' | 'checks' | 'done'): void;
  /** A line for each rule that took time, the slowest first. */
  summary(): string;
}

interface Spent {
  analyses: number;
  checking: number;
}

const LEAST = 0.05;

export function createRuleTimer(now: () => number = () => performance.now()): RuleTimer {
  const byRule = new Map<string, Spent>();
  let last = 0;
  let isChecking = false;

  function rule(id: string, phase: 'asks' | 'checks' | 'done'): void {
    const at = now();
    if (phase !== 'asks') {
      const spent = byRule.get(id) ?? { analyses: 0, checking: 0 };
      byRule.set(id, spent);
      if (isChecking) spent.checking += at - last;
      else spent.analyses += at - last;
    }
    isChecking = phase === 'checks';
    last = at;
  }

  function summary(): string {
    const total = ({ analyses, checking }: Spent): number => analyses + checking;
    const slowest = [...byRule].filter(([, spent]) => total(spent) >= LEAST).sort(([, a], [, b]) => total(b) - total(a));
    const lines = slowest.map(([id, spent]) => `${total(spent).toFixed(1).padStart(9)} ms  ${id} (analyses that it was the first to ask for ${spent.analyses.toFixed(1)} ms)`);
    const rest = [...byRule.values()].filter((spent) => total(spent) < LEAST);
    return [...lines, `${rest.reduce((sum, spent) => sum + total(spent), 0).toFixed(1).padStart(9)} ms  ${rest.length} other rules`].join('\n');
  }

  return { rule, summary };
}

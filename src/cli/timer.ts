/** Measures the phases of a run. */
export interface Timer {
  /** Ends a phase: it took the time since the one before. */
  finished(phase: string): void;
  /** `find 2 ms, read 8 ms, total 10 ms`. */
  summary(): string;
}

export function createTimer(): Timer {
  const start = performance.now();
  const phases: string[] = [];
  let last = start;
  return {
    finished: (phase) => {
      const now = performance.now();
      phases.push(`${phase} ${(now - last).toFixed(1)} ms`);
      last = now;
    },
    summary: () => [...phases, `total ${(last - start).toFixed(1)} ms`].join(', '),
  };
}

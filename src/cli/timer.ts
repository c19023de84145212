/** Measures the phases of a run. */
export interface Timer {
  /** Ends a phase: it took the time since the one before. */
  finished(phase: string): void;
  /** `find 2 ms, read 8 ms, total 10 ms`. */
  summary(): string;
}

export function createTimer(): Timer {
  const start = now();
  const phases: string[] = [];
  let last = start;
  return {
    finished: (phase) => {
      const end = now();
      phases.push(`${phase} ${(end - last).toFixed(1)} ms`);
      last = end;
    },
    summary: () => [...phases, `total ${(last - start).toFixed(1)} ms`].join(', '),
  };
}

/** Milliseconds since some moment. `performance` would load the modules behind it, at every start. */
function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}

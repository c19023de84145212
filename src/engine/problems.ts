import type { Problem } from '../diagnostic.js';

/** Takes what kept something from being read. */
export interface ProblemSink {
  push(problem: Problem): unknown;
}

/** Each problem once, in the order in which they come. Who holds `all` sees later ones too. */
export class ProblemList implements ProblemSink {
  readonly all: Problem[] = [];
  private readonly known = new Set<string>();

  /** `next` is told what is new here. */
  constructor(private readonly next?: ProblemSink) {}

  push(problem: Problem): void {
    const key = `${problem.kind}\n${problem.path}\n${problem.line ?? 0}\n${problem.message}`;
    if (this.known.has(key)) return;
    this.known.add(key);
    this.all.push(problem);
    this.next?.push(problem);
  }
}

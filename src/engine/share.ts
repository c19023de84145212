import type { Problem } from '../diagnostic.js';
import { checkProject } from './check-project.js';
import type { KeptOutcome } from './keep-outcomes.js';
import type { OpenRepository } from './load.js';
import type { RunOptions } from './run.js';

/** What another thread vetted of the same repository. */
export interface Share {
  /** By the place of the project among all; what it claimed and could not hand over is missing. */
  readonly outcomes: ReadonlyMap<number, KeptOutcome>;
  readonly problems: readonly Problem[];
}

/** Another thread that vets projects of the same repository. A project is whose thread claims it first, by its place among all. */
export interface OtherThread {
  claim(index: number): boolean;
  /** Waits until it is done. */
  share(): Share;
}

/** The part of the other thread: vets what it can claim and hands it over. Gives the problems of what it read. */
export function vetShare(
  repository: OpenRepository,
  options: RunOptions,
  { claim, handOver, digest }: { readonly claim: (index: number) => boolean; readonly handOver: (index: number, kept: KeptOutcome) => void; readonly digest: ((content: string | Uint8Array) => string) | undefined },
): readonly Problem[] {
  let index = -1;
  for (const entry of repository.entries) {
    index++;
    if (!claim(index)) continue;
    const opened = entry.open(digest);
    const outcome = checkProject(opened, repository.inlineMaps, options);
    // Comments in code inside a template have their places by way of what this thread alone has read.
    if (!outcome.suppressions.some(([path]) => path.includes('#'))) handOver(index, { looks: [...opened.looks], outcome });
  }
  return repository.problems;
}

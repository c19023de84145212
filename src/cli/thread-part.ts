import type { KeptOutcome } from '../engine/keep-outcomes.js';
import { vetShare } from '../engine/share.js';
import type { Problem } from '../diagnostic.js';
import type { RegisteredRule } from '../rule.js';
import { parseArguments } from './arguments.js';
import { readCheckOptions } from './check-options.js';
import { digest } from './digest.js';
import type { Io } from './io.js';
import { limitsOf, vettingOf } from './make-report.js';
import { readProject } from './read-project.js';

/** The command line that both threads run. */
export interface ThreadTask {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly today: string;
  readonly isKeeping: boolean;
}

/** Vets the part of the second thread: the same command line, but only what it can claim, and no report. */
export function vetPart({ argv, cwd, today, isKeeping }: ThreadTask, rules: readonly RegisteredRule[], claim: (index: number) => boolean, handOver: (index: number, kept: KeptOutcome) => void): readonly Problem[] {
  const silent = { write: () => undefined, isTTY: false };
  const io: Io = { cwd, env: process.env, stdout: silent, stderr: silent, readStdin: () => '', today: () => today };
  const { positionals, flags } = parseArguments(argv);
  const options = readCheckOptions(flags, io, rules);
  const project = readProject({ paths: positionals, flags, io, rules });
  return vetShare(project.opened, vettingOf(project, options, limitsOf(project, options), rules), { claim, handOver, digest: isKeeping ? digest : undefined });
}

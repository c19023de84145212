import type { Diagnostic, SecretPlace, Problem } from '../diagnostic.js';
import type { RegisteredRule } from '../rule.js';

/** How much was looked at and how much was found. */
export interface Summary {
  readonly projects: number;
  readonly functions: number;
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly suppressed: number;
}

/** One of so many parts of a run, counted from one. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** What every format is made from: diagnostics sorted and filtered, suppressed ones among them. */
export interface Report {
  readonly version: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly problems: readonly Problem[];
  /** The rules that were enabled. */
  readonly rules: readonly RegisteredRule[];
  readonly summary: Summary;
  /** Where secrets stand, those of the diagnostics among them: nothing that is printed may show them. Without it, wherever a diagnostic is about one. */
  readonly secrets?: readonly SecretPlace[];
  /** Text of a file, for code frames and line hashes; undefined for what is not text. */
  readonly textOf: (path: string) => string | undefined;
  /** Which part of a run this is; undefined for a whole one. */
  readonly shard?: Shard | undefined;
}

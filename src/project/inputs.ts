import { defineInput } from '../analysis.js';
import type { ReadTable } from '../data/iam-tables.js';
import type { RuntimeTable } from '../data/runtime-table.js';
import type { Location } from '../diagnostic.js';

/** The day of the run, `YYYY-MM-DD`: rules have no clock. */
export const today = defineInput<string>('today');

/** From how many bytes on, zipped, a package is heavy for a cold start: as the project's configuration says, or everybody's. */
export const heavyPackageBytes = defineInput<number>('heavyPackageBytes');

/** Runtimes with their dates: the built-in table, or the one a user gives. */
export const runtimeTable = defineInput<RuntimeTable>('runtimeTable');

/** Reads a table about IAM: the project layer has no disk. */
export const tableReader = defineInput<ReadTable>('tableReader');

/** A comment or `Metadata` entry that silences nothing, or not what it says. */
export interface UnusedSuppression {
  /** No finding of the rule, no such rule, no rule named, or `ignore-file` too far down. */
  readonly problem: 'unused' | 'unknown' | 'unnamed' | 'misplaced';
  /** The id as written; the comment where it is wrong as a whole. */
  readonly at: Location;
  readonly rule: string;
}

/** Filled after all other rules have run; a rule that requires it runs last. */
export const unusedSuppressions = defineInput<readonly UnusedSuppression[]>('unusedSuppressions');

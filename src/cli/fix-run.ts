import type { Diagnostic, Fix } from '../diagnostic.js';
import { applyFixes } from '../engine/fix/apply-fixes.js';
import type { AppliedFixes } from '../engine/fix/apply-fixes.js';
import { overlaySource } from '../source/file-source.js';
import type { FileSource } from '../source/file-source.js';

/** What a run over some files finds. */
export interface FixableRun {
  readonly diagnostics: readonly Diagnostic[];
  readonly problems: readonly unknown[];
  readonly textOf: (path: string) => string | undefined;
}

/** What fixing came to: the texts of the files that changed, and how many findings were fixed. */
export interface FixedFiles {
  readonly texts: ReadonlyMap<string, string>;
  readonly count: number;
}

/** One fix may make room for another; more rounds than this mean that two undo each other. */
const MAX_ROUNDS = 10;

/**
 * Makes the fixes of the wanted kinds in memory, until there are none left. Fixes that bring a new finding or leave a file that
 * cannot be read are not made; which of a round these are is found out one by one.
 */
export function fixFiles(source: FileSource, wanted: readonly Fix['applicability'][], run: (source: FileSource) => FixableRun): FixedFiles {
  const texts = new Map<string, string>();
  const tried = new Set<string>();
  let [count, rounds, isOneByOne] = [0, 0, false];
  for (let before = run(source); rounds < MAX_ROUNDS; ) {
    const open = before.diagnostics.filter(({ fingerprint }) => !tried.has(fingerprint));
    const { texts: changed, fixed } = isOneByOne ? firstFix(open, wanted, before) : applyFixes(open, wanted, before.textOf);
    if (fixed.length === 0) break;
    if (isOneByOne) for (const { fingerprint } of fixed) tried.add(fingerprint);
    else rounds++;
    const after = run(overlaySource(source, new Map([...texts, ...changed])));
    if (!isNoWorse(before, after)) {
      isOneByOne = true;
      continue;
    }
    for (const [path, text] of changed) texts.set(path, text);
    count += fixed.length;
    before = after;
  }
  return { texts, count };
}

function firstFix(open: readonly Diagnostic[], wanted: readonly Fix['applicability'][], { textOf }: FixableRun): AppliedFixes {
  for (const diagnostic of open) {
    const made = applyFixes([diagnostic], wanted, textOf);
    if (made.fixed.length > 0) return made;
  }
  return { texts: new Map(), fixed: [] };
}

/** No finding that was not there before, and nothing that cannot be read. */
function isNoWorse(before: FixableRun, after: FixableRun): boolean {
  const known = new Map<string, number>();
  for (const diagnostic of before.diagnostics) known.set(identity(diagnostic), (known.get(identity(diagnostic)) ?? 0) + 1);
  for (const diagnostic of after.diagnostics) {
    const left = (known.get(identity(diagnostic)) ?? 0) - 1;
    if (left < 0) return false;
    known.set(identity(diagnostic), left);
  }
  return after.problems.length <= before.problems.length;
}

/** Words may change with the values that they tell. */
function identity({ rule, messageId, location: { path }, function: owner, suppressed }: Diagnostic): string {
  return [rule, messageId, path, owner ?? '', suppressed === null].join('|');
}

import type { Diagnostic, Edit, Fix } from '../../diagnostic.js';
import { applyEdits } from './text-edit.js';

/** What came of the fixes of one run. */
export interface AppliedFixes {
  /** New texts by path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly fixed: readonly Diagnostic[];
}

/**
 * Applies the first fix of a wanted kind of each finding, in their order. One that touches what an earlier one changes has to
 * wait for another run.
 */
export function applyFixes(diagnostics: readonly Diagnostic[], wanted: readonly Fix['applicability'][], textOf: (path: string) => string | undefined): AppliedFixes {
  const taken = new Map<string, Edit[]>();
  const fixed: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.suppressed === null ? diagnostic.fixes.find(({ applicability }) => wanted.includes(applicability)) : undefined;
    if (!fix || fix.edits.some((edit) => (taken.get(edit.path) ?? []).some((other) => touches(edit, other)))) continue;
    fixed.push(diagnostic);
    for (const edit of fix.edits) taken.set(edit.path, [...(taken.get(edit.path) ?? []), edit]);
  }
  const texts = new Map([...taken].map(([path, edits]) => [path, applyEdits(textOf(path) ?? '', [...edits].sort((a, b) => a.start - b.start || a.end - b.end))]));
  return { texts, fixed };
}

/** Two that put something in at one place depend on each other's order. */
function touches(one: Edit, other: Edit): boolean {
  return one.start <= other.end && other.start <= one.end;
}

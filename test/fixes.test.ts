import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { fixFiles } from '../src/cli/fix-run.js';
import type { Diagnostic } from '../src/diagnostic.js';
import { applyFixes } from '../src/engine/fix/apply-fixes.js';
import { overlaySource } from '../src/source/file-source.js';
import { RULES } from '../rules/index.js';
import { FIXTURES, fixtureCases } from './fixture-cases.js';
import { fixtureSource, vetSource } from './fixture-runner.js';

const ALL = ['safe', 'unsafe', 'manual'] as const;

/** A finding that may move, and whose numbers may change. */
function identity({ rule, messageId, location: { path }, function: owner }: Diagnostic): string {
  return [rule, messageId, path, owner ?? ''].join(' ');
}

function counted(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of diagnostics) if (one.suppressed === null) counts.set(identity(one), (counts.get(identity(one)) ?? 0) + 1);
  return counts;
}

describe.each(fixtureCases().filter((one) => RULES.some(({ id, fix }) => id === one.rule && fix !== undefined)))('every fix in the fixtures of $rule', ({ rule, cases }) => {
  test.each(cases)('%s: cures its finding and brings no other', (name) => {
    const source = fixtureSource(join(FIXTURES, rule, name));
    const { diagnostics, textOf, problems } = vetSource(source);
    const before = counted(diagnostics);
    for (const diagnostic of diagnostics) {
      for (const fix of diagnostic.fixes) {
        const { texts } = applyFixes([{ ...diagnostic, fixes: [fix] }], ALL, textOf);
        const result = vetSource(overlaySource(source, texts));
        const after = counted(result.diagnostics);
        const added = [...after].filter(([one, count]) => count > (before.get(one) ?? 0)).map(([one]) => one);
        expect([fix.title, added, result.problems.length]).toEqual([fix.title, [], problems.length]);
        if (diagnostic.suppressed === null) expect([fix.title, after.get(identity(diagnostic)) ?? 0]).toEqual([fix.title, (before.get(identity(diagnostic)) ?? 0) - 1]);
      }
    }
  });

  test.each(cases)('%s: nothing is left to be done after all', (name) => {
    const source = fixtureSource(join(FIXTURES, rule, name));
    const { texts } = fixFiles(source, ALL, (one) => vetSource(one));
    expect(fixFiles(overlaySource(source, texts), ALL, (one) => vetSource(one)).texts.size).toBe(0);
  });
});

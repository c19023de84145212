import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { BUILT_IN_RUNTIMES } from '../src/data/runtime-table.js';
import { findCandidates } from '../src/engine/discover.js';
import { vet } from '../src/engine/vet.js';
import { diskSource } from '../src/source/disk-source.js';
import { RULES } from '../rules/index.js';
import { FIXTURES, fixtureCases } from './fixture-cases.js';
import { TODAY } from './fixture-runner.js';

/** Everything that a run says, with the files given in some order. */
function bytes(folder: string, order: (paths: readonly string[]) => readonly string[]): string {
  const source = diskSource(folder);
  const { diagnostics, problems } = vet(source, order(findCandidates(source, '')), {
    rules: RULES,
    severityIn: ({ severity }) => severity,
    today: TODAY,
    runtimes: BUILT_IN_RUNTIMES,
  });
  return JSON.stringify({ diagnostics, problems });
}

describe('every fixture under all rules', () => {
  test.each(fixtureCases().map(({ rule }) => rule))('%s: no crash, and the same bytes in any order of its files', (rule) => {
    const folder = join(FIXTURES, rule);
    const straight = bytes(folder, (paths) => paths);
    expect(bytes(folder, (paths) => paths)).toBe(straight);
    expect(bytes(folder, (paths) => [...paths].reverse())).toBe(straight);
    expect(JSON.parse(straight)).not.toHaveProperty('problems', expect.arrayContaining([expect.objectContaining({ kind: 'internal' })]));
  });
});

import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** What replaces a module for its tests needs modules of its own. */
const REPLACING = ['test/source/letter-case.test.ts', 'test/source/unreadable-folder.test.ts', 'test/cli/types.test.ts', 'test/eslint/read-once.test.ts'];

/** What takes longest begins first: at the end one core would wait for it. */
const LONG = /\/test\/(?:patterns|hooks|pack|determinism|fixes|eslint\/odd-projects)\.test\.ts$/;

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(({ moduleId }) => LONG.test(moduleId)), ...sorted.filter(({ moduleId }) => !LONG.test(moduleId))];
  }
}

export default defineConfig({
  test: {
    projects: [
      // To load all rules anew for each file would take longer than its tests.
      { extends: true, test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: REPLACING, isolate: false } },
      { extends: true, test: { name: 'alone', include: REPLACING } },
    ],
    sequence: { sequencer: LongFirst },
    // Two workers keep the two cores of a small build machine busy; tests that start processes bring their own load.
    maxWorkers: 2,
    // Whole processes and the SARIF validator take seconds on a loaded machine: a timeout is for what hangs.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // `npm run coverage`, with the files or folders of tests to run behind `--`.
    coverage: { include: ['src/**/*.ts', 'rules/**/*.ts'], reportOnFailure: true, reporter: ['text', 'text-summary', 'json', 'json-summary'] },
  },
});

import { defineConfig } from 'vitest/config';

/** What replaces a module for its tests needs modules of its own. */
const REPLACING = ['test/source/letter-case.test.ts', 'test/source/unreadable-folder.test.ts', 'test/cli/types.test.ts'];

export default defineConfig({
  test: {
    projects: [
      // To load all rules anew for each file would take longer than its tests.
      { extends: true, test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: REPLACING, isolate: false } },
      { extends: true, test: { name: 'alone', include: REPLACING } },
    ],
    // Two workers keep the two cores of a small build machine busy; tests that start processes bring their own load.
    maxWorkers: 2,
    // Whole processes and the SARIF validator take seconds on a loaded machine: a timeout is for what hangs.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // `npm run coverage`, with the files or folders of tests to run behind `--`.
    coverage: { include: ['src/**/*.ts', 'rules/**/*.ts'], reportOnFailure: true, reporter: ['text', 'text-summary', 'json', 'json-summary'] },
  },
});

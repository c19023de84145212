import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two workers keep the two cores of a small build machine busy; tests that start processes bring their own load.
    maxWorkers: 2,
    // Whole processes and the SARIF validator take seconds on a loaded machine: a timeout is for what hangs.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // `npm run coverage`, with the files or folders of tests to run behind `--`.
    coverage: { include: ['src/**/*.ts', 'rules/**/*.ts'], reportOnFailure: true, reporter: ['text', 'text-summary', 'json', 'json-summary'] },
  },
});

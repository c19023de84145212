import { expect, it } from 'vitest';

import { isSingleRun } from '../../src/eslint/run-mode.js';

it.each([
  [true, ['node', '/p/node_modules/.bin/eslint', '.'], {}],
  [true, ['node', '/p/node_modules/.pnpm/eslint@10.15.0/node_modules/eslint/bin/eslint.js'], {}],
  [true, ['node', 'C:\\p\\node_modules\\eslint\\bin\\eslint.js'], {}],
  [true, ['node', '/p/node_modules/eslint/lib/eslint/worker.js'], {}],
  [true, ['node', '/p/node_modules/.bin/oxlint'], {}],
  [true, ['node', '/p/scripts/lint.js'], { CI: 'true' }],
  [false, ['node', '/p/scripts/lint.js'], { CI: 'false' }],
  [false, ['node', '/p/node_modules/.bin/oxlint', '--lsp'], {}],
  [false, ['node', '/ext/server/out/eslintServer.js', '--node-ipc'], {}],
  [false, ['node', '/p/node_modules/.bin/vscode-eslint-language-server', '--stdio'], {}],
  [false, ['node'], {}],
])('is %s for %j', (expected, argv, env) => {
  expect(isSingleRun({ argv, env })).toBe(expected);
});

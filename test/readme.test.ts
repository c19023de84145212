import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { runCli } from './cli/run-cli.js';

const ROOT = join(import.meta.dirname, '..');

test('the README opens with what the command prints', () => {
  const [, command = '', output = ''] = /<!-- output -->\n```\n\$ npx lambdavet ([^\n]+)\n\n([\s\S]*?)```\n<!-- \/output -->/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  const { out } = runCli(join(ROOT, 'fixtures/sample'), ['--root', '.', ...command.split(' ')]);
  expect(output).toBe(out);
});

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { RULES } from '../../rules/index.js';
import { createSessions } from '../../src/eslint/sessions.js';
import { DEPRECATED, HANDLER, runCli } from '../cli/run-cli.js';
import { makeProject, put } from './temporary-project.js';

const FILE = 'lambdavet-baseline.json';

function openEditor(folder: string) {
  let now = 1000;
  const sessions = createSessions({ rules: RULES, isSingleRun: false, now: () => (now += 1000), today: () => '2026-11-20' });
  const findingsIn = (text: string) => sessions.findingsIn({ file: join(folder, 'template.yaml'), workingFolder: folder, text });
  return (text: string) => findingsIn(text).byRule.get('deprecated-runtime')?.length ?? 0;
}

test('the baseline that the command wrote counts in the editor, while it changes and for unsaved text', () => {
  const folder = makeProject({ 'template.yaml': DEPRECATED, 'orders.py': HANDLER });
  const deprecated = openEditor(folder);
  expect(deprecated(DEPRECATED)).toBe(1);
  expect(runCli(folder, ['baseline']).code).toBe(0);
  expect(deprecated(DEPRECATED)).toBe(0);
  expect(deprecated(`# unsaved\n${DEPRECATED}`)).toBe(0);
  expect(deprecated(DEPRECATED.replace('3.8', '3.9'))).toBe(1);
  put(folder, FILE, readFileSync(join(folder, FILE), 'utf8').replace(/"[0-9a-f]{16}"/, '"0000000000000000"'));
  expect(deprecated(DEPRECATED)).toBe(1);
  rmSync(join(folder, FILE));
  expect(deprecated(DEPRECATED)).toBe(1);
});

test('a broken one is said once for a file, and does not end the server', () => {
  const folder = makeProject({ 'template.yaml': DEPRECATED, 'orders.py': HANDLER, [FILE]: '{ "schemaVersion": 1 }' });
  const deprecated = openEditor(folder);
  expect(() => deprecated(DEPRECATED)).toThrow(`${FILE}:1: 'findings' must be an object`);
  put(folder, FILE, '{ "schemaVersion": 1, "findings": {} }');
  expect(deprecated(DEPRECATED)).toBe(1);
});

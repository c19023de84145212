import { expect, test } from 'vitest';

import { RULES } from '../../rules/index.js';
import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { findCandidates } from '../../src/engine/discover.js';
import { openRepository } from '../../src/engine/load.js';
import { runRules } from '../../src/engine/run.js';
import { sliceOf } from '../../src/engine/slice.js';
import { noFactsCache } from '../../src/facts/cache.js';
import { memorySource } from '../../src/source/file-source.js';

const template = (runtime: string): string => `Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: ${runtime}, CodeUri: . } }\n`;

/** Two projects share a module that each reaches by way of one of its own; two have theirs alone. */
const FILES = {
  'a/template.yaml': template('nodejs24.x'),
  'a/app.mjs': "import { open } from './lib/open.mjs';\nexport const handler = async () => open();\n",
  'a/lib/open.mjs': "export { open } from '../../shared/open.mjs';\n",
  'b/template.yaml': template('nodejs24.x'),
  'b/app.mjs': "import { open } from '../shared/open.mjs';\nexport const handler = async () => open();\n",
  'shared/open.mjs': 'export const open = () => 1;\n',
  'c/template.yaml': template('python3.13'),
  'c/app.py': 'from lib import open\ndef handler(event, context):\n    return open.now()\n',
  'c/lib/__init__.py': '',
  'c/lib/open.py': 'def now():\n    return 1\n',
  'd/template.yaml': template('nodejs24.x'),
  'd/app.mjs': 'export const handler = async () => 1;\n',
};

/** The modules that the I-th of two slices has parsed. */
function parsedBy(index: number): readonly string[] {
  const source = memorySource(FILES);
  const parsed: string[] = [];
  const modules = { get: <T>(path: string, _text: string, extract: () => T): T => (parsed.push(path), extract()) };
  const repository = openRepository(source, findCandidates(source, ''), { templates: noFactsCache(), modules });
  const slice = sliceOf(repository, { index, count: 2 });
  expect(parsed).toEqual([]);
  runRules(source, repository, { rules: RULES, severityIn: ({ severity }) => severity, today: '2026-11-20', runtimes: BUILT_IN_RUNTIMES, slice });
  return parsed.sort();
}

test('a slice parses its own code only, and projects that share a module are of one slice', () => {
  expect(parsedBy(1)).toEqual(['a/app.mjs', 'a/lib/open.mjs', 'b/app.mjs', 'shared/open.mjs']);
  expect(parsedBy(2)).toEqual(['c/app.py', 'c/lib/__init__.py', 'c/lib/open.py', 'd/app.mjs']);
});

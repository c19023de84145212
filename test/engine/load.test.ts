import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';

import { openRepository } from '../../src/engine/load.js';
import type { OpenReceiverTypes } from '../../src/engine/load.js';
import { findCandidates } from '../../src/engine/discover.js';
import { withoutCaches } from '../../src/engine/vet.js';
import { memorySource } from '../../src/source/file-source.js';

const TEMPLATE = `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
`;

/** One project a folder; each has a module of its own and imports the shared one. */
function repositoryOf(count: number, shared: string, openTypes?: OpenReceiverTypes) {
  const reads = new Map<string, number>();
  const texts: Record<string, string> = { 'shared/log.js': shared };
  for (let index = 0; index < count; index++) {
    texts[`team${index}/template.yaml`] = TEMPLATE;
    texts[`team${index}/index.js`] = "const { log } = require('../shared/log');\nexports.handler = async () => log(1);\n";
  }
  const source = memorySource(texts);
  const counting = {
    ...source,
    read: (path: string) => {
      reads.set(path, (reads.get(path) ?? 0) + 1);
      return source.read(path);
    },
  };
  return { reads, repository: openRepository(counting, findCandidates(source, ''), withoutCaches(), undefined, openTypes) };
}

test('a project knows the modules its functions lead to, and no others', () => {
  const { repository } = repositoryOf(3, 'exports.log = console.log;\n');
  expect([...repository.entries].map((entry) => entry.open().files).map(({ root, modules }) => [root, [...modules.keys()].sort()])).toEqual([
    ['team0', ['shared/log.js', 'team0/index.js']],
    ['team1', ['shared/log.js', 'team1/index.js']],
    ['team2', ['shared/log.js', 'team2/index.js']],
  ]);
  expect([repository.fileCount, repository.functionCount]).toEqual([7, 3]);
});

test('code is read when its project is asked for', () => {
  const { repository, reads } = repositoryOf(2, 'exports.log = console.log;\n');
  expect(reads.has('team0/index.js')).toBe(false);
  for (const entry of repository.entries) {
    const { root } = entry.open().files;
    expect([reads.has('team0/index.js'), reads.has('team1/index.js')]).toEqual([true, root === 'team1']);
  }
});

test('what was read of a project is let go when the next one is opened', async () => {
  const { repository } = repositoryOf(20, 'exports.log = console.log;\n');
  const templates: WeakRef<object>[] = [];
  for (const entry of repository.entries) {
    const [template] = entry.open().files.templates;
    if (template) templates.push(new WeakRef(template));
  }
  // What a weak reference was made of stays until the turn ends.
  await new Promise((resolve) => setImmediate(resolve));
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  expect(templates.map((one) => one.deref()).filter((one) => one !== undefined).length).toBeLessThan(3);
  expect([templates.length, repository.functionCount]).toEqual([20, 20]);
});

test('a module that hundreds of projects share is read at most twice, and its trouble told once', () => {
  const { repository, reads } = repositoryOf(500, 'exports.log = (;\n');
  expect([...repository.entries].map((entry) => entry.open())).toHaveLength(500);
  expect(reads.get('shared/log.js')).toBeLessThanOrEqual(2);
  expect(repository.problems.map(({ kind, path }) => [kind, path])).toEqual([['parse', 'shared/log.js']]);
});

test('declared types are asked for when the modules of all projects are there', () => {
  let known: ReadonlyMap<string, unknown> = new Map();
  const { repository } = repositoryOf(2, 'exports.log = console.log;\n', (_source, modules) => {
    known = modules;
    return { receiverOf: () => undefined, methodsOf: () => [] };
  });
  for (const entry of repository.entries) {
    const { root } = entry.open().files;
    expect([root, [...known.keys()].sort()]).toEqual([root, ['shared/log.js', 'team0/index.js', 'team1/index.js']]);
  }
  expect(repository.functionCount).toBe(2);
});

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { closureOf } from '../../src/engine/packaging/lock-graph.js';
import { readLock } from '../../src/engine/packaging/read-lock.js';
import type { Problem } from '../../src/diagnostic.js';
import { memorySource } from '../../src/source/file-source.js';
import { vetFixture } from '../fixture-runner.js';

const npm1 = JSON.stringify({ lockfileVersion: 1, dependencies: { axios: { version: '1.0.0', requires: { 'follow-redirects': '^1' } }, 'follow-redirects': { version: '1.15.0' }, jest: { dev: true, requires: {} } } });
const npm3 = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { axios: '^1' } },
    'node_modules/axios': { dependencies: { 'follow-redirects': '^1' } },
    'node_modules/axios/node_modules/follow-redirects': {},
    'node_modules/jest': { dev: true },
    'node_modules/@shop/money': { link: true, resolved: 'packages/money' },
    'packages/money': { dependencies: { axios: '^1' } },
  },
});
const yarn1 = `# yarn lockfile v1

"@shop/money@^1.0.0":
  version "1.0.0"
  dependencies:
    axios "^1"

axios@^1, "axios@^1.0.0":
  version "1.0.0"
  dependencies:
    follow-redirects "^1.15.0"

follow-redirects@^1.15.0:
  version "1.15.0"

jest@^29:
  version "29.0.0"
`;
const berry = `__metadata:
  version: 8

"@shop/money@workspace:*, @shop/money@workspace:packages/money":
  version: 0.0.0-use.local
  dependencies:
    axios: "npm:^1"
  languageName: unknown

"axios@npm:^1":
  version: 1.0.0
  dependencies:
    follow-redirects: "npm:^1.15.0"

"follow-redirects@npm:^1.15.0":
  version: 1.15.0

"jest@npm:^29":
  version: 29.0.0
`;
const pnpm9 = `lockfileVersion: '9.0'

importers:
  .:
    dependencies:
      axios:
        specifier: ^1
        version: 1.0.0

packages:

  '@shop/money@1.0.0':
    resolution: {integrity: sha512-x}

  axios@1.0.0:
    resolution: {integrity: sha512-x}

  follow-redirects@1.15.0:
    resolution: {integrity: sha512-x}

  jest@29.0.0:
    resolution: {integrity: sha512-x}

snapshots:

  '@shop/money@1.0.0':
    dependencies:
      axios: 1.0.0

  axios@1.0.0:
    dependencies:
      follow-redirects: 1.15.0

  follow-redirects@1.15.0: {}

  jest@29.0.0: {}
`;
const pnpm5 = `lockfileVersion: 5.4

packages:

  /@shop/money/1.0.0:
    resolution: {integrity: sha512-x}
    dependencies:
      axios: 1.0.0
    dev: false

  /axios/1.0.0:
    resolution: {integrity: sha512-x}
    dependencies:
      follow-redirects: 1.15.0

  /follow-redirects/1.15.0:
    resolution: {integrity: sha512-x}

  /jest/29.0.0:
    dev: true
`;

function read(name: string, text: string): { readonly lock: ReturnType<typeof readLock>; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  return { lock: readLock(memorySource({ [`api/${name}`]: text }), 'api', (problem) => void problems.push(problem)), problems };
}

describe('what is installed with a package', () => {
  test.each([
    ['package-lock.json', 'version 1', npm1],
    ['package-lock.json', 'version 3', npm3],
    ['npm-shrinkwrap.json', 'version 3', npm3],
    ['yarn.lock', 'Yarn 1', yarn1],
    ['yarn.lock', 'Yarn 4', berry],
    ['pnpm-lock.yaml', 'version 9', pnpm9],
    ['pnpm-lock.yaml', 'version 5', pnpm5],
  ])('%s, %s', (name, _version, text) => {
    const { lock, problems } = read(name, text);
    expect(problems).toEqual([]);
    if (!lock || lock === 'broken') throw new Error('not read');
    expect([...closureOf(lock, ['axios']) ?? []]).toEqual(['axios', 'follow-redirects']);
    expect(closureOf(lock, ['left-pad'])).toBeUndefined();
    if (text !== npm1) expect([...closureOf(lock, ['@shop/money']) ?? []]).toEqual(['@shop/money', 'axios', 'follow-redirects']);
    expect([...lock.names]).toContain('jest');
  });
});

describe('a lock file that cannot be read', () => {
  test.each([
    ['package-lock.json', `{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> main\n}`, 2, 'merge'],
    ['yarn.lock', `axios@^1:\n<<<<<<< HEAD\n`, 2, 'merge'],
    ['package-lock.json', '{', 1, 'JSON'],
    ['package-lock.json', '{"lockfileVersion": 7}', 1, "version 7"],
    ['pnpm-lock.yaml', 'lockfileVersion: 12.0\n', 1, 'version 12'],
  ])('%s: %j', (name, text, line, words) => {
    const { lock, problems } = read(name, text);
    expect(lock).toBe('broken');
    expect(problems).toEqual([{ kind: 'parse', path: `api/${name}`, line, message: expect.stringContaining(words) as string }]);
  });
});

test.each([
  ['{ "lockfileVersion": { "toString": 1, "valueOf": 1 } }', 'It has lock file version (none), which is not known; what it installs is not known.'],
  [JSON.stringify({ lockfileVersion: 'x'.repeat(1000) }), `It has lock file version ${'x'.repeat(500)}…, which is not known; what it installs is not known.`],
])('a version that is no number is told (%#)', (text, message) => {
  const problems: Problem[] = [];
  expect(readLock(memorySource({ 'package-lock.json': text }), '', (problem) => problems.push(problem))).toBe('broken');
  expect(problems).toEqual([{ kind: 'parse', path: 'package-lock.json', line: 1, message }]);
});

test.each([['locked-for-a-mac', 'error'], ['locked-for-npm-11', 'warning']])('a lock file for one platform: %s is told as %s', (name, severity) => {
  const { diagnostics } = vetFixture(join(import.meta.dirname, '../../fixtures/native-architecture-mismatch', name), 'native-architecture-mismatch');
  expect(diagnostics.map((one) => one.severity)).toEqual([severity]);
});

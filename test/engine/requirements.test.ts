import { expect, test } from 'vitest';

import { readRequirements } from '../../src/engine/packaging/requirements.js';
import { memorySource } from '../../src/source/file-source.js';
import type { Problem } from '../../src/diagnostic.js';
import type { FileSource } from '../../src/source/file-source.js';

const read = (text: string): ReturnType<typeof readRequirements> => readRequirements(memorySource({ 'requirements.txt': text }), 'requirements.txt', () => undefined);

test.each([
  ['requests', 'requests', false, ''],
  ['Pillow_SIMD == 9.0 ; python_version < "3.12"', 'pillow-simd', false, '== 9.0'],
  ['boto3[crt]>=1.34  # for uploads', 'boto3', true, '>=1.34'],
  ['pydantic [email] ~=2.0 --hash=sha256:0123', 'pydantic', true, '~=2.0'],
  ['zope.interface', 'zope-interface', false, ''],
])('%s', (line, name, hasExtras, version) => {
  expect(read(`${line}\n`)).toEqual([{ name, hasExtras, version }]);
});

test.each([['a path', './wheels/orders.whl'], ['a path without a dot', 'wheels/orders.whl'], ['a repository', 'git+https://example.com/orders.git'], ['an address', 'orders @ https://example.com/orders.whl'], ['a folder', '-e .'], ['a list that is missing', '-r missing.txt'], ['a line that nobody wrote', `orders==1${' '.repeat(3000)};`]])('nothing is known of a list with %s', (_name, line) => {
  expect(read(`requests\n${line}\n`)).toBeUndefined();
});

test('lists that include each other many times are each read once', () => {
  let reads = 0;
  const files = memorySource({ 'requirements.txt': 'requests\n' + '-r other.txt\n'.repeat(50), 'other.txt': 'boto3\n' + '-r requirements.txt\n-r other.txt\n'.repeat(50) });
  const source: FileSource = { ...files, read: (path) => (reads++, files.read(path)) };
  expect(readRequirements(source, 'requirements.txt', () => undefined)?.map(({ name }) => name)).toEqual(['requests', 'boto3']);
  expect(reads).toBe(2);
});

test('a line of blanks before an address takes no time', () => {
  // The expression that read it before needed six minutes for 8,000 blanks.
  expect(read(`orders${' '.repeat(1900)}@`)).toBeUndefined();
});

test('a list of a million lines that another includes is told, and what it installs is not known', () => {
  const source = memorySource({ 'requirements.txt': '-r all.txt\n', 'all.txt': 'a\n'.repeat(1_000_000) });
  const problems: Problem[] = [];
  expect(readRequirements(source, 'requirements.txt', (problem) => problems.push(problem))).toBeUndefined();
  expect(problems).toEqual([{ kind: 'limit', path: 'all.txt', message: 'It has more than 10000 lines; what it installs is not known.' }]);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { nearBinding } from '../../src/source/near-binding.js';
import type { Machine } from '../../src/source/near-binding.js';

const VERSION = '1.2.3';
const LINUX: Machine = { platform: 'linux', arch: 'x64', env: {}, ldd: () => '# GNU C Library' };

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lambdavet-binding-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function install(folder: string, manifest: string = JSON.stringify({ version: VERSION }), name = 'linux-x64-gnu'): string {
  const binding = join(root, folder, 'node_modules/@oxc-parser', `binding-${name}`);
  mkdirSync(binding, { recursive: true });
  writeFileSync(join(binding, 'package.json'), manifest);
  return join(binding, `parser.${name}.node`);
}

const from = (): string => join(root, 'node_modules/lambdavet/dist');

test('the binding beside the package is found, and the nearest one of several', () => {
  const beside = install('');
  expect(nearBinding(from(), VERSION, LINUX)).toBe(beside);
  const own = install('node_modules/lambdavet');
  expect(nearBinding(from(), VERSION, LINUX)).toBe(own);
});

test('each platform has a file of its own', () => {
  const file = install('', undefined, 'darwin-arm64');
  expect(nearBinding(from(), VERSION, { ...LINUX, platform: 'darwin', arch: 'arm64', ldd: () => undefined })).toBe(file);
  expect(nearBinding(from(), VERSION, LINUX)).toBeUndefined();
});

test.each(['{ "version": "1.2.4" }', '{}', '{ "version":'])('a binding whose manifest is %s is not taken, and none further up', (manifest) => {
  install('');
  install('node_modules/lambdavet', manifest);
  expect(nearBinding(from(), VERSION, LINUX)).toBeUndefined();
});

test.each<[string, Partial<Machine>]>([
  ['musl', { ldd: () => '# musl libc' }],
  ['an unknown C library', { ldd: () => undefined }],
  ['a platform that is seldom', { arch: 'riscv64' }],
  ['a path in the environment', { env: { NAPI_RS_NATIVE_LIBRARY_PATH: '/elsewhere' } }],
  ['WebAssembly asked for', { env: { NAPI_RS_FORCE_WASI: '1' } }],
])('%s is left to the code of the parser', (_name, machine) => {
  const file = install('');
  expect(nearBinding(from(), VERSION, LINUX)).toBe(file);
  expect(nearBinding(from(), VERSION, { ...LINUX, ...machine })).toBeUndefined();
});

test('a folder that is nowhere has none', () => {
  expect(nearBinding(join(dirname(root), 'lambdavet-nowhere/dist'), VERSION, LINUX)).toBeUndefined();
});

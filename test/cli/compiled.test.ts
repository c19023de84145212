import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { readCompiled } from '../../src/cli/compiled.js';
import { folderWith, runCli } from './run-cli.js';

let folder = '';
const file = (): string => join(folder, 'command.cjs');
const cache = (): string => join(folder, 'command.cache');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lambdavet-compiled-'));
  writeFileSync(file(), '(() => "first")()');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('what was kept is used and not written again', () => {
  readCompiled(file(), cache()).keep();
  const again = readCompiled(file(), cache());
  expect(again.run()).toBe('first');
  rmSync(cache());
  again.keep();
  expect(existsSync(cache())).toBe(false);
});

test('a run keeps what is compiled once, when it is first told to', () => {
  const script = readCompiled(file(), cache());
  script.keep();
  rmSync(cache());
  script.keep();
  expect(existsSync(cache())).toBe(false);
});

test('what was kept of another text of the same length is not run', () => {
  readCompiled(file(), cache()).keep();
  writeFileSync(file(), '(() => "other")()');
  expect(readCompiled(file(), cache()).run()).toBe('other');
});

test.each([0, 64, 72, 80])('another byte %i of what tells which file it was made from is found, and the cache written anew', (at) => {
  readCompiled(file(), cache()).keep();
  const whole = readFileSync(cache());
  const broken = Buffer.from(whole);
  broken.writeUInt8(broken.readUInt8(at) ^ 1, at);
  writeFileSync(cache(), broken);
  const script = readCompiled(file(), cache());
  expect(script.run()).toBe('first');
  script.keep();
  expect(readFileSync(cache()).equals(broken)).toBe(false);
});

test('a block that a crash left empty is found, wherever it is', () => {
  // What V8 makes of it fills a few blocks.
  writeFileSync(file(), `(() => { ${Array.from({ length: 200 }, (_, index) => `function f${index}() { return ${index} + f${index}.name; }`).join(' ')} return "first"; })()`);
  const script = readCompiled(file(), cache());
  script.run();
  script.keep();
  const whole = readFileSync(cache());
  expect(whole.length).toBeGreaterThan(4 * 4096);
  for (let at = 0; at < whole.length; at += 4096) {
    const broken = Buffer.from(whole).fill(0, at, Math.min(at + 4096, whole.length));
    writeFileSync(cache(), broken);
    readCompiled(file(), cache()).keep();
    expect(readFileSync(cache()).equals(broken)).toBe(false);
  }
});

test('half a cache and an empty one are not used', () => {
  readCompiled(file(), cache()).keep();
  const whole = readFileSync(cache());
  for (const length of [0, 8, whole.length / 2]) {
    writeFileSync(cache(), whole.subarray(0, length));
    expect(readCompiled(file(), cache()).run()).toBe('first');
  }
});

test('without a file for it nothing is kept', () => {
  const script = readCompiled(file(), undefined);
  script.keep();
  expect(script.run()).toBe('first');
  expect(readdirSync(folder)).toEqual(['command.cjs']);
});

test('a folder that cannot be written to is no error', () => {
  const nowhere = join(folder, 'missing/command.cache');
  const script = readCompiled(file(), nowhere);
  script.keep();
  expect(script.run()).toBe('first');
  expect(existsSync(nowhere)).toBe(false);
});

test.each([[1, 0], [3, 1]])('a run over %i projects tells %i times that its code is warm: before the second one', (count, expected) => {
  const template = 'Resources:\n  Orders:\n    Type: AWS::Lambda::Function\n    Properties: { Runtime: nodejs24.x, Handler: index.handler, Code: { ZipFile: "exports.handler = async () => 1" }, Role: x }\n';
  const folder = folderWith(Object.fromEntries(Array.from({ length: count }, (_, index) => [`service-${index}/template.yaml`, template])));
  let told = 0;
  runCli(folder, ['--fail-on', 'never'], { warm: () => { told++; } });
  expect(told).toBe(expected);
});

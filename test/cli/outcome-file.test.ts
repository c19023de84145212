import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { cacheFolder, openOutcomeFile } from '../../src/cli/outcome-file.js';
import type { KeptOutcome } from '../../src/engine/keep-outcomes.js';

const OUTCOME: KeptOutcome = {
  looks: [['read index.js', 'abc']],
  outcome: { extent: { root: '', functionCount: 1, templates: ['template.yaml'], included: [], entries: [], modules: [], folders: [] }, drafts: [], problems: [], secrets: [], ran: ['x'], skipped: [], suppressions: [] },
};

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'outcomes-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

function onlyFile(): string {
  const [name = '', ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  return join(folder, name);
}

function keepTwo(): void {
  const file = openOutcomeFile(folder, '/repository', 'build');
  file.keep('one', 'k1', OUTCOME);
  file.keep('two', 'k2', OUTCOME);
  file.save();
}

test('gives back what was kept, to the same build for the same repository', () => {
  keepTwo();
  const open = openOutcomeFile(folder, '/repository', 'build');
  expect(open.find('one', 'k1')).toEqual(OUTCOME);
  expect(open.find('one', 'k2')).toBeUndefined();
  expect(openOutcomeFile(folder, '/repository', 'next build').find('one', 'k1')).toBeUndefined();
  expect(openOutcomeFile(folder, '/elsewhere', 'build').find('one', 'k1')).toBeUndefined();
});

test('keeps what a run over a part of the repository did not ask for', () => {
  keepTwo();
  const second = openOutcomeFile(folder, '/repository', 'build');
  second.keep('one', 'k3', OUTCOME);
  second.save();
  const third = openOutcomeFile(folder, '/repository', 'build');
  expect([third.find('one', 'k1'), third.find('one', 'k3'), third.find('two', 'k2')]).toEqual([undefined, OUTCOME, OUTCOME]);
});

test('a file that was cut off, emptied, filled with something else or changed in one byte can only miss', () => {
  keepTwo();
  const path = onlyFile();
  const whole = readFileSync(path);
  const changed = Buffer.from(whole);
  changed[whole.indexOf('"ran":["x"]') + 8] = 'y'.charCodeAt(0);
  for (const content of [whole.subarray(0, whole.length - 5), whole.subarray(0, 10), Buffer.alloc(0), Buffer.from('null\n'), Buffer.from('[[1,2,3,4],null]\n'), Buffer.from('{}'), changed]) {
    writeFileSync(path, content);
    const found = ['one', 'two'].map((slot, index) => openOutcomeFile(folder, '/repository', 'build').find(slot, `k${index + 1}`));
    for (const one of found) expect(one === undefined || JSON.stringify(one) === JSON.stringify(OUTCOME)).toBe(true);
    expect(found).toContain(undefined);
  }
});

test('two runs side by side leave a file that can be read', () => {
  const [first, second] = [openOutcomeFile(folder, '/repository', 'build'), openOutcomeFile(folder, '/repository', 'build')];
  first.keep('one', 'k1', OUTCOME);
  second.keep('two', 'k2', OUTCOME);
  first.save();
  second.save();
  expect(openOutcomeFile(folder, '/repository', 'build').find('two', 'k2')).toEqual(OUTCOME);
  onlyFile();
});

test('only the user may read it', () => {
  keepTwo();
  expect(statSync(onlyFile()).mode & 0o077).toBe(0);
});

test('a folder that cannot be made costs nothing but the head start', () => {
  const blocked = join(folder, 'file');
  writeFileSync(blocked, '');
  const file = openOutcomeFile(join(blocked, 'below'), '/repository', 'build');
  file.keep('one', 'k1', OUTCOME);
  expect(() => { file.save(); }).not.toThrow();
});

test('the oldest go when all repositories together have too much', () => {
  mkdirSync(folder, { recursive: true });
  for (const [name, year] of [['old', 2001], ['new', 2002]] as const) {
    const path = join(folder, `${name}.outcomes`);
    writeFileSync(path, '');
    // Takes no room on the disk.
    truncateSync(path, 200_000_000);
    utimesSync(path, new Date(year, 1), new Date(year, 1));
  }
  keepTwo();
  expect(readdirSync(folder).filter((name) => name === 'old.outcomes' || name === 'new.outcomes')).toEqual(['new.outcomes']);
});

test('the place is the one that the system has for it', () => {
  expect(cacheFolder({ HOME: '/home/me' }, 'linux')).toBe(join('/home/me', '.cache', 'lambdavet'));
  expect(cacheFolder({ HOME: '/home/me', XDG_CACHE_HOME: '/cache' }, 'linux')).toBe(join('/cache', 'lambdavet'));
  expect(cacheFolder({ HOME: '/Users/me' }, 'darwin')).toBe(join('/Users/me', 'Library', 'Caches', 'lambdavet'));
  expect(cacheFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe(join('/local', 'lambdavet'));
  expect(cacheFolder({}, 'linux')).toBeUndefined();
});

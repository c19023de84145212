import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { NOTHING_INSTALLED } from '../../src/project/files.js';
import type { PackageContent } from '../../src/project/files.js';
import type { Problem } from '../../src/diagnostic.js';
import { findCandidates } from '../../src/engine/discover.js';
import { loadRepository } from '../../src/engine/load.js';
import { withoutCaches } from '../../src/engine/vet.js';
import { readZipDirectory } from '../../src/engine/packaging/zip-directory.js';
import { zippedBytes, zippedForReal } from '../../src/project/zip-estimate.js';
import { diskSource } from '../../src/source/disk-source.js';
import { memorySource } from '../../src/source/file-source.js';
import { createRandom } from '../fuzz/random.js';
import { wide, zip } from '../zip-file.js';

let root = '';
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'lambdavet-package-'))));
afterEach(() => { rmSync(root, { recursive: true, force: true }); });

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function measure(properties: string): { readonly content: PackageContent | undefined; readonly problems: readonly Problem[] } {
  write('template.yaml', `Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { ${properties.includes('Runtime:') ? '' : 'Runtime: nodejs24.x, '}Handler: orders.handler, ${properties} }\n`);
  const source = diskSource(root);
  const { projects: [project], problems } = loadRepository(source, findCandidates(source, ''), withoutCaches());
  const [key = ''] = project?.handlers.keys() ?? [];
  return { content: project?.packageOf(key), problems: [...problems, ...source.trouble()] };
}

const names = (content: PackageContent | undefined): readonly string[] => (content?.entries ?? []).map(({ inside }) => inside).sort();

describe('a folder with a list of dependencies', () => {
  test('ships what npm packs and what is installed for production, hoisted or not', () => {
    write('src/package.json', JSON.stringify({ dependencies: { axios: '1' }, devDependencies: { jest: '1' } }));
    write('src/.npmignore', 'docs/\n');
    write('src/orders.js', '');
    write('src/docs/orders.md', '');
    write('src/package-lock.json', '{}');
    write('src/node_modules/axios/package.json', JSON.stringify({ dependencies: { 'follow-redirects': '1', gone: '1' }, optionalDependencies: { fsevents: '1' } }));
    write('src/node_modules/axios/node_modules/x/index.js', '');
    write('node_modules/follow-redirects/index.js', 'x'.repeat(10));
    write('src/node_modules/jest/index.js', '');
    const { content } = measure('CodeUri: src/');
    expect(names(content)).toEqual(['node_modules/axios/package.json', 'node_modules/follow-redirects/index.js', 'orders.js', 'package-lock.json', 'package.json']);
    expect(content?.missing).toEqual(['gone']);
    expect(content?.isComplete).toBe(false);
  });

  test('ships what is listed under files', () => {
    write('src/package.json', JSON.stringify({ files: ['lib', '*.mjs', '!lib/*.map'], main: 'start.js' }));
    for (const file of ['lib/a.js', 'lib/a.map', 'orders.mjs', 'start.js', 'README.md', 'other.js']) write(`src/${file}`, '');
    expect(names(measure('CodeUri: src/').content)).toEqual(['README.md', 'lib/a.js', 'orders.mjs', 'package.json', 'start.js']);
  });
});

describe('a folder that a build compiles', () => {
  test.each(['Orders.csproj', 'go.mod', 'pom.xml'])('is no package: %s', (manifest) => {
    write(`src/${manifest}`, '');
    write('src/orders.cs', '');
    expect(measure('CodeUri: src/, Runtime: dotnet8').content).toBeUndefined();
  });
});

describe('an installation', () => {
  test('has commands beside it, each as large as the file that it leads to', () => {
    write('src/package.json', JSON.stringify({ dependencies: { uuid: '1', '@orders/tools': '1' } }));
    write('src/node_modules/uuid/package.json', JSON.stringify({ name: 'uuid', bin: { uuid: './dist/uuid', gone: 'gone.js', other: '../../../orders.js' } }));
    write('src/node_modules/uuid/dist/uuid', 'x'.repeat(7));
    write('src/node_modules/@orders/tools/package.json', JSON.stringify({ name: '@orders/tools', bin: 'tools.js' }));
    write('src/node_modules/@orders/tools/tools.js', 'y'.repeat(5));
    write('src/orders.js', '');
    const links = measure('CodeUri: src/').content?.entries.filter(({ inside }) => inside.includes('/.bin/'));
    expect(links?.map(({ inside, bytes, owner }) => [inside, bytes, owner]).sort()).toEqual([['node_modules/.bin/tools', 5, '@orders/tools'], ['node_modules/.bin/uuid', 7, 'uuid']]);
  });

  test('of Yarn without node_modules is not known, and the reason is', () => {
    write('src/package.json', JSON.stringify({ dependencies: { axios: '1' } }));
    write('src/orders.js', '');
    write('.pnp.cjs', '');
    expect(measure('CodeUri: src/').content).toMatchObject({ isComplete: false, missing: ['axios'], missingReason: expect.stringContaining("'.pnp.cjs'") as string });
  });

  test('of pnpm is followed into its store, and laid out as npm would', () => {
    const store = 'node_modules/.pnpm';
    write('package.json', JSON.stringify({ dependencies: { axios: '1', ms: '2' } }));
    write('orders.js', '');
    write(`${store}/axios@1.7.0_debug@4.0.0/node_modules/axios/package.json`, JSON.stringify({ name: 'axios', version: '1.7.0', dependencies: { 'form-data': '4', ms: '1' } }));
    write(`${store}/form-data@4.0.0/node_modules/form-data/package.json`, JSON.stringify({ name: 'form-data', version: '4.0.0' }));
    for (const version of ['1.0.0', '2.0.0']) write(`${store}/ms@${version}/node_modules/ms/package.json`, JSON.stringify({ name: 'ms', version }));
    symlinkSync('../../form-data@4.0.0/node_modules/form-data', join(root, `${store}/axios@1.7.0_debug@4.0.0/node_modules/form-data`));
    symlinkSync('../../ms@1.0.0/node_modules/ms', join(root, `${store}/axios@1.7.0_debug@4.0.0/node_modules/ms`));
    symlinkSync('.pnpm/axios@1.7.0_debug@4.0.0/node_modules/axios', join(root, 'node_modules/axios'));
    symlinkSync('.pnpm/ms@2.0.0/node_modules/ms', join(root, 'node_modules/ms'));
    const { content } = measure('CodeUri: .');
    expect(content?.missing).toEqual([]);
    expect(names(content).filter((name) => name.startsWith('node_modules/'))).toEqual(['node_modules/axios/node_modules/ms/package.json', 'node_modules/axios/package.json', 'node_modules/form-data/package.json', 'node_modules/ms/package.json']);
  });
});

describe('the zip of a folder', () => {
  test('has the size of what is packed', () => {
    const text = Array.from({ length: 2_000 }, (_none, index) => `exports.order${index * 7919} = ${index};`).join('\n');
    write('src/orders.js', text);
    const { content } = measure('CodeUri: src/');
    expect(content?.zip?.()).toBe(22 + 76 + 2 * 'orders.js'.length + deflateRawSync(text).length);
    expect(content && zippedForReal(content)).toBe(content?.zip?.());
  });

  test('far over what Lambda takes is not packed', () => {
    write('src/orders.js', '');
    write('src/model.bin', '');
    truncateSync(join(root, 'src/model.bin'), 5_000_000_000);
    expect(measure('CodeUri: src/').content?.zip?.()).toBeUndefined();
  });
});

describe('what is hard to walk', () => {
  test('links in a circle come to an end, and are told', () => {
    write('src/orders.js', '');
    mkdirSync(join(root, 'src/lib'));
    symlinkSync('..', join(root, 'src/lib/again'));
    symlinkSync('../lib', join(root, 'src/lib/self'));
    const { content, problems } = measure('CodeUri: src/');
    expect(names(content)).toContain('orders.js');
    expect(content?.files).toBeLessThan(10);
    expect(problems).toContainEqual({ kind: 'limit', path: 'src/lib/again/lib/again', message: expect.stringContaining('not followed') as string });
  });

  test('links out of the repository are told and not followed', () => {
    write('src/orders.js', '');
    symlinkSync(tmpdir(), join(root, 'src/outside'));
    const { content, problems } = measure('CodeUri: src/');
    expect(names(content)).toEqual(['orders.js']);
    expect(problems).toContainEqual(expect.objectContaining({ kind: 'outside-root', path: 'src/outside' }));
  });

  test('sockets are no files', async () => {
    write('src/orders.js', '');
    const server = createServer();
    await new Promise<void>((done) => void server.listen(join(root, 'src/socket'), done));
    expect(names(measure('CodeUri: src/').content)).toEqual(['orders.js']);
    await new Promise<void>((done) => void server.close(() => { done(); }));
  });

  test('a file of 5 GB is not read', () => {
    write('src/orders.js', '');
    write('src/model.bin', '');
    truncateSync(join(root, 'src/model.bin'), 5_000_000_000);
    expect(measure('CodeUri: src/').content?.bytes).toBe(5_000_000_000);
  });
});

describe.skipIf(process.platform === 'win32')('what is no file and no folder', () => {
  test('pipes are neither waited for nor packed', () => {
    write('src/orders.js', '');
    execFileSync('mkfifo', [join(root, 'src/pipe')]);
    execFileSync('mkfifo', [join(root, 'src/package.json')]);
    const { content } = measure('CodeUri: src/');
    expect(names(content)).toEqual(['orders.js']);
    expect(content?.zip?.()).toBeGreaterThan(0);
  });

  test('a link to a device is not packed', () => {
    write('src/orders.js', '');
    symlinkSync('/dev/zero', join(root, 'src/zero'));
    const { content, problems } = measure('CodeUri: src/');
    expect(names(content)).toEqual(['orders.js']);
    expect(problems).toContainEqual(expect.objectContaining({ path: 'src/zero' }));
  });
});

describe('code that is a file', () => {
  test('of another kind than a zip is told where it looks like an archive', () => {
    write('orders.tar.gz', 'x');
    expect(measure('CodeUri: orders.tar.gz').problems).toEqual([{ kind: 'parse', path: 'orders.tar.gz', message: expect.stringContaining('does not unpack it') as string }]);
  });

  test('of neither archive nor script is told', () => {
    write('orders.txt', 'the orders of today');
    expect(measure('CodeUri: orders.txt').problems).toEqual([{ kind: 'parse', path: 'orders.txt', message: expect.stringContaining('neither an archive nor a script') as string }]);
  });

  test('of a zip by another name is not', () => {
    write('orders.pkg', zip({ 'orders.js': 'x' }));
    expect(measure('CodeUri: orders.pkg').problems).toEqual([]);
  });

  test('of a script is packed, and nothing is told', () => {
    write('orders.js', 'exports.handler = async () => 1;');
    const { content, problems } = measure('CodeUri: orders.js');
    expect(names(content)).toEqual(['orders.js']);
    expect(problems).toEqual([]);
  });

  test('of 5 GB, named as an archive, is told and not read', () => {
    write('orders.zip', '');
    truncateSync(join(root, 'orders.zip'), 5_000_000_000);
    const { content, problems } = measure('CodeUri: orders.zip');
    expect(content).toMatchObject({ kind: 'archive', bytes: 5_000_000_000, isComplete: false });
    expect(problems).toContainEqual(expect.objectContaining({ kind: 'parse', path: 'orders.zip' }));
  });

  test.skipIf(process.platform === 'win32')('but a pipe, a socket or a link to nowhere is none', async () => {
    execFileSync('mkfifo', [join(root, 'pipe.zip')]);
    symlinkSync('circle', join(root, 'circle'));
    const server = createServer();
    await new Promise<void>((done) => void server.listen(join(root, 'socket'), done));
    for (const path of ['pipe.zip', 'socket', 'circle']) {
      const { content, problems } = measure(`CodeUri: ${path}`);
      expect(content).toBeUndefined();
      expect(problems).toContainEqual(expect.objectContaining({ kind: 'unreadable', path }));
    }
    await new Promise<void>((done) => void server.close(() => { done(); }));
  });
});

describe('the zip of a folder that is light', () => {
  const weighing = (bytes: number, zip: () => number): PackageContent => {
    const own = [{ path: 'src/a.js', inside: 'a.js', bytes }];
    return { kind: 'folder', path: 'src', bytes, zip, files: 1, own, entries: own, installed: [], weights: NOTHING_INSTALLED, missing: [], isComplete: true, isBuilt: false };
  };

  test('is not packed to see', () => {
    const zip = (): number => { throw new Error('packed'); };
    expect(zippedBytes(weighing(10_000, zip), 5_000_000)).toBeGreaterThan(0);
    expect(zippedBytes(weighing(500_000_000, zip), 5_000_000)).toBeGreaterThan(5_000_000);
  });

  test('is packed where that decides', () => {
    const ratio = zippedBytes(weighing(2_000_000, () => 1), 5_000_000) / 2_000_000;
    expect(zippedBytes(weighing(Math.round(5_000_000 / ratio), () => 4_321_000), 5_000_000)).toBe(4_321_000);
  });
});

describe('an archive', () => {
  test('has the size of what is in it', () => {
    write('orders.zip', zip({ 'orders.js': 'x'.repeat(1_000), 'node_modules/axios/index.js': 'y'.repeat(500) }));
    const { content, problems } = measure('CodeUri: orders.zip');
    expect(content).toMatchObject({ kind: 'archive', bytes: 1_500, files: 2, isComplete: true });
    expect(content?.zipped).toBeLessThan(500);
    expect(content?.entries.map(({ owner }) => owner)).toEqual([undefined, 'axios']);
    expect(problems).toEqual([]);
  });

  test('of the wide form is read', () => {
    write('orders.zip', wide({ 'orders.js': 'x'.repeat(1_000), 'prices.js': 'y'.repeat(500) }));
    const { content, problems } = measure('CodeUri: orders.zip');
    expect(problems).toEqual([]);
    expect(content).toMatchObject({ bytes: 1_500, files: 2, isComplete: true });
  });

  test('with more files than are looked at is told', () => {
    const bytes = Buffer.from(wide({ 'orders.js': 'x' }));
    bytes.writeBigUInt64LE(600_000n, bytes.indexOf(Buffer.from([0x50, 0x4b, 6, 6])) + 32);
    write('orders.zip', bytes);
    const { content, problems } = measure('CodeUri: orders.zip');
    expect(content?.isComplete).toBe(false);
    expect(problems).toEqual([{ kind: 'limit', path: 'orders.zip', message: expect.stringContaining('500000 files') as string }]);
  });

  test('may stand behind a script that unpacks it', () => {
    write('orders.zip', Buffer.concat([Buffer.from('#!/bin/sh\n'), zip({ 'orders.js': 'x'.repeat(1_000) })]));
    const { content, problems } = measure('CodeUri: orders.zip');
    expect(problems).toEqual([]);
    expect(content).toMatchObject({ bytes: 1_000, files: 1 });
  });

  test('with any bytes changed or cut off is read or told, and no more', () => {
    const random = createRandom(1);
    for (const whole of [zip({ 'orders.js': 'x', 'a/b.js': 'yy' }), wide({ 'orders.js': 'x', 'a/b.js': 'yy' })]) {
      for (let left = 3000; left > 0; left--) {
        const bytes = Buffer.from(whole.subarray(0, random.next() < 0.2 ? random.below(whole.length + 1) : undefined));
        for (let change = 1 + random.below(4); change > 0 && bytes.length > 0; change--) bytes[random.below(bytes.length)] = random.pick([0, 1, 0x7f, 0xff, random.below(256)]);
        const source = { ...memorySource({}), bytes: (_path: string, from: number, length: number) => bytes.subarray(from, from + length) };
        const entries = readZipDirectory(source, 'orders.zip', bytes.length);
        expect(typeof entries !== 'object' || entries.every(({ path, bytes: size }) => typeof path === 'string' && size >= 0)).toBe(true);
      }
    }
  });

  test('with more files than are counted is told, and not called broken', () => {
    const bytes = wide({ 'orders.js': 'x' });
    bytes.writeUInt32LE(600_000, bytes.length - 66);
    write('orders.zip', bytes);
    expect(measure('CodeUri: orders.zip').problems).toEqual([{ kind: 'limit', path: 'orders.zip', message: 'It has more than 500000 files, or a table of contents over 50000000 bytes; what it holds is not known.' }]);
  });

  test.each([['no archive', new TextEncoder().encode('not an archive')], ['cut off', zip({ 'orders.js': 'x'.repeat(1_000) }).subarray(0, -30)], ['with a table beyond its end', broken()]])('%s is told', (_name, bytes) => {
    write('orders.zip', bytes);
    const { content, problems } = measure('CodeUri: orders.zip');
    expect(content?.isComplete).toBe(false);
    expect(problems).toEqual([{ kind: 'parse', path: 'orders.zip', message: expect.stringContaining('archive') as string }]);
  });
});

function broken(): Buffer {
  const bytes = zip({ 'orders.js': 'x' });
  bytes.writeUInt32LE(0xffffff, bytes.length - 6);
  return bytes;
}

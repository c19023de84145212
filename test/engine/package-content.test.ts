import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { PackageContent } from '../../src/project/files.js';
import type { Problem } from '../../src/diagnostic.js';
import { findCandidates } from '../../src/engine/discover.js';
import { loadRepository } from '../../src/engine/load.js';
import { withoutCaches } from '../../src/engine/vet.js';
import { diskSource } from '../../src/source/disk-source.js';

let root = '';
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'lambdavet-package-'))));
afterEach(() => { rmSync(root, { recursive: true, force: true }); });

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function measure(properties: string): { readonly content: PackageContent | undefined; readonly problems: readonly Problem[] } {
  write('template.yaml', `Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: nodejs24.x, Handler: orders.handler, ${properties} }\n`);
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
    expect(names(content)).toEqual(['node_modules/axios/package.json', 'node_modules/follow-redirects/index.js', 'orders.js', 'package.json']);
    expect(content?.missing).toEqual(['gone']);
    expect(content?.isComplete).toBe(false);
  });

  test('ships what is listed under files', () => {
    write('src/package.json', JSON.stringify({ files: ['lib', '*.mjs', '!lib/*.map'], main: 'start.js' }));
    for (const file of ['lib/a.js', 'lib/a.map', 'orders.mjs', 'start.js', 'README.md', 'other.js']) write(`src/${file}`, '');
    expect(names(measure('CodeUri: src/').content)).toEqual(['README.md', 'lib/a.js', 'orders.mjs', 'package.json', 'start.js']);
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

describe('an archive', () => {
  test('has the size of what is in it', () => {
    write('orders.zip', zip({ 'orders.js': 'x'.repeat(1_000), 'node_modules/axios/index.js': 'y'.repeat(500) }));
    const { content, problems } = measure('CodeUri: orders.zip');
    expect(content).toMatchObject({ kind: 'archive', bytes: 1_500, files: 2, isComplete: true });
    expect(content?.zipped).toBeLessThan(500);
    expect(content?.entries.map(({ owner }) => owner)).toEqual([undefined, 'axios']);
    expect(problems).toEqual([]);
  });

  test.each([['no archive', new TextEncoder().encode('not an archive')], ['cut off', zip({ 'orders.js': 'x'.repeat(1_000) }).subarray(0, -30)], ['with a table beyond its end', broken()]])('%s is told', (_name, bytes) => {
    write('orders.zip', bytes);
    const { content, problems } = measure('CodeUri: orders.zip');
    expect(content?.isComplete).toBe(false);
    expect(problems).toEqual([{ kind: 'parse', path: 'orders.zip', message: expect.stringContaining('archive') as string }]);
  });
});

/** The least that is a zip file. */
function zip(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const table: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = deflateRawSync(text);
    const head = Buffer.alloc(30 + name.length);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(name.length, 26);
    head.write(name, 30);
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(text.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    entry.write(name, 46);
    parts.push(head, data);
    table.push(entry);
    offset += head.length + data.length;
  }
  const directory = Buffer.concat(table);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(table.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}

function broken(): Buffer {
  const bytes = zip({ 'orders.js': 'x' });
  bytes.writeUInt32LE(0xffffff, bytes.length - 6);
  return bytes;
}

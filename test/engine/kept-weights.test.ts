import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { WeightStore } from '../../src/engine/packaging/kept-weights.js';
import { createWeigher } from '../../src/engine/packaging/weigh-installed.js';
import type { Weigher } from '../../src/engine/packaging/weigh-installed.js';
import { diskSource } from '../../src/source/disk-source.js';
import type { FileSource } from '../../src/source/file-source.js';

const COUNT = 70;
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lambdavet-weights-'));
  const dependencies = Object.fromEntries(Array.from({ length: COUNT }, (_none, index) => [`part-${index}`, '1']));
  write('package.json', JSON.stringify({ dependencies }));
  write('node_modules/.package-lock.json', '{}');
  for (const name of Object.keys(dependencies)) {
    write(`node_modules/${name}/package.json`, '{}');
    write(`node_modules/${name}/lib/${name}.js`, 'x'.repeat(100));
  }
});
afterEach(() => { rmSync(root, { recursive: true, force: true }); });

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** Keeps what a file would, as JSON. */
function memoryStore(): WeightStore {
  const texts = new Map<string, string>();
  return {
    digest: (content) => Buffer.from(content).toString('base64'),
    find: (slot, key) => JSON.parse(texts.get(`${slot} ${key}`) ?? 'null') as ReturnType<WeightStore['find']> ?? undefined,
    keep: (slot, key, kept) => void texts.set(`${slot} ${key}`, JSON.stringify(kept)),
  };
}

/** A run over the folder as it is now, with the folders of packages that it lists and the files that it reads to pack them. */
function run(store: WeightStore): Weigher & { readonly walked: Set<string>; readonly packed: Set<string> } {
  const below = diskSource(root);
  const walked = new Set<string>();
  const packed = new Set<string>();
  const source: FileSource = {
    ...Object.fromEntries((['read', 'stat', 'kind', 'stampOf'] as const).map((name) => [name, (path: string) => below[name](path)])),
    bytes: (path: string, from: number, length: number) => (packed.add(path), below.bytes(path, from, length)),
    list: (path: string) => (path.endsWith('/lib') && walked.add(path), below.list(path)),
    diskRoot: below.diskRoot,
    realPath: (path) => below.realPath(path),
    trouble: () => below.trouble(),
  } as FileSource;
  return { ...createWeigher(source, () => store), walked, packed };
}

function total({ weigh }: Weigher): readonly [files: number, bytes: number] {
  const { packages } = weigh('');
  return [packages.reduce((sum, { files }) => sum + files, 0), packages.reduce((sum, { bytes }) => sum + bytes, 0)];
}

describe('what installed packages weigh', () => {
  test('is walked once for an installation', () => {
    const store = memoryStore();
    const first = run(store);
    expect(total(first)).toEqual([2 * COUNT, 102 * COUNT]);
    expect(first.walked.size).toBe(COUNT);
    const second = run(store);
    expect(second.weigh('')).toEqual(first.weigh(''));
    expect(second.walked.size).toBe(0);
  });

  test('is packed once for an installation', () => {
    const store = memoryStore();
    const packed = run(store).pack('');
    const second = run(store);
    expect(second.pack('')).toBe(packed);
    expect(second.packed.size).toBe(0);
    write('node_modules/part-3/lib/new.js', 'y'.repeat(50));
    expect(run(store).pack('')).toBeGreaterThan(packed);
  });

  test('is walked again where a file came or went', () => {
    const store = memoryStore();
    total(run(store));
    write('node_modules/part-3/lib/new.js', 'y'.repeat(50));
    rmSync(join(root, 'node_modules/part-9/lib/part-9.js'));
    utimesSync(join(root, 'node_modules/part-9/lib'), new Date(), new Date(Date.now() + 5));
    const again = run(store);
    expect(total(again)).toEqual([2 * COUNT, 102 * COUNT - 50]);
    expect([...again.walked].sort()).toEqual(['node_modules/part-3/lib', 'node_modules/part-9/lib']);
    expect(run(store).weigh('')).toEqual(again.weigh(''));
  });

  test('is walked again after another installation', () => {
    const store = memoryStore();
    total(run(store));
    write('node_modules/part-3/lib/part-3.js', 'x'.repeat(1000));
    write('node_modules/.package-lock.json', '{ "name": "orders" }');
    expect(total(run(store))).toEqual([2 * COUNT, 102 * COUNT + 900]);
  });

  test.skipIf(process.platform === 'win32')('is always walked where links bring what lies elsewhere', () => {
    const store = memoryStore();
    write('money/package.json', '{}');
    write('money/lib/money.js', 'x');
    rmSync(join(root, 'node_modules/part-0'), { recursive: true });
    symlinkSync('../money', join(root, 'node_modules/part-0'));
    symlinkSync('../../../money/lib/money.js', join(root, 'node_modules/part-1/lib/money.js'));
    const [, before] = total(run(store));
    write('money/lib/money.js', 'x'.repeat(11));
    expect(total(run(store))[1]).toBe(before + 20);
  });

  test('is not kept where nothing tells of installations', () => {
    const store = memoryStore();
    rmSync(join(root, 'node_modules/.package-lock.json'));
    total(run(store));
    const second = run(store);
    total(second);
    expect(second.walked.size).toBe(COUNT);
  });
});

import * as fs from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { diskSource } from '../../src/source/disk-source.js';
import { makeProject } from '../eslint/temporary-project.js';

const disk = vi.hoisted(() => ({ ignoresCase: false }));

/** A disk as Windows, macOS and the Windows drives of WSL have it: below `/repository` all names of the tests are in small letters. */
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const found = (path: string): string => (disk.ignoresCase ? path.replace(/\/repository(?=\/|$).*/i, (below) => below.toLowerCase()) : path);
  return {
    ...real,
    statSync: (path: string, options?: { throwIfNoEntry: false }) => real.statSync(found(path), options),
    readFileSync: (path: string, encoding: 'utf8') => real.readFileSync(found(path), encoding),
    openSync: (path: string) => real.openSync(found(path), 'r'),
    readdirSync: (path: string, options: { withFileTypes: true }) => real.readdirSync(found(path), options),
  };
});

function source(ignoresCase: boolean) {
  const folder = makeProject({ 'repository/src/orders.ts': 'export const handler = 1;' });
  disk.ignoresCase = ignoresCase;
  return { folder, files: diskSource(join(folder, 'repository')) };
}

describe.each([false, true])('on a disk that ignores case: %s', (ignoresCase) => {
  it('a file is found under its own name only, as on Lambda', () => {
    const { folder, files } = source(ignoresCase);
    // What such a disk itself would say.
    expect(fs.statSync(join(folder, 'repository/SRC/Orders.ts'), { throwIfNoEntry: false }) !== undefined).toBe(ignoresCase);
    for (const path of ['src/Orders.ts', 'SRC/orders.ts', 'src/none.ts']) {
      expect([files.kind(path), files.stat(path), files.read(path), files.bytes(path, 0, 6)]).toEqual([undefined, undefined, undefined, undefined]);
    }
    expect(files.stat('src')).toEqual({ kind: 'folder', size: 0 });
    expect(files.read('src/orders.ts')).toBe('export const handler = 1;');
    expect(Buffer.from(files.bytes('src/orders.ts', 0, 6) ?? []).toString()).toBe('export');
    expect(files.trouble()).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { diskSource } from '../../src/source/disk-source.js';
import { makeProject, put } from '../eslint/temporary-project.js';

/** Nearly all that was looked at is not there: that too may change. */
function repository() {
  const elsewhere = Array.from({ length: 1200 }, (_, index) => `invoices/file-${index}.ts`);
  const folder = makeProject({ 'orders/template.yaml': 'short' });
  const source = diskSource(folder, { track: true });
  for (const path of ['orders/template.yaml', ...elsewhere]) source.read(path);
  return { folder, source };
}

describe('what has changed in a large repository', () => {
  it('is seen at once near the file at hand', () => {
    const { folder, source } = repository();
    expect(source.hasChanged('orders')).toBe(false);
    put(folder, 'orders/template.yaml', 'a longer text');
    expect(source.hasChanged('orders')).toBe(true);
  });

  it('is seen elsewhere after a few looks', () => {
    const { folder, source } = repository();
    put(folder, 'invoices/file-1100.ts', 'a longer text');
    expect([1, 2, 3].map(() => source.hasChanged('orders'))).toEqual([false, false, true]);
  });

  it('is seen at once everywhere when all is near', () => {
    const { folder, source } = repository();
    put(folder, 'invoices/file-1100.ts', 'a longer text');
    expect(source.hasChanged('')).toBe(true);
  });

  it('is seen after some more looks in a hurry, wherever it is', () => {
    const { folder, source } = repository();
    expect(source.hasChanged('', true)).toBe(false);
    put(folder, 'invoices/file-100.ts', 'a longer text');
    expect([1, 2].map(() => source.hasChanged('', true))).toEqual([true, false]);
    put(folder, 'orders/template.yaml', 'a longer text');
    expect(Array.from({ length: 21 }, () => source.hasChanged('orders', true))).toEqual(Array.from({ length: 21 }, () => true));
  });
});

describe('what something is', () => {
  const project = () => diskSource(makeProject({ 'orders/src/index.ts': '' }));

  it.each([['', 'folder'], ['orders', 'folder'], ['orders/src', 'folder'], ['orders/src/index.ts', 'file'], ['orders/src/other.ts', undefined], ['invoices/src', undefined], ['orders/src/index.ts/x', undefined], ['orders//src', undefined]])('%s', (path, kind) => {
    expect(project().kind(path)).toBe(kind);
  });

  it('is told of a path of a hundred thousand folders, too', () => {
    const source = project();
    expect(source.kind(`${'a/'.repeat(100_000)}x`)).toBeUndefined();
    expect(source.kind(`orders/${'a/'.repeat(100_000)}x`)).toBeUndefined();
  });
});

describe('what is no file to read', () => {
  it('is one that fills the memory: a limit that is told', () => {
    const folder = makeProject({ 'orders.js': '' });
    truncateSync(join(folder, 'orders.js'), 30_000_000);
    const source = diskSource(folder);
    expect(source.read('orders.js')).toBeUndefined();
    expect(source.trouble()).toEqual([{ kind: 'limit', path: 'orders.js', message: 'It has 30000000 bytes; files over 20000000 bytes are not read.' }]);
  });

  it.skipIf(process.platform === 'win32')('is a pipe, which would be waited for', () => {
    const folder = makeProject({ 'template.yaml': '' });
    execFileSync('mkfifo', [join(folder, '.gitignore')]);
    expect(diskSource(folder).read('.gitignore')).toBeUndefined();
  });
});

it('tells where links lead, inside of the repository alone', () => {
  const folder = makeProject({ 'shop/packages/money/money.ts': '', 'secret.ts': '' });
  symlinkSync('packages', join(folder, 'shop/linked'));
  symlinkSync('../secret.ts', join(folder, 'shop/out.ts'));
  symlinkSync('circle', join(folder, 'shop/circle'));
  const source = diskSource(join(folder, 'shop'));
  const paths = ['', 'packages/money', 'linked/money/money.ts', 'linked', 'out.ts', 'circle', 'none.ts'];
  expect(paths.map((path) => source.realPath(path))).toEqual(['', 'packages/money', 'packages/money/money.ts', 'packages', undefined, undefined, undefined]);
});

describe('what is known of a file', () => {
  const infosOf = (track: boolean): readonly unknown[] => {
    const folder = makeProject({ 'orders/template.yaml': 'short' });
    const source = diskSource(folder, { track });
    const before = source.stat('orders/template.yaml');
    put(folder, 'orders/template.yaml', 'a longer text');
    return [before, source.stat('orders/template.yaml')];
  };

  it('is asked once in a run', () => {
    expect(infosOf(false)).toEqual([{ kind: 'file', size: 5 }, { kind: 'file', size: 5 }]);
  });

  it('is asked each time in a process that lives on', () => {
    expect(infosOf(true)).toEqual([{ kind: 'file', size: 5 }, { kind: 'file', size: 13 }]);
  });
});

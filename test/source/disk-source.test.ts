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
});

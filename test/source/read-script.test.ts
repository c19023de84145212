import { expect, it } from 'vitest';

import { keepingScript, readScript } from '../../src/source/read-script.js';

const TEXT = 'export const table = process.env.TABLE;\n';

it('a script that fixes will be asked for in is read once in a turn', () => {
  const first = keepingScript(() => readScript('src/table.ts', TEXT));
  expect(readScript('src/table.ts', TEXT)).toBe(first);
  expect(readScript('src/table.js', TEXT)).not.toBe(first);
  expect(readScript('src/table.ts', `${TEXT}\n`)).not.toBe(first);
});

it('any other script is read anew', () => {
  expect(readScript('src/queue.ts', TEXT)).not.toBe(readScript('src/queue.ts', TEXT));
});

it('a script that cannot be read says why', () => {
  expect(keepingScript(() => readScript('src/broken.ts', 'export const ('))).toMatchObject({ error: { offset: expect.any(Number) as number } });
});

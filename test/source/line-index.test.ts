import { expect, it } from 'vitest';
import { LineIndex } from '../../src/source/line-index.js';

it('counts columns as editors do: a byte order mark is none', () => {
  const lines = new LineIndex('\ufeffconst a;\nb');
  expect(lines.region(1, 6)).toEqual({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 6 });
  expect(lines.region(0, 0)).toMatchObject({ startColumn: 1, endColumn: 1 });
  expect(lines.region(10, 11)).toEqual({ startLine: 2, startColumn: 1, endLine: 2, endColumn: 2 });
  expect(lines.lineText(1)).toBe('const a;');
  expect(lines.spanOfLine(1)).toEqual({ start: 1, end: 9 });
});

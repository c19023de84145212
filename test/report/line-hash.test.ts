import { computeRollingHashes } from '@microsoft/sarif';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineHashes } from '../../src/report/line-hash.js';

function reference(text: string): readonly string[] {
  const lines = [''];
  for (const [line, hash] of computeRollingHashes(text)) lines[line] = hash;
  return lines;
}

test.each([['empty', ''], ['one break', '\n'], ['no break at the end', 'a\nb'], ['breaks of all kinds', 'a\r\nb\rc\n\r\n \r \n\t\r\n'], ['a long line', 'x'.repeat(5000)], ['byte order mark and end unit', '\uFEFFa\uFFFF\n\uD800']])(
  'line hashes equal those of the reference: %s',
  (_name, text) => {
    expect(lineHashes(text)).toEqual(reference(text));
  },
);

test('line hashes equal those of the reference on random texts', () => {
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('\n', '\r', '\r\n', '\t', ' ', '😀', '注文', 'Timeout: 30', 'Type: AWS::Lambda::Function') },
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary', maxLength: 150 }),
  );
  const texts = fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      expect(lineHashes(text)).toEqual(reference(text));
    }),
    { numRuns: 400, seed: 20261120 },
  );
});

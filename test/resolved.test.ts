import { describe, expect, test } from 'vitest';

import { known, mapResolved, possibilities } from '../src/resolved.js';
import type { Known, Resolved } from '../src/resolved.js';

const at = { path: 'template.yaml', start: 0, end: 1 };
const three: Known<string> = { state: 'known', value: '3', at, when: 'by default', implicit: true };
const nine: Known<string> = { state: 'known', value: '9', at, when: "when 'IsProd' is true" };
const word: Known<string> = { state: 'known', value: 'nine', at };
const absent: Resolved<string> = { state: 'absent', at };
const open: Resolved<string> = { state: 'unknown', reason: 'a parameter', at };

const toNumber = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined);
const mapped = (resolved: Resolved<string>): Resolved<number> => mapResolved(resolved, toNumber, 'no number');

test('only what is certain is known', () => {
  expect([three, absent, open].map((one) => known(one))).toEqual(['3', undefined, undefined]);
});

test('what may be is the certain value, or the branches that could be read', () => {
  expect(possibilities(three)).toEqual([three]);
  expect(possibilities(absent)).toEqual([]);
  expect(possibilities(open)).toEqual([]);
  expect(possibilities({ ...open, possible: [three, nine] })).toEqual([three, nine]);
});

describe('a conversion', () => {
  test('keeps the place and the words of a certain value', () => {
    expect(mapped(three)).toEqual({ ...three, value: 3 });
  });

  test('makes unknown what it cannot convert', () => {
    expect(mapped(word)).toEqual({ state: 'unknown', reason: 'no number', at });
  });

  test('leaves alone what is not set, and what nothing is known of', () => {
    expect(mapped(absent)).toEqual(absent);
    expect(mapped(open)).toEqual(open);
  });

  test('converts each branch, and says that all are there only where none was lost', () => {
    const branches = (...possible: readonly Known<string>[]): Resolved<string> => ({ state: 'unknown', reason: 'a condition', at, possible, isComplete: true });
    expect(mapped(branches(three, nine))).toEqual({ state: 'unknown', reason: 'a condition', at, possible: [{ ...three, value: 3 }, { ...nine, value: 9 }], isComplete: true });
    expect(mapped(branches(three, word))).toEqual({ state: 'unknown', reason: 'a condition', at, possible: [{ ...three, value: 3 }] });
    expect(mapped({ state: 'unknown', reason: 'a condition', at, possible: [nine] })).toEqual({ state: 'unknown', reason: 'a condition', at, possible: [{ ...nine, value: 9 }] });
  });
});

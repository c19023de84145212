import { expect, test } from 'vitest';

import type { Draft } from '../../src/engine/diagnose.js';
import { DraftMerger } from '../../src/engine/merge-drafts.js';

function draft(fn: string, steps: number): Draft {
  const location = { path: 'shared.js', startLine: 3, startColumn: 1, endLine: 3, endColumn: 5 };
  return {
    rule: 'client-in-handler', concern: 'cold-start', severity: fn.endsWith('7') ? 'error' : 'warning', precision: 'high', messageId: 'found', message: `Function '${fn}' makes a client.`, function: fn,
    at: { path: 'shared.js', start: 10, end: 15 }, location,
    related: Array.from({ length: steps }, (_, index) => ({ message: `Step ${index}.`, location: { ...location, path: 'way.js', startLine: index + 1 }, step: true })),
    proposals: [], suppressed: null,
  };
}

function merge(drafts: readonly Draft[]): { readonly drafts: readonly Draft[]; readonly problems: readonly string[] } {
  const merger = new DraftMerger();
  for (const one of drafts) merger.add(one);
  const { drafts: joined, problems } = merger.finish();
  // Nothing is held twice.
  expect(merger.finish()).toEqual({ drafts: [], problems: [] });
  return { drafts: joined, problems: problems.map(({ kind, path, line, message }) => `${kind} ${path}:${line} ${message}`) };
}

const LIMIT = "limit shared.js:3 A finding of 'client-in-handler' has more than 100 related places here; the others are left out.";
const number = (index: number): string => String(index).padStart(4, '0');

test('what three projects say about one place is one finding, each thing said once', () => {
  const { drafts: [found, ...others], problems } = merge([draft('C', 2), draft('A', 2), draft('B', 2), draft('A', 2)]);
  expect(others).toEqual([]);
  expect(found?.message).toBe("Function 'A' makes a client.");
  expect(found?.related.map(({ message }) => message)).toEqual(['Step 0.', 'Step 1.', "Function 'B' makes a client.", "Function 'C' makes a client."]);
  expect(problems).toEqual([]);
});

test('drafts that differ in their related places alone come in one order', () => {
  const [shorter, longer] = [draft('A', 2), draft('A', 3)];
  const other = { ...shorter, related: shorter.related.map((place) => ({ ...place, message: `Other ${place.message}` })) };
  const merged = merge([shorter, other, longer]);
  expect(merge([longer, other, shorter])).toEqual(merged);
  expect(merged.drafts[0]?.related.map(({ message }) => message)).toEqual(['Other Step 0.', 'Other Step 1.', 'Step 0.', 'Step 1.', 'Step 2.']);
});

test('of more than are kept those come back that come first, whatever the order', () => {
  const all = Array.from({ length: 700 }, (_, index) => draft(`Orders${number(index)}`, 40));
  const shuffled = [...all].sort((a, b) => Number(`${a.function?.slice(6)}`) * 7919 % 701 - Number(`${b.function?.slice(6)}`) * 7919 % 701);
  const merged = merge(all);
  expect(merge([...all].reverse())).toEqual(merged);
  expect(merge(shuffled)).toEqual(merged);
  expect(merged.problems).toEqual([LIMIT]);
  expect(merged.drafts[0]?.related).toHaveLength(100);
  expect(merged.drafts[0]?.related.at(-1)?.message).toBe("Function 'Orders0060' makes a client.");
  expect(merged.drafts[0]?.severity).toBe('error');
});

test('of a long way its beginning and its end are kept', () => {
  const { drafts: [found], problems } = merge([draft('A', 250)]);
  expect(found?.related.map(({ location }) => location.startLine)).toEqual([...Array.from({ length: 50 }, (_, index) => index + 1), ...Array.from({ length: 50 }, (_, index) => index + 201)]);
  expect(problems).toEqual([LIMIT]);
});

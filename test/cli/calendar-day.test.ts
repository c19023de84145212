import { expect, test } from 'vitest';

import { calendarDay } from '../../src/cli/calendar-day.js';

const DAY = 86_400_000;

test('every day of 400 years and more is the one that Date tells, from its first moment to its last', () => {
  const differing: number[] = [];
  for (let time = Date.UTC(1970, 0, 1); time < Date.UTC(2401, 0, 1); time += DAY) {
    const expected = new Date(time).toISOString().slice(0, 10);
    if (calendarDay(time) !== expected || calendarDay(time + DAY - 1) !== expected) differing.push(time);
  }
  expect(differing).toEqual([]);
});

import { expect, test } from 'vitest';

import { createProgress } from '../../src/cli/progress.js';
import { createRuleTimer } from '../../src/cli/rule-timer.js';

function written(isTTY: boolean, env: Readonly<Record<string, string>> = {}, isQuiet = false): string {
  let out = '';
  let now = 0;
  const progress = createProgress({ stderr: { isTTY, write: (text) => void (out += text) }, env }, isQuiet, () => now);
  for (const [at, done] of [[0, 0], [999, 1], [1000, 2], [1050, 3], [1100, 4]] as const) {
    now = at;
    progress.show('Reading', done, 9);
  }
  progress.end();
  return out;
}

test('progress is shown after a second, now and then, and taken away', () => {
  expect(written(true)).toBe('\r\u001B[KReading 2 of 9 projects\r\u001B[KReading 4 of 9 projects\r\u001B[K');
});

test('nothing is shown where a line cannot be taken back', () => {
  expect([written(false), written(true, { CI: 'true' }), written(true, { TERM: 'dumb' }), written(true, {}, true)]).toEqual(['', '', '', '']);
});

test('rules are timed with what they were the first to ask for, the slowest first', () => {
  let now = 0;
  const timer = createRuleTimer(() => now);
  const spend = (id: string, analyses: number, checking: number): void => {
    timer.rule(id, 'asks');
    now += analyses;
    timer.rule(id, 'checks');
    now += checking;
    timer.rule(id, 'done');
    now += 100;
  };
  spend('default-timeout', 1, 2);
  spend('client-in-handler', 10, 0.5);
  spend('default-timeout', 0, 1);
  spend('tracing-disabled', 0, 0.01);
  expect(timer.summary().split('\n').map((line) => line.trim())).toEqual([
    '10.5 ms  client-in-handler (analyses that it was the first to ask for 10.0 ms)',
    '4.0 ms  default-timeout (analyses that it was the first to ask for 1.0 ms)',
    '0.0 ms  1 other rules',
  ]);
});

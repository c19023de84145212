import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/diagnostic.js';
import { toConcise } from '../../src/report/concise.js';
import { displayWidth } from '../../src/report/display-width.js';
import { toFull } from '../../src/report/full.js';
import { fakeDiagnostic, ORDERS_REPORT, reportOn } from './orders-report.js';

test('full text: frame, related places, remedy, link, problems, summary', () => {
  expect(toFull(ORDERS_REPORT)).toMatchInlineSnapshot(`
    "warning[client-in-handler] Client 'DynamoDBClient' is built on each invocation.
     --> src/orders [v2].ts:3:17
      |
    3 |   const client = new DynamoDBClient({
      |                  ^^^^^^^^^^^^^^^^^^^^
      = note: template.yaml:2:3 Function 'Orders' is declared here.
      = note: src/orders [v2].ts:2:23 'handler' [async] is called here.
      = help: Move it out of the handler.
      = see: https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html

    warning[client-in-handler] After wide characters [once].
     --> src/orders [v2].ts:6:25
      |
    6 |   const 注文 = '注文'; await client.send(orders);
      |                              ^^^^^^^^^^^^^^^^^^^
      = help: Move it out of the handler.
      = see: https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html

    error[secret-in-source] A key is written here.
     --> src/orders [v2].ts:7:30
      |
    7 |   const keys = { accessKeyId: 'AKIA…, secretAccessKey: 'wJal… };
      |                               ^^^^^^
      = help: Move it out of the handler.
      = see: https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html

    error[secret-in-source] Another key is written here.
     --> src/orders [v2].ts:7:71
      |
    7 |   const keys = { accessKeyId: 'AKIA…, secretAccessKey: 'wJal… };
      |                                                        ^^^^^^
      = help: Move it out of the handler.
      = see: https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html

    error[secret-in-source] A private key is written here.
     --> src/orders [v2].ts:8:9
      |
    8 |   return \`----…
      |          ^^^^^^
      = help: Move it out of the handler.
      = see: https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html

    note[default-timeout] Client 'DynamoDBClient' is built on each invocation.
     --> template.yaml:5:16
      |
    5 |       Timeout: 30
      |                ^^
      = help: Move it out of the handler.

    error[secret-in-source] A token is written here.
     --> template.yaml:8:20
      |
    8 |           API_KEY: sk_l…
      |                    ^^^^^
      = help: Move it out of the handler.
      = see: https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html

    problem[parse] A flow mapping is not closed.
     --> broken.yaml:4

    problem[limit] More than 10,000 files; the rest was not read.

    4 errors, 2 warnings, 1 note in 1 function of 1 project (2 files), 1 suppressed, 2 problems
    "
  `);
});

test('concise text: a line per finding and problem', () => {
  expect(toConcise(ORDERS_REPORT)).toMatchInlineSnapshot(`
    "src/orders [v2].ts:3:17: warning client-in-handler Client 'DynamoDBClient' is built on each invocation.
    src/orders [v2].ts:6:25: warning client-in-handler After wide characters [once].
    src/orders [v2].ts:7:30: error secret-in-source A key is written here.
    src/orders [v2].ts:7:71: error secret-in-source Another key is written here.
    src/orders [v2].ts:8:9: error secret-in-source A private key is written here.
    template.yaml:5:16: note default-timeout Client 'DynamoDBClient' is built on each invocation.
    template.yaml:8:20: error secret-in-source A token is written here.
    broken.yaml:4: problem A flow mapping is not closed.
    problem More than 10,000 files; the rest was not read.
    4 errors, 2 warnings, 1 note in 1 function of 1 project (2 files), 1 suppressed, 2 problems
    "
  `);
});

test('a clean run says what was looked at', () => {
  const summary = { projects: 3, functions: 12, files: 41, errors: 0, warnings: 0, notes: 0, suppressed: 0 };
  const clean = { ...ORDERS_REPORT, diagnostics: [], problems: [], summary };
  expect(toFull(clean)).toBe('No findings in 12 functions of 3 projects (41 files)\n');
  expect(toConcise(clean)).toBe('No findings in 12 functions of 3 projects (41 files)\n');
});

test('colours only when asked for', () => {
  expect(toFull(ORDERS_REPORT)).not.toContain('\u001B');
  expect(toFull(ORDERS_REPORT, { colour: true })).toContain('\u001B[33m\u001B[1mwarning[client-in-handler]\u001B[0m');
});

test('at most five related places are listed', () => {
  const place = { path: 'a.ts', startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };
  const related = Array.from({ length: 8 }, (_, index) => ({ message: `Place ${index}.`, location: place }));
  const text = toFull(reportOn('x', [fakeDiagnostic(place, { related })]));
  expect(text.match(/= note: a\.ts/g)).toHaveLength(5);
  expect(text).toContain('  = note: … and 3 more\n');
});

test('a long line is cut around the caret', () => {
  const text = `${'a'.repeat(100_000)}TARGET${'b'.repeat(100_000)}`;
  const place = { path: 'a.js', startLine: 1, startColumn: 100_001, endLine: 1, endColumn: 100_007 };
  const [, , , source = '', carets = ''] = toFull(reportOn(text, [fakeDiagnostic(place)])).split('\n');
  expect(source).toMatch(/^1 \| …a{39}TARGETb{73}…$/);
  expect(carets.indexOf('^')).toBe(source.indexOf('TARGET'));
  expect(carets.match(/\^/g)).toHaveLength(6);
});

describe('in a terminal', () => {
  const place = { path: 'a.js', startLine: 7, startColumn: 101, endLine: 7, endColumn: 107 };
  const message = "Environment variable 'TABLE_NAME' is read here, but function 'Orders' does not set it.";

  test.each([
    ['letters', 'a', 'b'],
    ['wide characters', '注', '文'],
    ['characters of two units', '𝒂', '𝒃'],
  ])('no line is longer than the terminal, and the carets stay below their text: %s', (_name, before, after) => {
    const text = '\n'.repeat(6) + before.repeat(100 / before.length) + 'TARGET' + after.repeat(100);
    for (const columns of [40, 60, 80, 119]) {
      const lines = toFull(reportOn(text, [fakeDiagnostic(place, { message })]), { columns }).split('\n');
      // An address stays whole, so that it can be followed; the summary comes last.
      for (const line of lines.slice(0, -2).filter((one) => !one.includes('= see:'))) expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
      const source = lines.find((line) => line.startsWith('7 | ')) ?? '';
      const carets = lines.find((line) => line.includes('^')) ?? '';
      expect(carets.indexOf('^')).toBe(displayWidth(source.slice(0, source.indexOf('TARGET'))));
      expect(carets.match(/\^/g)).toHaveLength(6);
    }
  });

  test('sentences are broken between words and indented, also in colour', () => {
    const report = reportOn('', [fakeDiagnostic(place, { message, related: [{ message: "Function 'Orders' is defined here.", location: place }] })]);
    const lines = toFull(report, { columns: 50, colour: true }).replace(/\u001B\[\d+m/g, '').split('\n');
    expect(lines.slice(0, 8)).toEqual([
      'warning[client-in-handler] Environment variable',
      "    'TABLE_NAME' is read here, but function",
      "    'Orders' does not set it.",
      ' --> a.js:7:101',
      "  = note: a.js:7:101 Function 'Orders' is defined",
      '          here.',
      '  = help: Move it out of the handler.',
      '  = see: https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html',
    ]);
  });
});

test('problems with the same words are said once, with all the places', () => {
  const problem = (path: string, message: string): Problem => ({ kind: 'parse', path, line: 4, message });
  const problems = [problem('a.yaml', 'It is written for a template engine.'), problem('b.yaml', 'Unexpected token.'), problem('c.yaml', 'It is written for a template engine.')];
  expect(toFull({ ...reportOn('', []), problems }).split('\n').slice(0, 6)).toEqual([
    'problem[parse] It is written for a template engine.',
    ' --> a.yaml:4',
    ' --> c.yaml:4',
    '',
    'problem[parse] Unexpected token.',
    ' --> b.yaml:4',
  ]);
});

test.each([
  ['tabs', '\t\tnew Client()', 'new Client()', '1 |     new Client()', '  |     ^^^^^^^^^^^^'],
  ['wide characters', "f('注文', x)", 'x', "1 | f('注文', x)", '  |           ^'],
  ['combining marks', 'e\u0301 x', 'x', '1 | e\u0301 x', '  |   ^'],
  ['emoji', '🚀 x', 'x', '1 | 🚀 x', '  |    ^'],
  ['emoji among the symbols', '✅⚡ x', 'x', '1 | ✅⚡ x', '  |      ^'],
  ['symbols that are no emoji by themselves', '🌡✔ x', 'x', '1 | 🌡✔ x', '  |    ^'],
  ['a flag', '🇩🇪 x', 'x', '1 | 🇩🇪 x', '  |    ^'],
])('the caret stands below its text after %s', (_name, text, target, source, carets) => {
  const startColumn = text.lastIndexOf(target) + 1;
  const place = { path: 'a.ts', startLine: 1, startColumn, endLine: 1, endColumn: startColumn + target.length };
  const lines = toFull(reportOn(text, [fakeDiagnostic(place)])).split('\n');
  expect(lines.slice(3, 5)).toEqual([source, carets]);
});

test('an empty region and one past the end get one caret', () => {
  const empty = { path: 'a.ts', startLine: 1, startColumn: 2, endLine: 1, endColumn: 2 };
  const past = { path: 'a.ts', startLine: 1, startColumn: 90, endLine: 1, endColumn: 95 };
  const lines = toFull(reportOn('abc', [fakeDiagnostic(empty), fakeDiagnostic(past)])).split('\n');
  expect(lines.filter((line) => line.includes('^'))).toEqual(['  |  ^', '  |    ^']);
});

test('nothing that steers a terminal is printed', () => {
  const place = { path: 'a\u001B[2J.ts', startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };
  const report = reportOn('x \u001B]8;;evil\u0007 \u202Eabc', [fakeDiagnostic(place, { message: 'one\ntwo\u001B[31m' })]);
  for (const text of [toFull(report), toConcise(report)]) expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F\u202E]/);
  expect(toConcise(report)).toContain('one two');
});

test('a file that cannot be shown has no frame', () => {
  const place = { path: 'addon.node', startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
  const report = { ...reportOn('', [fakeDiagnostic(place)]), textOf: () => undefined };
  expect(toFull(report)).not.toContain('|');
});

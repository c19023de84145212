import { expect, test } from 'vitest';
import type { SecretPlace } from '../../src/diagnostic.js';
import { toConcise } from '../../src/report/concise.js';
import { toFull } from '../../src/report/full.js';
import { toJson } from '../../src/report/json.js';
import { toSarif } from '../../src/report/sarif.js';
import { fakeDiagnostic, ORDERS_REPORT, reportOn } from './orders-report.js';

const SECRETS = ['sk_live', 'AKIAI', 'wJalr', '-----', 'MIIE'];

test.each([
  ['full', toFull(ORDERS_REPORT)],
  ['concise', toConcise(ORDERS_REPORT)],
  ['json', toJson(ORDERS_REPORT)],
  ['sarif', toSarif(ORDERS_REPORT, { includeSuppressed: true }).text],
])('format %s shows no more than four characters of a secret', (_format, text) => {
  for (const secret of SECRETS) expect(text).not.toContain(secret);
});

function frameOfSecret(text: string, startColumn: number, endColumn: number, endLine = 1): string | undefined {
  const place = { path: 'a.ts', startLine: 1, startColumn, endLine, endColumn };
  return toFull(reportOn(text, [fakeDiagnostic(place, { concern: 'secrets' })])).split('\n')[3];
}

test('the region keeps its quote and four characters, the line its rest', () => {
  expect(frameOfSecret("const key = 'hunter2hunter2';", 13, 29)).toBe("1 | const key = 'hunt…;");
  expect(frameOfSecret('KEY: hunter2hunter2 # a key', 6, 20)).toBe('1 | KEY: hunt… # a key');
});

test('a region over several lines is hidden to the end of its first line', () => {
  expect(frameOfSecret('x = `hunter2\nhunter2`', 5, 9, 2)).toBe('1 | x = `hunt…');
});

test('other strings on the line of a secret are hidden, keys of objects are not', () => {
  expect(frameOfSecret('{ "id": "AKIAIOSFODNN7", "secretKey": "wJal\\"rXUtn", n: 1 }', 9, 24)).toBe('1 | { "id": "AKIA…, "secretKey": "wJal…", n: 1 }');
});

test('a place that may be shown is, other strings on its line are not, nor is a secret in it', () => {
  const text = "DbPassword: { Default: 'hunter2hunter2', Note: hunter3 }";
  const place = { path: 'a.ts', startLine: 1, startColumn: 1, endLine: 1, endColumn: 11 };
  const shown = (secrets: readonly SecretPlace[]): string | undefined => toFull({ ...reportOn(text, [fakeDiagnostic(place, { concern: 'secrets' })]), secrets }).split('\n')[3];
  expect(shown([{ ...place, isShown: true }])).toBe("1 | DbPassword: { Default: 'hunt…', Note: hunter3 }");
  expect(shown([{ ...place, isShown: true }, { ...place, startColumn: 48, endColumn: 55 }])).toBe("1 | DbPassword: { Default: 'hunt…', Note: hunt… }");
  expect(shown([{ ...place, isShown: true }, place])).toBe("1 | DbPa…: { Default: 'hunt…', Note: hunter3 }");
});

test('a secret stays hidden in the frame of another finding on its line', () => {
  const text = "connect('hunter2hunter2');";
  const at = (startColumn: number, endColumn: number) => ({ path: 'a.ts', startLine: 1, startColumn, endLine: 1, endColumn });
  const report = reportOn(text, [
    fakeDiagnostic(at(1, 27)),
    fakeDiagnostic(at(9, 25), { concern: 'secrets', suppressed: { kind: 'comment', reason: 'a test key' } }),
  ]);
  expect(toFull(report)).toContain("1 | connect('hunt…);\n  | ^^^^^^^^^^^^^^^^");
  expect(toSarif(report).text).not.toContain('hunter');
});

test('many secrets on one long line cost one pass over it', () => {
  const line = "k='hunter2hunter2';".repeat(20_000);
  const findings = Array.from({ length: 300 }, (_, index) => {
    const startColumn = index * 19 + 3;
    return fakeDiagnostic({ path: 'a.js', startLine: 1, startColumn, endLine: 1, endColumn: startColumn + 16 }, { concern: 'secrets' });
  });
  expect(toFull(reportOn(line, findings))).not.toContain('hunter');
});

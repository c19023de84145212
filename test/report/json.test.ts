import { expect, test } from 'vitest';
import { toJson } from '../../src/report/json.js';
import { ORDERS_REPORT } from './orders-report.js';

const text = toJson(ORDERS_REPORT);
const document: unknown = JSON.parse(text);

test('the document ends with a line break and is indented by two', () => {
  expect(text.startsWith('{\n  "schemaVersion": 1,\n  "tool": {\n    "name": "lambdavet",\n    "version": "0.1.0"\n  },\n  "findings": [')).toBe(true);
  expect(text.endsWith('\n}\n')).toBe(true);
  expect(`${JSON.stringify(document, null, 2)}\n`).toBe(text);
});

test('the keys and their order are the contract', () => {
  expect(keyOrder(document)).toEqual(['schemaVersion', 'tool', 'findings', 'summary', 'problems']);
  const place = '{"path":"src/orders [v2].ts","startLine":3,"startColumn":17,"endLine":5,"endColumn":4}';
  expect(text.replace(/\n\s*/g, '').replaceAll('": ', '":')).toContain(
    '{"rule":"client-in-handler","concern":"cold-start","severity":"warning","precision":"high","messageId":"built",' +
      `"message":"Client 'DynamoDBClient' is built on each invocation.","function":"Orders","location":${place},` +
      '"related":[{"message":"Function \'Orders\' is declared here.","location":{"path":"template.yaml","startLine":2,"startColumn":3,"endLine":2,"endColumn":9}},' +
      '{"message":"\'handler\' [async] is called here.","location":{"path":"src/orders [v2].ts","startLine":2,"startColumn":23,"endLine":2,"endColumn":30}}],' +
      '"fixes":[{"title":"Move it","applicability":"unsafe","edits":[{"path":"src/orders [v2].ts","start":1,"end":2,"text":"x"}]}],' +
      '"fingerprint":"0123456789abcdef","suppressed":null}',
  );
});

test('a finding without a function has no such key, a suppressed one its reason', () => {
  expect(document).toMatchObject({
    findings: { length: 8, 7: { suppressed: { kind: 'comment', reason: 'known' } } },
    summary: { projects: 1, functions: 1, files: 2, errors: 4, warnings: 2, notes: 1, suppressed: 1 },
    problems: [
      { kind: 'parse', path: 'broken.yaml', line: 4, message: 'A flow mapping is not closed.' },
      { kind: 'limit', path: '' },
    ],
  });
  expect(text.match(/"function":/g)).toHaveLength(1);
  expect(text.match(/"line":/g)).toHaveLength(1);
});

function keyOrder(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

import { expect, test } from 'vitest';

import { shownText, shownValue } from '../../src/engine/shown-text.js';
import { printable } from '../../src/printable.js';
import { jsonText } from '../../src/report/json-text.js';
import { joinJson, readJsonPart } from '../../src/report/merge-json.js';
import { toJson } from '../../src/report/json.js';
import { ORDERS_REPORT } from './orders-report.js';

test.each([
  ['::error file=x::y', '\uFFFD:error file=x::y'],
  ['a ::set-output name=x::y', 'a \uFFFD:set-output name=x::y'],
  ['##[add-mask]x', '\uFFFD#[add-mask]x'],
  ['a ##vso[task.setvariable]x', 'a \uFFFD#vso[task.setvariable]x'],
  ['a\n::error::b', 'a \uFFFD:error::b'],
])('%j is no command when it is printed', (text, expected) => {
  expect(printable(text)).toBe(expected);
  expect(printable(text)).toHaveLength(text.length);
});

test.each(['AWS::Serverless::Function', '## Orders', 'list[::-1]', 'std::vector', '::1', 'C# and ##'])('%s stays as it is', (text) => {
  expect(printable(text)).toBe(text);
});

test('JSON escapes what would steer whatever prints it, and means the same', () => {
  const document = { '##[group]x': '##vso[task]\u009b2J\u202e', plain: '## a [b]' };
  const text = jsonText(document);
  expect(text).toContain(String.raw`"\u0023#[group]x": "\u0023#vso[task]\u009b2J\u202e"`);
  expect(text).toContain('"## a [b]"');
  expect(JSON.parse(text)).toEqual(document);
});

test('a credential in the place of a name is not shown whole', () => {
  expect(shownText("Function 'ghp_9sKq2LmXv8Rt4Wz7Yb1Nc6Dj3Fg5Hp0AeUoI' has none.")).toBe("Function 'ghp_…' has none.");
  expect(shownText('AKIA3ZQ7PLMXW2R9TB4K q8Vn2LxT0bRz5YkWm7CdJp9FhGs4Ae1Uo6Iv3XyZ')).toBe('AKIA… q8Vn…');
});

test('a value as long as a file is cut', () => {
  expect(shownValue('x'.repeat(1_000_000))).toHaveLength(501);
});

test('what a part of a merged report says is as safe as what a run says', () => {
  const hostile = 'a\n::error::b\u001b[2J';
  const part = readJsonPart(JSON.parse(toJson(ORDERS_REPORT).replaceAll(/"(message|title|reason)": "[^"]*"/g, (_whole, key: string) => `"${key}": ${JSON.stringify(hostile)}`)));
  const merged = joinJson(part ? [part] : []);
  const said = JSON.stringify(merged).match(/"(?:message|title|reason)":"[^"]*"/g) ?? [];
  expect(said.length).toBeGreaterThan(5);
  expect(new Set(said.map((one) => one.slice(one.indexOf(':') + 1)))).toEqual(new Set(['"a \uFFFD:error::b\uFFFD[2J"']));
});

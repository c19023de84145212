import { expect, it } from 'vitest';

import { parseJsonText } from '../../src/project/json-text.js';

const SPAN = { start: 3, end: 9 };

it('reads JSON as template values at the place of the text', () => {
  expect(parseJsonText(['{ "Retries": 3, "On": [true, null] }'], SPAN)).toEqual({
    kind: 'map',
    entries: [
      { key: 'Retries', keyStart: 3, keyEnd: 9, value: { kind: 'scalar', text: '3', quoted: false, ...SPAN } },
      { key: 'On', keyStart: 3, keyEnd: 9, value: { kind: 'list', items: [{ kind: 'scalar', text: 'true', quoted: false, ...SPAN }, { kind: 'scalar', text: 'null', quoted: false, ...SPAN }], ...SPAN } },
    ],
    ...SPAN,
  });
});

it('keeps what deployment fills in as a reference', () => {
  const value = parseJsonText(['["', { kind: 'resource', logicalId: 'Orders', attribute: 'Arn' }, ':live", "', { kind: 'pseudo', name: 'AWS::Region' }, '"]'], SPAN);
  expect(value).toMatchObject({
    items: [
      { name: 'Fn::Join', argument: { items: [{ text: '' }, { items: [{ text: '' }, { name: 'Fn::GetAtt', argument: { text: 'Orders.Arn' } }, { text: ':live' }] }] } },
      { name: 'Fn::Join', argument: { items: [{ text: '' }, { items: [{ text: '' }, { name: 'Ref', argument: { text: 'AWS::Region' } }, { text: '' }] }] } },
    ],
  });
});

it('has nothing to tell of anything else', () => {
  expect(parseJsonText(['{ "open": '], SPAN)).toBeUndefined();
  expect(parseJsonText(['{ "Seconds": ', { kind: 'unknown', reason: 'a parameter' }, ' }'], SPAN)).toBeUndefined();
  expect(parseJsonText([''], SPAN)).toBeUndefined();
});

it('does not follow what is nested without end', () => {
  const value = parseJsonText([`${'['.repeat(500)}1${']'.repeat(500)}`], SPAN);
  expect(JSON.stringify(value)).toContain('it is nested too deeply');
  expect(() => parseJsonText([`${'['.repeat(200_000)}1${']'.repeat(200_000)}`], SPAN)).not.toThrow();
});

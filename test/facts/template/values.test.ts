import { describe, expect, test } from 'vitest';

import { extractTemplate } from '../../../src/facts/template/extract.js';
import type { TemplateValue } from '../../../src/facts/model.js';

/** The value of one property, without the places. */
function valueOf(written: string, before = ''): unknown {
  const { facts } = extractTemplate('template.yaml', `${before}Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      A: ${written}\n`);
  const properties = facts?.resources[0]?.properties;
  const entry = properties?.kind === 'map' ? properties.entries.find(({ key }) => key === 'A') : undefined;
  return entry && plain(entry.value);
}

function plain(value: TemplateValue): unknown {
  switch (value.kind) {
    case 'scalar':
      return value.text;
    case 'list':
      return value.items.map(plain);
    case 'map':
      return Object.fromEntries(value.entries.map(({ key, value: inner }) => [key, plain(inner)]));
    case 'call':
      return [value.name, plain(value.argument)];
    case 'opaque':
      return { opaque: value.reason };
  }
}

describe('a value', () => {
  test.each<[string, unknown]>([
    ['!Ref B', ['Ref', 'B']],
    ['!Condition B', ['Condition', 'B']],
    ['!Sub B', ['Fn::Sub', 'B']],
    ['!Fn::Sub B', ['Fn::Sub', 'B']],
    ['!!str 5', '5'],
    ['! 5', '5'],
    ['{ Ref: B }', ['Ref', 'B']],
    ['{ "Fn::Sub": B }', ['Fn::Sub', 'B']],
    ['{ Condition: B }', { Condition: 'B' }],
    ['&x [*x]', [[{ opaque: "alias '*x' leads nowhere" }]]],
    ['*missing', { opaque: "alias '*missing' leads nowhere" }],
    ['[&x { C: 1 }, *x, *x]', [{ C: '1' }, { C: '1' }, { C: '1' }]],
    ["'{{ stage }}'", { opaque: 'a placeholder stands here' }],
    ["'a-{{ stage }}-b'", { opaque: 'a placeholder stands here' }],
    ["'{{resolve:ssm:a}}'", '{{resolve:ssm:a}}'],
    ["'{{ resolve:ssm:a}}'", '{{ resolve:ssm:a}}'],
    ['|\n        Hello\n        {{ name }}', 'Hello\n{{ name }}\n'],
    ["'{ a }{{ b }}'", '{ a }{{ b }}'],
    ["'{{ b }}{ a }'", '{{ b }}{ a }'],
  ])('%s', (written, expected) => {
    expect(valueOf(written)).toEqual(expected);
  });

  test('of a merged map gives way to what the map has itself, and to an earlier merged one', () => {
    const before = 'Metadata: { one: &one { B: 1, C: 1 }, two: &two { C: 2, D: 2 } }\n';
    expect(valueOf('{ <<: [*one, *two], D: 3 }', before)).toEqual({ B: '1', C: '1', D: '3' });
    expect(valueOf('{ D: 3, <<: *two }', before)).toEqual({ C: '2', D: '3' });
    expect(valueOf('{ "<<": *two }', before)).toEqual({ '<<': { C: '2', D: '2' } });
    expect(valueOf('{ <<: 5, D: 3 }', before)).toEqual({ D: '3' });
  });

  test('over several lines tells where its holes stand, if they are written as they are read', () => {
    const holesOf = (written: string): unknown => {
      const text = `Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      A: ${written}\n`;
      const properties = extractTemplate('template.yaml', text).facts?.resources[0]?.properties;
      const value = properties?.kind === 'map' ? properties.entries[0]?.value : undefined;
      return value?.kind === 'scalar' ? value.holes?.map(({ name, start, end }) => [name, text.slice(start, end)]) : 'no text';
    };
    expect(holesOf('|\n        a ${B}\n        c ${D.E}')).toEqual([['B', '${B}'], ['D.E', '${D.E}']]);
    expect(holesOf('"a ${B}\\n\\u0024{C} d"')).toBeUndefined();
    expect(holesOf('"a\\n${B\\u0043}"')).toBeUndefined();
    expect(holesOf("'a ${B} c'")).toBeUndefined();
  });
});

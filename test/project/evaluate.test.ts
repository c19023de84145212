import { describe, expect, it } from 'vitest';

import { extractTemplate } from '../../src/facts/template/extract.js';
import { evaluate, mayBeAbsent, member } from '../../src/project/evaluate.js';
import type { Evaluated } from '../../src/project/evaluate.js';
import { createScope } from '../../src/project/template-scope.js';
import type { TemplateScope } from '../../src/project/template-scope.js';
import { displayText } from '../../src/project/text.js';
import type { Resolved } from '../../src/resolved.js';

const FRAME = `
Parameters:
  Stage: { Type: String, Default: dev }
  Table: { Type: String }
  Names: { Type: CommaDelimitedList, Default: "a, b,c" }
  Image: { Type: "AWS::SSM::Parameter::Value<String>", Default: /orders/image }
  Empty: { Type: String, Default: }
  Loop: { Type: String, Default: !Ref Loop }
Mappings:
  Sizes:
    dev: { memory: 256, zones: [x, y] }
    prod: { memory: !FindInMap [Sizes, prod, memory] }
  Around: !FindInMap [Around, a, b]
Conditions:
  A: !Equals [!Ref Stage, dev]
  B: !Equals [!Ref Stage, test]
`;

function scopeOf(expression: string): { readonly scope: TemplateScope; readonly result: Resolved<Evaluated> } {
  const text = `${FRAME}Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      Value: ${expression}\n`;
  const { facts } = extractTemplate('template.yaml', text);
  if (!facts) throw new Error('no template');
  const scope = createScope(facts);
  return { scope, result: evaluate(scope, member(scope, scope.resources.get('Jobs')?.properties, 'Value'), { path: 'template.yaml', start: 0, end: 0 }) };
}

function show(scope: TemplateScope, value: Evaluated): string {
  if (value.kind === 'text') return displayText(value.text);
  if (value.kind === 'map') return `{${value.entries.map(({ key }) => key).join(',')}}`;
  return `[${value.items.map((item) => word(scope, evaluate(scope, item, scope.at(item)))).join(',')}]`;
}

/** "dev by default", "absent", "? 1 when 'A' is true | 2 when 'A' is false". */
function word(scope: TemplateScope, resolved: Resolved<Evaluated>): string {
  if (resolved.state === 'absent') return 'absent';
  const list = resolved.state === 'known' ? [resolved] : (resolved.possible ?? []);
  const words = list.map(({ value, when }) => [show(scope, value), when].filter((part) => part !== undefined).join(' '));
  return resolved.state === 'known' ? words.join('') : ['?', ...words].join(' | ');
}

function come(expression: string): string {
  const { scope, result } = scopeOf(expression);
  return word(scope, result);
}

describe('an expression comes to', () => {
  it.each([
    ['"text"', 'text'],
    ['30', '30'],
    ['', 'absent'],
    ['null', 'absent'],
    ['~', 'absent'],
    ['"null"', 'null'],
    ['""', ''],
    ['!Ref AWS::NoValue', 'absent'],
    ['!Ref AWS::Region', '${AWS::Region}'],
    ['!Ref Stage', 'dev by default'],
    ['{ Ref: Stage }', 'dev by default'],
    ['!Ref Table', '?'],
    ['!Ref Image', '?'],
    ['!Ref Empty', '?'],
    ['!Ref Loop', '?'],
    ['!Ref Names', '[a,b,c] by default'],
    ['!Ref Jobs', '${Jobs}'],
    ['!GetAtt Jobs.Arn', '${Jobs.Arn}'],
    ['{ "Fn::GetAtt": [Nested, Outputs.Queue] }', '${Nested.Outputs.Queue}'],
    ['{ "Fn::GetAtt": Jobs.Arn }', '${Jobs.Arn}'],
    ['!Sub "${Stage}-${Jobs.Arn}-${!Literal}-${AWS::Region}-${Table}"', 'dev-${Jobs.Arn}-${Literal}-${AWS::Region}-${…} by default'],
    ['!Sub ["${x}/${Stage}", { x: !Ref Jobs }]', '${Jobs}/dev by default'],
    ['!Join ["-", [a, !Ref Stage, !Ref AWS::NoValue, c]]', 'a-dev-c by default'],
    ['!Join [",", !Ref Names]', 'a,b,c by default'],
    ['!Join ["", [!If [A, x, y], z]]', '${…}z'],
    ['!Split ["/", "a/b /c"]', '[a,b ,c]'],
    ['!Split ["/", !Ref Table]', '?'],
    ['!Select [1, !Split ["/", "a/b"]]', 'b'],
    ['!Select ["1", !Ref Names]', 'b by default'],
    ['!Select [1, [!If [A, x, y], z]]', '?'],
    ['!Select [7, [a]]', '?'],
    ['!FindInMap [Sizes, !Ref Stage, memory]', '256 by default'],
    ['!FindInMap [Sizes, dev, zones]', '[x,y]'],
    ['!FindInMap [Sizes, test, memory]', '?'],
    ['!FindInMap [Sizes, test, memory, { DefaultValue: 128 }]', '128'],
    ['!FindInMap [Sizes, !Ref Table, memory]', '?'],
    ['!FindInMap [Sizes, prod, memory]', '?'],
    ['!FindInMap [Around, a, b]', '?'],
    ['!ImportValue orders', '?'],
    ['!Base64 text', '?'],
    ['"{{resolve:ssm:/orders/name:1}}"', '${…}'],
    ['!Sub "x-{{resolve:ssm:/${Stage}/name}}-y"', 'x-${…}-y by default'],
    ['[a, !Ref AWS::NoValue, !Ref Stage]', '[a,absent,dev by default]'],
  ])('%s: %s', (expression, expected) => {
    expect(come(expression)).toBe(expected);
  });
});

describe('the branches of Fn::If', () => {
  it.each([
    ['!If [A, 1, 2]', "? | 1 when 'A' is true | 2 when 'A' is false"],
    ['!If [A, !Ref AWS::NoValue, 2]', "? | 2 when 'A' is false"],
    ['!If [A, !Ref AWS::NoValue, !Ref AWS::NoValue]', 'absent'],
    ['!If [A, !Ref Stage, !Ref Table]', "? | dev by default when 'A' is true"],
    ['!If [A, !If [B, 1, 2], 3]', "? | 1 when 'A' is true and 'B' is true | 2 when 'A' is true and 'B' is false | 3 when 'A' is false"],
    ['!If [A, !If [B, !Ref Stage, 2], 3]', "? | dev by default when 'A' is true and 'B' is true | 2 when 'A' is true and 'B' is false | 3 when 'A' is false"],
    ['!If [A, !If [A, 1, 2], 3]', "? | 1 when 'A' is true | 3 when 'A' is false"],
  ])('%s', (expression, expected) => {
    expect(come(expression)).toBe(expected);
  });

  it('are seen through to a member', () => {
    const { scope } = scopeOf('!If [A, { Size: 1 }, { Other: 2 }]');
    const value = member(scope, scope.resources.get('Jobs')?.properties, 'Value', 'Size');
    expect(word(scope, evaluate(scope, value, { path: '', start: 0, end: 0 }))).toBe("? | 1 when 'A' is true");
    expect(mayBeAbsent(scope, value)).toBe(true);
  });
});

describe('a member', () => {
  it('may be added by a transform beside the other keys', () => {
    const { scope } = scopeOf('{ "Fn::Transform": { Name: "AWS::Include" }, Own: 1 }');
    const properties = scope.resources.get('Jobs')?.properties;
    expect(member(scope, properties, 'Value', 'Own')).toMatchObject({ text: '1' });
    expect(member(scope, properties, 'Value', 'Other')).toMatchObject({ kind: 'opaque' });
    expect(member(scope, properties, 'Nothing', 'Other')).toBeUndefined();
  });
});

it('ends on deep nesting', () => {
  const deep = `${'!If [A, '.repeat(80)}1${', 2]'.repeat(80)}`;
  const { scope, result } = scopeOf(deep);
  expect(result.state).toBe('unknown');
  expect(member(scope, scope.resources.get('Jobs')?.properties, 'Value', 'Size')).toBeDefined();
});

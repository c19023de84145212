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
  Size: { Type: String, AllowedValues: [small, large] }
  Region: { Type: String, AllowedValues: [eu-west-1] }
  Password: { Type: String, NoEcho: true, Default: Pa55word }
Mappings:
  Sizes:
    dev: { memory: 256, zones: [x, y] }
    prod: { memory: !FindInMap [Sizes, prod, memory] }
    large: { memory: 1024 }
    small: { memory: 128 }
  Regions:
    eu-west-1: { dev: 1, prod: 2 }
    us-east-1: { dev: 3 }
  Around: !FindInMap [Around, a, b]
Conditions:
  A: !Equals [!Ref Stage, dev]
  B: !Equals [!Ref Table, test]
  NotA: !Not [!Condition A]
  Never: !Equals [a, b]
  Always: !Equals [a, a]
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
    ['!FindInMap [Sizes, !Ref Table, memory]', "? | 256 when 'Table' is 'dev' | 1024 when 'Table' is 'large' | 128 when 'Table' is 'small'"],
    ['!FindInMap [Sizes, !Ref Size, memory]', "? | 128 when 'Size' is 'small' | 1024 when 'Size' is 'large'"],
    ['!FindInMap [Sizes, !If [A, small, large], memory]', "? | 128 when 'A' is true | 1024 when 'A' is false"],
    ['!FindInMap [Regions, !Ref AWS::Region, !Ref Stage]', "? | 1 by default when 'AWS::Region' is 'eu-west-1' | 3 by default when 'AWS::Region' is 'us-east-1'"],
    ['!FindInMap [Regions, !Ref Region, prod]', '2'],
    ['!FindInMap [Sizes, !Ref Size, memory, { DefaultValue: 128 }]', "? | 128 when 'Size' is 'small' | 1024 when 'Size' is 'large'"],
    ['!FindInMap [!Ref Table, dev, memory]', '?'],
    ['!FindInMap [Sizes, !GetAtt Jobs.Arn, memory]', '?'],
    ['!FindInMap [Sizes, !Ref Password, memory]', '?'],
    ['!FindInMap [Sizes]', '?'],
    ['!FindInMap text', '?'],
    ['!FindInMap [Sizes, prod, memory]', '?'],
    ['!FindInMap [Around, a, b]', '?'],
    ['!ImportValue orders', '?'],
    ['!Base64 text', 'dGV4dA=='],
    ['!Base64 { Ref: Table }', '?'],
    ['!GetAZs ""', '?'],
    ['!Cidr [10.0.0.0/16, 2, 8]', '?'],
    ['!Select [0, !GetAZs ""]', '?'],
    ['{ "Fn::Length": [a, !Ref Stage] }', '2'],
    ['{ "Fn::Length": !Ref Names }', '3 by default'],
    ['{ "Fn::Length": [a, !If [A, b, !Ref AWS::NoValue]] }', '?'],
    ['{ "Fn::Length": !GetAZs "" }', '?'],
    ['{ "Fn::ToJsonString": { a: 1, b: "1", c: [true, !Ref Jobs, !Ref AWS::NoValue], d: !Ref AWS::NoValue, e: !Ref Stage } }', '{"a":1,"b":"1","c":[true,"${Jobs}"],"e":"dev"} by default'],
    ['!Sub "${Stage}-{a}"', 'dev-{a} by default'],
    ['!Sub "${Stage"', '${Stage'],
    ['!Join [!Ref Stage, [a, b]]', '?'],
    ['!Join []', '?'],
    ['!Join [",", !Ref Table]', '?'],
    ['!Join [",", text]', '?'],
    ['!Split ["", "ab"]', '?'],
    ['!Split [",", [a]]', '?'],
    ['!Select [0, !Split ["/", !Ref AWS::StackId]]', '?'],
    ['!Select [5, !Split [":", !GetAtt Jobs.Arn]]', '?'],
    ['!Select [0]', '?'],
    ['!Select [0, text]', '?'],
    ['!Select ["x1", [a, b]]', '?'],
    ['!Select ["1x", [a, b]]', '?'],
    ['!Select [10, [a, b, c, d, e, f, g, h, i, j, k]]', 'k'],
    ['!Select [1, ["{{ stage }}", b]]', '?'],
    ['!Base64 { Ref: Stage }', 'ZGV2 by default'],
    ['{ "Fn::Length": !Ref Stage }', '?'],
    ['{ "Fn::Length": [a, "{{ stage }}"] }', '?'],
    ['{ "Fn::ToJsonString": [1, a] }', '[1,"a"]'],
    ['{ "Fn::ToJsonString": { a: 12, b: 1.25, c: x1, d: 1x, e: -3, f: \'say "so"\' } }', '{"a":12,"b":1.25,"c":"x1","d":"1x","e":-3,"f":"say \\"so\\""}'],
    ['{ "Fn::ToJsonString": { a: !Ref Table } }', '{"a":${…}}'],
    ['{ "Fn::ToJsonString": text }', '?'],
    ['!Unheard [a]', '?'],
    ['!Ref Size', '?'],
    ['!Ref Region', 'eu-west-1'],
    ['!Ref Password', '${…}'],
    ['!Sub "postgres://${Password}@host"', 'postgres://${…}@host'],
    ['!Base64 { Ref: Password }', '?'],
    ['!Split [":", !Sub "a:${AWS::Region}:b"]', '[a,${AWS::Region},b]'],
    ['!Select [2, !Split [":", !Sub "a:${AWS::Region}:x-${AWS::Region}"]]', 'x-${AWS::Region}'],
    ['!Select [0, !Split ["/", !Sub "a/${Table}/c"]]', 'a'],
    ['!Select [2, !Split ["/", !Sub "a/${Table}/c"]]', '?'],
    ['!Select [0, !Split ["-", !Ref AWS::Region]]', '?'],
    ['!Select [x, [a]]', '?'],
    ['!Select [-1, [a]]', '?'],
    ['!Select []', '?'],
    ['!Split text', '?'],
    ['!Join [a]', '?'],
    ['!Sub []', '?'],
    ['!Sub { a: 1 }', '?'],
    ['!GetAtt Jobs', '?'],
    ['!GetAtt [Nothing, Arn]', '${Nothing.Arn}'],
    ['!GetAtt [[a], b]', '?'],
    ['!Ref [a]', '?'],
    ['!If text', '?'],
    ['!If [A, 1]', '?'],
    ['!If [[A], 1, 2]', '?'],
    ['"{{resolve:ssm:/orders/name:1}}"', '${…}'],
    ['!Sub "x-{{resolve:ssm:/${Stage}/name}}-y"', 'x-${…}-y by default'],
    ['[a, !Ref AWS::NoValue, !Ref Stage]', '[a,absent,dev by default]'],
  ])('%s: %s', (expression, expected) => {
    expect(come(expression)).toBe(expected);
  });
});

describe('the branches of Fn::If', () => {
  it.each([
    ['!If [Never, 1, 2]', '2'],
    ['!If [Never, 1, !Ref AWS::NoValue]', 'absent'],
    ['!If [A, !If [NotA, 1, 2], 3]', "? | 2 when 'A' is true | 3 when 'A' is false"],
    ['!If [Missing, 1, 2]', "? | 1 when 'Missing' is true | 2 when 'Missing' is false"],
    ['!If [A, 1, 2]', "? | 1 when 'A' is true | 2 when 'A' is false"],
    ['!If [A, !Ref AWS::NoValue, 2]', "? | 2 when 'A' is false"],
    ['!If [A, !Ref AWS::NoValue, !Ref AWS::NoValue]', 'absent'],
    ['!If [A, !Ref Stage, !Ref Table]', "? | dev by default when 'A' is true"],
    // A default that the branch rules out is not what is meant there.
    ['!If [A, 1, !Ref Stage]', "? | 1 when 'A' is true"],
    ['!If [NotA, !Sub "x-${Stage}", 2]', "? | x-${…} when 'NotA' is true | 2 when 'NotA' is false"],
    ['!If [A, 1, !FindInMap [Sizes, !Ref Stage, memory]]', "? | 1 when 'A' is true | 1024 when 'A' is false and 'Stage' is 'large' | 128 when 'A' is false and 'Stage' is 'small'"],
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

describe('whether it may be left out', () => {
  it.each([
    ['!If [A, 1, 2]', false],
    ['!If [A, 1, !Ref AWS::NoValue]', true],
    ['!If [A, 1, !If [B, !Ref AWS::NoValue, 2]]', true],
    ['!If [Never, !Ref AWS::NoValue, 1]', false],
    ['!If [Always, 1, !Ref AWS::NoValue]', false],
    ['!Select [0, [!Ref AWS::NoValue, 1]]', false],
  ])('%s: %s', (expression, expected) => {
    const { scope } = scopeOf(expression);
    expect(mayBeAbsent(scope, member(scope, scope.resources.get('Jobs')?.properties, 'Value'))).toBe(expected);
  });
});

describe('a member', () => {
  const sizeOf = (expression: string): string => {
    const { scope } = scopeOf(expression);
    return word(scope, evaluate(scope, member(scope, scope.resources.get('Jobs')?.properties, 'Value', 'Size'), { path: '', start: 0, end: 0 }));
  };

  it.each([
    ['!Select [0, [{ Size: 1 }]]', '1'],
    ['!If [Never, { Size: 1 }, { Size: 2 }]', '2'],
    ['!Ref Stage', 'absent'],
    ['!Ref AWS::NoValue', 'absent'],
    ["'{{ settings }}'", '?'],
    ['!If [A, { Size: 1 }]', '?'],
    ['!Unheard [A, { Size: 1 }, { Size: 2 }]', '?'],
  ])('of %s: %s', (expression, expected) => {
    expect(sizeOf(expression)).toBe(expected);
  });

  it('may be added by a transform beside the other keys', () => {
    const { scope } = scopeOf('{ "Fn::Transform": { Name: "AWS::Include" }, Own: 1 }');
    const properties = scope.resources.get('Jobs')?.properties;
    expect(member(scope, properties, 'Value', 'Own')).toMatchObject({ text: '1' });
    expect(member(scope, properties, 'Value', 'Other')).toMatchObject({ kind: 'opaque', reason: "'Fn::Transform' may add it at deployment" });
    expect(member(scope, properties, 'Nothing', 'Other')).toBeUndefined();
  });
});

it('says why it cannot be told', () => {
  const why = (expression: string): string => {
    const { result } = scopeOf(expression);
    return result.state === 'unknown' ? result.reason : result.state;
  };
  expect(['!Unheard a', '!ImportValue orders', '!GetAZs ""', '!Cidr [10.0.0.0/16, 2, 8]', "'{{ stage }}'", '!Base64 { Ref: Table }', '!FindInMap [Sizes, test, memory]', '!If [A, 1, 2]'].map(why)).toEqual([
    "'Fn::Unheard' is evaluated at deployment",
    'it is imported from another stack',
    'the availability zones are known at deployment only',
    'its address blocks are computed at deployment',
    'a placeholder stands here',
    'part of it is known at deployment only',
    'its Fn::FindInMap depends on a value known at deployment only',
    "it depends on condition 'A'",
  ]);
});

it('follows fifty expressions one in another, and no more', () => {
  const nested = (times: number): string => `${'!Select [0, ['.repeat(times)}x${']]'.repeat(times)}`;
  expect(come(nested(50))).toBe('x');
  expect(scopeOf(nested(51)).result).toMatchObject({ state: 'unknown', reason: 'its Fn::Select depends on a value known at deployment only' });
  // The innermost value is not listed.
  expect(come(`${'!If [A, '.repeat(60)}1${', 2]'.repeat(60)}`)).toBe("? | 2 when 'A' is false");
});

it('ends on deep nesting', () => {
  const deep = `${'!If [A, '.repeat(80)}1${', 2]'.repeat(80)}`;
  const { scope, result } = scopeOf(deep);
  expect(result.state).toBe('unknown');
  expect(member(scope, scope.resources.get('Jobs')?.properties, 'Value', 'Size')).toBeDefined();
});

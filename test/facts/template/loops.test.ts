import { describe, expect, it } from 'vitest';

import { extractTemplate } from '../../../src/facts/template/extract.js';
import type { TemplateFacts, TemplateValue } from '../../../src/facts/model.js';

function read(text: string): TemplateFacts {
  const { facts } = extractTemplate('template.yaml', text);
  if (!facts) throw new Error('no template');
  return facts;
}

/** The value as JSON would write it. */
function plain(value: TemplateValue | undefined): unknown {
  if (!value) return undefined;
  if (value.kind === 'scalar') return value.text;
  if (value.kind === 'list') return value.items.map(plain);
  if (value.kind === 'map') return Object.fromEntries(value.entries.map((entry) => [entry.key, plain(entry.value)]));
  return value.kind === 'call' ? { [value.name]: plain(value.argument) } : '?';
}

const shown = (text: string): readonly unknown[] => read(text).resources.map(({ logicalId, properties }) => [logicalId, plain(properties)]);

const QUEUES = `
  'Fn::ForEach::Queues':
    - Name
    - LIST
    - 'Jobs&{Name}':
        Type: AWS::SQS::Queue
        Properties: { QueueName: !Sub "jobs-\${Name}-\${AWS::Region}", Tag: !Ref Name, Twin: !GetAtt "Jobs\${Name}.Arn" }
  Other: { Type: AWS::SNS::Topic }
`;

describe('loops over resources', () => {
  it('are written out, each copy at the place of the loop', () => {
    const text = `Resources:${QUEUES.replace('LIST', '[in-box, out]')}`;
    expect(shown(text)).toEqual([
      ['Jobsinbox', { QueueName: { 'Fn::Sub': 'jobs-in-box-${AWS::Region}' }, Tag: 'in-box', Twin: { 'Fn::GetAtt': 'Jobsin-box.Arn' } }],
      ['Jobsout', { QueueName: { 'Fn::Sub': 'jobs-out-${AWS::Region}' }, Tag: 'out', Twin: { 'Fn::GetAtt': 'Jobsout.Arn' } }],
      ['Other', undefined],
    ]);
    const [first, second] = read(text).resources;
    expect(text.slice(first?.key.start, first?.key.end)).toBe('Jobs&{Name}');
    expect(second?.key).toEqual(first?.key);
  });

  it('take the default of a list parameter', () => {
    const parameters = 'Parameters: { Names: { Type: CommaDelimitedList, Default: "a, b" }, Open: { Type: CommaDelimitedList } }\n';
    const idsOf = (list: string): readonly string[] => read(`${parameters}Resources:${QUEUES.replace('LIST', list)}`).resources.map(({ logicalId }) => logicalId);
    expect(idsOf('!Ref Names')).toEqual(['Jobsa', 'Jobsb', 'Other']);
    expect(idsOf('[!Ref Names, c]')).toEqual(['Jobsa', 'Jobsb', 'Jobsc', 'Other']);
    expect(idsOf('!Ref Open')).toEqual(['Other']);
    expect(idsOf('!Ref Nothing')).toEqual(['Other']);
    expect(idsOf('[!GetAtt Other.Arn]')).toEqual(['Other']);
  });

  it('may stand in each other and in properties', () => {
    const text = `
Resources:
  Fn::ForEach::Outer:
    - A
    - [x, y]
    - Fn::ForEach::Inner:
        - B
        - [1, "\${A}2"]
        - "Jobs\${A}\${B}":
            Type: AWS::SQS::Queue
            Properties: { Fn::ForEach::Keys: [K, [P, Q], { "\${K}": !Ref B }], Own: 1 }
  Only:
    Type: AWS::SQS::Queue
    Properties:
      Fn::ForEach::Keys: [K, [P, Q], { "\${K}Name": !Ref K }]
`;
    expect(shown(text)).toEqual([
      ['Jobsx1', { P: '1', Q: '1', Own: '1' }],
      ['Jobsxx2', { P: 'x2', Q: 'x2', Own: '1' }],
      ['Jobsy1', { P: '1', Q: '1', Own: '1' }],
      ['Jobsyy2', { P: 'y2', Q: 'y2', Own: '1' }],
      ['Only', { PName: 'P', QName: 'Q' }],
    ]);
  });
});

it('writes out loops over conditions and outputs', () => {
  const { conditions, outputs } = read(`
Conditions:
  Fn::ForEach::Stages: [S, [dev, prod], { "Is\${S}": !Equals [!Ref Stage, !Ref S] }]
Resources: { Jobs: { Type: AWS::SQS::Queue } }
Outputs:
  Fn::ForEach::Names: [N, [A, B], { "Out\${N}": { Value: !Ref N } }]
`);
  expect(plain(conditions)).toEqual({ Isdev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] }, Isprod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } });
  expect(plain(outputs)).toEqual({ OutA: { Value: 'A' }, OutB: { Value: 'B' } });
});

it.each(['[]', '[A]', '[A, [x]]', '[A, [x], text]', '[[A], [x], {}]', '{ A: 1 }', 'text', '!Ref A'])('survives a loop of the wrong shape: %s', (loop) => {
  expect(shown(`Resources:\n  Fn::ForEach::Queues: ${loop}\n  Jobs: { Type: AWS::SQS::Queue }\n`)).toEqual([['Jobs', undefined]]);
});

it('stops when loops multiply', () => {
  const items = Array.from({ length: 100 }, (_, index) => `i${index}`).join(', ');
  const inner = '"Jobs${A}${B}${C}": { Type: AWS::SQS::Queue }';
  const text = `Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n  Fn::ForEach::A: [A, [${items}], { Fn::ForEach::B: [B, [${items}], { Fn::ForEach::C: [C, [${items}], { ${inner} }] }] }]\n`;
  const { facts, problems } = extractTemplate('template.yaml', text);
  expect(facts?.resources.length).toBeGreaterThan(0);
  expect(problems.map(({ message }) => message)).toEqual(['The template is larger than can be read; part of it is left out.']);
});

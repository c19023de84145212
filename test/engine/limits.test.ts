import { expect, it } from 'vitest';

import { RULES } from '../../rules/index.js';
import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { vet } from '../../src/engine/vet.js';
import type { VetResult } from '../../src/engine/vet.js';
import { memorySource } from '../../src/source/file-source.js';

function vetTemplate(text: string): VetResult {
  return vet(memorySource({ 'template.yaml': text }), ['template.yaml'], { rules: RULES, severityIn: ({ severity }) => severity, today: '2026-01-01', runtimes: BUILT_IN_RUNTIMES });
}

it('tells where a value has more possibilities than are vetted', () => {
  const sizes = Array.from({ length: 70 }, (_, index) => `K${index}: { size: ${200 + index} }`).join(', ');
  const { problems } = vetTemplate(`Parameters: { Key: { Type: String } }
Mappings: { Sizes: { ${sizes} } }
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      MemorySize: !FindInMap [Sizes, !Ref Key, size]
`);
  expect(problems).toEqual([{ kind: 'limit', path: 'template.yaml', line: 7, message: 'A value may be more than 64 different ones; 64 of them are vetted.' }]);
});

const VALUES = ['text', '[]', '{}', '[[a]]', '!Ref [a]', '!GetAtt { a: b }', '!If [A]', '!If [Circle, 1, 2]', '!Ref Circle', '!FindInMap [Circle, a, b]', '!FindInMap [Nothing, a, b]', '!FindInMap [Sizes, nothing, b]', '!GetAtt Nothing.Arn', '!Foo'];

it.each(VALUES)('survives %s in the place of anything', (value) => {
  for (const place of ['Globals', 'Function', 'Timeout', 'Environment', 'Policies', 'Events', 'Event', 'Layers', 'Condition', 'CodeUri']) {
    const at = (name: string, otherwise: string): string => (name === place ? value : otherwise);
    const { problems } = vetTemplate(`Transform: AWS::Serverless-2016-10-31
Parameters: { Circle: { Type: String, Default: !Ref Circle } }
Mappings: { Circle: !FindInMap [Circle, a, b], Sizes: { a: { b: !Ref Circle } } }
Conditions: { Circle: !Not [!Condition Circle], A: ${at('Condition', '!Equals [!Ref Circle, a]')} }
Globals: ${at('Globals', `{ Unknown: { A: 1 }, Function: ${at('Function', '{ Timeout: 3, Unknown: 1 }')} }`)}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Condition: A
    Properties:
      Handler: orders.handler
      Runtime: nodejs24.x
      CodeUri: ${at('CodeUri', 's3://artifacts/orders.zip')}
      Timeout: ${at('Timeout', '3')}
      Environment: ${at('Environment', '{ Variables: { A: !If [A, 1, 2] } }')}
      Policies: ${at('Policies', '[]')}
      Layers: ${at('Layers', '[]')}
      Events: ${at('Events', `{ Jobs: ${at('Event', '{ Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } }')} }`)}
`);
    expect(problems.filter(({ kind }) => kind === 'internal' || kind === 'limit')).toEqual([]);
  }
});

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

it('survives names that lead nowhere', () => {
  const { problems, repository } = vetTemplate(`Transform: AWS::Serverless-2016-10-31
Mappings: { Sizes: { a: { b: c } } }
Conditions:
  OnMissing: !Equals [!Ref Missing, x]
  Around: !And [!Condition OnMissing, !Condition Gone]
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Condition: Around
    Properties:
      Handler: orders.handler
      Runtime: !If [OnMissing, nodejs22.x, !FindInMap [Sizes, gone, b]]
      InlineCode: exports.handler = async () => {}
      Role: !GetAtt Orders.Arn
      Environment: { Variables: { A: !GetAtt Nothing.Arn, B: !FindInMap [Nothing, a, b], C: !Sub '\${Orders.Arn}\${Gone}' } }
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Live, Name: live } }
  Jobs: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Jobs.Arn, maxReceiveCount: 5 } } }
Outputs: { Same: { Value: !Ref Same } }
`);
  expect(problems).toEqual([]);
  expect(repository.functionCount).toBe(1);
});

it('vets 5,000 resources, and reads their template a few times only', () => {
  const group = (index: number): string => `
  Orders${index}: { Type: AWS::Lambda::Function, Properties: { FunctionName: orders${index}, Handler: index.handler, Runtime: nodejs14.x, Code: { ZipFile: 'exports.handler = async () => {}' } } }
  Jobs${index}: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs${index} } }
  Mapping${index}: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: orders${index}, EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:jobs${index}' } }
  Topic${index}: { Type: AWS::SNS::Topic }
  Mails${index}: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic${index}, Endpoint: !GetAtt Orders${index}.Arn } }`;
  const text = `Resources:${Array.from({ length: 1000 }, (_, index) => group(index)).join('')}\n`;
  const source = memorySource({ 'template.yaml': text });
  let reads = 0;
  const counting = { ...source, read: (path: string) => (reads++, source.read(path)) };
  const severityIn: Parameters<typeof vet>[2]['severityIn'] = ({ id, severity }) => (id === 'blocked-runtime' || id === 'queue-without-dead-letter-queue' ? severity : 'off');
  const { problems, diagnostics } = vet(counting, ['template.yaml'], { rules: RULES, severityIn, today: '2026-11-20', runtimes: BUILT_IN_RUNTIMES });
  expect(problems).toEqual([]);
  expect(diagnostics).toHaveLength(2000);
  expect(reads).toBeLessThan(10);
});

it('tells where a rule has more findings than anybody reads', () => {
  const functions = Array.from({ length: 5200 }, (_, index) => `  F${index}: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs12.x } }\n`);
  const { diagnostics, problems } = vet(memorySource({ 'template.yaml': `Resources:\n${functions.join('')}` }), ['template.yaml'], { rules: RULES.filter(({ id }) => id === 'blocked-runtime'), severityIn: ({ severity }) => severity, today: '2026-01-01', runtimes: BUILT_IN_RUNTIMES });
  expect(diagnostics).toHaveLength(5000);
  expect(problems).toEqual([{ kind: 'limit', path: '.', message: "Rule 'blocked-runtime' has more than 5000 findings here; the others are left out." }]);
});

import { expect, test } from 'vitest';

import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { findCandidates } from '../../src/engine/discover.js';
import { vet } from '../../src/engine/vet.js';
import type { VetResult } from '../../src/engine/vet.js';
import { memorySource } from '../../src/source/file-source.js';
import { RULES } from '../../rules/index.js';

type Sources = Readonly<Record<string, string>>;

function vetted(sources: Sources, ...rules: readonly string[]): VetResult {
  const source = memorySource(sources);
  return vet(source, findCandidates(source, ''), {
    rules: RULES,
    severityIn: ({ id, severity }) => (rules.includes(id) ? severity : 'off'),
    today: '2026-11-20',
    runtimes: BUILT_IN_RUNTIMES,
  });
}

function places({ diagnostics }: VetResult): readonly string[] {
  return diagnostics.filter(({ suppressed }) => suppressed === null).map(({ rule, location: { path, startLine, startColumn } }) => `${path}:${startLine}:${startColumn} ${rule}`);
}

const FUNCTION = `Type: AWS::Lambda::Function
Properties:
  Handler: orders.handler
  Runtime: nodejs14.x
  Code: { S3Bucket: code, S3Key: orders.zip }
`;

test('findings point into the included file', () => {
  const template = 'Resources:\n  Orders: !Include parts/orders.yaml\n  Jobs: { Type: AWS::SQS::Queue }\n';
  expect(places(vetted({ 'template.yaml': template, 'parts/orders.yaml': FUNCTION }, 'blocked-runtime'))).toEqual(['parts/orders.yaml:4:12 blocked-runtime']);
});

test('all resources of a template may be included', () => {
  expect(places(vetted({ 'template.yaml': 'Resources: !Include all.yaml\n', 'all.yaml': `Orders:\n  ${FUNCTION.replaceAll('\n', '\n  ')}` }, 'blocked-runtime'))).toEqual(['all.yaml:5:14 blocked-runtime']);
  const merged = { 'template.yaml': 'Fn::Merge:\n  - !Include a.yaml\n  - Resources: { Jobs: { Type: AWS::SQS::Queue } }\n', 'a.yaml': `Resources:\n  Orders:\n    ${FUNCTION.replaceAll('\n', '\n    ')}` };
  expect(places(vetted(merged, 'blocked-runtime'))).toEqual(['a.yaml:6:16 blocked-runtime']);
});

test('a key that is included points to where it is written', () => {
  const variables = 'Variables:\n  AWS_REGION: eu-west-1\n';
  const template = `Resources:\n  Orders:\n    ${FUNCTION.replaceAll('\n', '\n    ')}  Environment:\n        Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./variables.yaml } }\n`;
  expect(places(vetted({ 'template.yaml': template, 'variables.yaml': variables }, 'reserved-environment-variable'))).toEqual(['variables.yaml:2:3 reserved-environment-variable']);
});

test('the transforms of a template join it; one in a bucket leaves it as it is', () => {
  const template = (location: string): string => `Transform:\n  - AWS::Serverless-2016-10-31\n  - Name: AWS::Include\n    Parameters: { Location: ${location} }\nResources:\n  Jobs: { Type: AWS::SQS::Queue }\n`;
  const globals = 'Globals:\n  Function:\n    Runtime: nodejs14.x\nResources:\n  Other: { Type: AWS::SQS::Queue }\n';
  const local = vetted({ 'template.yaml': template('globals.yaml'), 'globals.yaml': globals });
  expect(local.repository.projects[0]?.templates.map(({ path, globals: own, resources }) => [path, own?.file, resources.map(({ logicalId }) => logicalId)])).toContainEqual(['template.yaml', 'globals.yaml', ['Jobs']]);
  const remote = vetted({ 'template.yaml': template('s3://bucket/globals.yaml') });
  expect(remote.repository.projects[0]?.templates[0]?.globals).toBeUndefined();
});

test('code that is included line by line is read as the file it is', () => {
  const code = '// The orders.\nexports.handler = async () =>\n  process.env.TABLE.length;\n';
  const inline = FUNCTION.replace('orders.handler', 'index.handler').replace('{ S3Bucket: code, S3Key: orders.zip }', '{ ZipFile: !Include { location: orders.js, type: literal } }');
  const template = `Resources:\n  Orders:\n    ${inline.replaceAll('\n', '\n    ')}`;
  expect(places(vetted({ 'template.yaml': template, 'orders.js': code }, 'undeclared-environment-variable'))).toEqual(['orders.js:3:3 undeclared-environment-variable']);
});

test('suppressions of the included file count', () => {
  const template = 'Resources:\n  Orders: !Include orders.yaml\n';
  const commented = FUNCTION.replace('nodejs14.x', 'nodejs14.x # lambdavet: ignore[blocked-runtime] moved next week');
  const described = `${FUNCTION}Metadata: { lambdavet: { ignore: [{ rule: blocked-runtime, reason: moved next week }] } }\n`;
  for (const orders of [commented, described]) {
    const result = vetted({ 'template.yaml': template, 'orders.yaml': orders }, 'blocked-runtime', 'unused-suppression');
    expect(places(result)).toEqual([]);
    expect(result.diagnostics).toHaveLength(1);
  }
  const unused = `${FUNCTION.replace('14.x', '22.x')}Metadata: { lambdavet: { ignore: [{ rule: blocked-runtime, reason: moved }] } }\n`;
  expect(places(vetted({ 'template.yaml': template, 'orders.yaml': unused }, 'blocked-runtime', 'unused-suppression'))).toEqual(['orders.yaml:6:43 unused-suppression']);
});

test('a repeated resource is vetted under each name', () => {
  const template = 'Resources:\n  Fn::Merge:\n    Fn::Map:\n      - [Orders, Invoices]\n      - Name\n      - "${Name}": !Include orders.yaml\n';
  const { diagnostics, repository } = vetted({ 'template.yaml': template, 'orders.yaml': FUNCTION }, 'blocked-runtime');
  expect(repository.functionCount).toBe(2);
  expect(diagnostics.map(({ location: { path, startLine } }) => [path, startLine])).toEqual([['orders.yaml', 4]]);
});

test('what is missing is a problem with its line, and keeps rules silent', () => {
  const template = `Resources:\n  Orders:\n    ${FUNCTION.replaceAll('\n', '\n    ')}  Environment: !Include gone.yaml\n`;
  const { problems, diagnostics } = vetted({ 'template.yaml': template }, 'undeclared-environment-variable');
  expect(problems.map(({ kind, path, line }) => [kind, path, line])).toEqual([['unreadable', 'template.yaml', 8]]);
  expect(diagnostics).toEqual([]);
});

test('what a part of a template includes may be where the whole is', () => {
  const api = (stage: string): string => `Resources:\n  Shop:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: ${stage}\n      DefinitionBody:\n        Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./specs/shop.yaml } }\n`;
  expect(vetted({ 'parts/api.yaml': api('!Ref Stage') }).problems).toEqual([]);
  expect(vetted({ 'parts/api.yaml': `Transform: AWS::Serverless-2016-10-31\n${api('live')}` }).problems).toHaveLength(1);
});

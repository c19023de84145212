import { describe, expect, test } from 'vitest';

import { extractTemplate } from '../../../src/facts/template/extract.js';
import type { TemplateFacts } from '../../../src/facts/model.js';

function facts(text: string): TemplateFacts {
  const { facts: found } = extractTemplate('template.yaml', text);
  if (!found) throw new Error('no template');
  return found;
}

const FUNCTION = 'Type: AWS::Serverless::Function\n    Properties:\n      Runtime: nodejs24.x\n';

describe('what is a template', () => {
  test.each([
    ['SAM', `Resources:\n  Orders:\n    ${FUNCTION}`, true],
    ['JSON', '{ "Resources": { "Orders": { "Type": "AWS::SQS::Queue" } } }', true],
    ['a custom resource alone', 'Resources:\n  Orders:\n    Type: Custom::Orders\n', true],
    ['another kind of document with a Resources key', 'Resources:\n  cpu: 1\n', false],
    ['a pipeline that mentions AWS::', 'steps:\n  - run: aws AWS::Lambda::Function Resources\n', false],
    ['an empty file', '', false],
    ['a comment only', '# Resources AWS::\n', false],
  ])('%s', (_, text, expected) => {
    expect(extractTemplate('any.yaml', text).facts !== undefined).toBe(expected);
  });
});

describe('odd but real templates', () => {
  test('an empty Parameters section', () => {
    expect(facts(`Parameters:\nResources:\n  Orders:\n    ${FUNCTION}`).parameters).toEqual([]);
  });

  test('a map where a Type should be', () => {
    const found = facts(`Resources:\n  Odd:\n    Type: { a: b }\n  Orders:\n    ${FUNCTION}`);
    expect(found.resources.map(({ logicalId, type }) => [logicalId, type])).toEqual([['Odd', ''], ['Orders', 'AWS::Serverless::Function']]);
  });

  test('a key written twice is recorded with both places, and the last one counts', () => {
    const text = 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: 1\n      DelaySeconds: 2\n';
    const found = facts(text);
    expect(found.duplicateKeys.map(({ key, first, second }) => [key, text.slice(0, first.start).split('\n').length, text.slice(0, second.start).split('\n').length])).toEqual([['DelaySeconds', 5, 6]]);
  });

  test('a merge key brings its entries along', () => {
    const found = facts('Base: &base\n  DelaySeconds: 7\nResources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      <<: *base\n      Fifo: true\n');
    const properties = found.resources[0]?.properties;
    expect(properties?.kind === 'map' ? properties.entries.map(({ key }) => key) : []).toEqual(['DelaySeconds', 'Fifo']);
  });

  test('an alias that leads to itself is opaque, and aliases may not multiply without end', () => {
    const bomb = Array.from({ length: 9 }, (_, i) => `l${i}: &l${i} [${Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*l${i - 1}`)).join(', ')}]`).join('\n');
    const { facts: found, problems } = extractTemplate('template.yaml', `${bomb}\nOutputs: *l8\nResources:\n  Orders:\n    ${FUNCTION}`);
    expect(found?.resources).toHaveLength(1);
    expect(problems.map(({ message }) => message)).toEqual(['The template is larger than can be read; part of it is left out.']);
  });

  test('an alias of a resource is that resource', () => {
    const found = facts('Resources:\n  Orders: &queue\n    Type: AWS::SQS::Queue\n    Properties: { DelaySeconds: 7 }\n  Refunds: *queue\n');
    expect(found.resources.map(({ logicalId, type, properties }) => [logicalId, type, properties?.kind])).toEqual([['Orders', 'AWS::SQS::Queue', 'map'], ['Refunds', 'AWS::SQS::Queue', 'map']]);
    expect(extractTemplate('template.yaml', '*queue # Resources AWS::').facts).toBeUndefined();
  });

  test('placeholders of a template engine are opaque', () => {
    const found = facts('Resources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: {{ cookiecutter.runtime }}\n      CodeUri: "{{cookiecutter.name}}/"\n');
    const properties = found.resources[0]?.properties;
    expect(properties?.kind === 'map' ? properties.entries.map(({ value }) => value.kind) : []).toEqual(['opaque', 'opaque']);
  });
});

describe('broken templates', () => {
  test('what can be read of them is read, and every error has its line', () => {
    const text = `Resources:\n  Orders:\n    ${FUNCTION}      Timeout: "3\n  Invoices:\n    ${FUNCTION}`;
    const { facts: found, problems } = extractTemplate('template.yaml', text);
    expect(found?.resources.map(({ logicalId }) => logicalId)).toContain('Orders');
    expect(problems[0]?.line).toBeGreaterThan(5);
  });

  test('statements of a template engine are blanked, with one problem', () => {
    const text = `Resources:\n  Orders:\n    ${FUNCTION}      {%- if x %}\n      Architectures: [arm64]\n      {%- endif %}\n`;
    const { facts: found, problems } = extractTemplate('template.yaml', text);
    expect(found?.resources).toHaveLength(1);
    expect(problems.map(({ line }) => line)).toEqual([6]);
  });

  test('a template that a template engine completes from another file is not read', () => {
    const { facts: found, problems } = extractTemplate('template.yaml', `Resources:\n  Orders:\n    ${FUNCTION}      {% include 'defaults.yaml' %}\n`);
    expect(found?.resources ?? []).toEqual([]);
    expect(problems.map(({ line }) => line)).toEqual([6]);
  });

  test('a broken file that is no template is no problem', () => {
    expect(extractTemplate('chart.yaml', 'image: {{ .Values.image }}\n{{- if .x }}\nAWS::S3 Resources\n').problems).toEqual([]);
  });
});

test('comments silence the line they stand on or the next one with content', () => {
  const text = [
    '# lambdavet: ignore-file[default-memory] examples stay small',
    'Resources:',
    '  Orders: # lambdavet: ignore[default-timeout] fast anyway',
    '    # lambdavet: ignore[deprecated-runtime, blocked-runtime] moving in May',
    '',
    '    Type: AWS::Serverless::Function',
    '    Properties:',
    "      InlineCode: '# lambdavet: ignore[x] inside a string'",
    '      Description: |',
    '        # lambdavet: ignore[y] inside a block',
    '',
  ].join('\n');
  expect(facts(text).suppressions.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['file', 'examples stay small'],
    ['line', 'fast anyway'],
    ['line', 'moving in May'],
  ]);
});

test('facts are plain data', () => {
  const found = facts(`Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Timeout: !Ref T\nParameters:\n  T: { Type: Number, Default: 5 }\nResources:\n  Orders:\n    ${FUNCTION}`);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { extractTemplate } from '../../../src/facts/template/extract.js';
import type { TemplateValue } from '../../../src/facts/model.js';

/** cfn-include turns short forms into long ones: an independent reading of the same template. */
const ORACLE = createRequire(import.meta.url).resolve('cfn-include/bin/cli.js');

const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Role: !GetAtt OrdersRole.Arn
      Timeout: !If [IsProd, 30, !Ref Short]
      Layers: [!Ref Base, !ImportValue 'shared-layer', !Select [0, !Split [',', !Ref Many]]]
      Environment:
        Variables:
          TABLE: !Sub '\${Table}-orders'
          NAME: !Join ['-', [orders, !Ref Stage]]
          LIMIT: !FindInMap [Limits, !Ref Stage, Orders]
          CODE: !Base64 text
  Queue: &queue
    Type: AWS::SQS::Queue
    Properties: { DelaySeconds: 5, FifoQueue: true }
  Other: *queue
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lambdavet-oracle-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function plain(value: TemplateValue | undefined): unknown {
  switch (value?.kind) {
    case undefined:
      return undefined;
    case 'scalar':
      return value.text;
    case 'list':
      return value.items.map(plain);
    case 'map':
      return Object.fromEntries(value.entries.map(({ key, value: inner }) => [key, plain(inner)]));
    case 'call':
      return { [value.name]: plain(value.argument) };
    case 'opaque':
      return value.reason;
  }
}

/** The oracle splits `Fn::GetAtt` texts and types its scalars; neither changes the meaning. */
function normalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalised);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'Fn::GetAtt' && Array.isArray(inner) ? inner.join('.') : normalised(inner)]));
}

test('templates mean to us what they mean to cfn-include', () => {
  const file = join(folder, 'template.yaml');
  writeFileSync(file, TEMPLATE);
  const output = execFileSync(process.execPath, ['--no-deprecation', ORACLE, file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env: { AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' } });
  const expected: { Resources: Record<string, { Properties: unknown }> } = JSON.parse(output);
  const { facts } = extractTemplate('template.yaml', TEMPLATE);
  for (const { logicalId, properties } of facts?.resources ?? []) expect(plain(properties), logicalId).toEqual(normalised(expected.Resources[logicalId]?.Properties));
  expect(facts?.resources).toHaveLength(3);
});

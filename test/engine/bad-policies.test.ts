import { describe, expect, test } from 'vitest';

import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { findCandidates } from '../../src/engine/discover.js';
import { vet } from '../../src/engine/vet.js';
import { memorySource } from '../../src/source/file-source.js';
import { RULES } from '../../rules/index.js';
import { TODAY } from '../fixture-runner.js';

const HANDLER = `
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
const client = new S3Client({});
export const handler = ({ id }) => client.send(new GetObjectCommand({ Bucket: 'orders', Key: id }));
`;

/** What the rules about permissions say of a function that reads an object under a policy, as "rule message". */
function findings(template: unknown): readonly string[] {
  const source = memorySource({ 'template.json': JSON.stringify(template), 'orders.mjs': HANDLER });
  const { diagnostics, problems } = vet(source, findCandidates(source, ''), { rules: RULES, severityIn: ({ severity }) => severity, today: TODAY, runtimes: BUILT_IN_RUNTIMES });
  expect(problems.filter(({ kind }) => kind === 'internal')).toEqual([]);
  return diagnostics.filter(({ concern }) => concern === 'permissions').map(({ rule, messageId }) => `${rule} ${messageId}`).sort();
}

function orders(policies: unknown): unknown {
  return { Resources: { Orders: { Type: 'AWS::Serverless::Function', Properties: { Runtime: 'nodejs24.x', Handler: 'orders.handler', CodeUri: '.', Policies: policies } } } };
}

function underRole(role: unknown): unknown {
  return {
    Resources: {
      Orders: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x', Handler: 'orders.handler', Code: '.', Role: { 'Fn::GetAtt': ['OrdersRole', 'Arn'] } } },
      OrdersRole: { Type: 'AWS::IAM::Role', Properties: role },
    },
  };
}

describe('policies of the wrong shape', () => {
  const shapes: readonly unknown[] = [null, true, 7, '', 'text', [], {}, [[]], [{}], { Statement: null }, { Statement: 7 }, { Statement: 'all' }, { Statement: [] }, { Statement: [null] }, { Statement: [[{}]] }, { Statement: {} },
    { Statement: { Effect: {}, Action: {}, Resource: {}, Condition: [], Sid: {}, Principal: [] } }, { Statement: { Effect: [], Action: [[['s3:GetObject']]], Resource: [[{ Ref: [] }]] } },
    { Statement: { Effect: 'Allow', Action: { Ref: {} }, Resource: { 'Fn::GetAtt': 7 }, Condition: { StringEquals: 7 } } }, { 'Fn::If': [] }, { Ref: {} }, { PolicyDocument: [] }];

  test.each(shapes.map((shape) => [JSON.stringify(shape), shape] as const))('%s is read without a crash', (_, shape) => {
    findings(orders(shape));
    findings(orders([shape, 'AmazonS3ReadOnlyAccess']));
    findings(underRole({ Policies: shape, ManagedPolicyArns: shape, AssumeRolePolicyDocument: shape }));
    findings(underRole({ Policies: [{ PolicyName: 'orders', PolicyDocument: shape }] }));
  });
});

describe('a policy with', () => {
  test('actions that do not exist names them', () => {
    expect(findings(orders({ Statement: { Effect: 'Allow', Action: ['s3:GetObjects', 'nothing:Get', 's3:'], Resource: '*' } }))).toEqual(['missing-permission missing', 'unknown-action action', 'unknown-action action', 'unknown-action service']);
  });

  test('an ARN of seven colons for a bucket grants nothing on its objects', () => {
    expect(findings(orders({ Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3::::orders/*' } }))).toEqual(['permission-resource-mismatch mismatch']);
    expect(findings(orders({ Statement: { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3::::orders/*' } }))).toContain('permission-resource-mismatch type');
  });

  test('both Action and NotAction is refused, and nothing else is said of it', () => {
    expect(findings(orders({ Statement: { Effect: 'Allow', Action: 's3:GetObject', NotAction: 'iam:*', Resource: '*' } }))).toEqual(['malformed-policy both']);
  });

  test('500 statements is read to the last', () => {
    const statements = Array.from({ length: 500 }, (_, index) => ({ Sid: `Orders${index}`, Effect: 'Allow', Action: `s3:GetObject${index}`, Resource: `arn:aws:s3:::orders-${index}/*` }));
    expect(findings(orders({ Statement: statements })).filter((one) => one === 'unknown-action action')).toHaveLength(500);
    expect(findings(orders({ Statement: [...statements, { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' }] }))).not.toContain('missing-permission missing');
  });
});

describe('a role that refers to itself', () => {
  const self = { 'Fn::GetAtt': ['OrdersRole', 'Arn'] };

  test('in all that it has is read without a crash', () => {
    const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: self };
    const role = { RoleName: { Ref: 'OrdersRole' }, PermissionsBoundary: self, ManagedPolicyArns: [self, { Ref: 'OrdersRole' }], Policies: [{ PolicyName: { Ref: 'OrdersRole' }, PolicyDocument: { Statement: statement } }], AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Principal: { AWS: self }, Action: 'sts:AssumeRole' } } };
    expect(findings(underRole(role)).filter((one) => !one.startsWith('privilege-escalation'))).toEqual([]);
  });

  test('as its own policy document is read without a crash', () => {
    expect(findings(underRole({ Policies: [{ PolicyName: 'orders', PolicyDocument: self }], AssumeRolePolicyDocument: { Ref: 'OrdersRole' } }))).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { findConnector, findManagedPolicy, findPolicyTemplate } from '../../src/data/find-policy.js';
import { readStatements } from '../../src/data/policy-statements.js';

const root = new URL('../../data/', import.meta.url);

interface Written {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: unknown;
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, root), 'utf8'));
const templates = (read('policy-templates') as { readonly templates: Readonly<Record<string, { readonly parameters: readonly string[]; readonly statements: readonly Written[] }>> }).templates;
const managed = (read('managed-policy-statements') as { readonly policies: Readonly<Record<string, readonly Written[]>> }).policies;

function plain({ effect, actions, resources, condition }: Written) {
  return { effect, actions, resources, hasCondition: condition !== undefined };
}

describe('policies', () => {
  it('read as data/*.json has them', () => {
    expect(Object.keys(templates)).toHaveLength(81);
    expect(Object.keys(managed).length).toBeGreaterThanOrEqual(49);
    for (const [name, { parameters, statements }] of Object.entries(templates)) expect(findPolicyTemplate(name)).toEqual({ parameters, statements: statements.map(plain) });
    for (const [name, statements] of Object.entries(managed)) expect(findManagedPolicy(name)).toEqual(statements.map(plain));
  });

  it('are found by ARN as well', () => {
    expect(findManagedPolicy('arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole')?.[0]?.actions).toContain('logs:PutLogEvents');
    expect(findManagedPolicy('arn:aws:iam::123456789012:policy/AWSLambdaBasicExecutionRole')).toBeUndefined();
    expect(findManagedPolicy('orders')).toBeUndefined();
    expect(findPolicyTemplate('toString')).toBeUndefined();
  });
});

it('rows of statements name a service once', () => {
  expect(readStatements(['-s3:Get* PutObject sqs:* *|a b|?'])).toEqual([
    { effect: 'Deny', actions: ['s3:Get*', 's3:PutObject', 'sqs:*', '*'], resources: ['a', 'b'], hasCondition: true },
  ]);
});

it("connectors know SAM's own types", () => {
  expect(findConnector('AWS::Serverless::Function', 'AWS::Serverless::SimpleTable')).toEqual(findConnector('AWS::Lambda::Function', 'AWS::DynamoDB::Table'));
  expect(findConnector('AWS::SNS::Topic', 'AWS::Lambda::Function')?.principals).toEqual({ Write: 'sns.amazonaws.com' });
  expect(findConnector('AWS::SQS::Queue', 'AWS::Lambda::Function')?.roleOf).toBe('destination');
  expect(findConnector('AWS::SQS::Queue', 'AWS::SQS::Queue')).toBeUndefined();
});

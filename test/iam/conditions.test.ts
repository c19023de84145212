import { describe, expect, test } from 'vitest';

import { conditionsHold } from '../../src/iam/conditions.js';
import type { GappedText } from '../../src/iam/gapped-text.js';

const BUS: GappedText = ['arn:aws:events:eu-west-1:123456789012:event-bus/', { id: 'Bus', excludes: ':/', isUnique: true }];

describe('a condition on a key', () => {
  test.each<[string, readonly string[], readonly string[] | undefined, string]>([
    ['StringEquals', ['a', 'b'], ['b'], 'yes'],
    ['StringEquals', ['a'], ['A'], 'no'],
    ['StringEquals', ['a*'], ['ab'], 'no'],
    ['StringEquals', ['a*'], ['a*'], 'yes'],
    ['StringEqualsIgnoreCase', ['a'], ['A'], 'yes'],
    ['StringLike', ['a*'], ['ab:c'], 'yes'],
    ['StringNotEquals', ['a', 'b'], ['b'], 'no'],
    ['StringNotLike', ['a*'], ['b'], 'yes'],
    ['ArnLike', ['arn:aws:s3:::orders-*'], ['arn:aws:s3:::orders-1'], 'yes'],
    ['ArnEquals', ['arn:aws:s3:::orders-*'], ['arn:aws:s3:::orders-1'], 'yes'],
    ['ArnNotEquals', ['arn:aws:s3:::orders'], ['arn:aws:s3:::orders'], 'no'],
    ['Bool', ['true'], ['True'], 'yes'],
    ['Null', ['true'], [], 'yes'],
    ['Null', ['false'], [], 'no'],
    ['Null', ['false'], ['a'], 'yes'],
    ['StringEquals', ['a'], [], 'no'],
    ['StringEqualsIfExists', ['a'], [], 'yes'],
    ['StringEqualsIfExists', ['a'], ['b'], 'no'],
    ['StringNotEquals', ['a'], [], 'yes'],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], 'yes'],
    ['ForAllValues:StringEquals', ['a'], ['a', 'b'], 'no'],
    ['ForAllValues:StringEquals', ['a'], [], 'yes'],
    ['ForAnyValue:StringEquals', ['a'], ['c', 'a'], 'yes'],
    ['ForAnyValue:StringNotEquals', ['a'], [], 'no'],
    ['StringEquals', ['a'], undefined, 'maybe'],
    ['StringEquals', ['a'], ['a', 'b'], 'maybe'],
    ['NumericLessThan', ['5'], ['4'], 'maybe'],
    ['IpAddress', ['10.0.0.0/8'], ['10.0.0.1'], 'maybe'],
    ['DateLessThan', ['2026-01-01'], ['2025-01-01'], 'maybe'],
    ['Null', ['perhaps'], [], 'maybe'],
    ['ForSomeValues:StringEquals', ['a'], ['a'], 'maybe'],
  ])('%s %j against %j: %s', (operator, values, actual, expected) => {
    const context = new Map(actual === undefined ? [] : [['aws:sourcearn', actual.map((value) => [value])] as const]);
    expect(conditionsHold([{ operator, key: 'aws:SourceArn', values: values.map((value) => [value]) }], context)).toBe(expected);
  });

  test('compares names that deployment makes', () => {
    const context = new Map([['aws:sourcearn', [BUS]]]);
    expect(conditionsHold([{ operator: 'ArnEquals', key: 'aws:SourceArn', values: [BUS] }], context)).toBe('yes');
    expect(conditionsHold([{ operator: 'ArnEquals', key: 'aws:SourceArn', values: [['arn:aws:events:*:*:rule/*']] }], context)).toBe('no');
    expect(conditionsHold([{ operator: 'ArnEquals', key: 'aws:SourceArn', values: [[{ excludes: '' }]] }], context)).toBe('maybe');
  });
});

test('whether a key has to be absent may be known at deployment only', () => {
  const context = new Map([['aws:sourcearn', [['a']]]]);
  for (const value of [[{ excludes: '' }], ['true', { excludes: '' }]]) expect(conditionsHold([{ operator: 'Null', key: 'aws:SourceArn', values: [value] }], context)).toBe('maybe');
});

test('all conditions of a statement have to hold', () => {
  const context = new Map([['aws:sourceaccount', [['123456789012']]], ['iam:passedtoservice', [['lambda.amazonaws.com']]]]);
  const account = { operator: 'StringEquals', key: 'aws:SourceAccount', values: [['123456789012']] };
  expect(conditionsHold([account, { operator: 'StringEquals', key: 'iam:PassedToService', values: [['lambda.amazonaws.com']] }], context)).toBe('yes');
  expect(conditionsHold([account, { operator: 'StringEquals', key: 'iam:PassedToService', values: [['ecs.amazonaws.com']] }], context)).toBe('no');
  expect(conditionsHold([account, { operator: 'StringEquals', key: 'aws:PrincipalTag/team', values: [['orders']] }], context)).toBe('maybe');
  expect(conditionsHold('unknown', context)).toBe('maybe');
  expect(conditionsHold([], context)).toBe('yes');
});

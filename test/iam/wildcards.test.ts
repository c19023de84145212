import { describe, expect, test } from 'vitest';

import { isAnyResource, isEffectivelyAnyResource, wildcardService } from '../../src/iam/wildcards.js';

describe('every action', () => {
  test.each([['*', '*'], ['**', '*'], ['*:*', '*'], ['**:**', '*'], ['s3:*', 's3'], ['S3:**', 's3'], ['execute-api:*', 'execute-api']])('of %s is that of %s', (action, service) => {
    expect(wildcardService(action)).toBe(service);
  });

  test.each(['s3:Get*', 's3:*Object', 's3', '', 's*:*', '*:Get', '*:*x', 'x*', 'a b:*', ':*', '*s3:*', 's3:*:*'])('is not in %s', (action) => {
    expect(wildcardService(action)).toBeUndefined();
  });
});

describe('everything there is', () => {
  test.each(['*', '***', 'arn:aws:*', 'arn:aws-us-gov:*:*', 'arn:*:*:*:*:*', 'arn:${AWS::Partition}:*:*'])('is %s', (resource) => {
    expect(isAnyResource(resource)).toBe(true);
  });

  test.each(['', '*x', 'x*', 'arn:aws', 'arn:aws:', 'arn:aws:s3:*', 'arn:aws:*:x', 'xarn:aws:*', 'arn:aws:*x', 'arn:${AWS::Region}:*', 'arn:awsX:*', 'arn:aws:**'])('is not %s', (resource) => {
    expect(isAnyResource(resource)).toBe(false);
  });
});

describe('everything of one kind', () => {
  test.each(['*', '**', 'arn:aws:dynamodb:*:*:table/*', 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*', 'arn:aws:s3:::*', 'arn:aws:s3:::*/*', 'arn:aws:sqs:eu-west-1:*:*', 'arn:*:*:*:*:*', 'arn:aws:lambda:*:*:function:*', 'arn:aws:s3:::*:*', 'arn:aws:dynamodb:*:*:table/**/*', 'arn:aws:iam::*:*', 'arn:aws:s3:::**', 'arn:aws:s3:::*/**', 'arn:aws:dynamodb:*:*:table/*/**'])('%s is', (resource) => {
    expect(isEffectivelyAnyResource(resource)).toBe(true);
  });

  test.each(['arn:aws:dynamodb:*:*:table/orders-*', 'arn:aws:s3:::orders/*', 'arn:aws:s3:::${Bucket}/*', 'arn:aws:execute-api:*:*:orders/*', '${Table.Arn}/*', 'orders/*', 'arn:aws:iam::*:role/team/*', '', 'xarn:aws:s3:::*', 'arn:aws:s3:::*x', 'arn:aws:s3:::x*', 'arn:aws:s3:::*/*x', 'arn:aws:iam::*:role/*x', 'arn:aws:iam::*:1role/*', 'arn:aws:iam::*:a/role/*', 'arn:aws:sns:*:*:orders:*', 'arn:aws:sqs:*:*:orders:*', 'arn:aws:codecommit:*:*:orders/*', 'arn:aws:dynamodb:*:*:table/${Stage}*'])('%s is not', (resource) => {
    expect(isEffectivelyAnyResource(resource)).toBe(false);
  });
});

import { describe, expect, test } from 'vitest';

import { isEffectivelyAnyResource } from '../../src/iam/wildcards.js';

describe('everything of one kind', () => {
  test.each(['*', '**', 'arn:aws:dynamodb:*:*:table/*', 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*', 'arn:aws:s3:::*', 'arn:aws:s3:::*/*', 'arn:aws:sqs:eu-west-1:*:*', 'arn:*:*:*:*:*'])('%s is', (resource) => {
    expect(isEffectivelyAnyResource(resource)).toBe(true);
  });

  test.each(['arn:aws:dynamodb:*:*:table/orders-*', 'arn:aws:s3:::orders/*', 'arn:aws:s3:::${Bucket}/*', 'arn:aws:execute-api:*:*:orders/*', '${Table.Arn}/*', 'orders/*', 'arn:aws:iam::*:role/team/*', ''])('%s is not', (resource) => {
    expect(isEffectivelyAnyResource(resource)).toBe(false);
  });
});

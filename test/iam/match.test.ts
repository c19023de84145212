import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Gap, GappedText } from '../../src/iam/gapped-text.js';
import { matchText } from '../../src/iam/match.js';
import type { PatternKind } from '../../src/iam/pattern.js';
import { gapsOf, gappedText, holds, patternAndSubject, worlds } from './worlds.js';

const KINDS: readonly PatternKind[] = ['arn', 'like', 'equal'];

describe('a text without gaps', () => {
  test('matches exactly as AWS describes, and is unknown only where AWS leaves it open', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), patternAndSubject({ gaps: [] }), (kind, [pattern, subject]) => {
        const [strict, loose] = [holds(pattern, subject, kind, 'strict', new Map()), holds(pattern, subject, kind, 'loose', new Map())];
        const expected = strict ? 'yes' : loose ? 'maybe' : 'no';
        expect(matchText(pattern, subject, kind)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });
});

const GAPS: readonly Gap[] = [
  { id: 'x', excludes: '' },
  { id: 'y', excludes: ':' },
  { id: 'U', excludes: ':', isUnique: true },
  { id: 'V', excludes: ':', isUnique: true },
];

describe('a text with gaps', () => {
  test('is only called matching, or not matching, if it is so whatever the gaps hold', () => {
    const told = { yes: 0, no: 0, maybe: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), patternAndSubject({ gaps: GAPS }), (kind, [pattern, subject]) => {
        const answer = matchText(pattern, subject, kind);
        if (gapsOf(pattern, subject).length > 0) told[answer]++;
        if (answer === 'maybe') return;
        for (const world of worlds(gapsOf(pattern, subject))) {
          for (const semantics of ['strict', 'loose'] as const) expect(holds(pattern, subject, kind, semantics, world)).toBe(answer === 'yes');
        }
      }),
      { numRuns: 3000 },
    );
    // Otherwise the property would say nothing.
    expect(told.yes).toBeGreaterThan(80);
    expect(told.no).toBeGreaterThan(80);
  });

  test('matches itself', () => {
    fc.assert(fc.property(gappedText({ gaps: GAPS }), (text) => matchText(text, text, 'equal') === 'yes'));
  });
});

const region: Gap = { id: 'AWS::Region', excludes: ':/' };
const account: Gap = { id: 'AWS::AccountId', excludes: ':/' };
const orders: Gap = { id: 'Orders', excludes: ':/', isUnique: true };
const invoices: Gap = { id: 'Invoices', excludes: ':/', isUnique: true };
const parameter: Gap = { id: 'Stage', excludes: ':' };
const anything: Gap = { excludes: '' };
const madeUp: Gap = { ...orders, isMadeUp: true };

describe('a name that CloudFormation makes up', () => {
  const table = (name: string | Gap, ...rest: GappedText): GappedText => ['arn:aws:dynamodb:', region, ':', account, ':table/', name, ...rest];

  test.each<[string, 'no' | 'maybe', GappedText, GappedText]>([
    ['a name of one\'s own', 'no', table('orders'), table(madeUp)],
    ['another account, which is written out', 'no', ['arn:aws:dynamodb:eu-west-1:111122223333:table/orders'], table(madeUp)],
    ['the name of the stack before it', 'no', table({ id: 'AWS::StackName', excludes: ':/' }, '-orders'), table(madeUp)],
    ['a long name', 'no', table('app-customerorders'), table(madeUp)],
    ['the other way round', 'no', table(madeUp), table('orders')],
    ['an index', 'no', table('orders/index/*'), table(madeUp, '/index/by-day')],
    ['objects of a bucket', 'no', ['arn:aws:s3:::photos/*'], ['arn:aws:s3:::', madeUp, '/', anything]],
    ['a name that was made up, written down', 'maybe', table('app-Orders-1B2C3D4E5F6G7'), table(madeUp)],
    ['that of a bucket', 'maybe', ['arn:aws:s3:::app-photos-1b2c3d4e5f6g7'], ['arn:aws:s3:::', madeUp]],
    ['that of a queue in order', 'maybe', ['arn:aws:sqs:', region, ':', account, ':app-Jobs-1B2C3D4E5F6G.fifo'], ['arn:aws:sqs:', region, ':', account, ':', madeUp]],
    ['a star', 'maybe', table('orders*'), table(madeUp)],
    ['what deployment fills in', 'maybe', table({ id: 'Table', excludes: ':/' }), table(madeUp)],
    ['an id that AWS makes', 'maybe', table('orders'), table(orders)],
  ])('%s: %s', (_, answer, pattern, subject) => {
    expect(matchText(pattern, subject, 'arn')).toBe(answer);
  });
});


function table(name: string | Gap, ...rest: GappedText): GappedText {
  return ['arn:aws:dynamodb:', region, ':', account, ':table/', name, ...rest];
}

describe('ARNs', () => {
  test.each<[string, GappedText, GappedText, string]>([
    ['the same table', table(orders), table(orders), 'yes'],
    ['another table', table(invoices), table(orders), 'no'],
    ['an index is not its table', table(orders), table(orders, '/index/', anything), 'no'],
    ['all indexes', table(orders, '/index/*'), table(orders, '/index/by-customer'), 'yes'],
    ['indexes of another table', table(invoices, '/index/*'), table(orders, '/index/by-customer'), 'no'],
    ['a table and all below', table(orders, '*'), table(orders, '/index/by-customer'), 'yes'],
    ['every table of every region', ['arn:aws:dynamodb:*:*:table/*'], table(orders), 'yes'],
    ['a star over several parts', ['arn:aws:dynamodb:*'], table(orders), 'yes'],
    ['tables by prefix', ['arn:aws:dynamodb:*:*:table/orders-*'], table(orders), 'maybe'],
    ['a whole ARN that is unknown', [anything], table(orders), 'maybe'],
    ['a parameter as name', table(parameter), table(orders), 'maybe'],
    ['the same parameter as name', table('orders-', parameter), table('orders-', parameter), 'yes'],
    ['a parameter after other words', table('orders-', parameter), table('invoices-', parameter), 'no'],
    ['another service', ['arn:aws:sqs:*:*:*'], table(orders), 'no'],
    ['a partition in a gap', ['arn:', { id: 'AWS::Partition', excludes: ':' }, ':s3:::', orders, '/*'], ['arn:', { id: 'AWS::Partition', excludes: ':' }, ':s3:::', orders, '/', anything], 'yes'],
    ['objects are not their bucket', ['arn:aws:s3:::', orders, '/*'], ['arn:aws:s3:::', orders], 'no'],
    ['a bucket is not its objects', ['arn:aws:s3:::', orders], ['arn:aws:s3:::', orders, '/', anything], 'no'],
    ['a part of the key', ['arn:aws:s3:::orders/*.pdf'], ['arn:aws:s3:::orders/2026/1.pdf'], 'yes'],
    ['a key with a colon, over which such a star is not known to run', ['arn:aws:s3:::orders/*.pdf'], ['arn:aws:s3:::orders/a:b.pdf'], 'maybe'],
    ['a part of the key that has no colon', ['arn:aws:s3:::orders/*.pdf'], ['arn:aws:s3:::orders/', parameter, '.pdf'], 'yes'],
    ['a part of the key that may have a colon', ['arn:aws:s3:::orders/*.pdf'], ['arn:aws:s3:::orders/', anything, '.pdf'], 'maybe'],
    ['a star before a colon, which runs over others', ['arn:aws:sqs:*:orders'], ['arn:aws:sqs:eu-west-1:123456789012:orders'], 'yes'],
    ['a name that CloudFormation makes, which may be this one', table(orders), table('shop-Orders-1A2B'), 'maybe'],
    ['a name that CloudFormation makes, which has no slash', table(orders), table('orders/index'), 'no'],
    ['two gaps of which nobody knows whether they are one', ['arn:aws:s3:::', anything], ['arn:aws:s3:::', anything], 'maybe'],
    ['one character that may be a colon', ['arn:aws:s3:::orders?1'], ['arn:aws:s3:::orders:1'], 'maybe'],
    ['a variable that begins like an escaped star', ['arn:aws:s3:::orders/${*x}'], ['arn:aws:s3:::orders/a'], 'maybe'],
    ['a variable that ends like an escaped star', ['arn:aws:s3:::orders/${x*}'], ['arn:aws:s3:::orders/a'], 'maybe'],
    ['one character', ['arn:aws:s3:::orders-?'], ['arn:aws:s3:::orders-1'], 'yes'],
    ['case', ['arn:aws:s3:::Orders'], ['arn:aws:s3:::orders'], 'no'],
    ['an alias of a function', ['arn:aws:lambda:us-east-1:123456789012:function:orders'], ['arn:aws:lambda:us-east-1:123456789012:function:orders:live'], 'no'],
    ['every qualifier of a function', ['arn:aws:lambda:us-east-1:123456789012:function:orders:*'], ['arn:aws:lambda:us-east-1:123456789012:function:orders:live'], 'yes'],
    ['a policy variable', ['arn:aws:s3:::orders/${aws:username}/*'], ['arn:aws:s3:::orders/a/b'], 'maybe'],
    ['an escaped star', ['arn:aws:s3:::orders/${*}'], ['arn:aws:s3:::orders/a'], 'no'],
    ['an escaped star, on a key that has one', ['arn:aws:s3:::orders/${*}'], ['arn:aws:s3:::orders/*'], 'yes'],
    ['the resource of an action without types', ['arn:aws:s3:::orders'], ['*'], 'no'],
    ['a star for such an action', ['*'], ['*'], 'yes'],
    ['a key with a star in it, which is no pattern', ['arn:aws:s3:::orders/ab'], ['arn:aws:s3:::orders/a*'], 'no'],
    ['a name that goes on after that of another table', table(invoices, 'b'), table(orders), 'no'],
    ['a colon where there can be none', ['arn:aws:s3::::'], ['arn:aws:s3:::', parameter], 'no'],
    ['a part that cannot hold the colon', ['arn:aws:s3:::', parameter], ['arn:aws:s3:::a:'], 'no'],
    ['a star that has to be tried again', ['arn:aws:s3:::*aab'], ['arn:aws:s3:::aabab'], 'no'],
  ])('%s', (_what, pattern, subject, expected) => {
    expect(matchText(pattern, subject, 'arn')).toBe(expected);
  });

  test('too slow to compare are left open', () => {
    expect(matchText([`${'*a'.repeat(500)}*c*b`], ['a'.repeat(2000), 'b'], 'like')).toBe('maybe');
  });

  test('as long as AWS takes them are compared, gaps included', () => {
    expect(matchText(['a'.repeat(2048)], ['a'.repeat(2048)], 'arn')).toBe('yes');
    expect(matchText(['a'.repeat(2047), parameter], ['a'.repeat(2047), parameter], 'equal')).toBe('yes');
    expect(matchText(['a'.repeat(2048), parameter], ['a'.repeat(2048), parameter], 'equal')).toBe('maybe');
  });

  test('too long for AWS are not compared', () => {
    expect(matchText([`arn:aws:s3:::${'a'.repeat(5000)}`], ['arn:aws:s3:::b'], 'arn')).toBe('maybe');
    expect(matchText(['*'], ['a'.repeat(1_000_000)], 'arn')).toBe('maybe');
  });
});

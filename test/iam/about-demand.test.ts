import { describe, expect, test } from 'vitest';

import { aboutDemand } from '../../src/iam/about-demand.js';
import type { Gap, GappedText } from '../../src/iam/gapped-text.js';
import type { Statement } from '../../src/iam/statement.js';

const account: Gap = { id: 'AWS::AccountId', excludes: ':/' };
const anyAccount: Gap = { excludes: ':' };
const jobs: Gap = { id: 'Jobs', excludes: ':/', isUnique: true };
const mails: Gap = { id: 'Mails', excludes: ':/', isUnique: true };

function queue(name: string | Gap, ...rest: GappedText): GappedText {
  return ['arn:aws:sqs:eu-west-1:', account, ':', name, ...rest];
}

function statement(...entries: readonly GappedText[]): Statement {
  return { effect: 'Allow', actions: { isInverted: false, entries: [['sqs:SendMessage']] }, resources: { isInverted: false, entries }, conditions: [] };
}

const ofJobs = queue(jobs);
const ask = (resource: GappedText, statements: readonly Statement[]): readonly number[] => aboutDemand(statements, { action: 'sqs:SendMessage', resource, context: new Map() }).map(({ index }) => index);

describe('statements that may be about a demand', () => {
  test.each<[string, GappedText, readonly Statement[], readonly number[]]>([
    ['not those about other names alone', ofJobs, [statement(queue(mails)), statement(queue(jobs, '*')), statement(queue(mails, '/*'))], [1]],
    ['those about several, one of which it is', ofJobs, [statement(queue(mails), queue(jobs))], [0]],
    ['those with a pattern, in their order', ofJobs, [statement(['*']), statement(queue(jobs)), statement(queue('mails-*')), statement(queue(mails), queue('*'))], [0, 1, 2, 3]],
    ['those that are not read, or inverted', ofJobs, [{ ...statement(), resources: 'unknown' }, { ...statement(), resources: { isInverted: true, entries: [queue(mails)] } }, statement()], [0, 1, 2]],
    ['those behind another text', ofJobs, [statement(['arn:aws:sqs:us-east-1:', account, ':', mails]), statement(['arn:aws:sqs:eu-west-1:', anyAccount, ':', mails])], [0, 1]],
    ['all, for a resource with a written name', queue('jobs'), [statement(queue(mails)), statement(queue('mails'))], [0, 1]],
  ])('%s', (_, resource, statements, expected) => {
    expect(ask(resource, statements)).toEqual(expected);
  });
});

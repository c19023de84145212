import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { evaluate } from '../../src/iam/evaluate.js';
import type { Permissions, Policies } from '../../src/iam/evaluate.js';
import type { Gap, GappedText } from '../../src/iam/gapped-text.js';
import { findNearest } from '../../src/iam/nearest.js';
import type { Demand, Clause, Condition, Statement } from '../../src/iam/statement.js';
import { filled, gapsOf, holds, worlds } from './worlds.js';
import type { World } from './worlds.js';

/* ---- an independent model: everything that is unknown is tried in every way, and each way is decided by the book ---- */

type Semantics = 'strict' | 'loose';

/** One way the world may be. `coin`: how unreadable parts of the statement at this place turn out. */
interface Case {
  readonly gaps: World;
  readonly semantics: Semantics;
  readonly context: ReadonlyMap<string, readonly string[]>;
  readonly coin: (statement: Statement, about: 'effect' | 'rest') => boolean;
  readonly hidden: (policies: Policies<Statement>) => 'nothing' | 'allow' | 'deny';
}

function modelClause(clause: Clause | 'unknown', matches: (entry: GappedText) => boolean): boolean | 'coin' {
  if (clause === 'unknown' || clause.entries.length === 0) return 'coin';
  const covered = clause.entries.some(matches);
  return clause.isInverted ? !covered : covered;
}

function modelCondition({ operator, key, values }: Condition, { context, gaps }: Case): boolean | 'coin' {
  const actual = context.get(key.toLowerCase()) ?? [];
  const texts = values.map((value) => value.map((part) => (typeof part === 'string' ? part : (gaps.get(part) ?? ''))).join(''));
  const glob = (text: string, wanted: string): boolean => holds([wanted], [text], 'like', 'loose', new Map());
  const lower = (text: string): string => text.toLowerCase();
  switch (operator) {
    case 'StringEquals':
      return actual.length === 1 && texts.includes(actual[0] ?? '');
    case 'StringNotEquals':
      return actual.length === 0 || !texts.includes(actual[0] ?? '');
    case 'StringLikeIfExists':
      return actual.length === 0 || texts.some((wanted) => glob(actual[0] ?? '', wanted));
    case 'StringEqualsIgnoreCase':
      return actual.length === 1 && texts.some((wanted) => lower(wanted) === lower(actual[0] ?? ''));
    case 'ForAnyValue:StringEquals':
      return actual.some((value) => texts.includes(value));
    case 'ForAllValues:StringLike':
      return actual.every((value) => texts.some((wanted) => glob(value, wanted)));
    case 'Null':
      return texts.some((text) => (text === 'true') === (actual.length === 0));
    default:
      return 'coin';
  }
}

function modelApplies(statement: Statement, { action, resource }: Demand, world: Case): boolean {
  const parts = [
    modelClause(statement.actions, (entry) => holds(entry.map((part) => (typeof part === 'string' ? part.toLowerCase() : part)), [action.toLowerCase()], 'like', world.semantics, world.gaps)),
    modelClause(statement.resources, (entry) => holds(entry, resource, 'arn', world.semantics, world.gaps)),
    ...(statement.conditions === 'unknown' ? ['coin' as const] : statement.conditions.map((condition) => modelCondition(condition, world))),
  ];
  if (parts.includes(false)) return false;
  return parts.includes('coin') ? world.coin(statement, 'rest') : true;
}

function modelPolicies(policies: Policies<Statement>, demand: Demand, world: Case): { readonly allow: boolean; readonly deny: boolean } {
  const applying = policies.statements.filter((statement) => modelApplies(statement, demand, world));
  const effects = applying.map((statement) => (statement.effect === 'unknown' ? (world.coin(statement, 'effect') ? 'Allow' : 'Deny') : statement.effect));
  const hidden = policies.isComplete ? 'nothing' : world.hidden(policies);
  return { allow: effects.includes('Allow') || hidden === 'allow', deny: effects.includes('Deny') || hidden === 'deny' };
}

function modelAllows({ role, boundary }: Permissions<Statement>, demand: Demand, world: Case): boolean {
  const all = [role, ...(boundary ? [boundary] : [])].map((policies) => modelPolicies(policies, demand, world));
  return all.every(({ allow, deny }) => allow && !deny);
}

/* ---- what chance makes ---- */

const NAME: Gap = { id: 'name', excludes: ':' };
const TOPIC: Gap = { id: 'U', excludes: ':', isUnique: true };
const QUEUE: Gap = { id: 'V', excludes: ':', isUnique: true };

const resource: fc.Arbitrary<GappedText> = fc.constantFrom<GappedText>(['arn:a:b:c:d:', NAME], ['arn:a:b:c:d:', TOPIC], ['arn:a:b:c:d:ab'], ['arn:a:b:c:d:', QUEUE, '/a'], ['*']);
const pattern: fc.Arbitrary<GappedText> = fc.oneof(
  resource,
  fc.constantFrom<GappedText>(['arn:a:b:c:d:a*'], ['arn:*:b:c:d:', NAME, '*'], ['arn:a:b:*'], ['arn:a:b:c:d:', QUEUE, '/*'], ['arn:a:b:c:d:a?']),
);
const actionPattern = fc.constantFrom<GappedText>(['s:Get'], ['S:get'], ['s:*'], ['*'], ['s:P*'], ['s:', NAME], ['t:Get']);
const clause = (entry: fc.Arbitrary<GappedText>): fc.Arbitrary<Clause | 'unknown'> =>
  fc.oneof({ weight: 9, arbitrary: fc.record({ entries: fc.array(entry, { minLength: 1, maxLength: 3 }), isInverted: fc.integer({ min: 0, max: 5 }).map((chance) => chance === 0) }) }, { weight: 1, arbitrary: fc.constant('unknown' as const) });
const OPERATORS = ['StringEquals', 'StringNotEquals', 'StringLikeIfExists', 'StringEqualsIgnoreCase', 'ForAnyValue:StringEquals', 'ForAllValues:StringLike', 'NumericLessThan'];
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ operator: fc.constantFrom(...OPERATORS), key: fc.constantFrom('aws:K', 'aws:k', 'iam:Z'), values: fc.array(fc.constantFrom<GappedText>(['a'], ['B'], ['a*'], [NAME]), { minLength: 1, maxLength: 2 }) }),
  fc.record({ operator: fc.constant('Null'), key: fc.constant('aws:k'), values: fc.constantFrom<readonly GappedText[]>([['true']], [['false']]) }),
);
const statement: fc.Arbitrary<Statement> = fc.record({
  effect: fc.oneof({ weight: 6, arbitrary: fc.constant('Allow' as const) }, { weight: 3, arbitrary: fc.constant('Deny' as const) }, { weight: 1, arbitrary: fc.constant('unknown' as const) }),
  actions: clause(actionPattern),
  resources: clause(pattern),
  conditions: fc.oneof({ weight: 9, arbitrary: fc.oneof(fc.constant([]), fc.array(condition, { maxLength: 1 })) }, { weight: 1, arbitrary: fc.constant('unknown' as const) }),
});
const policies = (maxLength: number): fc.Arbitrary<Policies<Statement>> => fc.record({ statements: fc.array(statement, { maxLength }), isComplete: fc.integer({ min: 0, max: 4 }).map((chance) => chance > 0) });
const context: fc.Arbitrary<Demand['context']> = fc.array(fc.tuple(fc.constantFrom('aws:k', 'iam:z'), fc.constantFrom<readonly GappedText[]>([], [['a']], [['ab']], [['b'], ['a']])), { maxLength: 2 }).map((entries) => new Map(entries));
const demand: fc.Arbitrary<Demand> = fc.record({ action: fc.constantFrom('s:Get', 'S:PUT', 't:get'), resource, context });
const permissions: fc.Arbitrary<Permissions<Statement>> = fc.oneof(fc.record({ role: policies(3) }), fc.record({ role: policies(2), boundary: policies(2) }));

/** Statements of which something cannot be read. */
function isUnclear({ effect, actions, resources, conditions }: Statement): boolean {
  return effect === 'unknown' || actions === 'unknown' || resources === 'unknown' || conditions === 'unknown' || conditions.some(({ operator }) => operator === 'NumericLessThan');
}

/** Every way the world may be, as far as it matters to these. */
function* casesOf({ role, boundary }: Permissions<Statement>, { resource: wanted, context: given }: Demand): Iterable<Case> {
  const both = [role, ...(boundary ? [boundary] : [])];
  const statements = both.flatMap((one) => one.statements);
  const unclear = statements.filter(isUnclear);
  const read = statements.flatMap(({ conditions }) => (conditions === 'unknown' ? [] : conditions));
  const texts = statements.flatMap(({ actions, resources }) => [actions, resources].flatMap((one) => (one === 'unknown' ? [] : one.entries))).concat(read.flatMap(({ values }) => values));
  const keys = ['aws:k', 'iam:z'].filter((key) => !given.has(key) && read.some((one) => one.key.toLowerCase() === key));
  const known = [...given].map(([key, list]) => [key, list.map((value) => filled(value, new Map()))] as const);
  const hiddenWays = both.every(({ isComplete }) => isComplete) ? (['nothing'] as const) : (['nothing', 'allow', 'deny'] as const);
  for (const gaps of worlds(gapsOf(wanted, ...texts), ['', 'a', 'ab', 'U'])) {
    for (const values of product(keys.map(() => [[], ['a'], ['x']]))) {
      const request = new Map([...known, ...keys.map((key, index) => [key, values[index] ?? []] as const)]);
      for (let coins = 0; coins < 4 ** unclear.length; coins++) {
        const coin: Case['coin'] = (one, about) => (coins >> (2 * unclear.indexOf(one) + (about === 'effect' ? 1 : 0))) % 2 === 1;
        for (const hidden of hiddenWays) for (const semantics of ['strict', 'loose'] as const) yield { gaps, semantics, context: request, coin, hidden: () => hidden };
      }
    }
  }
}

function product<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>((found, list) => found.flatMap((one) => list.map((item) => [...one, item])), [[]]);
}

describe('an answer', () => {
  test('is sure only if it is right in every way the world may be', { timeout: 120_000 }, () => {
    const told = { allowed: 0, denied: 0, unknown: 0 };
    fc.assert(
      fc.property(permissions, demand, (given, wanted) => {
        const { verdict } = evaluate(wanted, given);
        told[verdict]++;
        if (verdict === 'unknown') return;
        for (const world of casesOf(given, wanted)) expect(modelAllows(given, wanted, world)).toBe(verdict === 'allowed');
      }),
      { numRuns: 1000 },
    );
    // Otherwise the property would say nothing.
    expect(told.allowed).toBeGreaterThan(5);
    expect(told.denied).toBeGreaterThan(50);
  });

  test('is sure where everything is known', () => {
    fc.assert(
      fc.property(permissions, demand, (given, wanted) => {
        const cases = [...casesOf(given, wanted)];
        // Two ways are left: the one thing that AWS does not say about wildcards.
        if (cases.length !== 2 || !['aws:k', 'iam:z'].every((key) => wanted.context.has(key) && (wanted.context.get(key)?.length ?? 0) < 2)) return;
        const [first, second] = cases.map((one) => modelAllows(given, wanted, one));
        if (first === second) expect(evaluate(wanted, given).verdict).toBe(first ? 'allowed' : 'denied');
      }),
      { numRuns: 5000 },
    );
  });
});

/* ---- by hand ---- */

const ACCOUNT: Gap = { id: 'AWS::AccountId', excludes: ':/' };
const ORDERS: Gap = { id: 'Orders', excludes: ':/', isUnique: true };
const INVOICES: Gap = { id: 'Invoices', excludes: ':/', isUnique: true };
const orders: GappedText = ['arn:aws:dynamodb:eu-west-1:123456789012:table/', ORDERS];
const invoices: GappedText = ['arn:aws:dynamodb:eu-west-1:123456789012:table/', INVOICES];

function allow(actions: readonly string[], resources: readonly GappedText[], more: Partial<Statement> = {}): Statement {
  return { effect: 'Allow', actions: { entries: actions.map((action) => [action]), isInverted: false }, resources: { entries: resources, isInverted: false }, conditions: [], ...more };
}

function asked(action: string, on: GappedText, known: Demand['context'] = new Map()): Demand {
  return { action, resource: on, context: known };
}

function role(...statements: readonly Statement[]): Permissions<Statement> {
  return { role: { statements, isComplete: true } };
}

describe('an answer tells why', () => {
  test('the statement that allows', () => {
    const [get, put] = [allow(['dynamodb:GetItem'], [orders]), allow(['dynamodb:put*'], [orders])];
    expect(evaluate(asked('dynamodb:PutItem', orders), role(get, put))).toEqual({ verdict: 'allowed', by: put });
  });

  test('nothing grants the action', () => {
    expect(evaluate(asked('dynamodb:PutItem', orders), role(allow(['dynamodb:GetItem'], [orders])))).toEqual({ verdict: 'denied', because: 'not-allowed', nearest: undefined });
  });

  test('it is granted on another resource: the most alike', () => {
    const [bucket, table] = [allow(['*'], [['arn:aws:s3:::orders']]), allow(['dynamodb:PutItem'], [invoices])];
    expect(evaluate(asked('dynamodb:PutItem', orders), role(bucket, table))).toEqual({ verdict: 'denied', because: 'not-allowed', nearest: { statement: table, differsIn: 'resource' } });
  });

  test.each<[string, readonly GappedText[], readonly GappedText[], 'first' | 'second']>([
    ['the table of a like name', [['arn:aws:dynamodb:eu-west-1:123456789012:table/invoices']], [['arn:aws:dynamodb:eu-west-1:123456789012:table/orders-archive']], 'second'],
    ['the first of two that are equally far away', [['arn:aws:dynamodb:eu-west-1:123456789012:table/x']], [['arn:aws:dynamodb:eu-west-1:123456789012:table/y']], 'first'],
    ['the closest of its resources', [['arn:aws:s3:::a'], ['arn:aws:dynamodb:eu-west-1:123456789012:table/orders-archive']], [['arn:aws:dynamodb:eu-west-1:123456789012:index/x']], 'first'],
    ['a resource in the account that is the same gap', [['arn:aws:dynamodb:eu-west-1:', { id: 'Other', excludes: ':' }, ':table/orders-archive']], [['arn:aws:dynamodb:eu-west-1:', ACCOUNT, ':index/x']], 'second'],
    ['a resource with the same gap and more of the rest', [['arn:aws:dynamodb:eu-west-1:', ACCOUNT, ':index/x']], [['arn:aws:dynamodb:eu-west-1:', ACCOUNT, ':table/invoices']], 'second'],
    ['not one that goes on in a gap', [['arn:aws:dynamodb:eu-west-1:', { excludes: ':' }, ':table/orders-archive']], [['arn:aws:dynamodb:eu-west-1:', ACCOUNT, ':index/x']], 'second'],
  ])('the resource most like the one asked for: %s', (_what, one, other, expected) => {
    const [first, second] = [allow(['dynamodb:PutItem'], one), allow(['dynamodb:PutItem'], other)];
    const wanted: GappedText = one[0]?.length === 1 ? ['arn:aws:dynamodb:eu-west-1:123456789012:table/orders'] : ['arn:aws:dynamodb:eu-west-1:', ACCOUNT, ':table/orders'];
    // What else may allow it keeps the answer open, not the search for the nearest.
    expect(findNearest(asked('dynamodb:PutItem', wanted), [first, second])).toEqual({ statement: expected === 'first' ? first : second, differsIn: 'resource' });
  });

  test('the nearest allows the action, and surely not so', () => {
    const wanted = asked('dynamodb:PutItem', ['arn:aws:dynamodb:eu-west-1:123456789012:table/orders'], new Map([['aws:sourceaccount', [['1']]]]));
    const other = allow(['dynamodb:PutItem'], [['arn:aws:dynamodb:eu-west-1:123456789012:table/invoices']]);
    const nearestOf = (...statements: readonly Statement[]): Statement | undefined => findNearest(wanted, statements)?.statement;
    expect(nearestOf({ ...other, effect: 'Deny' }, { ...other, effect: 'unknown' })).toBeUndefined();
    expect(nearestOf(allow(['dynamodb:GetItem'], other.resources === 'unknown' ? [] : other.resources.entries), { ...other, actions: 'unknown' })).toBeUndefined();
    expect(nearestOf({ ...other, resources: 'unknown' }, allow(['dynamodb:PutItem'], [['*']]))).toBeUndefined();
    const inverted = allow(['dynamodb:PutItem'], [], { resources: { entries: [['arn:aws:dynamodb:*:*:table/orders']], isInverted: true } });
    expect(nearestOf(inverted)).toBe(inverted);
    expect(nearestOf(inverted, other)).toBe(other);
    const underCondition = allow(['dynamodb:PutItem'], [['*']], { conditions: [{ operator: 'StringEquals', key: 'aws:SourceAccount', values: [['2']] }] });
    expect(nearestOf(other, underCondition)).toBe(underCondition);
    expect(nearestOf(underCondition, other)).toBe(underCondition);
  });

  test('it is granted under a condition that the call does not meet', () => {
    const conditions: readonly Condition[] = [{ operator: 'StringEquals', key: 'iam:PassedToService', values: [['states.amazonaws.com']] }];
    const pass = allow(['iam:PassRole'], [['*']], { conditions });
    const to = (service: string): Demand => asked('iam:PassRole', ['arn:aws:iam::123456789012:role/job'], new Map([['iam:passedtoservice', [[service]]]]));
    expect(evaluate(to('states.amazonaws.com'), role(pass)).verdict).toBe('allowed');
    expect(evaluate(to('lambda.amazonaws.com'), role(pass))).toEqual({ verdict: 'denied', because: 'not-allowed', nearest: { statement: pass, differsIn: 'condition' } });
    expect(evaluate(asked('iam:PassRole', ['*']), role(pass)).verdict).toBe('unknown');
  });

  test('a statement denies', () => {
    const deny = allow(['dynamodb:Delete*'], [['*']], { effect: 'Deny' });
    expect(evaluate(asked('dynamodb:DeleteItem', orders), role(allow(['*'], [['*']]), deny))).toEqual({ verdict: 'denied', because: 'deny', by: deny });
  });

  test('a statement that denies everything else', () => {
    const deny: Statement = { ...allow([], [['*']]), effect: 'Deny', actions: { entries: [['dynamodb:GetItem']], isInverted: true } };
    const given = role(allow(['dynamodb:*'], [orders]), deny);
    expect(evaluate(asked('dynamodb:GetItem', orders), given).verdict).toBe('allowed');
    expect(evaluate(asked('dynamodb:PutItem', orders), given)).toMatchObject({ verdict: 'denied', because: 'deny' });
  });

  test('the boundary does not let it through', () => {
    const boundary = { statements: [allow(['s3:*'], [['*']])], isComplete: true };
    expect(evaluate(asked('dynamodb:PutItem', orders), { ...role(allow(['*'], [['*']])), boundary })).toEqual({ verdict: 'denied', because: 'boundary', nearest: undefined });
    expect(evaluate(asked('dynamodb:PutItem', orders), { ...role(allow(['*'], [['*']])), boundary: { ...boundary, isComplete: false } }).verdict).toBe('unknown');
  });

  test("the resource's own policy allows it", () => {
    const own = allow(['sqs:SendMessage'], [['arn:aws:sqs:eu-west-1:123456789012:jobs']]);
    const wanted = asked('sqs:SendMessage', ['arn:aws:sqs:eu-west-1:123456789012:jobs']);
    expect(evaluate(wanted, { ...role(), resource: { statements: [own], isComplete: true } })).toEqual({ verdict: 'allowed', by: own });
    expect(evaluate(wanted, { ...role(), resource: { statements: [], isComplete: false } }).verdict).toBe('unknown');
  });

  test("a boundary may limit what the resource's own policy allows", () => {
    const queue: GappedText = ['arn:aws:sqs:eu-west-1:123456789012:jobs'];
    const boundary = { statements: [allow(['s3:*'], [['*']])], isComplete: true };
    const resource = { statements: [allow(['sqs:SendMessage'], [queue])], isComplete: true };
    expect(evaluate(asked('sqs:SendMessage', queue), { ...role(), boundary, resource }).verdict).toBe('unknown');
  });

  test('a sure denial stays sure, whatever else may deny', () => {
    const deny = allow(['dynamodb:DeleteItem'], [['*']], { effect: 'Deny' });
    for (const other of [allow(['dynamodb:DeleteItem'], [['*']], { effect: 'Deny', conditions: 'unknown' }), allow(['dynamodb:DeleteItem'], [['*']], { effect: 'unknown' })]) {
      for (const statements of [[deny, other], [other, deny]]) expect(evaluate(asked('dynamodb:DeleteItem', orders), role(allow(['*'], [['*']]), ...statements))).toEqual({ verdict: 'denied', because: 'deny', by: deny });
    }
  });

  test('what may be denied is not allowed for sure', () => {
    const [all, denyAll] = [allow(['*'], [['*']]), allow(['*'], [['*']], { effect: 'Deny', conditions: 'unknown' })];
    for (const statements of [[all, denyAll], [denyAll, all], [all, { ...denyAll, effect: 'unknown' as const }]]) expect(evaluate(asked('dynamodb:GetItem', orders), role(...statements)).verdict).toBe('unknown');
    expect(evaluate(asked('dynamodb:GetItem', orders), { role: { statements: [all], isComplete: false } }).verdict).toBe('unknown');
  });

  test('what may be denied and is not allowed is denied', () => {
    const perhaps = allow(['*'], [['*']], { effect: 'Deny', conditions: 'unknown' });
    expect(evaluate(asked('dynamodb:GetItem', orders), role(perhaps))).toMatchObject({ verdict: 'denied', because: 'not-allowed' });
  });

  test('of what may allow it, the surest comes first', () => {
    const [sure, perhaps, unread] = [allow(['*'], [['*']]), allow(['*'], [['*']], { conditions: 'unknown' }), allow(['*'], [['*']], { effect: 'unknown' })];
    expect(evaluate(asked('dynamodb:GetItem', orders), { role: { statements: [perhaps, unread, sure], isComplete: false } })).toEqual({ verdict: 'unknown', by: [sure, perhaps, unread] });
  });

  test('a role that is not wholly seen is never called too weak', () => {
    const put = allow(['dynamodb:PutItem'], [orders]);
    const given = { role: { statements: [put], isComplete: false } };
    expect(evaluate(asked('dynamodb:GetItem', orders), given)).toEqual({ verdict: 'unknown', by: [] });
    expect(evaluate(asked('dynamodb:PutItem', orders), given)).toEqual({ verdict: 'unknown', by: [put] });
  });
});

describe('bad input is unknown', () => {
  test.each<[string, Partial<Statement>]>([
    ['Action and NotAction', { actions: 'unknown' }],
    ['no action', { actions: { entries: [], isInverted: false } }],
    ['an action without service', { actions: { entries: [['GetItem']], isInverted: false } }],
    ['an action without service that ends in a star', { actions: { entries: [['Get*']], isInverted: false } }],
    ['an action without service that begins with a star', { actions: { entries: [['*Item']], isInverted: false } }],
    ['an action of which deployment fills in the end', { actions: { entries: [['dynamodb:', { excludes: '' }]], isInverted: false } }],
    ['an action with two colons', { actions: { entries: [['dynamodb:table:GetItem']], isInverted: false } }],
    ['an empty action', { actions: { entries: [[]], isInverted: false } }],
    ['a resource that is no ARN', { resources: { entries: [['orders']], isInverted: false } }],
    ['a resource that only looks like an ARN at its end', { resources: { entries: [['xarn:aws:dynamodb:*:*:table/orders']], isInverted: false } }],
    ['a resource with stars that can be no ARN', { resources: { entries: [['orders*']], isInverted: false } }],
    ['a resource with too few parts', { resources: { entries: [['arn:aws:dynamodb:table/orders']], isInverted: false } }],
    ['an empty resource', { resources: { entries: [[]], isInverted: false } }],
    ['an operator that does not exist', { conditions: [{ operator: 'StringMatches', key: 'aws:SourceAccount', values: [['1']] }] }],
    ['a condition without values', { conditions: [{ operator: 'StringEquals', key: 'aws:SourceAccount', values: [] }] }],
    ['an effect that cannot be read', { effect: 'unknown' }],
  ])('%s', (_what, more) => {
    const context: Demand['context'] = new Map([['aws:sourceaccount', [['123456789012']]]]);
    expect(evaluate(asked('dynamodb:GetItem', orders, context), role(allow(['dynamodb:GetItem'], [orders], more))).verdict).toBe('unknown');
  });

  test.each<[string, readonly GappedText[]]>([
    ['stars', [['**']]],
    ['a star at the end', [['arn:aws:dynamodb:*']]],
    ['a star in the word', [['a*:aws:dynamodb:*:*:table/*']]],
    ['a mark in the word', [['ar?:aws:dynamodb:*:*:table/*'], ['*n:aws:dynamodb:*:*:table/*']]],
    ['a mark first', [['?rn:aws:dynamodb:*:*:table/*']]],
    ['a gap first', [[ORDERS, '*'], ['*']]],
  ])('a resource may begin with %s', (_what, entries) => {
    expect(evaluate(asked('dynamodb:GetItem', orders), role(allow(['**'], entries))).verdict).toBe('allowed');
  });

  test('a resource that is a variable may be this one', () => {
    expect(evaluate(asked('dynamodb:GetItem', orders), role(allow(['dynamodb:GetItem'], [['${aws:PrincipalTag/Table}']]))).verdict).toBe('unknown');
  });

  test('a resource with a gap has as many parts as the gap has', () => {
    const table: GappedText = [{ id: 'Arn', excludes: '' }, '/index/x'];
    expect(evaluate(asked('dynamodb:Query', table), role(allow(['dynamodb:Query'], [table]))).verdict).toBe('allowed');
    expect(evaluate(asked('dynamodb:Query', orders), role(allow(['dynamodb:Query'], [['arn:', { id: 'Rest', excludes: '' }]]))).verdict).toBe('unknown');
  });

  test('the partition may be filled in at deployment', () => {
    const table: GappedText = ['arn:', { id: 'AWS::Partition', excludes: ':/' }, ':dynamodb:eu-west-1:123456789012:table/', ORDERS];
    expect(evaluate(asked('dynamodb:GetItem', table), role(allow(['dynamodb:GetItem'], [table]))).verdict).toBe('allowed');
    expect(evaluate(asked('dynamodb:GetItem', [...table, '/index/x']), role(allow(['dynamodb:GetItem'], [table]))).verdict).toBe('denied');
    expect(evaluate(asked('dynamodb:GetItem', orders), role(allow(['dynamodb:GetItem'], [['${aws:PrincipalTag/Table}/index/x']]))).verdict).toBe('denied');
  });

  test('an action that does not exist grants nothing', () => {
    expect(evaluate(asked('dynamodb:GetItem', orders), role(allow(['dynamodb:GetItems'], [['*']]))).verdict).toBe('denied');
  });

  test('an ARN of seven colons is an ARN', () => {
    const alias: GappedText = ['arn:aws:lambda:eu-west-1:123456789012:function:orders:live'];
    expect(evaluate(asked('lambda:InvokeFunction', alias), role(allow(['lambda:InvokeFunction'], [alias]))).verdict).toBe('allowed');
  });

  test('500 statements of long patterns are answered', () => {
    const long = `arn:aws:s3:::${'*a'.repeat(400)}*c*b`;
    const statements = Array.from({ length: 500 }, (_, index) => allow([`s3:Get${'*'.repeat(50)}${String(index)}`, 's3:*b'], [[long], [`arn:aws:s3:::${String(index)}/*`]]));
    expect(evaluate(asked('s3:GetObject', [`arn:aws:s3:::${'a'.repeat(900)}b`]), role(...statements)).verdict).toBe('denied');
    expect(evaluate(asked('s3:Getb', [`arn:aws:s3:::${'a'.repeat(900)}b`]), role(...statements)).verdict).toBe('unknown');
  });
});

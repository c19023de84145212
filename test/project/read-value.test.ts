import { describe, expect, it } from 'vitest';

import { extractTemplate } from '../../src/facts/template/extract.js';
import { member } from '../../src/project/evaluate.js';
import { booleanOf, destinationOf, listOf, mapOf, numberOf, stringOf, textOf } from '../../src/project/read-value.js';
import { createScope } from '../../src/project/template-scope.js';
import { displayText } from '../../src/project/text.js';
import type { Resolved } from '../../src/resolved.js';

type Reader<T> = (...given: Parameters<typeof numberOf>) => Resolved<T>;

const OWNER = { path: 'template.yaml', start: 0, end: 0 };

/** "30", "absent", "unknown: it is no number", "one of 1, 2", "perhaps 1". */
function read<T>(reader: Reader<T>, expression: string, show: (value: T) => string = String): string {
  const { facts } = extractTemplate('template.yaml', `Parameters: { Stage: { Type: String }, Open: { Type: String } }
Conditions: { A: !Equals [!Ref Stage, dev] }
Resources: { Jobs: { Type: AWS::SQS::Queue, Properties: { Value: ${expression} } } }
`);
  if (!facts) throw new Error('no template');
  const scope = createScope(facts);
  const resolved = reader(scope, member(scope, scope.resources.get('Jobs')?.properties, 'Value'), OWNER);
  if (resolved.state === 'known') return show(resolved.value);
  if (resolved.state === 'absent') return 'absent';
  const possible = resolved.possible?.map(({ value }) => show(value)).join(', ');
  return possible === undefined ? `unknown: ${resolved.reason}` : `${resolved.isComplete ? 'one of' : 'perhaps'} ${possible}`;
}

describe('a number', () => {
  it.each([
    ['30', '30'],
    ['"30"', '30'],
    ['" 30 "', '30'],
    ['-1', '-1'],
    ['+5', '5'],
    ['1.25', '1.25'],
    ['30s', 'unknown: it is no number'],
    ['x30', 'unknown: it is no number'],
    ['1.', 'unknown: it is no number'],
    ['[30]', 'unknown: it is no number'],
    ['!Ref AWS::Region', 'unknown: it is no number'],
    ['!Ref AWS::NoValue', 'absent'],
    ['!ImportValue size', 'unknown: it is imported from another stack'],
  ])('%s: %s', (expression, expected) => {
    expect(read(numberOf, expression)).toBe(expected);
  });

  it('is one of the branches only where each of them is a number', () => {
    expect(read(numberOf, '!If [A, 1, 2]')).toBe('one of 1, 2');
    expect(read(numberOf, '!If [A, 1, many]')).toBe('perhaps 1');
    expect(read(numberOf, '!If [A, 1, !Ref Open]')).toBe('perhaps 1');
  });
});

describe('true or false', () => {
  it.each([
    ['true', 'true'],
    ['True', 'true'],
    ['yes', 'true'],
    ['ON', 'true'],
    ['false', 'false'],
    ['no', 'false'],
    ['Off', 'false'],
    ['maybe', 'unknown: it is neither true nor false'],
    ['untrue', 'unknown: it is neither true nor false'],
    ['trueish', 'unknown: it is neither true nor false'],
    ['nonsense', 'unknown: it is neither true nor false'],
    ['turn-off', 'unknown: it is neither true nor false'],
    ['[true]', 'unknown: it is neither true nor false'],
    ['!Ref AWS::Region', 'unknown: it is neither true nor false'],
  ])('%s: %s', (expression, expected) => {
    expect(read(booleanOf, expression)).toBe(expected);
  });
});

describe('a text', () => {
  it('may have gaps', () => {
    expect(read(textOf, '!Sub "${AWS::Region}-jobs"', displayText)).toBe('${AWS::Region}-jobs');
    expect(read(textOf, '[a]', displayText)).toBe('unknown: it is no text');
  });

  it('that is asked for without gaps is unknown where it has any', () => {
    expect(read(stringOf, 'jobs')).toBe('jobs');
    expect(read(stringOf, '!Sub "${AWS::Region}-jobs"')).toBe('unknown: part of it is known at deployment only');
    expect(read(stringOf, '{ a: 1 }')).toBe('unknown: part of it is known at deployment only');
  });
});

it('a list is no map, and the reverse', () => {
  const [items, keys] = [({ items: all }: { readonly items: readonly unknown[] }) => `${all.length} items`, ({ entries }: { readonly entries: readonly unknown[] }) => `${entries.length} keys`];
  expect(['[a, b]', '{ a: 1 }', 'text'].map((one) => read(listOf, one, items))).toEqual(['2 items', 'unknown: it is no list', 'unknown: it is no list']);
  expect(['[a, b]', '{ a: 1 }', 'text'].map((one) => read(mapOf, one, keys))).toEqual(['unknown: it is no map', '1 keys', 'unknown: it is no map']);
});

describe('a destination', () => {
  it.each([
    ['{ Type: SQS, Destination: jobs }', "'jobs'"],
    ['{ Type: SQS }', "''"],
    ['{ Destination: [jobs] }', 'unknown: it is no text'],
    ['!Ref AWS::NoValue', 'absent'],
    ['!If [A, { Destination: jobs }, !Ref AWS::NoValue]', "perhaps 'jobs'"],
    ['!ImportValue settings', 'unknown: it depends on a value known at deployment only'],
    ['!If [A, { Type: SQS }, { Type: SNS }]', "unknown: it depends on condition 'A'"],
  ])('%s: %s', (expression, expected) => {
    const reader: Reader<readonly unknown[]> = (scope, value, owner) => destinationOf(scope, value, 'Destination', owner);
    expect(read(reader, expression, (text) => `'${text.join('')}'`)).toBe(expected);
  });
});

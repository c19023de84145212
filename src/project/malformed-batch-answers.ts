import { defineAnalysis } from '../analysis.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { batchMappings, usesBatchProcessor } from './batch-responses.js';
import type { BatchMapping } from './batch-responses.js';
import type { BatchKey } from './entry-functions.js';
import type { LambdaFunction } from './functions.js';

export type MalformedAnswer =
  | { readonly kind: 'misspelt'; readonly written: string; readonly expected: string }
  | { readonly kind: 'texts' | 'unnamed'; readonly item: Expression }
  | { readonly kind: 'identifier'; readonly written: string; readonly expected: string; readonly source: string };

export interface MalformedBatchAnswer {
  readonly problem: MalformedAnswer;
  readonly at: Location;
  readonly owners: readonly LambdaFunction[];
}

const KEYS = ['batchItemFailures', 'itemIdentifier'];
/** Members of a record that name it, by kind of source, as written in the event. */
const IDENTIFIERS: ReadonlyMap<TriggerKind, { readonly expected: readonly string[]; readonly source: string }> = new Map([
  ['sqs', { expected: ['messageId'], source: 'an SQS queue' }],
  ['kinesis', { expected: ['kinesis', 'sequenceNumber'], source: 'a Kinesis stream' }],
  ['dynamodb-streams', { expected: ['dynamodb', 'SequenceNumber'], source: 'a DynamoDB stream' }],
]);

/** Answers for single records that Lambda cannot read, each place once. */
export const malformedBatchAnswers = defineAnalysis({
  name: 'malformedBatchAnswers',
  requires: { batchMappings },
  run: ({ batchMappings: all }): readonly MalformedBatchAnswer[] => {
    const found = new Map<string, { readonly problem: MalformedAnswer; readonly at: Location; readonly owners: LambdaFunction[] }>();
    for (const mapping of all) {
      for (const key of mapping.answer.keys) {
        const problem = mapping.isDeclared === true ? problemOf(key, mapping) : undefined;
        if (!problem) continue;
        // What stands in the list is what to change, where that is not the key.
        const at = 'item' in problem ? { path: key.at.path, start: problem.item.start, end: problem.item.end } : key.at;
        const place = `${at.path}:${at.start}`;
        const known = found.get(place);
        if (!known) found.set(place, { problem, at, owners: [mapping.fn] });
        else if (!known.owners.includes(mapping.fn)) known.owners.push(mapping.fn);
      }
    }
    return [...found.values()];
  },
});

function problemOf({ key, value }: BatchKey, mapping: BatchMapping): MalformedAnswer | undefined {
  const { kind } = mapping.trigger;
  const expected = KEYS.find((name) => bare(name) === bare(key)) ?? key;
  if (key !== expected) return isRight(expected, mapping) ? undefined : { kind: 'misspelt', written: key, expected };
  if (key === 'batchItemFailures') {
    const item = value.kind === 'list' && !isMadeOf(mapping) ? value.items.find((one) => isText(one) || isUnnamed(one)) : undefined;
    return item && { kind: isText(item) ? 'texts' : 'unnamed', item };
  }
  return wrongIdentifier(value, kind);
}

/** What failed is collected or logged in another shape, and the answer is made of it, by the code, `failed.map(({ id }) => ({ itemIdentifier: id }))`, or by a package. */
function isMadeOf({ answer: { keys }, fn: { handlerCode } }: BatchMapping): boolean {
  return keys.some(({ key }) => bare(key) === 'itemidentifier') || (handlerCode !== undefined && usesBatchProcessor(handlerCode));
}

/** Members of records that hold texts which look as if they named the record. */
const NAMING = /^(?:messageId|MessageId|receiptHandle|eventID|sequenceNumber|SequenceNumber)$/;

function isText(item: Expression): boolean {
  return item.kind === 'string' || item.kind === 'text' || (item.kind === 'parameter' && item.path.length > 1 && NAMING.test(item.path.at(-1) ?? ''));
}

function isUnnamed(item: Expression): boolean {
  return item.kind === 'object' && item.complete && !item.properties.some(({ name }) => bare(name) === 'itemidentifier');
}

/** The same for all spellings of a key, singular and plural among them. */
function bare(key: string): string {
  return key.toLowerCase().replaceAll(/[_s]/g, '').replace(/identifer$/, 'identifier');
}

/** The answer has the right key: then another spelling is not for Lambda, but for a log line or a metric. */
function isRight(expected: string, { answer, fn: { handlerCode } }: BatchMapping): boolean {
  return answer.keys.some(({ key }) => key === expected) || (handlerCode !== undefined && usesBatchProcessor(handlerCode));
}

/** `record.receiptHandle` and the like: a member of a record that is certainly not what names it. */
function wrongIdentifier(value: Expression, kind: TriggerKind): MalformedAnswer | undefined {
  const identifier = IDENTIFIERS.get(kind);
  if (value.kind !== 'parameter' || !identifier || value.path.includes('#json')) return undefined;
  const { expected, source } = identifier;
  const item = value.path.lastIndexOf('#item');
  const members = value.path.slice(item + 1);
  if (item < 0 || members.length === 0 || members.join('.') === expected.join('.')) return undefined;
  return { kind: 'identifier', written: `record.${members.join('.')}`, expected: `record.${expected.join('.')}`, source };
}

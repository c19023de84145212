import { defineAnalysis } from '../analysis.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { EventRead } from './entry-functions.js';
import { functions } from './functions.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import type { Trigger } from './trigger.js';

/** Data of an event that arrives in base64, parsed as JSON as it is. */
export interface EncodedRecord {
  readonly member: string;
  /** The call that it is given to: `JSON.parse`. */
  readonly parser: string;
  readonly trigger: Trigger;
  readonly at: Location;
}

/** Where services put data in base64. Source: AWS Lambda Developer Guide, 'with-kinesis', 'services-cloudwatchlogs'; Data Firehose Developer Guide, 'data-transformation'. */
const ENCODED: ReadonlyMap<TriggerKind, string> = new Map<TriggerKind, string>([
  ['kinesis', 'Records.#item.kinesis.data'], ['cloudwatch-logs', 'awslogs.data'], ['firehose', 'records.#item.data'],
]);

const PARSERS: ReadonlySet<string> = new Set(['JSON.parse', 'json.loads']);

/** Base64 is never the JSON that was encoded: parsing fails, or gives a number that nobody sent. */
export const encodedRecords = defineAnalysis({
  name: 'encodedRecords',
  requires: { functions },
  run: ({ functions: all }): readonly Owned<EncodedRecord>[] =>
    byOwners(all, ({ entries }, { triggers }) => {
      const [entry, other] = entries;
      // A wrapper may decode the records.
      if (!entry?.isDirect || other || entry.fact.isDecorated) return [];
      return entry.eventReads.flatMap((read) => {
        const trigger = triggers.find(({ kind }) => ENCODED.get(kind) === read.path.join('.'));
        return trigger && isParsed(read) ? [{ member: read.path.filter((name) => name !== '#item').join('.'), parser: read.to, trigger, at: read.at }] : [];
      });
    }),
});

function isParsed(read: EventRead): read is EventRead & { readonly to: string } {
  return read.to !== undefined && PARSERS.has(read.to) && !read.isOptional;
}

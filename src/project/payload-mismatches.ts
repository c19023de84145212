import { defineAnalysis } from '../analysis.js';
import { PAYLOAD_FORMATS } from '../data/payload-formats.js';
import type { EventRead } from './entry-functions.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { Trigger } from './trigger.js';

/** A read of a member that the events of a function's API never have. */
export interface PayloadMismatch {
  readonly read: EventRead;
  /** Dotted: `requestContext.http`. */
  readonly member: string;
  /** The format that comes, and the one that has the member. */
  readonly given: string;
  readonly expected: string;
  readonly trigger: Trigger;
  readonly owners: readonly LambdaFunction[];
}

/** Handlers that read one payload format of API Gateway only, where nothing but the other one comes. */
export const payloadMismatches = defineAnalysis({
  name: 'payloadMismatches',
  requires: { functions },
  run: ({ functions: all }): readonly PayloadMismatch[] => {
    const found = new Map<string, PayloadMismatch & { readonly owners: LambdaFunction[] }>();
    for (const fn of all) {
      const one = mismatchOf(fn);
      const key = one && `${one.read.at.path}:${one.read.at.start}:${one.given}`;
      const before = key === undefined ? undefined : found.get(key);
      if (before) before.owners.push(fn);
      else if (one && key !== undefined) found.set(key, { ...one, owners: [fn] });
    }
    return [...found.values()];
  },
});

function mismatchOf({ triggers, handlerCode }: LambdaFunction): Omit<PayloadMismatch, 'owners'> | undefined {
  if (!handlerCode) return undefined;
  const [trigger] = triggers;
  const [entry, other] = handlerCode.entries;
  const given = trigger?.payloadFormat;
  // A wrapper may turn one format into the other.
  if (!trigger || !entry?.isDirect || other || given === undefined || !triggers.every((one) => one.payloadFormat === given && !one.isPermissionOnly)) return undefined;
  const { eventReads } = entry;
  const knows = (format: string): boolean => eventReads.some((read) => memberOf(read, format) !== undefined);
  const expected = PAYLOAD_FORMATS.find(({ format }) => format !== given)?.format;
  // Code that asks for the version, or reads both formats, copes with either.
  if (expected === undefined || knows(given) || eventReads.some(({ path }) => path[0] === 'version')) return undefined;
  // Preflight requests are answered by the API, as a rule: a test for them that never holds is left over. One further down in the event throws.
  const read = eventReads.find((one) => memberOf(one, expected) !== undefined && !(one.isPreflightTest && one.path.length === 1));
  const member = read && memberOf(read, expected);
  return read && member !== undefined ? { read, member, given, expected, trigger } : undefined;
}

function memberOf({ path }: EventRead, format: string): string | undefined {
  const dotted = `${path.join('.')}.`;
  return PAYLOAD_FORMATS.find((one) => one.format === format)?.members.find((member) => dotted.startsWith(`${member}.`));
}

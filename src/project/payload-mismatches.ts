import { defineAnalysis } from '../analysis.js';
import { PAYLOAD_FORMATS } from '../data/payload-formats.js';
import { ONE_ITEM } from '../facts/model.js';
import type { EventRead } from './entry-functions.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { isHandedAway } from './handed-away.js';
import type { Trigger } from './trigger.js';

/** A read of a member, or of a header, that the events of a function's API never have. */
export interface PayloadMismatch {
  readonly kind: 'mismatch' | 'header';
  readonly read: EventRead;
  /** Dotted: `requestContext.http`; of a header its name. */
  readonly member: string;
  /** The format that comes, and the one that has the member: REST APIs, which send 1.0, leave the names of headers as the client writes them. */
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

type Found = Pick<PayloadMismatch, 'kind' | 'read' | 'member' | 'expected'>;

function mismatchOf({ triggers, handlerCode }: LambdaFunction): Omit<PayloadMismatch, 'owners'> | undefined {
  if (!handlerCode) return undefined;
  const [trigger] = triggers;
  const [entry, other] = handlerCode.entries;
  const given = trigger?.payloadFormat;
  // A wrapper may turn one format into the other.
  if (!trigger || !entry?.isDirect || other || given === undefined || !triggers.every((one) => one.payloadFormat === given && !one.isPermissionOnly)) return undefined;
  const found = memberMismatch(entry.eventReads, given) ?? (triggers.every(({ kind }) => kind === 'apigw-http') ? headerMismatch(entry.eventReads, given) : undefined);
  return found && { ...found, given, trigger };
}

function memberMismatch(eventReads: readonly EventRead[], given: string): Found | undefined {
  const knows = (format: string): boolean => eventReads.some((read) => memberOf(read, format) !== undefined);
  const expected = PAYLOAD_FORMATS.find(({ format }) => format !== given)?.format;
  // Code that asks for the version, or reads both formats, copes with either.
  if (expected === undefined || knows(given) || eventReads.some(({ path }) => path[0] === 'version')) return undefined;
  // Preflight requests are answered by the API, as a rule: a test for them that never holds is left over. One further down in the event throws.
  // Who copes without the claims of a token may ask elsewhere whose the request is.
  const read = eventReads.find((one) => memberOf(one, expected) !== undefined && !(one.isPreflightTest && one.path.length === 1) && !(one.isOptional && one.path[1] === 'authorizer'));
  const member = read && memberOf(read, expected);
  return read && member !== undefined ? { kind: 'mismatch', read, member, expected } : undefined;
}

/** A header that is read by a name that does not come: HTTP APIs send the names in lower case. */
function headerMismatch(eventReads: readonly EventRead[], given: string): Found | undefined {
  if (PAYLOAD_FORMATS.find(({ format }) => format === given)?.headerNames !== 'lower') return undefined;
  const ofHeaders = eventReads.filter(({ path }) => path.length === 0 || path[0] === 'headers');
  // Whoever gets all headers, or walks over them, may give them other names.
  if (ofHeaders.some((read) => (read.path[1] === undefined && read.to !== undefined && isHandedAway(read)) || read.path[1] === ONE_ITEM)) return undefined;
  const names = new Set(ofHeaders.map(({ path: [, name] }) => name));
  const read = ofHeaders.find(({ path: [, name], isOptional }) => name !== undefined && name !== name.toLowerCase() && !isOptional && !names.has(name.toLowerCase()));
  return read?.path[1] === undefined ? undefined : { kind: 'header', read, member: read.path[1], expected: '1.0' };
}

function memberOf({ path }: EventRead, format: string): string | undefined {
  const dotted = `${path.join('.')}.`;
  return PAYLOAD_FORMATS.find((one) => one.format === format)?.members.find((member) => dotted.startsWith(`${member}.`));
}

import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { returnsAnswer } from './entry-functions.js';
import type { EntryFunction, EntryResult } from './entry-functions.js';
import { files } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { grants } from './grants.js';
import { invokedByFunctions } from './invoked-by-functions.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import type { Preflight } from './preflight.js';

/** The first answer of a handler none of whose answers a page of another origin may read, though its API lets such pages ask. */
export interface AnswerWithoutCors {
  readonly preflight: Preflight;
  readonly at: Location;
}

/** Handlers of which each answer is seen, behind REST APIs that answer preflight requests, and nothing else. Each once. */
export const answersWithoutCors = defineAnalysis({
  name: 'answersWithoutCors',
  requires: { files, functions, grants },
  run: ({ files: { modules }, functions: all, grants: granted }): readonly Owned<AnswerWithoutCors>[] => {
    const isInvokedByFunctions = invokedByFunctions(granted);
    return byOwners(all, ({ entries, modules: paths }, fn) => {
      const preflight = preflightOf(fn);
      const [entry, other] = entries;
      if (!preflight || !entry?.isDirect || other || entry.fact.isDecorated || entry.fact.role !== 'function' || !returnsAnswer(entry) || isInvokedByFunctions(fn)) return [];
      if (isForServices(fn, entry) || paths.some((path) => modules.get(path)?.speaksOfCors)) return [];
      const { results } = entry;
      const told = results.every(isPlainAnswer) ? results.filter(hasData) : [];
      const first = told.find(isSuccess) ?? told[0];
      return first ? [{ preflight, at: placeOf(first) }] : [];
    });
  },
});

function preflightOf({ triggers }: LambdaFunction): Preflight | undefined {
  const isAlike = triggers.every(({ kind, payloadFormat, isStreaming, isPermissionOnly, preflight }) => kind === 'apigw-rest' && payloadFormat === '1.0' && !isStreaming && !isPermissionOnly && preflight);
  return isAlike ? triggers[0]?.preflight : undefined;
}

const OF_SERVICES = /hook|callback|notif|health|\bping|cron|internal|\bipn|slack|stripe|twilio|telegram|discord|alexa|oauth/i;
const SIGNATURES = /signature|hmac|secret|twilio|stripe|github|gitlab/i;

/** Services call it, no page does: by its names, or by the signature that it looks for. */
function isForServices({ logicalId, triggers }: LambdaFunction, { at, fact, eventReads }: EntryFunction): boolean {
  const names = triggers.flatMap(({ name, preflight }) => [name, preflight?.route ?? '']);
  return OF_SERVICES.test([logicalId, at.path, fact.name, ...names].join(' ')) || eventReads.some(({ path: [first, name] }) => first === 'headers' && name !== undefined && SIGNATURES.test(name));
}

type Members = ReadonlyMap<string, Expression>;

/** Names of headers in lower case. Where something is spread into the object, or added later, it may bring anything. */
function membersOf(value: Expression | undefined): Members | undefined {
  return value?.kind === 'object' && value.complete ? new Map(value.properties.map((one) => [one.name.toLowerCase(), one.value])) : undefined;
}

const NONE: Members = new Map();

/** All of it is seen, and it is data: pages, images and redirections are what a browser goes to, without asking. */
function isPlainAnswer({ value, at }: EntryResult): boolean {
  // What is kept in a variable may get headers before it is given back: `Object.assign(answer.headers, allowed)`.
  const answer = membersOf(value);
  if ([...(answer?.values() ?? [])].some(({ start, end }) => start < at.start || end > at.end)) return false;
  const headers = answer?.has('headers') ? membersOf(answer.get('headers')) : NONE;
  if (!answer?.has('statuscode') || !headers || answer.has('multivalueheaders') || answer.has('isbase64encoded') || headers.has('location')) return false;
  const type = headers.get('content-type');
  return !type || (type.kind === 'string' && /json/i.test(type.value));
}

/** A body that says more than that the request arrived, which is what a service wants to hear. */
function hasData({ value }: EntryResult): boolean {
  const body = membersOf(value)?.get('body');
  return body !== undefined && body.kind !== 'string';
}

/** Helpers that answer with failures stand first, often. */
function isSuccess({ value }: EntryResult): boolean {
  const status = membersOf(value)?.get('statuscode');
  return status?.kind === 'number' && status.value < 400;
}

/** The headers, where there are any: that is what to change. */
function placeOf({ value, at }: EntryResult): Location {
  const place = (value?.kind === 'object' && value.properties.find(({ name }) => name === 'headers')?.value) || value || at;
  return { path: at.path, start: place.start, end: place.end };
}

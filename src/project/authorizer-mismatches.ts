import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { ModuleFacts } from '../facts/model.js';
import type { EventRead } from './entry-functions.js';
import { files } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { grants } from './grants.js';
import { isHandedAway } from './handed-away.js';
import { invokedByFunctions } from './invoked-by-functions.js';
import { payloadMismatches } from './payload-mismatches.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { requestAuthorizers } from './request-authorizers.js';
import type { RequestAuthorizer } from './request-authorizers.js';

/** A read of what another kind of authorizer gives than the one that checks the requests. */
export interface AuthorizerMismatch {
  /** Dotted: `requestContext.authorizer.claims`. */
  readonly member: string;
  readonly at: Location;
  readonly authorizer: RequestAuthorizer;
}

const AUTHORIZER = ['requestContext', 'authorizer'];

/** Members that tell of one kind of authorizer: each is an object. */
const MARKS: ReadonlySet<string> = new Set(['claims', 'jwt', 'lambda', 'iam']);

/**
 * Which of them comes, by payload format and kind. A Lambda function gives texts, numbers and truth values to a REST API, and none of these objects;
 * what it gives to an HTTP API in format 1.0 is not told by the sources.
 * Source: npm @types/aws-lambda 8.10.164 common/api-gateway.d.ts, trigger/api-gateway-proxy.d.ts; API Gateway Developer Guide, 'Output from an API Gateway Lambda authorizer'.
 */
const GIVEN: ReadonlyMap<string, string | undefined> = new Map([
  ['apigw-rest 1.0 lambda', undefined],
  ['apigw-rest 1.0 cognito', 'claims'],
  ['apigw-http 2.0 lambda', 'lambda'],
  ['apigw-http 2.0 jwt', 'jwt'],
]);

/** Handlers that know their callers by what another kind of authorizer gives, and by nothing that theirs does: the first such read. */
export const authorizerMismatches = defineAnalysis({
  name: 'authorizerMismatches',
  requires: { files, functions, grants, payloadMismatches, requestAuthorizers },
  run: ({ files: { modules }, functions: all, grants: granted, payloadMismatches: ofFormats, requestAuthorizers: ofRequests }): readonly Owned<AuthorizerMismatch>[] => {
    const isInvokedByFunctions = invokedByFunctions(granted);
    // A member of the other payload format is told as that.
    const told = new Set(ofFormats.map(({ read: { at } }) => placeOf(at)));
    return byOwners(all, ({ entries, isWhole }, fn) => {
      const [entry, other] = entries;
      const checked = checkedBy(fn, ofRequests.get(fn.key) ?? []);
      if (!entry?.isDirect || other || entry.fact.isDecorated || !isWhole || !checked || isInvokedByFunctions(fn)) return [];
      const found = mismatchOf(entry.eventReads, checked.given, modules);
      return found && !told.has(placeOf(found.at)) ? [{ ...found, authorizer: checked.authorizer }] : [];
    });
  },
});

/** The one kind of authorizer that checks all events of the function, and the member that tells of it. */
function checkedBy({ triggers }: LambdaFunction, authorizers: readonly RequestAuthorizer[]): { readonly given: string | undefined; readonly authorizer: RequestAuthorizer } | undefined {
  const [authorizer] = authorizers;
  const [trigger] = triggers;
  if (!authorizer || !trigger || !authorizers.every(({ kind }) => kind === authorizer.kind)) return undefined;
  const places = new Set(authorizers.map((one) => placeOf(one.trigger)));
  const isAll = triggers.every(({ kind, payloadFormat, isPermissionOnly, at }) => kind === trigger.kind && payloadFormat === trigger.payloadFormat && !isPermissionOnly && places.has(placeOf(at)));
  const key = `${trigger.kind} ${trigger.payloadFormat ?? ''} ${authorizer.kind}`;
  return isAll && GIVEN.has(key) ? { given: GIVEN.get(key), authorizer } : undefined;
}

function placeOf({ path, start }: Location): string {
  return `${path}:${start}`;
}

function mismatchOf(reads: readonly EventRead[], given: string | undefined, modules: ReadonlyMap<string, ModuleFacts>): Pick<AuthorizerMismatch, 'member' | 'at'> | undefined {
  const ofAuthorizer = reads.filter((read) => read.path.slice(0, 2).every((name, index) => name === AUTHORIZER[index]));
  // Code that looks at something else of the authorizer may know several, and so may whoever gets the event or that part of it.
  if (ofAuthorizer.some(({ path }) => path.length > 2 && !isForeign(path[2], given))) return undefined;
  if (ofAuthorizer.some((read) => read.path.length < 4 && read.to !== undefined && isHandedAway(read))) return undefined;
  const read = ofAuthorizer.find(({ path }) => path.length > 3 && isForeign(path[2], given));
  return read && !copesWithout(read, modules) ? { member: read.path.slice(0, 3).join('.'), at: read.at } : undefined;
}

function isForeign(name: string | undefined, given: string | undefined): boolean {
  return name !== undefined && name !== given && MARKS.has(name);
}

/** What is read has a default: `claims.sub ?? 'guest'`. A refusal of all callers, which `claims?.sub` leads to, is no way to do without. */
function copesWithout({ path, at, isOptional }: EventRead, modules: ReadonlyMap<string, ModuleFacts>): boolean {
  const module = modules.get(at.path);
  return module?.language === 'python' ? isOptional : module?.optionalNames.includes(path.at(-1) ?? '') !== false;
}

import { boto3Operation, boto3ResourceOperation, boto3Service, boto3Transfer, waiterOperation } from '../data/find-sdk.js';
import type { CallExpression } from '../facts/model.js';
import { lastObject, memberOf, NO_OPERATION, operations } from './sdk-meaning.js';
import type { Called, SdkMeaning } from './sdk-meaning.js';
import { chainOf } from './origin.js';
import type { Sited } from './value-flow.js';

const FACTORY = /^(?:client|create_client|resource)$/;

/** What is none is reported nowhere: it may be anything, a credential too. */
const SERVICE_NAME = /^[a-z][a-z\d.-]{1,50}$/;

/** boto3: `client('s3').put_object(…)`, `resource('dynamodb').Table(name).put_item(…)`, with or without a session; `create_client` of botocore. */
export function boto3Meaning(called: Called): SdkMeaning | undefined {
  const { path } = called;
  const start = path.findIndex((step, index) => FACTORY.test(step) && path[index + 1] === '#call');
  const chain = start < 0 ? undefined : receivers(called.origin);
  const factory = chain?.at(-1);
  const [name] = factory?.value.arguments ?? [];
  const literal = name?.kind === 'string' ? name : name?.kind === 'object' ? memberOf(name, 'service_name') : undefined;
  if (!chain || literal?.kind !== 'string' || !SERVICE_NAME.test(literal.value)) return undefined;
  const service = boto3Service(literal.value);
  const rest = path.slice(start + 2);
  const isResource = path[start] === 'resource';
  const isClient = !isResource || (rest[0] === 'meta' && rest[1] === 'client');
  return isClient ? boto3Client(service, isResource ? rest.slice(2) : rest, called, chain) : boto3Resource(service, rest, called, chain);
}

/** The calls that a value came from, the last one first, back to the one that names the service. */
function receivers({ receiver, further = [] }: Called['origin']): readonly Sited<CallExpression>[] {
  const found = chainOf(receiver);
  // `boto3.Session().client('s3')`: the session is not the factory.
  const session = found.findIndex(({ value: { callee } }) => callee.kind === 'import' && /^(?:Session|session|get_session|AioSession)$/.test(callee.path.at(-1) ?? ''));
  return [...further, ...(session < 0 ? found : found.slice(0, session))];
}

function boto3Client(service: string, rest: readonly string[], called: Called, chain: readonly Sited<CallExpression>[]): SdkMeaning | undefined {
  const client = chain.at(-1);
  const keywords = lastObject(called.arguments);
  const more = { ...(client ? { client } : {}), ...(keywords ? { input: { path: called.at, value: keywords } } : {}) };
  const [method = '', step, next] = rest;
  const [first] = called.arguments;
  if (rest.length === 1) {
    const transfer = service === 's3' ? boto3Transfer(method) : undefined;
    if (transfer) return transferred(transfer, called, transfer.bucket, more);
    if (method === 'generate_presigned_url' && first) {
      const named = first.kind === 'string' ? first : memberOf(first, 'ClientMethod');
      if (named?.kind !== 'string') return undefined;
      const input = called.arguments[1]?.kind === 'object' && !memberOf(called.arguments[1], 'Params') ? called.arguments[1] : memberOf(keywords, 'Params');
      return operations(called, 'presigned', [{ service, operation: boto3Operation(service, named.value) }], { ...(client ? { client } : {}), ...(input ? { input: { path: called.at, value: input } } : {}) });
    }
    if (method === 'generate_presigned_post') return operations(called, 'presigned', [{ service, operation: 'PutObject' }], more);
    return NO_OPERATION.has(method) ? undefined : operations(called, 'call', [{ service, operation: boto3Operation(service, method) }], more);
  }
  const named = chain[0]?.value.arguments[0];
  if (step !== '#call' || rest.length !== 3 || named?.kind !== 'string') return undefined;
  if (method === 'get_paginator' && next === 'paginate') return operations(called, 'paginator', [{ service, operation: boto3Operation(service, named.value) }], more);
  const polled = method === 'get_waiter' && next === 'wait' ? waiterOperation(service, named.value) : undefined;
  return polled === undefined ? undefined : operations(called, 'waiter', [{ service, operation: polled }], more);
}

/** `Table.put_item`, `Bucket.objects.filter`. The first class of the chain names what is worked on. */
function boto3Resource(service: string, rest: readonly string[], called: Called, chain: readonly Sited<CallExpression>[]): SdkMeaning | undefined {
  const { name, members } = resourceClass(service, rest);
  const [method = '', ...after] = members;
  const client = chain.at(-1);
  const named = chain.at(-2);
  const owner = named?.value.arguments[0];
  const keywords = lastObject(called.arguments);
  const more = {
    ...(client ? { client } : {}),
    ...(named && owner ? { resource: { path: named.path, value: owner.kind === 'object' ? (owner.properties[0]?.value ?? owner) : owner } } : {}),
    ...(keywords ? { input: { path: called.at, value: keywords } } : {}),
  };
  if (service === 'dynamodb' && method === 'batch_writer' && after.length === 0) return operations(called, 'helper', [{ service, operation: 'BatchWriteItem' }], more);
  const transfer = service === 's3' && after.length === 0 ? boto3Transfer(method) : undefined;
  if (transfer) return transferred(transfer, called, undefined, more);
  const listed = collection(after);
  const operation = after.length === 0 || listed ? boto3ResourceOperation(`${service}.${name}`, method) : undefined;
  if (operation === undefined) return undefined;
  if (listed?.startsWith('delete') && service !== 's3') return undefined;
  const all = listed === 'delete' ? [operation, 'DeleteObjects'] : listed === 'delete listed' ? ['DeleteObjects'] : [operation];
  return operations(called, listed ? 'paginator' : 'call', all.map((one) => ({ service, operation: one })), more);
}

/** The class whose member is read last, and the members from there: `Table(name)`, `create_queue(…)`, `get_queue_by_name(…)`. */
function resourceClass(service: string, rest: readonly string[]): { readonly name: string; readonly members: readonly string[] } {
  const at = rest.findLastIndex((step) => /^[A-Z]/.test(step));
  if (at >= 0) return { name: rest[at] ?? '', members: rest.slice(at + 2) };
  const [maker = '', step, ...members] = rest;
  const made = step !== '#call' ? undefined : maker === 'get_queue_by_name' ? 'Queue' : /^Create([A-Z]\w*)$/.exec(boto3ResourceOperation(`${service}.ServiceResource`, maker) ?? '')?.[1];
  return made !== undefined && members.length > 0 ? { name: made, members } : { name: 'ServiceResource', members: rest };
}

const LISTS = /^(?:all|filter|limit|pages|page_size)$/;

/** What is done with a collection: `bucket.objects.all()`, `.delete()`, `.filter(Prefix=…).delete()`, where the list is a call of its own. */
function collection(after: readonly string[]): 'list' | 'delete' | 'delete listed' | undefined {
  const [first = '', step, second] = after;
  if (after.length === 1) return first === 'delete' ? 'delete' : LISTS.test(first) ? 'list' : undefined;
  return LISTS.test(first) && step === '#call' && second === 'delete' && after.length === 3 ? 'delete listed' : undefined;
}

function transferred({ operations: names }: { readonly operations: readonly string[] }, called: Called, bucket: number | undefined, more: Parameters<typeof operations>[3]): SdkMeaning {
  const given = bucket === undefined ? undefined : called.arguments[bucket];
  const named = given && given.kind !== 'object' ? { resource: { path: called.at, value: given } } : {};
  return operations(called, 'helper', names.map((operation) => ({ service: 's3', operation })), { ...more, ...named });
}

import { boto3Operation, boto3Service, findHelper, upperFirst, v2Service, waiterOperation } from '../data/find-sdk.js';
import { boto3Resources, BOTO3_TRANSFERS } from '../data/sdk.js';
import type { SdkHelper } from '../data/sdk.js';
import type { CallExpression, Expression } from '../facts/model.js';
import type { Origin, Sited } from './value-flow.js';

/** How a call reaches the service. `presigned`: the caller of the address does; the role must allow it all the same. */
export type SdkCallKind = 'call' | 'paginator' | 'waiter' | 'presigned' | 'helper';

/** What one call of a package does: operations, or it hands a command to a client. */
export type SdkMeaning =
  | { readonly kind: 'operations'; readonly via: SdkCallKind; readonly operations: readonly SdkOperation[]; readonly client?: Sited<Expression>; readonly input?: Sited<Expression>; readonly resource?: Sited<Expression> }
  | { readonly kind: 'command'; readonly operations: readonly SdkOperation[]; readonly input?: Sited<Expression> }
  | { readonly kind: 'send'; readonly via: SdkCallKind; readonly client: Sited<Expression> | undefined; readonly command: Expression | undefined };

export interface SdkOperation {
  readonly service: string;
  readonly operation: string;
}

interface Called {
  readonly origin: Origin;
  /** Without a leading `default`. */
  readonly path: readonly string[];
  readonly isNew: boolean;
  readonly at: string;
  readonly arguments: readonly Expression[];
}

/** What a call of something of a package means to AWS; undefined for all other calls. */
export function sdkMeaning(origin: Origin, call: { readonly isNew: boolean; readonly arguments: readonly Expression[] }, at: string): SdkMeaning | undefined {
  const { specifier } = origin;
  const first = origin.path.findIndex((step) => step !== 'default');
  const called: Called = { origin, path: first < 0 ? [] : origin.path.slice(first), isNew: call.isNew, at, arguments: call.arguments };
  if (specifier.startsWith('@aws-sdk/client-')) return ofClientPackage(specifier.slice('@aws-sdk/client-'.length), called);
  if (specifier === 'boto3' || specifier === 'aioboto3') return ofBoto3(called);
  if (specifier === 'aws-sdk' || specifier.startsWith('aws-sdk/clients/')) return ofVersion2(specifier, called);
  if (specifier === '@aws-sdk/s3-request-presigner') return presigner(called);
  if (specifier === '@aws-sdk/lib-dynamodb' && called.path.at(-1) === 'send') return send(called);
  const helper = findHelper(specifier, called.path);
  return helper && ofHelper(helper, called);
}

/** `@aws-sdk/client-s3`: commands, the client, the class with all operations, paginators, waiters. */
function ofClientPackage(service: string, called: Called): SdkMeaning | undefined {
  const { path, isNew } = called;
  const [name = '', step, method = ''] = path;
  if (path.length === 1) {
    const command = isNew ? /^([A-Z]\w*)Command$/.exec(name)?.[1] : undefined;
    if (command !== undefined) return { kind: 'command', operations: [{ service, operation: command }], ...inputAt(called, 0) };
    const paginated = /^paginate([A-Z]\w*)$/.exec(name)?.[1];
    if (paginated !== undefined) return operations(called, 'paginator', [{ service, operation: paginated }], { ...configured(called), ...inputAt(called, 1) });
    const waiter = /^wait(?:Until|For)([A-Z]\w*)$/.exec(name)?.[1];
    const polled = waiter === undefined ? undefined : waiterOperation(service, waiter);
    return polled === undefined ? undefined : operations(called, 'waiter', [{ service, operation: polled }], { ...configured(called), ...inputAt(called, 1) });
  }
  if (path.length !== 3 || step !== '#new') return undefined;
  if (method === 'send') return send(called);
  if (name.toLowerCase() !== service.replaceAll('-', '') || NO_OPERATION.has(method)) return undefined;
  return operations(called, 'call', [{ service, operation: upperFirst(method) }], inputAt(called, 0));
}

/** Methods of clients that call nothing, or what their arguments say. */
const NO_OPERATION: ReadonlySet<string> = new Set([
  'send', 'destroy', 'config', 'constructor', 'on', 'once', 'makeRequest', 'makeUnauthenticatedRequest', 'setupRequestListeners', 'defineService',
  'waitFor', 'getSignedUrl', 'getSignedUrlPromise', 'createSet', 'toString', 'customizeRequests', 'update', 'promise', 'exceptions', 'meta', 'close',
  'can_paginate', 'get_paginator', 'get_waiter', 'generate_presigned_url', 'generate_presigned_post', 'generate_db_auth_token',
]);

function send(called: Called): SdkMeaning {
  return { kind: 'send', via: 'call', client: called.origin.receiver, command: called.arguments[0] };
}

function presigner({ path, at, arguments: [client, command] }: Called): SdkMeaning | undefined {
  if (path.join('.') !== 'getSignedUrl') return undefined;
  return { kind: 'send', via: 'presigned', client: client && { path: at, value: client }, command };
}

/** `paginateScan({ client }, input)`. */
function configured({ at, arguments: [config] }: Called): { readonly client?: Sited<Expression> } {
  const client = memberOf(config, 'client');
  return client ? { client: { path: at, value: client } } : {};
}

function inputAt({ at, arguments: given }: Called, index: number): { readonly input?: Sited<Expression> } {
  const value = given[index];
  return value ? { input: { path: at, value } } : {};
}

function operations({ origin }: Called, via: SdkCallKind, found: readonly SdkOperation[], more: { readonly client?: Sited<Expression>; readonly input?: Sited<Expression>; readonly resource?: Sited<Expression> }): SdkMeaning {
  return { kind: 'operations', via, operations: found, ...(origin.receiver ? { client: origin.receiver } : {}), ...more };
}

function ofHelper(helper: SdkHelper, called: Called): SdkMeaning | undefined {
  if ((helper.form !== undefined) !== called.isNew) return undefined;
  const found = helper.operations.map((name): SdkOperation => ({ service: name.slice(0, name.indexOf('.')), operation: name.slice(name.indexOf('.') + 1) }));
  const { at, arguments: given } = called;
  const [first] = given;
  const value = helper.input === undefined ? helper.inputMember && memberOf(first, helper.inputMember) : given[helper.input];
  const input = value ? { input: { path: at, value } } : {};
  if (helper.form === 'command') return { kind: 'command', operations: found, ...input };
  const config = given[0];
  const client = helper.clientMember ? memberOf(config, helper.clientMember) : helper.client === undefined ? undefined : given[helper.client];
  const name = helper.resourceMember ? memberOf(lastObject(given), helper.resourceMember) : helper.name === undefined ? undefined : given[helper.name];
  return operations(called, viaOf(helper), found, {
    ...(client ? { client: { path: at, value: client } } : {}), ...input, ...(name ? { resource: { path: at, value: name } } : {}),
  });
}

function viaOf({ package: name, path }: SdkHelper): SdkCallKind {
  if (path[0]?.startsWith('paginate')) return 'paginator';
  if (/[pP]resigned|Url$/.test(path.at(-1) ?? '')) return 'presigned';
  return name === 'aws-sdk' || path.includes('#call') ? 'call' : 'helper';
}

/** SDK v2: `new AWS.S3().putObject(…)`, the document client, `aws-sdk/clients/s3`. */
function ofVersion2(specifier: string, called: Called): SdkMeaning | undefined {
  const own = specifier === 'aws-sdk' || specifier === 'aws-sdk/clients/all' ? undefined : specifier.slice('aws-sdk/clients/'.length);
  const path = own === undefined ? called.path : [classOf(own, called.path), ...called.path];
  const helper = findHelper('aws-sdk', path);
  if (helper) return ofHelper(helper, called);
  const [name = '', step, method = ''] = path;
  if (path.length !== 3 || step !== '#new') return undefined;
  const service = v2Service(name);
  const [first, second] = called.arguments;
  if (first?.kind === 'string' && (method === 'getSignedUrl' || method === 'getSignedUrlPromise')) {
    return operations(called, 'presigned', [{ service, operation: upperFirst(first.value) }], second ? { input: { path: called.at, value: second } } : {});
  }
  if (first?.kind === 'string' && method === 'waitFor') {
    const operation = waiterOperation(service, first.value);
    return operation === undefined ? undefined : operations(called, 'waiter', [{ service, operation }], second ? { input: { path: called.at, value: second } } : {});
  }
  return NO_OPERATION.has(method) ? undefined : operations(called, 'call', [{ service, operation: upperFirst(method) }], inputAt(called, 0));
}

/** `DynamoDB` for `aws-sdk/clients/dynamodb`, whose helpers are listed under the name of the class. */
function classOf(own: string, path: readonly string[]): string {
  return own === 'dynamodb' && path[0] === 'DocumentClient' ? 'DynamoDB' : own === 's3' ? 'S3' : own;
}

/** boto3: `client('s3').put_object(…)`, `resource('dynamodb').Table(name).put_item(…)`, with or without a session. */
function ofBoto3(called: Called): SdkMeaning | undefined {
  const { path } = called;
  const start = path.findIndex((step, index) => (step === 'client' || step === 'resource') && path[index + 1] === '#call');
  const chain = start < 0 ? undefined : receivers(called.origin.receiver);
  const factory = chain?.at(-1);
  const [name] = factory?.value.arguments ?? [];
  const literal = name?.kind === 'string' ? name : name?.kind === 'object' ? memberOf(name, 'service_name') : undefined;
  if (!chain || literal?.kind !== 'string') return undefined;
  const service = boto3Service(literal.value);
  const rest = path.slice(start + 2);
  const isClient = path[start] === 'client' || (rest[0] === 'meta' && rest[1] === 'client');
  return isClient ? boto3Client(service, path[start] === 'client' ? rest : rest.slice(2), called, chain) : boto3Resource(service, rest, called, chain);
}

/** The calls that a value came from, the last one first. */
function receivers(from: Sited<CallExpression> | undefined): readonly Sited<CallExpression>[] {
  const found: Sited<CallExpression>[] = [];
  for (let value = from?.value; from && value; value = value.receiver) {
    // `boto3.Session().client('s3')`: the session is not the factory.
    if (value.callee.kind === 'import' && /^(?:Session|session)$/.test(value.callee.path.at(-1) ?? '')) break;
    found.push({ path: from.path, value });
  }
  return found;
}

function boto3Client(service: string, rest: readonly string[], called: Called, chain: readonly Sited<CallExpression>[]): SdkMeaning | undefined {
  const client = chain.at(-1);
  const keywords = lastObject(called.arguments);
  const more = { ...(client ? { client } : {}), ...(keywords ? { input: { path: called.at, value: keywords } } : {}) };
  const [method = '', step, next] = rest;
  const [first] = called.arguments;
  if (rest.length === 1) {
    const transfer = service === 's3' ? BOTO3_TRANSFERS[method] : undefined;
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

let resourceClasses: ReturnType<typeof boto3Resources> | undefined;

/** `Table.put_item`, `Bucket.objects.filter`. The first class of the chain names what is worked on. */
function boto3Resource(service: string, rest: readonly string[], called: Called, chain: readonly Sited<CallExpression>[]): SdkMeaning | undefined {
  resourceClasses ??= boto3Resources();
  const at = rest.findLastIndex((step) => /^[A-Z]/.test(step));
  const name = at < 0 ? 'ServiceResource' : (rest[at] ?? '');
  const members = at < 0 ? rest : rest.slice(at + 2);
  const [method = '', ...after] = members;
  const client = chain.at(-1);
  const owner = chain.at(-2)?.value.arguments[0];
  const more = {
    ...(client ? { client } : {}),
    ...(owner && chain[0] ? { resource: { path: chain[0].path, value: owner.kind === 'object' ? (owner.properties[0]?.value ?? owner) : owner } } : {}),
    ...(at < 0 && lastObject(called.arguments) ? { input: { path: called.at, value: lastObject(called.arguments) ?? UNKNOWN } } : {}),
  };
  if (service === 'dynamodb' && method === 'batch_writer' && after.length === 0) return operations(called, 'helper', [{ service, operation: 'BatchWriteItem' }], more);
  const transfer = service === 's3' && after.length === 0 ? BOTO3_TRANSFERS[method] : undefined;
  if (transfer) return transferred(transfer, called, undefined, more);
  // A collection: `bucket.objects.all()`, `.filter(Prefix=…)`, `.limit(…)`, `.delete()`.
  const isCollection = after.length === 1 && /^(?:all|filter|limit|pages|page_size)$/.test(after[0] ?? '');
  const operation = after.length === 0 || isCollection ? resourceClasses[`${service}.${name}`]?.[method] : undefined;
  return operation === undefined ? undefined : operations(called, isCollection ? 'paginator' : 'call', [{ service, operation }], more);
}

const UNKNOWN: Expression = { kind: 'unknown', start: 0, end: 0 };

function transferred({ operations: names }: { readonly operations: readonly string[] }, called: Called, bucket: number | undefined, more: Parameters<typeof operations>[3]): SdkMeaning {
  const given = bucket === undefined ? undefined : called.arguments[bucket];
  const named = given && given.kind !== 'object' ? { resource: { path: called.at, value: given } } : {};
  return operations(called, 'helper', names.map((operation) => ({ service: 's3', operation })), { ...more, ...named });
}

function memberOf(expression: Expression | undefined, name: string): Expression | undefined {
  return expression?.kind === 'object' ? expression.properties.findLast((property) => property.name === name)?.value : undefined;
}

function lastObject(given: readonly Expression[]): Expression | undefined {
  const last = given.at(-1);
  return last?.kind === 'object' ? last : undefined;
}

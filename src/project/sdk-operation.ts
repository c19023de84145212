import { findHelper, upperFirst, v2Service, waiterOperation } from '../data/find-sdk.js';
import type { SdkHelper } from '../data/sdk.js';
import type { Expression } from '../facts/model.js';
import { boto3Meaning } from './sdk-boto3.js';
import { lastObject, memberOf, NO_OPERATION, operations } from './sdk-meaning.js';
import type { Called, SdkCallKind, SdkMeaning, SdkOperation } from './sdk-meaning.js';
import type { Origin, Sited } from './value-flow.js';

const BOTO3 = /^(?:boto3(?:\.session)?|aioboto3|(?:aio)?botocore(?:\.session)?)$/;

/** What a call of something of a package means to AWS; undefined for all other calls. */
export function sdkMeaning(origin: Origin, call: { readonly isNew: boolean; readonly arguments: readonly Expression[] }, at: string): SdkMeaning | undefined {
  const { specifier } = origin;
  const first = origin.path.findIndex((step) => step !== 'default');
  const called: Called = { origin, path: first < 0 ? [] : origin.path.slice(first), isNew: call.isNew, at, arguments: call.arguments };
  if (specifier.startsWith('@aws-sdk/client-')) return ofClientPackage(specifier.slice('@aws-sdk/client-'.length), called);
  if (BOTO3.test(specifier)) return boto3Meaning(called);
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
  const made = helper.receiverMember === undefined ? undefined : called.origin.receiver;
  const owner = made && memberOf(lastObject(made.value.arguments), helper.receiverMember ?? '');
  const name = helper.resourceMember ? memberOf(lastObject(given), helper.resourceMember) : helper.name === undefined ? undefined : given[helper.name];
  return operations(called, viaOf(helper), found, {
    ...(client ? { client: { path: at, value: client } } : {}), ...input,
    ...(made && owner ? { resource: { path: made.path, value: owner } } : name ? { resource: { path: at, value: name } } : {}),
  });
}

function viaOf({ package: name, path }: SdkHelper): SdkCallKind {
  if (path[0]?.startsWith('paginate')) return 'paginator';
  if (/[pP]resigned|Url$/.test(path.at(-1) ?? '')) return 'presigned';
  return name === 'aws-sdk' || path.includes('#call') ? 'call' : 'helper';
}

/** Classes of SDK v2 beside those of services. */
const NO_SERVICE = /Credentials$|ProviderChain$|^(?:Config|Endpoint|EventListeners|HttpClient|HttpRequest|MetadataService|NodeHttpClient|Request|Service|Token)$/;

/** SDK v2: `new AWS.S3().putObject(…)`, the document client, `aws-sdk/clients/s3`. */
function ofVersion2(specifier: string, called: Called): SdkMeaning | undefined {
  const own = specifier === 'aws-sdk' || specifier === 'aws-sdk/clients/all' ? undefined : specifier.slice('aws-sdk/clients/'.length);
  const path = own === undefined ? called.path : [classOf(own, called.path), ...called.path];
  const helper = findHelper('aws-sdk', path);
  if (helper) return ofHelper(helper, called);
  const [name = '', step, method = ''] = path;
  if (path.length !== 3 || step !== '#new' || NO_SERVICE.test(name)) return undefined;
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

import { boto3Methods, boto3Resources, sdkWaiters } from './later-tables.js';
import { BOTO3_TRANSFERS, BOTO3_WORDS, SDK_SERVICES, sdkHelpers } from './sdk.js';
import type { SdkHelper } from './sdk.js';

let byBoto3: ReadonlyMap<string, string> | undefined;

/** The service behind `boto3.client('events')`. */
export function boto3Service(name: string): string {
  byBoto3 ??= new Map(SDK_SERVICES.flatMap(({ id, boto3 }) => (boto3 === undefined ? [] : [[boto3, id] as const])));
  return byBoto3.get(name) ?? name;
}

/** Names of version 2 in lower case, and ids with hyphens by the same without. */
let byV2: ReadonlyMap<string, string> | undefined;

/** The service behind `new AWS.StepFunctions()` or `aws-sdk/clients/stepfunctions`. */
export function v2Service(name: string): string {
  const lower = name.toLowerCase();
  byV2 ??= new Map([
    ...SDK_SERVICES.filter(({ id }) => id.includes('-')).map(({ id }) => [id.replaceAll('-', ''), id] as const),
    ...SDK_SERVICES.flatMap(({ id, v2 }) => (v2 === undefined ? [] : [[v2.toLowerCase(), id] as const])),
  ]);
  return byV2.get(lower) ?? lower;
}

let methods: ReturnType<typeof boto3Methods> | undefined;

/** The operation of a method of a boto3 client: `put_item` is `PutItem`. */
export function boto3Operation(service: string, method: string): string {
  methods ??= boto3Methods();
  return own(own(methods, service), method) ?? method.split('_').map((word) => own(BOTO3_WORDS, word) ?? upperFirst(word)).join('');
}

let waiters: ReturnType<typeof sdkWaiters> | undefined;

/** The operation that a waiter calls; its name in any of the forms `BucketExists`, `bucketExists`, `bucket_exists`. */
export function waiterOperation(service: string, name: string): string | undefined {
  waiters ??= sdkWaiters();
  const wanted = name.replaceAll('_', '').toLowerCase();
  return Object.entries(own(waiters, service) ?? {}).find(([waiter]) => waiter.toLowerCase() === wanted)?.[1];
}

/** Modules below those that export their names. */
const POWERTOOLS_PART = /^(aws_lambda_powertools\.utilities\.(?:parameters|idempotency|feature_flags))\.(?:persistence\.)?(?:ssm|secrets|appconfig|dynamodb)\./;

let helpers: ReadonlyMap<string, SdkHelper> | undefined;

/** The helper that a path read from an import is. A Python module may stand in the specifier or in the path. */
export function findHelper(specifier: string, path: readonly string[]): SdkHelper | undefined {
  helpers ??= new Map(sdkHelpers().map((helper) => [[helper.package, ...helper.path].join('.'), helper]));
  return helpers.get([specifier, ...path].join('.').replace(POWERTOOLS_PART, '$1.'));
}

/** What a package calls under names of its own. */
export function helpersOf(name: string): readonly SdkHelper[] {
  return sdkHelpers().filter((helper) => helper.package === name);
}

/** Everything that the resources of a service of boto3 call: the class, the method or collection, the operation. */
export function boto3ResourceMembers(service: string): readonly (readonly [string, string, string])[] {
  classes ??= boto3Resources();
  return Object.entries(classes).flatMap(([name, members]) =>
    name.startsWith(`${service}.`) ? Object.entries(members).map(([member, operation]) => [name.slice(service.length + 1), member, operation] as const) : [],
  );
}

/** The waiters of a service with the operations that they call. */
export function waitersOf(service: string): readonly (readonly [string, string])[] {
  waiters ??= sdkWaiters();
  return Object.entries(own(waiters, service) ?? {});
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

let classes: ReturnType<typeof boto3Resources> | undefined;

/** The operation of a method or a collection of a resource of boto3: `put_item` of `dynamodb.Table`. */
export function boto3ResourceOperation(resource: string, member: string): string | undefined {
  classes ??= boto3Resources();
  return own(own(classes, resource), member);
}

/** A method of the boto3 S3 client that is no operation. */
export function boto3Transfer(method: string): (typeof BOTO3_TRANSFERS)[string] | undefined {
  return own(BOTO3_TRANSFERS, method);
}

/** Names come from source: `constructor` is no entry of a table. */
function own<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table && Object.hasOwn(table, key) ? table[key] : undefined;
}

import type { Location } from '../diagnostic.js';
import type { CallFact, Expression } from '../facts/model.js';

/** An access key that does not expire, as it is given to a client. */
export interface StaticKey {
  /** The id of the key. */
  readonly at: Location;
  /** The environment variable it comes from; undefined for a literal. */
  readonly variable: string | undefined;
}

/** Variables in which Lambda itself hands the role's temporary keys to the code. */
const ROLE_VARIABLES: ReadonlySet<string> = new Set(['AWS_ACCESS_KEY_ID', 'AWS_ACCESS_KEY', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']);
const AWS_ENDPOINT = /\.amazonaws\.com(?:\.cn)?(?:[:/]|$)/;

/** `credentials: { accessKeyId, secretAccessKey }` of SDK v3, or both beside each other in v2, without a session token. */
export function staticKeyOf([options]: readonly Expression[], path: string): StaticKey | undefined {
  if (options?.kind !== 'object' || !options.complete || hasOtherEndpoint(options)) return undefined;
  const nested = property(options, 'credentials');
  return keyIn(nested ?? options, path);
}

/** `boto3.client('s3', aws_access_key_id=…, aws_secret_access_key=…)`, or the session that the client comes from, without a session token. */
export function pythonKeyOf({ arguments: own, receiver }: Pick<CallFact, 'arguments' | 'receiver'>, path: string): StaticKey | undefined {
  const given = [own, receiver?.arguments ?? []].flatMap((values) => values.at(-1) ?? []);
  if (given.some((options) => options.kind === 'object' && (!options.complete || hasOtherEndpoint(options, 'endpoint_url')))) return undefined;
  const read = (name: string): Expression | undefined => given.map((options) => property(options, name)).find((value) => value !== undefined);
  return read('aws_session_token') ? undefined : staticKey(read('aws_access_key_id'), read('aws_secret_access_key'), path);
}

/** The key in an object with credentials. */
export function keyIn(credentials: Expression, path: string): StaticKey | undefined {
  if (credentials.kind !== 'object' || !credentials.complete || property(credentials, 'sessionToken')) return undefined;
  return staticKey(property(credentials, 'accessKeyId'), property(credentials, 'secretAccessKey'), path);
}

/** The key that an id and a secret make, if both come from a literal or from the environment. */
export function staticKey(id: Expression | undefined, secret: Expression | undefined, path: string): StaticKey | undefined {
  if (!id || !secret || !isStatic(id) || !isStatic(secret)) return undefined;
  const at = { path, start: id.start, end: id.end };
  if (secret.kind === 'env') return { at, variable: id.kind === 'env' ? id.variable : secret.variable };
  return { at, variable: id.kind === 'env' ? id.variable : undefined };
}

function isStatic(value: Expression): boolean {
  return value.kind === 'string' || (value.kind === 'env' && !ROLE_VARIABLES.has(value.variable));
}

/** LocalStack, MinIO and other services with keys of their own; where the endpoint cannot be read, it may be one of them. */
function hasOtherEndpoint(options: Expression, name = 'endpoint'): boolean {
  const endpoint = property(options, name);
  return endpoint !== undefined && !(endpoint.kind === 'string' && AWS_ENDPOINT.test(endpoint.value));
}

function property(options: Expression, name: string): Expression | undefined {
  return options.kind === 'object' ? options.properties.findLast((one) => one.name === name)?.value : undefined;
}

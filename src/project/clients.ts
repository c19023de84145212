import { defineAnalysis } from '../analysis.js';
import { findClient } from '../data/find-client.js';
import type { ClientPackage } from '../data/clients.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { functions } from './functions.js';
import type { CallStep, HandlerCall } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';

/** An access key that does not expire, as it is given to a client. */
export interface StaticKey {
  readonly at: Location;
  /** The environment variable it comes from; undefined for a literal. */
  readonly variable: string | undefined;
}

/** A client of a service or database, at the place where it is built. */
export interface Client {
  /** As in the source: `S3Client`, `AWS.S3`, `createPool`. */
  readonly name: string;
  readonly package: string;
  readonly at: Location;
  readonly isPerInvocation: boolean;
  readonly isMemoised: boolean;
  readonly dependsOnInvocation: boolean;
  /** Building it takes time or opens a connection. */
  readonly isCostly: boolean;
  readonly steps: readonly CallStep[];
  readonly staticKey: StaticKey | undefined;
}

/** Every client that the handlers of the project build. */
export const clients = defineAnalysis({
  name: 'clients',
  requires: { functions },
  run: ({ functions: all }): readonly Owned<Client>[] => byOwners(all, ({ calls }) => calls.flatMap((call) => toClient(call) ?? [])),
});

function toClient({ fact, at, isPerInvocation, steps }: HandlerCall): Client | undefined {
  const { callee, isNew, isMemoised, dependsOnInvocation } = fact;
  if (callee.kind !== 'import') return undefined;
  const found = findClient(callee.specifier, callee.path, isNew);
  if (!found) return undefined;
  return {
    name: callee.path.filter((step) => step !== 'default').join('.') || callee.specifier,
    package: callee.specifier,
    at,
    isPerInvocation,
    isMemoised,
    dependsOnInvocation,
    isCostly: found.expensive || found.connectionOriented,
    steps,
    staticKey: staticKeyOf(found, fact.arguments, at.path),
  };
}

/** Variables in which Lambda itself hands the role's temporary keys to the code. */
const ROLE_VARIABLES: ReadonlySet<string> = new Set(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']);

/** `credentials: { accessKeyId, secretAccessKey }` of SDK v3, or both beside each other in v2, without a session token. */
function staticKeyOf(client: ClientPackage, [options]: readonly Expression[], path: string): StaticKey | undefined {
  if (!client.kind.startsWith('aws-sdk') || options?.kind !== 'object' || property(options, 'endpoint')) return undefined;
  const nested = property(options, 'credentials');
  const credentials = nested?.kind === 'object' ? nested : options;
  if (credentials.kind !== 'object' || !credentials.complete || property(credentials, 'sessionToken')) return undefined;
  const secret = property(credentials, 'secretAccessKey');
  const id = property(credentials, 'accessKeyId');
  if (!secret || !id) return undefined;
  const at = { path, start: id.start, end: id.end };
  if (secret.kind === 'string' && id.kind === 'string') return { at, variable: undefined };
  if (secret.kind !== 'env' || ROLE_VARIABLES.has(secret.variable)) return undefined;
  return { at, variable: id.kind === 'env' ? id.variable : secret.variable };
}

function property(options: Expression, name: string): Expression | undefined {
  return options.kind === 'object' ? options.properties.find((one) => one.name === name)?.value : undefined;
}

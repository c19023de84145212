import type { ClientPackage, Constructor } from './clients.js';
import { CLIENTS } from './clients.js';

const EXACT: ReadonlyMap<string, ClientPackage> = new Map(
  CLIENTS.filter((client) => client.match === 'exact').map((client) => [client.package, client]),
);
const PREFIXES = CLIENTS.filter((client) => client.match === 'prefix');

/**
 * The client package if a call or `new` of what `path` reads from the import creates a client of it.
 * Whether one per invocation is worth a word is in `expensive` and `connectionOriented`.
 */
export function findClient(specifier: string, path: readonly string[], isNew: boolean): ClientPackage | undefined {
  const client = EXACT.get(specifier) ?? PREFIXES.find((candidate) => specifier.startsWith(candidate.package));
  if (!client) return undefined;
  const members = withoutDefault(path);
  if (client.constructors.some((constructor) => creates(constructor, members, isNew))) return client;
  return isNew && isAggregated(client, specifier, members) ? client : undefined;
}

/** Interop between module formats may add more than one `default`. */
function withoutDefault(path: readonly string[]): readonly string[] {
  const start = path.findIndex((member) => member !== 'default');
  return start === -1 ? [] : path.slice(start);
}

function creates(constructor: Constructor, path: readonly string[], isNew: boolean): boolean {
  if (constructor.form !== 'either' && (constructor.form === 'new') !== isNew) return false;
  if (constructor.suffix === undefined) return path.length === constructor.path.length && path.every((member, index) => member === constructor.path[index]);
  const [name] = path;
  return path.length === 1 && name !== undefined && /^[A-Z]/.test(name) && name.endsWith(constructor.suffix);
}

/**
 * A class that has every operation of a service. SDK v3 derives package and class from one service id,
 * `client-cognito-identity` and `CognitoIdentity`, so the two agree but for hyphens and case.
 */
function isAggregated(client: ClientPackage, specifier: string, path: readonly string[]): boolean {
  const [name] = path;
  if (client.aggregated === undefined || path.length !== 1 || name === undefined || !/^[A-Z]/.test(name)) return false;
  if (client.aggregated === 'package') return name.toLowerCase() === specifier.slice(client.package.length).replaceAll('-', '');
  return !name.endsWith('Credentials') && !client.except?.includes(name);
}

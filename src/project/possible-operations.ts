import type { IamTables } from '../data/iam-tables.js';
import { boto3ResourceMembers, boto3Service, boto3Transfer, helpersOf, upperFirst, v2Service, waitersOf } from '../data/find-sdk.js';
import type { CodeImports } from './code-imports.js';
import type { SdkOperation } from './sdk-meaning.js';

/** `put_item`, `putItem` and `PutItem` alike. */
function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/**
 * Every operation that code could mean by the names in it: more than it calls, never less, as long as it computes no names. A method
 * `get` may be that of a map; so is it with what is said of names here: it may be used.
 */
export function possibleOperations(tables: IamTables, imports: CodeImports, names: ReadonlySet<string>): readonly SdkOperation[] {
  const spoken = new Set([...names].map(plain));
  return [
    ...[...imports.clients].flatMap((service) => ofClient(tables, service, names, spoken)),
    ...(imports.version2.size > 0 ? ofVersion2(tables, imports.version2, names, spoken) : []),
    ...(imports.hasBoto3 ? ofBoto3(tables, names, spoken) : []),
    ...[...imports.helpers].flatMap((name) => ofHelpers(name, names)),
  ];
}

/** All clients of a package are known by what is imported of it: commands, paginators, waiters; the class with all methods is named after the service. */
function ofClient(tables: IamTables, service: string, names: ReadonlySet<string>, spoken: ReadonlySet<string>): readonly SdkOperation[] {
  const hasMethods = [...names].some((name) => name.toLowerCase() === service.replaceAll('-', ''));
  const waits = [...spoken].some((name) => /^wait(?:until|for)/.test(name));
  return operationsOf(tables, service, ({ command, paginator, method }) => names.has(command) || names.has(paginator) || (hasMethods && spoken.has(method)), waits ? spoken : NONE);
}

const NONE: ReadonlySet<string> = new Set();

function operationsOf(tables: IamTables, service: string, isMeant: (operation: NamedOperation) => boolean, waiting: ReadonlySet<string>): readonly SdkOperation[] {
  const polled = new Set(waiting.size === 0 ? [] : waitersOf(service).flatMap(([waiter, operation]) => (['', 'waituntil', 'waitfor'].some((before) => waiting.has(`${before}${plain(waiter)}`)) ? [operation] : [])));
  return namedOperations(tables, service).filter((named) => isMeant(named) || polled.has(named.operation)).map(({ operation }) => ({ service, operation }));
}

/** An operation with the names that code has for it. */
interface NamedOperation {
  readonly operation: string;
  /** `PutItemCommand`. */
  readonly command: string;
  /** `paginateQuery`. */
  readonly paginator: string;
  /** As `plain` writes the method. */
  readonly method: string;
}

/** By service; the tables are those of all projects. */
const named = new WeakMap<IamTables, Map<string, readonly NamedOperation[]>>();

function namedOperations(tables: IamTables, service: string): readonly NamedOperation[] {
  const known = named.get(tables) ?? new Map<string, readonly NamedOperation[]>();
  named.set(tables, known);
  const done = known.get(service);
  if (done) return done;
  const client = tables.client(service);
  const all = (client && tables.service(client.prefix)?.operations(service)) ?? [];
  const made = all.map((operation) => ({ operation, command: `${operation}Command`, paginator: `paginate${operation}`, method: plain(operation) }));
  known.set(service, made);
  return made;
}

function ofVersion2(tables: IamTables, loaded: ReadonlySet<string>, names: ReadonlySet<string>, spoken: ReadonlySet<string>): readonly SdkOperation[] {
  const services = new Set([...names, ...loaded].map(v2Service).filter((service) => tables.client(service)));
  const helpers = helpersOf('aws-sdk').filter(({ path }) => names.has(path.at(-1) ?? '') && (!path.includes('DocumentClient') || names.has('DocumentClient')));
  return [...[...services].flatMap((service) => operationsOf(tables, service, ({ method }) => spoken.has(method), spoken)), ...helpers.flatMap(({ operations }) => operations.map(toOperation))];
}

function ofBoto3(tables: IamTables, names: ReadonlySet<string>, spoken: ReadonlySet<string>): readonly SdkOperation[] {
  const services = new Set([...names].map(boto3Service).filter((service) => tables.client(service)));
  return [...services].flatMap((service) => {
    const called = operationsOf(tables, service, ({ method }) => spoken.has(method), spoken);
    const transfers = service === 's3' ? [...names].flatMap((name) => boto3Transfer(name)?.operations ?? []) : [];
    const more = [
      ...transfers,
      ...(service === 's3' && names.has('generate_presigned_post') ? ['PutObject'] : []),
      ...(service === 'dynamodb' && names.has('batch_writer') ? ['BatchWriteItem'] : []),
      ...(names.has('resource') ? ofResources(service, names) : []),
    ];
    return [...called, ...more.map((operation) => ({ service, operation }))];
  });
}

/** What a resource says of itself it asks for when it is read: `bucket.Acl().grants`. */
function ofResources(service: string, names: ReadonlySet<string>): readonly string[] {
  const classes = [...names].filter((name) => /^[A-Z]/.test(name));
  return boto3ResourceMembers(service).flatMap(([owner, member, operation]) => (names.has(member) || (member === 'load' && classes.some((name) => owner.endsWith(name))) ? [operation] : []));
}

/** Of packages that only call AWS everything counts; of the document client what is named. */
function ofHelpers(name: string, names: ReadonlySet<string>): readonly SdkOperation[] {
  const rows = helpersOf(name).filter(({ path }) => !name.startsWith('@aws-sdk/') || names.has(path.at(-1) ?? ''));
  return rows.flatMap(({ operations }) => operations.map(toOperation));
}

function toOperation(name: string): SdkOperation {
  const dot = name.indexOf('.');
  return { service: name.slice(0, dot), operation: upperFirst(name.slice(dot + 1)) };
}

import { readServiceActions } from './service-actions.js';
import type { ServiceActions, ServiceRow } from './service-actions.js';

/** A client of the SDKs. */
export interface SdkClient {
  /** The end of its package's name: `@aws-sdk/client-<id>`. */
  readonly id: string;
  /** Of its IAM actions. */
  readonly prefix: string;
}

/** A library call that is an operation of an SDK client. Operations are `client.Operation`. */
export interface HelperCall {
  /** Always. */
  readonly operations: readonly string[];
  /** By options. */
  readonly optional: readonly string[];
  /** Checked without an operation. */
  readonly actions: readonly string[];
  /** The operation is that of its argument: a command, or its name. */
  readonly operationOf?: 'command' | 'name';
}

/** Actions that Lambda itself uses with the role of a function. */
export interface PlatformFeature {
  readonly feature: string;
  readonly actions: readonly string[];
  readonly also: readonly string[];
  readonly isCurated: boolean;
}

/** Actions with which together a principal raises its own rights. */
export interface EscalationPath {
  readonly id: string;
  readonly category: 'new-passrole' | 'existing-passrole' | 'self-escalation' | 'principal-access' | 'cloudsplaining';
  readonly actions: readonly string[];
}

/** The tables about IAM, each read when it is first asked for. */
export interface IamTables {
  /** Actions of a service; undefined where the tables do not know it: then nothing may be said of them. */
  service(prefix: string): ServiceActions | undefined;
  clientOfPackage(name: string): SdkClient | undefined;
  /** By the name of the class in version 2 of the SDK for JavaScript. */
  clientOfVersion2(name: string): SdkClient | undefined;
  clientOfBoto3(name: string): SdkClient | undefined;
  client(id: string): SdkClient | undefined;
  helper(packageName: string, member: string): HelperCall | undefined;
  /** What a condition code means. */
  condition(code: string): string | undefined;
  readonly platform: readonly PlatformFeature[];
  readonly escalation: readonly EscalationPath[];
}

/** Reads the table of a name; the engine has the disk. */
export type ReadTable = (name: string) => unknown;

interface IndexRow {
  readonly prefixes: string;
  readonly clients: Readonly<Record<string, { readonly prefix: string; readonly package: string; readonly v2?: string; readonly boto3?: string }>>;
  readonly conditions: Readonly<Record<string, string>>;
  readonly helpers: readonly ({ readonly package: string; readonly member: string } & Partial<HelperCall>)[];
  readonly platform: readonly { readonly feature: string; readonly actions: readonly string[]; readonly also?: readonly string[]; readonly curated?: true }[];
  readonly escalation: readonly EscalationPath[];
}

/** The tables over a reader. They are written by our own build and checked there, so their form is taken for granted. */
export function createIamTables(read: ReadTable): IamTables {
  const index = once((): Index => readIndex(read('index') as IndexRow));
  return {
    service: (prefix) => (index().prefixes.has(prefix.toLowerCase()) ? readService(read, prefix.toLowerCase()) : undefined),
    clientOfPackage: (name) => index().byPackage.get(name),
    clientOfVersion2: (name) => index().byVersion2.get(name),
    clientOfBoto3: (name) => index().byBoto3.get(name),
    client: (id) => index().byId.get(id),
    helper: (packageName, member) => index().helpers.get(`${packageName} ${member}`),
    condition: (code) => index().row.conditions[code],
    get platform() {
      return index().row.platform.map(({ feature, actions, also = [], curated }) => ({ feature, actions, also, isCurated: curated === true }));
    },
    get escalation() {
      return index().row.escalation;
    },
  };
}

/** One reading per table, however many projects a run has. */
const services = new WeakMap<ServiceRow, ServiceActions>();

function readService(read: ReadTable, prefix: string): ServiceActions {
  const row = read(prefix) as ServiceRow;
  const known = services.get(row) ?? readServiceActions(prefix, row);
  services.set(row, known);
  return known;
}

interface Index {
  readonly row: IndexRow;
  readonly prefixes: ReadonlySet<string>;
  readonly byId: ReadonlyMap<string, SdkClient>;
  readonly byPackage: ReadonlyMap<string, SdkClient>;
  readonly byVersion2: ReadonlyMap<string, SdkClient>;
  readonly byBoto3: ReadonlyMap<string, SdkClient>;
  readonly helpers: ReadonlyMap<string, HelperCall>;
}

function readIndex(row: IndexRow): Index {
  const clients = Object.entries(row.clients).map(([id, names]) => ({ names, client: { id, prefix: names.prefix } }));
  const by = (key: 'package' | 'v2' | 'boto3'): ReadonlyMap<string, SdkClient> =>
    new Map(clients.flatMap(({ names, client }) => (names[key] === undefined ? [] : [[names[key], client] as const])));
  return {
    row,
    prefixes: new Set(row.prefixes.split(' ')),
    byId: new Map(clients.map(({ client }) => [client.id, client])),
    byPackage: by('package'),
    byVersion2: by('v2'),
    byBoto3: by('boto3'),
    helpers: new Map(row.helpers.map(({ package: name, member, ...needs }) => [`${name} ${member}`, { operations: [], optional: [], actions: [], ...needs }])),
  };
}

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => (value ??= { of: compute() }).of;
}

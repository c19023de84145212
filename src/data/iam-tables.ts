import { readServiceActions } from './service-actions.js';
import type { ServiceActions, ServiceRow } from './service-actions.js';

/** A client of the SDKs. */
export interface SdkClient {
  /** The end of its package's name: `@aws-sdk/client-<id>`. */
  readonly id: string;
  /** Of its IAM actions. */
  readonly prefix: string;
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
  client(id: string): SdkClient | undefined;
  /** Whether AWS has a service of that prefix, with a table here or without. */
  isService(prefix: string): boolean;
  /** The day on which the services and their actions were read. */
  readonly asOf: string;
  readonly platform: readonly PlatformFeature[];
  readonly escalation: readonly EscalationPath[];
}

/** Reads the table of a name; the engine has the disk. */
export type ReadTable = (name: string) => unknown;

interface IndexRow {
  readonly asOf: string;
  readonly prefixes: string;
  /** The IAM prefix of each client. */
  readonly clients: Readonly<Record<string, string>>;
  readonly platform: readonly { readonly feature: string; readonly actions: readonly string[]; readonly also?: readonly string[]; readonly curated?: true }[];
  readonly escalation: readonly EscalationPath[];
}

/** The tables over a reader. They are written by our own build and checked there, so their form is taken for granted. */
export function createIamTables(read: ReadTable): IamTables {
  const index = once((): Index => readIndex(read('index') as IndexRow));
  const others = once(() => new Set((read('other-services') as { readonly prefixes: string }).prefixes.split(' ')));
  return {
    isService: (prefix) => index().prefixes.has(prefix.toLowerCase()) || others().has(prefix.toLowerCase()),
    get asOf() {
      return index().row.asOf;
    },
    service: (prefix) => (index().prefixes.has(prefix.toLowerCase()) ? readService(read, prefix.toLowerCase()) : undefined),
    client: (id) => index().byId.get(id),
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
}

function readIndex(row: IndexRow): Index {
  return {
    row,
    prefixes: new Set(row.prefixes.split(' ')),
    byId: new Map(Object.entries(row.clients).map(([id, prefix]) => [id, { id, prefix }])),
  };
}

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => (value ??= { of: compute() }).of;
}

/** What IAM lets an action do, as the Service Authorization Reference sorts it. */
export type AccessLevel = 'Read' | 'List' | 'Write' | 'Tagging' | 'Permissions management';

export interface ActionFact {
  /** In the reference's own case. */
  readonly name: string;
  readonly level: AccessLevel;
  /** Types of resources it can be limited to; none: `Resource` has to be `*`. */
  readonly resourceTypes: readonly ResourceTypeUse[];
  /** It has resource types, but its ordinary use needs `*`. */
  readonly needsStar: boolean;
}

export interface ResourceTypeUse {
  readonly name: string;
  readonly isRequired: boolean;
  /** `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`; of a type with several forms all of them, with a comma and a blank between. */
  readonly arn: string;
}

/** An action that an operation needs in some cases only: never called missing, never called unused. */
export interface ConditionalAction {
  readonly action: string;
  /** A code of the index, such as `tags` or `cmk`. */
  readonly when: string;
  /** For `iam:PassRole`: services that the role may be passed to. */
  readonly passedTo: readonly string[];
}

/** What IAM checks for one operation of an SDK client. */
export type OperationNeeds =
  | {
      readonly state: 'known';
      readonly operation: string;
      readonly required: readonly string[];
      /** One of these is needed as well, by case. */
      readonly oneOf: readonly { readonly when: string; readonly actions: readonly string[] }[];
      readonly conditional: readonly ConditionalAction[];
      /** Known behaviour without a cited source: never the only reason for an error. */
      readonly isCurated: boolean;
    }
  /** IAM is not asked. */
  | { readonly state: 'none'; readonly operation: string }
  | { readonly state: 'unknown'; readonly operation: string; readonly conditional: readonly ConditionalAction[] };

/** Actions and operations of one service prefix. */
export interface ServiceActions {
  readonly prefix: string;
  /** All of them, in no particular order. */
  readonly actions: readonly ActionFact[];
  /** By name without prefix, in any case. */
  action(name: string): ActionFact | undefined;
  /** By client id and the name of the operation or method in any spelling: `PutItem`, `putItem`, `put_item`. */
  operation(client: string, name: string): OperationNeeds | undefined;
  /** The operation of that name, whichever of the clients of the service has it. */
  anyOperation(name: string): OperationNeeds | undefined;
  /** Ids of the clients whose actions these are. */
  readonly clients: readonly string[];
  /** Names of all operations of a client. */
  operations(client: string): readonly string[];
}

/** The rows that scripts/iam-tables.mjs writes. */
export interface ServiceRow {
  readonly types: Readonly<Record<string, string>>;
  /** Access level, resource types with commas (`!` after a required one), names. */
  readonly actions: readonly (readonly [AccessLevel, string, string])[];
  readonly star?: string;
  readonly clients?: Readonly<Record<string, ClientRow>>;
}

interface ClientRow {
  /** Operations that need the action of their name. Instead, `not`: the actions that are no operation. */
  readonly same?: string;
  readonly not?: string;
  readonly none?: string;
  readonly unknown?: string;
  readonly other?: Readonly<Record<string, OperationRow>>;
}

interface OperationRow {
  readonly r?: string;
  readonly o?: readonly string[];
  readonly c?: readonly string[];
  readonly q?: 1;
}

/** Reads the rows of one service; each part when it is first asked for. */
export function readServiceActions(prefix: string, row: ServiceRow): ServiceActions {
  let actions: ReadonlyMap<string, ActionFact> | undefined;
  const byName = (): ReadonlyMap<string, ActionFact> => (actions ??= readActions(row));
  const clients = new Map<string, ReadonlyMap<string, OperationNeeds>>();
  const operationsOf = (client: string): ReadonlyMap<string, OperationNeeds> => {
    const known = clients.get(client);
    if (known) return known;
    const clientRow = row.clients?.[client];
    const read = clientRow ? readOperations(prefix, clientRow, byName()) : new Map<string, OperationNeeds>();
    clients.set(client, read);
    return read;
  };
  return {
    prefix,
    get actions() {
      return [...byName().values()];
    },
    clients: Object.keys(row.clients ?? {}),
    action: (name) => byName().get(name.toLowerCase()),
    operation: (client, name) => operationsOf(client).get(plain(name)),
    anyOperation: (name) => Object.keys(row.clients ?? {}).map((client) => operationsOf(client).get(plain(name))).find((needs) => needs !== undefined),
    operations: (client) => [...operationsOf(client).values()].map(({ operation }) => operation),
  };
}

/** `put_item`, `putItem` and `PutItem` alike: the SDKs spell one name each in their way. */
function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function words(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : text.split(' ');
}

function readActions({ types, actions, star }: ServiceRow): ReadonlyMap<string, ActionFact> {
  const needStar = new Set(words(star));
  const read = new Map<string, ActionFact>();
  for (const [level, typeNames, names] of actions) {
    const resourceTypes = (typeNames === '' ? [] : typeNames.split(',')).map((text): ResourceTypeUse => {
      const isRequired = text.endsWith('!');
      const name = isRequired ? text.slice(0, -1) : text;
      return { name, isRequired, arn: types[name] ?? '*' };
    });
    for (const name of words(names)) read.set(name.toLowerCase(), { name, level, resourceTypes, needsStar: needStar.has(name) });
  }
  return read;
}

function readOperations(prefix: string, row: ClientRow, actions: ReadonlyMap<string, ActionFact>): ReadonlyMap<string, OperationNeeds> {
  const read = new Map<string, OperationNeeds>();
  const same = row.not === undefined ? words(row.same) : namesBut(actions, new Set(words(row.not)));
  for (const operation of same) read.set(plain(operation), { state: 'known', operation, required: [`${prefix}:${operation}`], oneOf: [], conditional: [], isCurated: false });
  for (const operation of words(row.none)) read.set(plain(operation), { state: 'none', operation });
  for (const operation of words(row.unknown)) read.set(plain(operation), { state: 'unknown', operation, conditional: [] });
  for (const [operation, needs] of Object.entries(row.other ?? {})) read.set(plain(operation), readNeeds(prefix, operation, needs));
  return read;
}

function namesBut(actions: ReadonlyMap<string, ActionFact>, left: ReadonlySet<string>): readonly string[] {
  return [...actions.values()].map(({ name }) => name).filter((name) => !left.has(name));
}

function readNeeds(prefix: string, operation: string, { r, o = [], c = [], q }: OperationRow): OperationNeeds {
  const full = (action: string): string => (action.includes(':') ? action : `${prefix}:${action}`);
  const conditional = c.flatMap((text) => {
    const [when = '', ...actions] = text.split(' ');
    return actions.map((one): ConditionalAction => {
      const [action = '', passedTo] = one.split('>');
      return { action: full(action), when, passedTo: passedTo?.split(',') ?? [] };
    });
  });
  if (r === undefined && o.length === 0) return { state: 'unknown', operation, conditional };
  const oneOf = o.map((text) => {
    const [when = '', ...actions] = text.split(' ');
    return { when, actions: actions.map(full) };
  });
  return { state: 'known', operation, required: words(r).map(full), oneOf, conditional, isCurated: q === 1 };
}


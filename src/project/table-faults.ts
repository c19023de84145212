import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { moduleGraph } from './module-graph.js';
import { byCall, resourceCalls } from './resource-calls.js';
import type { ResourceCall } from './resource-calls.js';
import { equalIn } from './key-conditions.js';
import { memberOf } from './sdk-meaning.js';
import { quotedNames } from './shared-values.js';
import { tableSchema } from './table-keys.js';
import type { TableSchema } from './table-keys.js';
import { valueFlow } from './value-flow.js';
import type { ValueFlow } from './value-flow.js';

/** A call that a table of the template refuses. */
export interface TableFault {
  readonly calls: readonly [ResourceCall, ...ResourceCall[]];
  readonly at: Location;
  readonly kind: 'key' | 'item' | 'index' | 'consistent' | 'condition';
  /** Quoted names: what the call names, or lacks; and what the table has. */
  readonly given: string;
  readonly expected: string;
}

type Fault = Omit<TableFault, 'calls'>;

const WITH_KEY: ReadonlySet<string> = new Set(['GetItem', 'UpdateItem', 'DeleteItem']);
const WITH_INDEX: ReadonlySet<string> = new Set(['Query', 'Scan']);

/** Keys and indexes that calls name, against those of the table. */
export const tableFaults = defineAnalysis({
  name: 'tableFaults',
  requires: { resourceCalls, moduleGraph },
  run: ({ resourceCalls: all, moduleGraph: graph }): readonly TableFault[] => {
    const flow = valueFlow(graph);
    const onTables = all().filter(({ call: { service, via } }) => service === 'dynamodb' && (via === 'call' || via === 'paginator'));
    return byCall(onTables).flatMap((calls) => {
      const [first] = calls;
      const found = faultOf(first, tableSchema(first), flow);
      return found ? [{ calls, ...found }] : [];
    });
  },
});

function faultOf(one: ResourceCall, schema: TableSchema, flow: ValueFlow): Fault | undefined {
  const { operation } = one.call;
  if (WITH_KEY.has(operation)) return keyFault(one, schema, flow);
  if (operation === 'PutItem') return itemFault(one, schema, flow);
  if (!WITH_INDEX.has(operation)) return undefined;
  return indexFault(one, schema, flow) ?? (operation === 'Query' ? conditionFault(one, schema, flow) : undefined);
}

interface Given {
  readonly value: Expression;
  readonly at: Location;
}

/** A member of the input, where every caller gives the same. */
function given({ call: { input } }: ResourceCall, name: string, flow: ValueFlow): Given | undefined {
  const written = memberOf(input?.value, name);
  const [only, other] = input && written ? flow.values(input.path, written) : [];
  return only && !other ? { value: only.value, at: { path: only.path, start: only.value.start, end: only.value.end } } : undefined;
}

function keyFault(one: ResourceCall, { keys }: TableSchema, flow: ValueFlow): Fault | undefined {
  const found = given(one, 'Key', flow);
  if (!keys || found?.value.kind !== 'object' || !found.value.complete) return undefined;
  const names = found.value.properties.map(({ name }) => name);
  const fits = names.length === keys.length && keys.every((key) => names.includes(key));
  return fits ? undefined : { kind: 'key', given: quotedNames(names), expected: quotedNames(keys), at: found.at };
}

function itemFault(one: ResourceCall, { keys }: TableSchema, flow: ValueFlow): Fault | undefined {
  const found = given(one, 'Item', flow);
  if (!keys || found?.value.kind !== 'object' || !found.value.complete) return undefined;
  const { properties } = found.value;
  const missing = keys.filter((key) => !properties.some(({ name }) => name === key));
  return missing.length === 0 ? undefined : { kind: 'item', given: quotedNames(missing), expected: quotedNames(keys), at: found.at };
}

function indexFault(one: ResourceCall, { indexes }: TableSchema, flow: ValueFlow): Fault | undefined {
  const found = given(one, 'IndexName', flow);
  if (!indexes || found?.value.kind !== 'string') return undefined;
  const { value: name } = found.value;
  const index = indexes.find((known) => known.name === name);
  const all = indexes.length === 0 ? 'no index' : quotedNames(indexes.map((known) => known.name));
  if (!index) return { kind: 'index', given: quotedNames([name]), expected: all, at: found.at };
  const consistent = given(one, 'ConsistentRead', flow);
  const isRefused = index.isGlobal && consistent?.value.kind === 'boolean' && consistent.value.value;
  return isRefused ? { kind: 'consistent', given: quotedNames([name]), expected: all, at: consistent.at } : undefined;
}

/** A query reads one partition; of its key nothing but equality can be asked. */
function conditionFault(one: ResourceCall, schema: TableSchema, flow: ValueFlow): Fault | undefined {
  const { call: { input } } = one;
  const found = given(one, 'KeyConditionExpression', flow);
  if (input?.value.kind !== 'object' || !input.value.complete || found?.value.kind !== 'string') return undefined;
  const indexName = memberOf(input.value, 'IndexName') && given(one, 'IndexName', flow)?.value;
  const index = indexName?.kind === 'string' ? schema.indexes?.find(({ name }) => name === indexName.value) : undefined;
  const partitionKey = memberOf(input.value, 'IndexName') ? index?.partitionKey : schema.partitionKey;
  const aliases = given(one, 'ExpressionAttributeNames', flow)?.value;
  const equal = equalIn(found.value.value, (alias) => {
    const name = memberOf(aliases, alias);
    return name?.kind === 'string' ? name.value : undefined;
  });
  if (partitionKey === undefined || !equal || equal.has(partitionKey)) return undefined;
  return { kind: 'condition', given: index ? `index '${index.name}' of ` : '', expected: quotedNames([partitionKey]), at: found.at };
}

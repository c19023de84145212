import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { evaluate, member } from './evaluate.js';
import { listOf, stringOf } from './read-value.js';
import type { ResourceCall } from './resource-calls.js';
import type { TemplateScope } from './template-scope.js';

export interface TableIndex {
  readonly name: string;
  readonly isGlobal: boolean;
  /** The partition key, if it is one attribute and known. */
  readonly partitionKey: string | undefined;
}

/** What the template says of a table that calls must fit. A part that is not known is undefined. */
export interface TableSchema {
  /** Names of the attributes of the primary key. */
  readonly keys: readonly string[] | undefined;
  /** The one of them that each query gives a value. */
  readonly partitionKey: string | undefined;
  readonly indexes: readonly TableIndex[] | undefined;
}

/** SAM's default. Source: AWS::Serverless::SimpleTable, `PrimaryKey`. */
const SIMPLE_TABLE_KEY = 'id';

export function tableSchema({ scope, resource: { type, properties, key } }: Pick<ResourceCall, 'scope' | 'resource'>): TableSchema {
  const at = scope.at(key);
  if (type === 'AWS::Serverless::SimpleTable') {
    const name = stringOf(scope, member(scope, properties, 'PrimaryKey', 'Name'), at);
    const isDefault = evaluate(scope, member(scope, properties, 'PrimaryKey'), at).state === 'absent';
    const only = isDefault ? SIMPLE_TABLE_KEY : known(name);
    return { keys: only === undefined ? undefined : [only], partitionKey: only, indexes: [] };
  }
  const keys = namesIn(scope, member(scope, properties, 'KeySchema'), 'AttributeName');
  const global = indexesIn(scope, member(scope, properties, 'GlobalSecondaryIndexes'), true);
  const local = indexesIn(scope, member(scope, properties, 'LocalSecondaryIndexes'), false);
  return {
    keys: keys?.length === 0 ? undefined : keys,
    partitionKey: partitionKeyIn(scope, member(scope, properties, 'KeySchema')),
    indexes: global && local && [...global, ...local],
  };
}

function indexesIn(scope: TemplateScope, value: TemplateValue | undefined, isGlobal: boolean): readonly TableIndex[] | undefined {
  const names = namesIn(scope, value, 'IndexName');
  const items = value && known(listOf(scope, value, scope.at(value)))?.items;
  return names?.map((name, index) => ({ name, isGlobal, partitionKey: partitionKeyIn(scope, member(scope, items?.[index], 'KeySchema')) }));
}

/** Global indexes may have several. */
function partitionKeyIn(scope: TemplateScope, schema: TemplateValue | undefined): string | undefined {
  const names = namesIn(scope, schema, 'AttributeName');
  const types = namesIn(scope, schema, 'KeyType');
  return names?.length === types?.length && types?.filter((type) => type === 'HASH').length === 1 ? names?.[types.indexOf('HASH')] : undefined;
}

/** All of them, or none where one is not known; a list that is not there has none. */
function namesIn(scope: TemplateScope, value: TemplateValue | undefined, name: string): readonly string[] | undefined {
  if (!value) return [];
  const at = scope.at(value);
  const list = listOf(scope, value, at);
  if (list.state !== 'known') return list.state === 'absent' ? [] : undefined;
  const found = list.value.items.flatMap((item) => known(stringOf(scope, member(scope, item, name), at)) ?? []);
  return found.length === list.value.items.length ? found : undefined;
}

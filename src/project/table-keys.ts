import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { evaluate, member } from './evaluate.js';
import { listOf, stringOf } from './read-value.js';
import type { ResourceCall } from './resource-calls.js';
import type { TemplateScope } from './template-scope.js';

export interface TableIndex {
  readonly name: string;
  readonly isGlobal: boolean;
}

/** What the template says of a table that calls must fit. A part that is not known is undefined. */
export interface TableSchema {
  /** Names of the attributes of the primary key. */
  readonly keys: readonly string[] | undefined;
  readonly indexes: readonly TableIndex[] | undefined;
}

/** SAM's default. Source: AWS::Serverless::SimpleTable, `PrimaryKey`. */
const SIMPLE_TABLE_KEY = 'id';

export function tableSchema({ scope, resource: { type, properties, key } }: Pick<ResourceCall, 'scope' | 'resource'>): TableSchema {
  const at = scope.at(key);
  if (type === 'AWS::Serverless::SimpleTable') {
    const name = stringOf(scope, member(scope, properties, 'PrimaryKey', 'Name'), at);
    const isDefault = evaluate(scope, member(scope, properties, 'PrimaryKey'), at).state === 'absent';
    return { keys: isDefault ? [SIMPLE_TABLE_KEY] : known(name) === undefined ? undefined : [known(name) ?? ''], indexes: [] };
  }
  const keys = namesIn(scope, member(scope, properties, 'KeySchema'), 'AttributeName');
  const global = namesIn(scope, member(scope, properties, 'GlobalSecondaryIndexes'), 'IndexName');
  const local = namesIn(scope, member(scope, properties, 'LocalSecondaryIndexes'), 'IndexName');
  return {
    keys: keys?.length === 0 ? undefined : keys,
    indexes: global && local && [...global.map((name) => ({ name, isGlobal: true })), ...local.map((name) => ({ name, isGlobal: false }))],
  };
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

import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { evaluate, member } from './evaluate.js';
import { listOf, stringOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';

/** The events of a bucket that a notification is about. */
export interface ObjectEvents {
  /** `s3:ObjectCreated:*`; those that are not known are left out. */
  readonly types: readonly string[];
  /** Which keys; undefined where that is not known. */
  readonly keys: KeyFilter | undefined;
}

/** Empty texts filter nothing. */
export interface KeyFilter {
  readonly prefix: string;
  readonly suffix: string;
}

/** Of a SAM event (`Events`) or a notification of the bucket (`Event`): filters are written alike. */
export function objectEvents(scope: TemplateScope, properties: TemplateValue | undefined, name: 'Events' | 'Event'): ObjectEvents {
  const types = member(scope, properties, name);
  const at = types ? scope.at(types) : undefined;
  const list = types && at ? known(listOf(scope, types, at)) : undefined;
  const written = list?.items ?? (types ? [types] : []);
  return { types: written.flatMap((one) => known(stringOf(scope, one, scope.at(one))) ?? []), keys: keyFilter(scope, properties) };
}

function keyFilter(scope: TemplateScope, properties: TemplateValue | undefined): KeyFilter | undefined {
  const filter = member(scope, properties, 'Filter');
  if (!filter || evaluate(scope, filter, scope.at(filter)).state === 'absent') return { prefix: '', suffix: '' };
  const rules = member(scope, filter, 'S3Key', 'Rules');
  const list = rules && known(listOf(scope, rules, scope.at(rules)));
  const read = list?.items.map((rule) => {
    const text = (key: string): string | undefined => known(stringOf(scope, member(scope, rule, key), scope.at(rule)));
    return { name: text('Name')?.toLowerCase(), value: text('Value') };
  });
  if (!read || read.some(({ name, value }) => value === undefined || (name !== 'prefix' && name !== 'suffix'))) return undefined;
  const valueOf = (wanted: string): string => read.find(({ name }) => name === wanted)?.value ?? '';
  return { prefix: valueOf('prefix'), suffix: valueOf('suffix') };
}

import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { member } from './evaluate.js';
import { listOf, mapOf, stringOf, textOf } from './read-value.js';
import { qualifiedId } from './resource-id.js';
import type { TemplateScope } from './template-scope.js';
import { literal, referredResource } from './text.js';
import type { Text } from './text.js';

/** The events that a rule takes, where source and type alone decide. */
export interface RuleEvents {
  /** As `busName` gives it. */
  readonly bus: string;
  /** Undefined where any will do. */
  readonly sources: readonly string[] | undefined;
  readonly types: readonly string[] | undefined;
}

const KEYS: readonly string[] = ['source', 'detail-type'];

/** Undefined where something else decides as well, or part of the pattern is not known. */
export function ruleEvents(scope: TemplateScope, pattern: TemplateValue | undefined, bus: TemplateValue | undefined, at: Location): RuleEvents | undefined {
  const keys = known(mapOf(scope, pattern, at))?.entries.map(({ key }) => key) ?? [];
  const name = bus ? known(textOf(scope, bus, at)) : [];
  if (keys.length === 0 || !keys.every((key) => KEYS.includes(key)) || !name) return undefined;
  const on = busName(scope, name);
  const [sources, types] = KEYS.map((key) => (keys.includes(key) ? texts(scope, member(scope, pattern, key), at) : undefined));
  const isRead = keys.length === [sources, types].filter((one) => one !== undefined).length;
  return on !== undefined && isRead ? { bus: on, sources, types } : undefined;
}

/** One name for one bus, however it is referred to: the key of a resource, or its name. */
export function busName(scope: Pick<TemplateScope, 'key'>, text: Text): string | undefined {
  if (text.length === 0) return 'default';
  const id = referredResource(text);
  return id === undefined ? literal(text) : qualifiedId(scope.key, id);
}

function texts(scope: TemplateScope, value: TemplateValue | undefined, at: Location): readonly string[] | undefined {
  const items = known(listOf(scope, value, at))?.items.map((item) => known(stringOf(scope, item, at)));
  return items?.every((item) => item !== undefined) ? items : undefined;
}

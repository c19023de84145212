import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { member } from './evaluate.js';
import { keySpan } from './key-span.js';
import type { TemplateScope } from './template-scope.js';

/** Where the key of a property stands, in the resource or in Globals; undefined where it is not written as a plain key. */
export function keyAt(scope: TemplateScope, value: TemplateValue | undefined, ...keys: readonly string[]): Location | undefined {
  const parent = member(scope, value, ...keys.slice(0, -1));
  const entry = parent?.kind === 'map' ? parent.entries.find(({ key }) => key === keys.at(-1)) : undefined;
  return entry && scope.at(keySpan(entry));
}

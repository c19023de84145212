import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { functions } from './functions.js';
import type { HandlerCall } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { keyIn, staticKey, staticKeyOf } from './static-key.js';
import type { StaticKey } from './static-key.js';

/** Keys that are not given to one client but set aside for several: `AWS.config.update(…)`, `new AWS.Credentials(…)`. */
export interface SharedCredentials {
  readonly name: string;
  readonly at: Location;
  readonly staticKey: StaticKey;
}

/** Every such place in the code of the project's handlers. SDK v2 only: v3 has no settings that clients share. */
export const sharedCredentials = defineAnalysis({
  name: 'sharedCredentials',
  requires: { functions },
  run: ({ functions: all }): readonly Owned<SharedCredentials>[] => byOwners(all, ({ shown: { calls } }) => calls.flatMap((call) => toShared(call) ?? [])),
});

function toShared({ fact, at }: HandlerCall): SharedCredentials | undefined {
  const { callee, isNew, arguments: values } = fact;
  if (callee.kind !== 'import' || !/^aws-sdk(?:\/|$)/.test(callee.specifier)) return undefined;
  const name = callee.path.filter((step) => step !== 'default').join('.');
  const key = isNew ? keyOfNew(name, values, at.path) : name === 'config.update' ? staticKeyOf(values, at.path) : undefined;
  return key && { name: isNew ? `AWS.${name}` : 'AWS.config', at, staticKey: key };
}

function keyOfNew(name: string, values: readonly Expression[], path: string): StaticKey | undefined {
  const [first, second, token] = values;
  if (name === 'Config') return staticKeyOf(values, path);
  if (name !== 'Credentials' || !first || token) return undefined;
  return second ? staticKey(first, second, path) : keyIn(first, path);
}

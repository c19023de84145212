import { defineAnalysis } from '../analysis.js';
import { functions } from './functions.js';
import type { HandlerLiteral } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';

/** Every string literal of the modules that some handler loads, once. */
export const handlerLiterals = defineAnalysis({
  name: 'handlerLiterals',
  requires: { functions },
  run: ({ functions: all }): readonly Owned<HandlerLiteral>[] => byOwners(all, ({ shown: { literals } }) => literals),
});

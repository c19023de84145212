import { defineAnalysis } from '../analysis.js';
import { functions } from './functions.js';
import type { HandlerImport } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';

/** Every import that some handler reaches, once. */
export const handlerImports = defineAnalysis({
  name: 'handlerImports',
  requires: { functions },
  run: ({ functions: all }): readonly Owned<HandlerImport>[] => byOwners(all, ({ shown: { imports } }) => imports),
});

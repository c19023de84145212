import { defineAnalysis } from '../analysis.js';
import { codeFiles } from './files.js';
import type { ModuleGraph } from './find-export.js';

/** The modules of the project and what their imports lead to. */
export const moduleGraph = defineAnalysis({
  name: 'moduleGraph',
  requires: { codeFiles },
  run: ({ codeFiles: { modules, resolutions, receiverTypes, before } }): ModuleGraph => ({
    modules,
    resolve: (from, specifier) => resolutions.get(from)?.get(specifier),
    ...(receiverTypes ? { receiverTypes } : {}),
    ...(before ? { before } : {}),
  }),
});

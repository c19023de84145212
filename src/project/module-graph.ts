import { defineAnalysis } from '../analysis.js';
import { codeFiles } from './files.js';
import type { ModuleGraph } from './find-export.js';

/** The modules of the project and what their imports lead to. */
export const moduleGraph = defineAnalysis({
  name: 'moduleGraph',
  requires: { codeFiles },
  run: ({ codeFiles: { modules, resolutions, receiverTypes, before } }): ModuleGraph => ({
    modules,
    resolve: (from, specifier) => resolutions.get(from)?.get(specifier) ?? (isItself(from, specifier) ? from : undefined),
    ...(receiverTypes ? { receiverTypes } : {}),
    ...(before ? { before } : {}),
  }),
});

/** What star imports bring into a module of Python is looked for among its own exports. */
function isItself(path: string, specifier: string): boolean {
  return specifier.startsWith('.') && path.endsWith('.py') && path.slice(path.lastIndexOf('/') + 1, -'.py'.length) === specifier.slice(1);
}

import { defineAnalysis } from '../analysis.js';
import { files } from './files.js';
import type { ProjectFiles } from './files.js';
import type { ModuleGraph } from './find-export.js';

/**
 * All projects of a repository share its modules, and what is indexed per graph (callers, values) covers every module:
 * one graph per project would make a repository cost the square of its projects.
 */
const graphs = new WeakMap<ProjectFiles['modules'], ModuleGraph>();

/** The modules of the project and what their imports lead to. */
export const moduleGraph = defineAnalysis({
  name: 'moduleGraph',
  requires: { files },
  run: ({ files: { modules, resolutions } }): ModuleGraph => {
    const known = graphs.get(modules) ?? { modules, resolve: (from, specifier) => resolutions.get(from)?.get(specifier) };
    graphs.set(modules, known);
    return known;
  },
});

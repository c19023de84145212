import type { ProjectExtent } from '../engine/outcome.js';
import { belongsToProject } from './belonging.js';
import type { SelectedPath } from './repository.js';

/** What a report says of the projects, which are let go one by one. */
export interface Tally {
  readonly projects: number;
  /** Those that have functions. */
  readonly vetted: number;
  readonly functions: number;
  /** Folders of the projects. */
  readonly roots: ReadonlySet<string>;
  /** Selected paths that no project has to do with. */
  readonly strays: readonly SelectedPath[];
}

export interface Counter {
  readonly tally: Tally;
  add(project: ProjectExtent): void;
}

/** Counts projects, and what of the selected paths they leave over. */
export function createCounter(selected: readonly SelectedPath[]): Counter {
  const roots = new Set<string>();
  let projects = 0;
  let vetted = 0;
  let functions = 0;
  let strays = selected;
  return {
    get tally() {
      return { projects, vetted, functions, roots, strays };
    },
    add(project) {
      projects++;
      roots.add(project.root);
      functions += project.functionCount;
      if (project.functionCount > 0) vetted++;
      if (strays.length > 0) strays = strays.filter(({ path }) => !belongsToProject(path, project));
    },
  };
}

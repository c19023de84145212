import type { SecretPlace, Problem } from '../diagnostic.js';
import type { SuppressionFact } from '../facts/model.js';
import { defineTemplate } from '../project/definitions.js';
import type { ProjectFiles } from '../project/files.js';
import type { Draft } from './diagnose.js';

/** Which files a project is made of. */
export interface ProjectExtent {
  readonly root: string;
  readonly functionCount: number;
  readonly templates: readonly string[];
  /** What the templates include. */
  readonly included: readonly string[];
  /** Files of handlers, and the modules that they lead to. */
  readonly entries: readonly string[];
  readonly modules: readonly string[];
  /** The code folders of its functions. */
  readonly folders: readonly string[];
}

/** All that vetting one project gave. Plain data: it can be kept on disk and handed between threads. */
export interface ProjectOutcome {
  readonly extent: ProjectExtent;
  readonly drafts: readonly Draft[];
  readonly problems: readonly Problem[];
  readonly secrets: readonly SecretPlace[];
  /** Ids of the rules that ran, and of those that are off here or failed. */
  readonly ran: readonly string[];
  readonly skipped: readonly string[];
  /** By path of the module. */
  readonly suppressions: readonly (readonly [string, readonly SuppressionFact[]])[];
}

export function extentOf({ root, templates, modules, handlers }: Pick<ProjectFiles, 'root' | 'templates' | 'modules' | 'handlers'>): ProjectExtent {
  return {
    root,
    functionCount: handlers.size,
    templates: templates.map(({ path }) => path),
    included: templates.flatMap(({ included }) => included ?? []),
    entries: [...handlers.values()].flatMap((handler) => (handler.state === 'found' ? [handler.file] : [])),
    modules: [...modules.keys()],
    folders: templates.flatMap((template) => defineTemplate(template).functions.flatMap(({ code }) => (code.kind === 'local' ? [code.path] : []))),
  };
}

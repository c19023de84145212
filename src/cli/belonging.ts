import { defineTemplate } from '../project/definitions.js';
import type { ProjectFiles } from '../project/files.js';
import { isBelow } from './repository.js';

/** Whether a path is, holds, or is part of what the templates of the project or their functions are made of. */
export function belongsToProject(path: string, project: ProjectFiles): boolean {
  return holdsFileOf(path, project) || codeFolders(project).some((folder) => isBelow(path, folder));
}

function holdsFileOf(path: string, { templates, modules, handlers }: ProjectFiles): boolean {
  const entries = [...handlers.values()].flatMap((handler) => (handler.state === 'found' ? [handler.file] : []));
  return [...templates.flatMap((template) => [template.path, ...(template.included ?? [])]), ...entries, ...modules.keys()].some((file) => isBelow(file, path));
}

function codeFolders({ templates }: ProjectFiles): readonly string[] {
  return templates.flatMap((template) => defineTemplate(template).functions.flatMap(({ code }) => (code.kind === 'local' ? [code.path] : [])));
}

import type { ProjectExtent } from '../engine/outcome.js';
import { isBelow } from './repository.js';

/** Whether a path is, holds, or is part of what the templates of the project or their functions are made of. */
export function belongsToProject(path: string, { templates, included, entries, modules, folders }: ProjectExtent): boolean {
  return [templates, included, entries, modules].some((files) => files.some((file) => isBelow(file, path))) || folders.some((folder) => isBelow(path, folder));
}

import type { ProjectFiles } from '../project/files.js';
import type { LoadedRepository } from './load.js';

/** A part of a repository: the projects that rules run over, and the files that it answers for. */
export interface Slice {
  readonly projects: ReadonlySet<ProjectFiles>;
  /** Its projects with functions, its functions, its files. */
  readonly vettedCount: number;
  readonly functionCount: number;
  readonly fileCount: number;
  owns(path: string): boolean;
}

interface Group {
  readonly projects: ProjectFiles[];
  readonly files: Set<string>;
}

/**
 * One of so many slices, alike in size. Projects that have a file in common stay together: what they say about it becomes one
 * finding, and a comment in it silences for all. What belongs to no project is the first slice's.
 */
export function sliceOf({ projects, inlineMaps, fileCount }: LoadedRepository, { index, count }: { readonly index: number; readonly count: number }): Slice {
  const hostOf = (path: string): string => inlineMaps.get(path)?.host ?? path;
  const slices = Array.from({ length: count }, (): Group => ({ projects: [], files: new Set() }));
  const owners = new Map<string, number>();
  for (const group of groupsOf(projects, hostOf)) {
    const smallest = slices.reduce((least, slice, at) => (slice.files.size < (slices[least]?.files.size ?? 0) ? at : least), 0);
    slices[smallest]?.projects.push(...group.projects);
    for (const file of group.files) {
      slices[smallest]?.files.add(file);
      owners.set(file, smallest);
    }
  }
  const own = slices[index - 1] ?? { projects: [], files: new Set() };
  const unowned = index === 1 ? fileCount - owners.size : 0;
  return {
    projects: new Set(own.projects),
    vettedCount: own.projects.filter(({ handlers }) => handlers.size > 0).length,
    functionCount: own.projects.reduce((sum, { handlers }) => sum + handlers.size, 0),
    fileCount: own.files.size + unowned,
    owns: (path) => (owners.get(hostOf(path)) ?? 0) === index - 1,
  };
}

/** The largest first; of the same size, in the order of their projects. */
function groupsOf(projects: readonly ProjectFiles[], hostOf: (path: string) => string): readonly Group[] {
  const byFile = new Map<string, Group>();
  const groups = new Set<Group>();
  for (const project of projects) {
    const included = project.templates.flatMap((template) => [template.path, ...(template.included ?? [])]);
    const files = new Set([...included, ...project.modules.keys()].map(hostOf));
    const group: Group = { projects: [project], files };
    for (const other of new Set([...files].flatMap((file) => byFile.get(file) ?? []))) {
      group.projects.unshift(...other.projects);
      for (const file of other.files) files.add(file);
      groups.delete(other);
    }
    groups.add(group);
    for (const file of files) byFile.set(file, group);
  }
  return [...groups].sort((a, b) => b.files.size - a.files.size);
}

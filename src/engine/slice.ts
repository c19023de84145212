import type { Problem } from '../diagnostic.js';
import type { OpenRepository } from './load.js';
import type { ProjectExtent } from './outcome.js';

/** A part of a repository: the projects that rules run over, and the files that it answers for. */
export interface Slice {
  /** What the projects of other slices may be made of, by root: they are not opened. */
  readonly others: ReadonlyMap<string, ProjectExtent>;
  /** Its templates, and what they include. */
  readonly templateCount: number;
  /** What is wrong with the templates of others. */
  readonly leaves: ReadonlySet<Problem>;
  owns(path: string): boolean;
}

interface Group {
  readonly projects: ProjectExtent[];
  readonly files: Set<string>;
}

/**
 * One of so many slices, alike in size. Projects that may have a file in common stay together: what they say about it becomes one
 * finding, and a comment in it silences for all. What belongs to no project is the first slice's.
 */
export function sliceOf(repository: OpenRepository, { index, count }: { readonly index: number; readonly count: number }): Slice {
  const slices = Array.from({ length: count }, (): Group => ({ projects: [], files: new Set() }));
  const owners = new Map<string, number>();
  for (const group of groupsOf(repository.reaches())) {
    const smallest = slices.reduce((least, slice, at) => (slice.files.size < (slices[least]?.files.size ?? 0) ? at : least), 0);
    slices[smallest]?.projects.push(...group.projects);
    for (const file of group.files) {
      slices[smallest]?.files.add(file);
      owners.set(file, smallest);
    }
  }
  // Code inside a template is its own.
  const owns = (path: string): boolean => (owners.get(path) ?? owners.get(path.replace(/#[^#]*$/, '')) ?? 0) === index - 1;
  return {
    others: new Map(slices.toSpliced(index - 1, 1).flatMap(({ projects }) => projects.map((project) => [project.root, project]))),
    templateCount: [...repository.templateFiles].filter(owns).length,
    leaves: new Set(repository.problems.filter(({ path }) => !owns(path))),
    owns,
  };
}

/** The largest first; of the same size, in the order of their projects. */
function groupsOf(projects: readonly ProjectExtent[]): readonly Group[] {
  const byFile = new Map<string, Group>();
  const groups = new Set<Group>();
  for (const project of projects) {
    const files = [...project.templates, ...project.included, ...project.modules];
    const [group = { projects: [], files: new Set() }, ...others] = [...new Set(files.flatMap((file) => byFile.get(file) ?? []))].sort((a, b) => b.files.size - a.files.size);
    groups.add(group);
    group.projects.push(project, ...others.flatMap((other) => other.projects));
    for (const file of [files, ...others.map((other) => other.files)].flatMap((some) => [...some])) {
      group.files.add(file);
      byFile.set(file, group);
    }
    for (const other of others) groups.delete(other);
  }
  return [...groups].sort((a, b) => b.files.size - a.files.size);
}

import type { ProjectFiles } from '../project/files.js';

/** For each template and each module: the templates of all projects that it is part of. */
export type TemplatesByFile = ReadonlyMap<string, readonly string[]>;

/**
 * What to read again when one file changes: its projects with all their templates. A file that is in none of them
 * (a configuration, a file that may become a template) may matter to any.
 */
export function templatesByFile(projects: readonly ProjectFiles[]): TemplatesByFile {
  const byFile = new Map<string, string[]>();
  for (const project of projects) {
    const templates = project.templates.map(({ path }) => path);
    const included = project.templates.flatMap((template) => template.included ?? []);
    for (const file of new Set([...templates, ...included, ...project.modules.keys()])) {
      const known = byFile.get(file);
      if (known) known.push(...templates);
      else byFile.set(file, [...templates]);
    }
  }
  return byFile;
}

import type { Diagnostic, Place } from '../diagnostic.js';
import type { VetResult } from '../engine/vet.js';
import type { ProjectFiles } from '../project/files.js';
import { LineIndex } from '../source/line-index.js';

/**
 * ESLint does not read Python: what was found in a handler is shown in the template, at the function that runs it. Where
 * several do, at the first.
 */
export function placePythonFindings({ repository: { projects }, textOf }: Pick<VetResult, 'repository' | 'textOf'>): (diagnostic: Diagnostic) => Diagnostic {
  const lines = new Map<string, LineIndex>();

  function place(path: string, start: number, end: number): Place {
    const index = lines.get(path) ?? new LineIndex(textOf(path) ?? '');
    lines.set(path, index);
    return { path, ...index.region(start, end) };
  }

  function functionPlace({ location: { path }, function: logicalId }: Diagnostic): Place | undefined {
    for (const project of projects) {
      for (const [key, handler] of project.handlers) {
        const id = key.slice(key.lastIndexOf('#') + 1);
        if (handler.state !== 'found' || (logicalId !== undefined && logicalId !== id) || !modulesFrom([handler.file], project).has(path)) continue;
        const defining = project.templates.filter((one) => one.resources.some((resource) => resource.logicalId === id));
        const template = defining.find((one) => key.startsWith(one.path)) ?? defining[0];
        const resource = template?.resources.find((one) => one.logicalId === id);
        if (template && resource) return place(resource.key.file ?? template.path, resource.key.start, resource.key.end);
      }
    }
    return undefined;
  }

  return (diagnostic) => {
    const { path, startLine } = diagnostic.location;
    const location = path.endsWith('.py') ? functionPlace(diagnostic) : undefined;
    return location ? { ...diagnostic, location, message: `${diagnostic.message.replace(/\.$/, '')} (${path}:${startLine}).` } : diagnostic;
  };
}

/** Modules and all that they import from the repository. */
function modulesFrom(files: readonly string[], { resolutions }: Pick<ProjectFiles, 'resolutions'>): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [...files];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    if (reached.has(current)) continue;
    reached.add(current);
    pending.push(...(resolutions.get(current)?.values() ?? []));
  }
  return reached;
}

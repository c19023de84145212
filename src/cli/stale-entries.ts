import type { Problem } from '../diagnostic.js';
import { BASELINE_FILE } from '../engine/baseline.js';
import type { BaselineEntry } from '../engine/baseline.js';
import { parentFolder } from '../project/paths.js';
import type { Report } from '../report/model.js';
import type { Io } from './io.js';
import type { ReadProject } from './read-project.js';
import { isBelow, isSelected } from './repository.js';

/** Entries for findings that are gone, as far as this run can tell: of what it was asked about, and where all could be read. */
export function staleBelow(entries: readonly BaselineEntry[], { repository: { selected } }: ReadProject, { problems }: Pick<Report, 'problems'>): readonly BaselineEntry[] {
  const unread = problems.filter(({ kind }) => kind !== 'outside-root');
  return entries.filter(({ path }) => isSelected(path, selected) && !unread.some((problem) => mayHide(problem, path)));
}

/** What is wrong with a template may cost the findings in all that lies beside and below it. */
function mayHide(problem: Problem, path: string): boolean {
  return problem.path === path || isBelow(path, problem.path === '.' ? '' : parentFolder(problem.path));
}

export function reportStale(stale: readonly BaselineEntry[], io: Io): void {
  const count = stale.reduce((sum, entry) => sum + entry.count, 0);
  if (count > 0) io.stderr.write(`${BASELINE_FILE} accepts ${count} ${count === 1 ? 'finding that is' : 'findings that are'} gone; remove ${count === 1 ? 'it' : 'them'} with: lambdavet baseline --prune\n`);
}

import { join } from 'node:path';

import { BASELINE_FILE } from '../engine/baseline.js';
import type { RegisteredRule } from '../rule.js';
import type { Arguments } from './arguments.js';
import { readCheckOptions } from './check-options.js';
import type { Io } from './io.js';
import { baselineSummary, baselineText, countEntries, nextBaseline } from './later-commands.js';
import { limitsOf, makeReport } from './make-report.js';
import { writeAtomically } from './output-file.js';
import { readProject } from './read-project.js';
import { staleBelow } from './stale-entries.js';
import { createCounter } from './tally.js';
import { UsageError } from './usage-error.js';

/** Accepts the findings of today, or with `--prune` only forgets those that are gone. */
export function baseline({ positionals, flags }: Arguments, io: Io, rules: readonly RegisteredRule[]): number {
  const options = readCheckOptions(flags, io, rules);
  const project = readProject({ paths: positionals, flags, io, rules });
  const counter = createCounter(project.repository.selected);
  const { report, baseline: known = [], run } = makeReport(project, options, limitsOf(project, options), rules, counter);
  if (counter.tally.projects === 0) throw new UsageError('No SAM or CloudFormation template found here');
  if (report.problems.some(({ kind }) => kind === 'internal')) throw new UsageError('Some rules failed, so the findings are not complete; the baseline is left as it is');
  const found = flags.has('prune') ? [] : report.diagnostics.filter(({ suppressed }) => suppressed === null);
  const fresh = found.map((diagnostic) => ({ path: diagnostic.location.path, rule: diagnostic.rule, identity: run.identityOf(diagnostic), count: 1 }));
  const stale = staleBelow(run.staleEntries, project, report);
  const next = nextBaseline(known, fresh, stale);
  if (next.length > 0 || known.length > 0) writeAtomically(join(project.repository.root, BASELINE_FILE), baselineText(next));
  io.stdout.write(`${baselineSummary(BASELINE_FILE, countEntries(next), fresh.length, countEntries(stale))}\n`);
  return 0;
}

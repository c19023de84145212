import type { RuntimeTable } from '../data/runtime-table.js';
import type { Diagnostic, Place, Problem, Severity } from '../diagnostic.js';
import type { ProjectFiles } from '../project/files.js';
import type { RegisteredRule } from '../rule.js';
import type { FileSource } from '../source/file-source.js';
import { Acceptance } from './baseline.js';
import type { BaselineEntry } from './baseline.js';
import { checkProject, judgeSuppressions, leftOut } from './check-project.js';
import type { Judged } from './check-project.js';
import type { Draft } from './diagnose.js';
import { withFingerprints } from './fingerprint.js';
import { createKeeper } from './keep-outcomes.js';
import type { KeptOutcome, Keeper, OutcomeStore } from './keep-outcomes.js';
import type { OpenRepository, ProjectEntry } from './load.js';
import { DraftMerger, mergeDrafts } from './merge-drafts.js';
import type { ProjectExtent, ProjectOutcome } from './outcome.js';
import { createPlaces } from './places.js';
import { ProblemList } from './problems.js';
import type { OtherThread } from './share.js';
import { shownText, tokensBeside } from './shown-text.js';
import type { Slice } from './slice.js';
import { applySuppressions } from './suppress.js';

/** What a run needs beside the files. */
export interface RunOptions {
  /** All rules there are: ids in suppressions are judged against them. */
  readonly rules: readonly RegisteredRule[];
  /** The severity a rule has in a project, or `off`. */
  readonly severityIn: (rule: RegisteredRule, project: Pick<ProjectFiles, 'root'>) => Severity | 'off';
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly runtimes: RuntimeTable;
  /** Nobody looks at fixes: none are proposed. */
  readonly skipsFixes?: boolean;
  /** Told what every project is made of. */
  readonly onProject?: (project: ProjectExtent) => void;
  /** What earlier runs said of the projects. */
  readonly kept?: OutcomeStore | undefined;
  readonly otherThread?: OtherThread | undefined;
  /** Findings that were accepted. */
  readonly baseline?: readonly BaselineEntry[] | undefined;
  /** The part that is vetted; all of the repository by default. */
  readonly slice?: Slice | undefined;
  readonly observer?: RunObserver | undefined;
}

/** Told how far a run is: the engine has no clock. */
export interface RunObserver {
  /** Projects that are done, of so many. */
  projects(done: number, total: number): void;
  /** The rule asks for its analyses; it checks; it is done. */
  rule(id: string, phase: 'asks' | 'checks' | 'done'): void;
}

export interface RunResult {
  /** Sorted by path, line, column, rule; suppressed ones included. */
  readonly diagnostics: readonly Diagnostic[];
  readonly problems: readonly Problem[];
  /** Where secrets stand, whether or not a finding says so: no report may print them. */
  readonly secrets: readonly Place[];
  readonly textOf: (path: string) => string | undefined;
  /** The identity of a diagnostic in a baseline. */
  readonly identityOf: (diagnostic: Diagnostic) => string;
  /** Entries of the baseline for rules that ran everywhere, and found less. */
  readonly staleEntries: readonly BaselineEntry[];
}

/** Runs the rules over every project. A rule that fails is named as a problem and costs no other finding. */
export function runRules(source: FileSource, repository: OpenRepository, options: RunOptions): RunResult {
  const { slice, observer } = options;
  let done = 0;
  const run = new Run(options);
  const keeper = options.kept && createKeeper(options.kept, source, repository, options);
  const elsewhere = new Map<number, ProjectEntry>();
  for (const entry of repository.entries) {
    const index = done++;
    observer?.projects(index, repository.projectCount);
    run.first ??= entry.root;
    if (options.otherThread?.claim(index) === false) elsewhere.set(index, entry);
    else run.take(keeper?.find(entry) ?? vetted(entry, repository, options, keeper));
  }
  if (options.otherThread) takeShare(run, elsewhere, repository, options, keeper);
  const places = createPlaces(source, repository.inlineMaps);
  const ran = new Set([...run.ran].filter((id) => run.ranEverywhere(id)));
  const all = new Set(options.rules.map(({ id }) => id));
  const { drafts, unused } = applySuppressions(run.found.drafts(), suppressionsIn(repository, slice), places, ran, all);
  const late = run.judged(judgeSuppressions(unused, run.first, createPlaces(source, repository.inlineMaps), options));
  const accepted = new Acceptance(options.baseline ?? []);
  const identified = withFingerprints(late.length > 0 ? mergeDrafts([...drafts, ...late]) : drafts, places, accepted);
  const identities = new Map(identified.map(({ diagnostic, identity }) => [diagnostic, identity]));
  for (const problem of repository.problems) if (slice?.owns(problem.path) !== false) run.problems.push(problem);
  for (const problem of run.found.problems()) run.problems.push(problem);
  const problems = run.problems.all.map((problem) => ({ ...problem, message: shownText(problem.message) })).sort((a, b) => compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compare(a.message, b.message));
  return {
    diagnostics: [...identities.keys()],
    problems,
    secrets: [...run.secrets, ...tokensBeside([...identities.keys()], places)],
    textOf: places.textOf,
    identityOf: (diagnostic) => identities.get(diagnostic) ?? diagnostic.fingerprint,
    staleEntries: accepted.unmatched().filter(({ rule }) => run.ranEverywhere(rule) || !all.has(rule)),
  };
}

/** Also of a project that this slice leaves out, which rules run in it. */
function vetted(entry: ProjectEntry, { inlineMaps }: OpenRepository, options: RunOptions, keeper: Keeper | undefined): ProjectOutcome {
  const opened = entry.open(keeper?.digest);
  if (options.slice?.projects.has(opened.files) === false) return leftOut(opened, options);
  const outcome = checkProject(opened, inlineMaps, options);
  keeper?.keep(entry, { looks: [...opened.looks], outcome });
  return outcome;
}

/** What the other thread claimed and did not hand over is vetted here. */
function takeShare(run: Run, elsewhere: ReadonlyMap<number, ProjectEntry>, repository: OpenRepository, options: RunOptions, keeper: Keeper | undefined): void {
  const { outcomes, problems } = options.otherThread?.share() ?? { outcomes: new Map<number, KeptOutcome>(), problems: [] };
  for (const [index, entry] of elsewhere) {
    const kept = outcomes.get(index);
    if (kept) {
      repository.adopt(kept.outcome);
      keeper?.keep(entry, kept);
    }
    run.take(kept?.outcome ?? vetted(entry, repository, options, keeper));
  }
  for (const problem of problems) run.problems.push(problem);
}

function suppressionsIn({ suppressions }: OpenRepository, slice: Slice | undefined): OpenRepository['suppressions'] {
  return slice ? new Map([...suppressions].filter(([path]) => slice.owns(path))) : suppressions;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** What all projects together gave. */
class Run {
  readonly found = new DraftMerger();
  readonly problems = new ProblemList();
  readonly secrets: Place[] = [];
  readonly ran = new Set<string>();
  /** Off in some project, or failed: what these did not find says nothing. */
  readonly skipped = new Set<string>();
  /** What the rules about suppressions are asked for: the first project. */
  first: string | undefined;

  constructor(private readonly options: RunOptions) {}

  ranEverywhere(id: string): boolean {
    return this.ran.has(id) && !this.skipped.has(id);
  }

  take(outcome: ProjectOutcome): void {
    this.options.onProject?.(outcome.extent);
    this.note(outcome);
    for (const draft of outcome.drafts) this.found.add(draft);
  }

  /** What the rules about suppressions found comes behind all the rest. */
  judged(last: Judged | undefined): readonly Draft[] {
    if (last) this.note(last);
    return last?.drafts ?? [];
  }

  private note({ problems, secrets, ran, skipped }: Judged): void {
    for (const problem of problems) this.problems.push(problem);
    for (const place of secrets) this.secrets.push(place);
    for (const id of ran) this.ran.add(id);
    for (const id of skipped) this.skipped.add(id);
  }
}

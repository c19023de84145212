import type { Driver } from '../analysis.js';
import type { RuntimeTable } from '../data/runtime-table.js';
import type { Diagnostic, SecretPlace, Problem, Severity } from '../diagnostic.js';
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
import type { FindingsMemory } from './module-memory.js';
import { ProblemList } from './problems.js';
import type { OtherThread, Share } from './share.js';
import { shownText, tokensBeside } from './shown-text.js';
import type { Slice } from './slice.js';
import { applySuppressions } from './suppress.js';

/** What a run needs beside the files. */
export interface RunOptions {
  /** All rules there are: ids in suppressions are judged against them. */
  readonly rules: readonly RegisteredRule[];
  /** The severity a rule has in a project, or `off`. */
  readonly severityIn: (rule: RegisteredRule, project: Pick<ProjectFiles, 'root'>) => Severity | 'off';
  /** From how many bytes on, zipped, a package of a project is heavy, where its configuration says so. */
  readonly heavyPackageBytesIn?: (project: Pick<ProjectFiles, 'root'>) => number | undefined;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly runtimes: RuntimeTable;
  /** The rules whose findings somebody wants, all by default: what others would find does not count, nor that they did not run. */
  readonly isAsked?: (rule: RegisteredRule) => boolean;
  /** The file whose findings somebody wants: those without a place in it are left out. */
  readonly onlyIn?: string;
  /** Where a process runs often: what other runs may have worked out of a part of a project that is the same. */
  readonly answersBelow?: (project: ProjectFiles) => Driver;
  /** What rules found before and find again without being asked. */
  readonly memory?: FindingsMemory | undefined;
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
  readonly secrets: readonly SecretPlace[];
  readonly textOf: (path: string) => string | undefined;
  /** The identity of a diagnostic in a baseline. */
  readonly identityOf: (diagnostic: Diagnostic) => string;
  /** Entries of the baseline for rules that ran everywhere, and found less. */
  readonly staleEntries: readonly BaselineEntry[];
}

const NO_SHARE: Share = { outcomes: new Map(), problems: [] };

/** Runs the rules over every project. A rule that fails is named as a problem and costs no other finding. */
export function runRules(source: FileSource, repository: OpenRepository, options: RunOptions): RunResult {
  const { slice } = options;
  const run = new Run(options);
  const keeper = options.kept && createKeeper(options.kept, source, repository, options);
  takeAll(run, repository, options, keeper);
  const places = createPlaces(source, repository.inlineMaps);
  const ran = new Set([...run.ran].filter((id) => run.ranEverywhere(id)));
  const all = new Set(options.rules.map(({ id }) => id));
  const found = run.found.finish();
  const { drafts, unused } = applySuppressions(found.drafts, suppressionsIn(repository, slice), places, ran, all);
  const late = run.judged(judgeSuppressions(unused, run.first, createPlaces(source, repository.inlineMaps), options));
  const accepted = new Acceptance(options.baseline ?? []);
  const identified = withFingerprints(late.length > 0 ? mergeDrafts([...drafts, ...late]) : drafts, places, accepted);
  const identities = new Map(identified.map(({ diagnostic, identity }) => [diagnostic, identity]));
  for (const problem of repository.problems) if (slice?.leaves.has(problem) !== true) run.problems.push(problem);
  for (const problem of found.problems) run.problems.push(problem);
  const problems = run.problems.all.map((problem) => ({ ...problem, message: shownText(problem.message) })).sort((a, b) => compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compare(a.message, b.message) || compare(a.kind, b.kind));
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
  const elsewhere = options.slice?.others.get(entry.root);
  if (elsewhere) return leftOut(elsewhere, options);
  const opened = entry.open(keeper?.digest);
  const outcome = checkProject(opened, inlineMaps, options);
  keeper?.keep(entry, { looks: [...opened.looks], outcome });
  return outcome;
}

/** Takes the projects in their order, whoever vetted them: what several say of one place is joined in that order. */
function takeAll(run: Run, repository: OpenRepository, options: RunOptions, keeper: Keeper | undefined): void {
  const { otherThread, observer } = options;
  const here = (entry: ProjectEntry): ProjectOutcome => keeper?.find(entry) ?? vetted(entry, repository, options, keeper);
  /** An outcome of this thread, or a project of the other one. */
  const waiting: (ProjectOutcome | ProjectEntry)[] = [];
  let index = 0;
  for (const entry of repository.entries) {
    observer?.projects(index, repository.projectCount);
    if (!otherThread) run.take(here(entry));
    else waiting.push(otherThread.claim(index) ? here(entry) : entry);
    index++;
  }
  const { outcomes, problems } = otherThread?.share() ?? NO_SHARE;
  for (const [place, one] of waiting.entries()) run.take('open' in one ? handedOver(one, outcomes.get(place), repository, keeper) ?? here(one) : one);
  for (const problem of problems) run.problems.push(problem);
}

/** What the other thread claimed and did not hand over is undefined. */
function handedOver(entry: ProjectEntry, kept: KeptOutcome | undefined, repository: OpenRepository, keeper: Keeper | undefined): ProjectOutcome | undefined {
  if (!kept) return undefined;
  repository.adopt(kept.outcome);
  keeper?.keep(entry, kept);
  return kept.outcome;
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
  readonly secrets: SecretPlace[] = [];
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
    this.first ??= outcome.extent.root;
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

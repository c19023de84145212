import { bind, createDriver } from '../analysis.js';
import type { Binding, Driver } from '../analysis.js';
import type { RuntimeTable } from '../data/runtime-table.js';
import type { Diagnostic, Place, Problem, Severity } from '../diagnostic.js';
import { definitions } from '../project/definitions.js';
import type { TemplateFacts } from '../facts/model.js';
import { files } from '../project/files.js';
import type { ProjectFiles } from '../project/files.js';
import { runtimeTable, tableReader, today, unusedSuppressions } from '../project/inputs.js';
import type { UnusedSuppression } from '../project/inputs.js';
import { limitsReached } from '../project/limits-reached.js';
import type { AnyFinding, RegisteredRule } from '../rule.js';
import type { FileSource } from '../source/file-source.js';
import { Acceptance } from './baseline.js';
import type { BaselineEntry } from './baseline.js';
import { toDraft } from './diagnose.js';
import type { Draft } from './diagnose.js';
import { withFingerprints } from './fingerprint.js';
import { givenSecrets } from './given-secrets.js';
import type { OpenRepository } from './load.js';
import { DraftMerger, mergeDrafts } from './merge-drafts.js';
import { createPlaces } from './places.js';
import type { Places } from './places.js';
import { readTable } from './read-table.js';
import { shownText, tokensBeside } from './shown-text.js';
import type { Slice } from './slice.js';
import { applySuppressions } from './suppress.js';

/** What a run needs beside the files. */
export interface RunOptions {
  /** All rules there are: ids in suppressions are judged against them. */
  readonly rules: readonly RegisteredRule[];
  /** The severity a rule has in a project, or `off`. */
  readonly severityIn: (rule: RegisteredRule, project: ProjectFiles) => Severity | 'off';
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly runtimes: RuntimeTable;
  /** Nobody looks at fixes: none are proposed. */
  readonly skipsFixes?: boolean;
  /** Shown every project, before the rules. A caller that keeps them keeps all that was read for them. */
  readonly onProject?: (project: ProjectFiles) => void;
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

/** Findings of one rule in one project: nobody reads more. */
const MAX_FINDINGS = 5000;

/** Runs the rules over every project. A rule that fails is named as a problem and costs no other finding. */
export function runRules(source: FileSource, repository: OpenRepository, options: RunOptions): RunResult {
  const { slice, observer } = options;
  let done = 0;
  const run = new Run(options, (templates) => createPlaces(source, repository.inlineMaps, templates));
  for (const project of repository.projects) {
    observer?.projects(done++, repository.projectCount);
    options.onProject?.(project);
    if (slice?.projects.has(project) === false) run.skip(project);
    else run.check(project);
  }
  const places = createPlaces(source, repository.inlineMaps);
  const ran = new Set([...run.ran].map(({ id }) => id).filter((id) => run.ranEverywhere(id)));
  const all = new Set(options.rules.map(({ id }) => id));
  const { drafts, unused } = applySuppressions(run.found.drafts(), suppressionsIn(repository, slice), places, ran, all);
  const late = run.judgeSuppressions(unused);
  const accepted = new Acceptance(options.baseline ?? []);
  const identified = withFingerprints(late.length > 0 ? mergeDrafts([...drafts, ...late]) : drafts, places, accepted);
  const identities = new Map(identified.map(({ diagnostic, identity }) => [diagnostic, identity]));
  const problems = [...repository.problems.filter(({ path }) => slice?.owns(path) !== false), ...run.problems, ...run.found.problems()].map((problem) => ({ ...problem, message: shownText(problem.message) })).sort((a, b) => compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compare(a.message, b.message));
  return {
    diagnostics: [...identities.keys()],
    problems,
    secrets: [...run.secrets, ...tokensBeside([...identities.keys()], places)],
    textOf: places.textOf,
    identityOf: (diagnostic) => identities.get(diagnostic) ?? diagnostic.fingerprint,
    staleEntries: accepted.unmatched().filter(({ rule }) => run.ranEverywhere(rule) || !all.has(rule)),
  };
}

function suppressionsIn({ suppressions }: OpenRepository, slice: Slice | undefined): OpenRepository['suppressions'] {
  return slice ? new Map([...suppressions].filter(([path]) => slice.owns(path))) : suppressions;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

class Run {
  readonly found = new DraftMerger();
  readonly problems: Problem[] = [];
  readonly secrets: Place[] = [];
  readonly ran = new Set<RegisteredRule>();
  /** Off in some project, or failed: what these did not find says nothing. */
  readonly skipped = new Set<RegisteredRule>();

  private places: Places;
  private readonly last: ReadonlySet<RegisteredRule>;
  /** What the rules about suppressions are asked for: that of the first project. */
  private first: ProjectFiles | undefined;

  constructor(
    private readonly options: RunOptions,
    private readonly openPlaces: (templates: readonly TemplateFacts[]) => Places,
  ) {
    this.places = openPlaces([]);
    this.last = new Set(options.rules.filter(runsLast));
  }

  ranEverywhere(id: string): boolean {
    const isIt = (rule: RegisteredRule): boolean => rule.id === id;
    return [...this.ran].some(isIt) && ![...this.skipped].some(isIt);
  }

  /** A project of another slice: which rules run in it counts for judging suppressions. */
  skip(project: ProjectFiles): void {
    this.first ??= project;
    for (const rule of this.options.rules) {
      if (this.options.severityIn(rule, project) === 'off') this.skipped.add(rule);
      else if (!this.last.has(rule)) this.ran.add(rule);
    }
  }

  check(project: ProjectFiles): void {
    this.first ??= project;
    // The texts that one project has findings in are not those of the next.
    this.places = this.openPlaces(project.templates);
    const driver = createDriver([bind(files, project), ...this.constants()]);
    for (const rule of this.options.rules) {
      const severity = this.options.severityIn(rule, project);
      if (severity === 'off') this.skipped.add(rule);
      if (severity === 'off' && rule.concern === 'secrets') this.noteSecrets(rule, driver);
      else if (severity !== 'off' && !this.last.has(rule)) this.apply(rule, severity, driver, project.root, (draft) => this.found.add(draft));
    }
    this.noteLimits(driver);
    for (const at of givenSecrets(project, this.places.textOf)) this.secrets.push(this.places.toPlace(at));
  }

  /** What the rules asked of the templates may have been too much to follow. */
  private noteLimits(driver: Driver): void {
    for (const { at, message } of limitsReached(driver.answers({ definitions }).definitions)) {
      const { path, startLine: line } = this.places.toPlace(at);
      const isKnown = this.problems.some((problem) => problem.path === path && problem.line === line && problem.message === message);
      if (!isKnown) this.problems.push({ kind: 'limit', path, line, message });
    }
  }

  /** A rule that is off still tells what no code frame may show. */
  private noteSecrets(rule: RegisteredRule, driver: Driver): void {
    this.apply(rule, rule.severity, driver, '', () => {});
  }

  /** The rules about suppressions need what the others found. */
  judgeSuppressions(unused: readonly UnusedSuppression[]): readonly Draft[] {
    const drafts: Draft[] = [];
    if (!this.first) return drafts;
    this.places = this.openPlaces([]);
    const driver = createDriver([bind(unusedSuppressions, unused), ...this.constants()]);
    for (const rule of this.last) {
      const severity = this.options.severityIn(rule, this.first);
      if (severity !== 'off') this.apply(rule, severity, driver, this.first.root, (draft) => drafts.push(draft));
    }
    return drafts;
  }

  private constants(): readonly Binding[] {
    return [bind(today, this.options.today), bind(runtimeTable, this.options.runtimes), bind(tableReader, readTable)];
  }

  private apply(rule: RegisteredRule, severity: Severity, driver: Driver, root: string, take: (draft: Draft) => void): void {
    const { observer } = this.options;
    this.ran.add(rule);
    observer?.rule(rule.id, 'asks');
    try {
      const answers = driver.answers(rule.requires);
      observer?.rule(rule.id, 'checks');
      let count = 0;
      for (const finding of rule.check(answers as never)) {
        if (++count > MAX_FINDINGS) {
          this.skipped.add(rule);
          this.problems.push({ kind: 'limit', path: root === '' ? '.' : root, message: `Rule '${rule.id}' has more than ${MAX_FINDINGS} findings here; the others are left out.` });
          break;
        }
        const draft = toDraft(rule, finding, effective(finding, rule, severity), this.places, this.options.skipsFixes !== true);
        if (draft.concern === 'secrets') this.secrets.push(draft.location);
        take(draft);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.skipped.add(rule);
      this.problems.push({ kind: 'internal', path: root === '' ? '.' : root, message: `Rule '${rule.id}' failed here: ${reason}. This is a mistake of lambdavet; the other rules are not affected.` });
    }
    observer?.rule(rule.id, 'done');
  }
}

function runsLast({ requires }: RegisteredRule): boolean {
  return Object.values(requires).includes(unusedSuppressions);
}

/** A severity that the user sets beats the one a rule gives to a case. */
function effective(finding: AnyFinding, rule: RegisteredRule, configured: Severity): Severity {
  return configured === rule.severity ? (finding.severity ?? configured) : configured;
}

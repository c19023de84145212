import { bind, createDriver } from '../analysis.js';
import type { Binding, Driver } from '../analysis.js';
import { LIMITS } from '../data/limits.js';
import type { Problem, SecretPlace, Severity } from '../diagnostic.js';
import { definitions } from '../project/definitions.js';
import { bindProject } from '../project/files.js';
import { heavyPackageBytes, runtimeTable, tableReader, today, unusedSuppressions } from '../project/inputs.js';
import type { UnusedSuppression } from '../project/inputs.js';
import { limitsReached } from '../project/limits-reached.js';
import type { AnyFinding, RegisteredRule } from '../rule.js';
import { toDraft } from './diagnose.js';
import type { Draft } from './diagnose.js';
import { givenSecrets } from './given-secrets.js';
import type { InlineMap } from './inline-code.js';
import type { OpenProject } from './load.js';
import { extentOf } from './outcome.js';
import type { ProjectExtent, ProjectOutcome } from './outcome.js';
import { createPlaces } from './places.js';
import type { Places } from './places.js';
import { ProblemList } from './problems.js';
import { readTable } from './read-table.js';
import type { RunOptions } from './run.js';

/** Findings of one rule in one project: nobody reads more. */
const MAX_FINDINGS = 5000;

/** Runs the rules over one project. A rule that fails is named as a problem and costs no other finding. */
export function checkProject(opened: OpenProject, inlineMaps: ReadonlyMap<string, InlineMap>, options: RunOptions): ProjectOutcome {
  const { files: project, source } = opened;
  // The texts that one project has findings in are not those of the next.
  const check = new ProjectCheck(options, createPlaces(source, inlineMaps, project.templates));
  const heavyBytes = options.heavyPackageBytesIn?.(project) ?? LIMITS.heavyZipBytes;
  const driver = createDriver([...bindProject(project), bind(heavyPackageBytes, heavyBytes), ...constants(options)], options.answersBelow?.(project));
  for (const rule of options.rules) if (options.isAsked?.(rule) !== false) check.run(rule, options.severityIn(rule, project), driver, project.root);
  // Nobody asks for more than the findings in one file.
  if (options.onlyIn !== undefined) return { ...check.outcome(), extent: { ...NO_EXTENT, root: project.root }, suppressions: [] };
  check.noteLimits(driver);
  for (const at of givenSecrets(project, check.places.textOf)) check.secrets.push(check.places.toPlace(at));
  const suppressions: ProjectOutcome['suppressions'][number][] = [];
  project.modules.forEach((facts, path) => { if (facts.suppressions.length > 0) suppressions.push([path, facts.suppressions]); });
  for (const problem of opened.problems) check.problems.push(problem);
  return { ...check.outcome(), extent: extentOf(project), suppressions };
}

const NO_EXTENT: Omit<ProjectOutcome['extent'], 'root'> = { functionCount: 0, templates: [], included: [], entries: [], modules: [], folders: [] };

/** A project of another slice: which rules run in it counts for judging suppressions. */
export function leftOut(extent: ProjectExtent, { rules, severityIn }: RunOptions): ProjectOutcome {
  const isOff = (rule: RegisteredRule): boolean => severityIn(rule, extent) === 'off';
  const ran = rules.filter((rule) => !isOff(rule) && !runsLast(rule)).map(({ id }) => id);
  return { extent, drafts: [], problems: [], secrets: [], ran, skipped: rules.filter(isOff).map(({ id }) => id), suppressions: [] };
}

/** What is the same for all projects of a run. */
export function constants(options: Pick<RunOptions, 'today' | 'runtimes'>): readonly Binding[] {
  return [bind(today, options.today), bind(runtimeTable, options.runtimes), bind(tableReader, readTable)];
}

/** What rules say. */
export type Judged = Pick<ProjectOutcome, 'drafts' | 'problems' | 'secrets' | 'ran' | 'skipped'>;

/** The rules about suppressions need what the others found; undefined where there is no project. */
export function judgeSuppressions(unused: readonly UnusedSuppression[], root: string | undefined, places: Places, options: RunOptions): Judged | undefined {
  if (root === undefined) return undefined;
  // What silences nothing depends on all that was found.
  const check = new ProjectCheck({ ...options, memory: undefined }, places);
  const driver = createDriver([bind(unusedSuppressions, unused), ...constants(options)]);
  for (const rule of options.rules.filter(runsLast)) {
    const severity = options.severityIn(rule, { root });
    if (severity !== 'off') check.apply(rule, severity, driver, root);
  }
  return check.outcome();
}

const last = new WeakMap<RegisteredRule, boolean>();

function runsLast(rule: RegisteredRule): boolean {
  const isLast = last.get(rule) ?? Object.values(rule.requires).includes(unusedSuppressions);
  last.set(rule, isLast);
  return isLast;
}

class ProjectCheck {
  readonly secrets: SecretPlace[] = [];
  readonly problems = new ProblemList();
  private drafts: Draft[] = [];
  private readonly ran = new Set<string>();
  private readonly skipped = new Set<string>();

  constructor(
    private readonly options: RunOptions,
    readonly places: Places,
  ) {}

  outcome(): Judged {
    return { drafts: this.drafts, problems: this.problems.all, secrets: this.secrets, ran: [...this.ran], skipped: [...this.skipped] };
  }


  run(rule: RegisteredRule, severity: Severity | 'off', driver: Driver, root: string): void {
    if (severity === 'off') this.skipped.add(rule.id);
    if (severity === 'off' && (rule.concern === 'secrets' || rule.hidesPlaces)) this.noteSecrets(rule, driver, root);
    else if (severity !== 'off' && !runsLast(rule)) this.apply(rule, severity, driver, root);
  }

  /** What the rules asked of the templates may have been too much to follow. */
  noteLimits(driver: Driver): void {
    for (const { at, message } of limitsReached(driver.answers({ definitions }).definitions)) {
      const { path, startLine: line } = this.places.toPlace(at);
      this.problems.push({ kind: 'limit', path, line, message });
    }
  }

  /** A rule that is off still tells what no code frame may show. */
  private noteSecrets(rule: RegisteredRule, driver: Driver, root: string): void {
    const before = this.drafts;
    this.drafts = [];
    this.apply(rule, rule.severity, driver, root);
    this.drafts = before;
  }

  apply(rule: RegisteredRule, severity: Severity, driver: Driver, root: string): void {
    const { observer } = this.options;
    this.ran.add(rule.id);
    observer?.rule(rule.id, 'asks');
    try {
      const known = this.options.memory?.find(rule, root);
      const answers = known ? undefined : driver.answers(rule.requires);
      observer?.rule(rule.id, 'checks');
      this.take(rule, severity, known ?? rule.check(answers as never), root);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.fail(rule, 'internal', root, `Rule '${rule.id}' failed here: ${reason}. This is a mistake of lambdavet; the other rules are not affected.`);
    }
    observer?.rule(rule.id, 'done');
  }

  private take(rule: RegisteredRule, severity: Severity, findings: Iterable<AnyFinding>, root: string): void {
    const { memory } = this.options;
    const taken: AnyFinding[] = [];
    let count = 0;
    for (const one of findings) {
      if (++count > MAX_FINDINGS) return this.fail(rule, 'limit', root, `Rule '${rule.id}' has more than ${MAX_FINDINGS} findings here; the others are left out.`);
      if (!this.isWanted(one)) continue;
      const finding = memory ? withProposals(one) : one;
      const draft = toDraft(rule, finding, effective(finding, rule, severity), this.places, this.options.skipsFixes !== true);
      if (draft.concern === 'secrets' || finding.isPlaceHidden) this.secrets.push(finding.isPlaceShown ? { ...draft.location, isShown: true } : draft.location);
      this.drafts.push(draft);
      taken.push(finding);
    }
    memory?.keep(rule, root, taken);
  }

  private isWanted({ at, related }: AnyFinding): boolean {
    const { onlyIn } = this.options;
    return onlyIn === undefined || at.path === onlyIn || related?.some((one) => one.at.path === onlyIn) === true;
  }

  private fail({ id }: RegisteredRule, kind: Problem['kind'], root: string, message: string): void {
    this.skipped.add(id);
    this.problems.push({ kind, path: root === '' ? '.' : root, message });
  }
}

/** What is kept of a finding holds nothing of what it was found by. */
function withProposals(finding: AnyFinding): AnyFinding {
  if (!finding.fixes) return finding;
  const proposals = finding.fixes();
  return { ...finding, fixes: () => proposals };
}

/** A severity that the user sets beats the one a rule gives to a case. */
function effective(finding: AnyFinding, rule: RegisteredRule, configured: Severity): Severity {
  return configured === rule.severity ? (finding.severity ?? configured) : configured;
}


import type { Diagnostic, Problem, Severity } from '../diagnostic.js';
import { BaselineError, readBaseline } from '../engine/baseline.js';
import type { BaselineEntry } from '../engine/baseline.js';
import type { OpenRepository } from '../engine/load.js';
import type { ProjectExtent } from '../engine/outcome.js';
import { runRules } from '../engine/run.js';
import type { RunObserver, RunOptions, RunResult } from '../engine/run.js';
import { sliceOf } from '../engine/slice.js';
import type { Slice } from '../engine/slice.js';
import { parentFolder } from '../project/paths.js';
import type { Report, Summary } from '../report/model.js';
import { SEVERITY_RANK } from '../report/severity-rank.js';
import type { RegisteredRule } from '../rule.js';
import type { FileSource } from '../source/file-source.js';
import type { CheckOptions } from './check-options.js';
import type { Config } from './config.js';
import { commonFolder } from './read-project.js';
import type { ReadProject } from './read-project.js';
import { foldersAbove, isSelected } from './repository.js';
import type { SelectedPath } from './repository.js';
import { severityOf } from './selection.js';
import type { Counter } from './tally.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

/** What the rules say about a project, and what was known before. */
export interface MadeReport {
  readonly report: Report;
  readonly baseline: readonly BaselineEntry[] | undefined;
  readonly run: RunResult;
}

type Limits = Pick<Config, 'failOn' | 'minSeverity' | 'minPrecision'>;

/** The limits of the run: flags beat the configuration nearest to the root. */
export function limitsOf({ configs, repository }: ReadProject, options: CheckOptions): Limits {
  return { ...definedOnly(configs.forRun(commonFolder(repository))), ...definedOnly(options.limits) };
}

function definedOnly({ failOn, minSeverity, minPrecision }: Limits): Limits {
  return {
    ...(failOn === undefined ? {} : { failOn }),
    ...(minSeverity === undefined ? {} : { minSeverity }),
    ...(minPrecision === undefined ? {} : { minPrecision }),
  };
}

type Vetting = Pick<RunOptions, 'rules' | 'severityIn' | 'heavyPackageBytesIn' | 'today' | 'runtimes' | 'skipsFixes'>;

/** What the rules are asked, by whatever thread. */
export function vettingOf({ configs }: ReadProject, options: CheckOptions, limits: Limits, rules: readonly RegisteredRule[]): Vetting {
  const { selection, today, runtimes } = options;
  const isLeftOut = ({ precision }: RegisteredRule): boolean => limits.minPrecision === 'high' && precision !== 'high';
  return {
    rules, today, runtimes,
    severityIn: (rule, { root }) => (isLeftOut(rule) ? 'off' : severityOf(rule, selection, configs.forFolder(root))),
    heavyPackageBytesIn: ({ root }) => bytesOf(configs.forFolder(root).heavyPackageMegabytes),
    skipsFixes: !options.fixes && ![options.format, ...options.outputs.map(({ format }) => format)].includes('json'),
  };
}

function bytesOf(megabytes: number | undefined): number | undefined {
  return megabytes === undefined ? undefined : megabytes * 1024 * 1024;
}

/** Runs the rules and keeps what is to be reported. */
export function makeReport(project: ReadProject, options: CheckOptions, limits: Limits, rules: readonly RegisteredRule[], counter: Counter, observer?: RunObserver, helpers: Pick<RunOptions, 'kept' | 'otherThread'> = {}): MadeReport {
  const { repository: { selected }, source, configs, opened } = project;
  const { severityIn } = vettingOf(project, options, limits, rules);
  const baseline = options.ignoresBaseline ? undefined : baselineOf(source);
  const slice = options.shard && sliceOf(opened, options.shard);
  const files = slice && countFiles(slice, opened.inlineMaps);
  const onProject = (extent: ProjectExtent): void => { counter.add(extent); files?.add(extent); };
  const run = runRules(source, opened, { ...vettingOf(project, options, limits, rules), ...helpers, baseline, slice, onProject, observer });
  const { diagnostics, problems, secrets, textOf } = run;
  const least = SEVERITY_RANK[limits.minSeverity ?? 'note'];
  const reported = diagnostics.filter(
    ({ severity, location, related }) =>
      SEVERITY_RANK[severity] <= least && [location, ...related.map((one) => one.location)].some(({ path }) => isSelected(path, selected)) && !configs.excludes(location.path),
  );
  const report = {
    version: VERSION,
    diagnostics: reported,
    problems: problems.filter((problem) => concerns(problem, selected) && (problem.kind === 'internal' || !configs.excludes(problem.path))),
    rules: rules.filter((rule) => [...counter.tally.roots].some((root) => severityIn(rule, { root }) !== 'off')),
    summary: { projects: counter.tally.vetted, functions: counter.tally.functions, files: files?.count() ?? opened.fileCount, ...countFindings(reported) },
    secrets,
    textOf,
    shard: options.shard,
  };
  return { report, baseline, run };
}

/** The files of a slice: its templates, and the modules of its projects. */
function countFiles({ others, templateCount }: Slice, inlineMaps: OpenRepository['inlineMaps']): { add(project: ProjectExtent): void; count(): number } {
  const modules = new Set<string>();
  return {
    add({ root, modules: paths }) {
      // Code inside a template is no file.
      if (!others.has(root)) for (const path of paths) if (!inlineMaps.has(path)) modules.add(path);
    },
    count: () => templateCount + modules.size,
  };
}

function baselineOf(source: FileSource): readonly BaselineEntry[] | undefined {
  try {
    return readBaseline(source);
  } catch (error) {
    throw error instanceof BaselineError ? new UsageError(error.message) : error;
  }
}

/** A problem matters below the selected paths, and in a template above them: what they belong to may be in it. */
function concerns({ kind, path }: Problem, selected: readonly SelectedPath[]): boolean {
  return kind === 'internal' || isSelected(path, selected) || selected.some((one) => foldersAbove(one.path).includes(parentFolder(path)));
}

function countFindings(reported: readonly Diagnostic[]): Omit<Summary, 'projects' | 'functions' | 'files'> {
  const open = reported.filter(({ suppressed }) => suppressed === null);
  const count = (wanted: Severity): number => open.filter(({ severity }) => severity === wanted).length;
  return { errors: count('error'), warnings: count('warning'), notes: count('note'), suppressed: reported.length - open.length };
}

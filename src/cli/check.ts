import { join, resolve } from 'node:path';

import { tokenSpans } from '../data/token-spans.js';
import type { Diagnostic, Fix } from '../diagnostic.js';
import type { RunObserver, RunResult } from '../engine/run.js';
import { createCaches } from '../engine/vet.js';
import type { Report } from '../report/model.js';
import { printable } from '../report/printable.js';
import { SEVERITY_RANK } from '../report/severity-rank.js';
import type { RegisteredRule } from '../rule.js';
import { diskSource } from '../source/disk-source.js';
import { overlaySource } from '../source/file-source.js';
import type { FileSource } from '../source/file-source.js';
import type { Arguments, Flags } from './arguments.js';
import { readCheckOptions } from './check-options.js';
import type { CheckOptions } from './check-options.js';
import { render } from './formats.js';
import { adviceFor } from './frameworks.js';
import type { Io } from './io.js';
import { fixFiles } from './fix-run.js';
import type { FixedFiles } from './fix-run.js';
import { createRuleTimer, holdSpaceForNew, keepHeapSmall, openOutcomes, openWeights, startSecondThread, watch } from './later-commands.js';
import type { WeightFile } from './outcome-file.js';
import { limitsOf, makeReport } from './make-report.js';
import { reportLeftOut, writeAtomically, writeInPlace } from './output-file.js';
import { createProgress } from './progress.js';
import { readProject } from './read-project.js';
import type { ReadProject, ReadRequest } from './read-project.js';
import { isBelow, isSelected } from './repository.js';
import type { SelectedPath } from './repository.js';
import type { FailOn } from './selection.js';
import { reportStale, staleBelow } from './stale-entries.js';
import { createCounter } from './tally.js';
import type { Tally } from './tally.js';
import { createTimer } from './timer.js';
import { unifiedDiff } from './unified-diff.js';
import { UsageError } from './usage-error.js';

/** Resources of all templates: some twenty functions. */
const MIN_KEPT_RESOURCES = 100;
/** Some 500 files. */
const MANY_RESOURCES = 800;
const MANY_TEMPLATES = 200;
const MIN_THREAD_PROJECTS = 8;

/** Reads what is asked for, reports what the rules find, and gives the exit code. With `--watch`, again after each change. */
export function check(args: Arguments, io: Io, rules: readonly RegisteredRule[]): number {
  const options = readCheckOptions(args.flags, io, rules);
  if (!args.flags.has('watch')) return checkOnce(args, options, io, rules).code;
  const caches = createCaches();
  return watch((opened) => checkOnce(args, options, io, rules, { caches, openSource: (root) => opened(diskSource(root, { track: true })) }), io);
}

/** What the runs of one process share. */
type Shared = Pick<ReadRequest, 'caches' | 'openSource'>;

function checkOnce(args: Arguments, options: CheckOptions, io: Io, rules: readonly RegisteredRule[], shared: Shared = {}): { readonly code: number } {
  const { positionals, flags } = args;
  const timer = createTimer();
  const progress = createProgress(io, options.isQuiet);
  const ruleTimer = options.showsTiming ? createRuleTimer() : undefined;
  let watchHeap: (() => void) | undefined;
  const observer: RunObserver = {
    projects(done, total) {
      if (done === 1) io.warm?.();
      watchHeap?.();
      progress.show('Vetting', done, total);
    },
    rule: (id, phase) => ruleTimer?.rule(id, phase),
  };
  let templates = 0;
  const found = (count: number): void => {
    templates = count;
    if (count >= MANY_TEMPLATES) holdSpaceForNew();
  };
  const weights = flags.has('no-cache') ? undefined : weightsOnDemand(io.env);
  const project = readProject({ ...shared, openWeights: weights?.open, paths: positionals, flags, io, rules, stdinFilename: options.stdinFilename, finished: timer.finished, found });
  if (templates >= MANY_TEMPLATES || project.opened.resourceCount >= MANY_RESOURCES) watchHeap = keepHeapSmall();
  const limits = limitsOf(project, options);
  const mayHelp = mayKeep(project, options, flags) && !shared.caches;
  const kept = mayHelp && !flags.has('no-cache') ? openOutcomes(project.repository.root, io.env) : undefined;
  const otherThread = mayHelp && isWorthAThread(project, options) && kept?.isEmpty !== false ? startSecondThread({ argv: args.argv, cwd: io.cwd, today: options.today, isKeeping: kept !== undefined }, project.opened.projectCount) : undefined;
  const runOver = (from: ReadProject): CountedReport => {
    const counter = createCounter(expectedIn(project));
    return { ...makeReport(from, options, limits, rules, counter, observer, { kept, otherThread }), tally: counter.tally };
  };
  const { report, run, tally: { strays, projects }, fixed } = options.fixes ? fixedRun(project, options.fixes, runOver) : { ...runOver(project), fixed: undefined };
  progress.end();
  kept?.save();
  weights?.save();
  timer.finished('rules');
  const isUnread = leftUnread(strays, project, report, options);
  if (strays[0] && !isUnread && !options.allowsUnmatched) throw strayError(strays[0], projects, project, io.cwd);
  if (fixed && options.isDiff) {
    writeDiff(project, fixed, report, io);
    return { code: fixed.texts.size > 0 ? 1 : 0 };
  }
  if (fixed) writeFixes(project, fixed, io);
  writeReport(report, options, io);
  if (!options.isQuiet && !options.shard) reportStale(staleBelow(run.staleEntries, project, report), io);
  if (strays[0] && isUnread) io.stderr.write(`${printable(`No template could be read for '${strays[0].written}'`)}\n`);
  timer.finished('report');
  if (ruleTimer) io.stderr.write(`${timer.summary()}\n${ruleTimer.summary()}\n`);
  return { code: exitCode(report, isUnread, limits.failOn ?? 'warning') };
}

/** The selected paths that projects should have to do with. Where another template is vetted instead, nothing is amiss. */
function expectedIn({ repository: { selected }, configs, opened: { leftOut } }: ReadProject): readonly SelectedPath[] {
  return selected.filter(({ path }) => !configs.excludes(path) && ![...leftOut].some(([template, { instead }]) => instead !== undefined && isBelow(template, path)));
}

/** Opened where a project has much installed. */
function weightsOnDemand(env: Io['env']): { open(root: string): WeightFile | undefined; save(): void } {
  let file: WeightFile | undefined;
  return { open: (root) => (file ??= openWeights(root, env)), save: () => file?.save() };
}

/** Opening what was kept costs more than vetting a few functions, and what is vetted in part or as it will be is no outcome of the files. */
function mayKeep({ opened }: ReadProject, { fixes, shard, stdinFilename }: CheckOptions, flags: Flags): boolean {
  return opened.resourceCount >= MIN_KEPT_RESOURCES && !fixes && !shard && stdinFilename === undefined && !flags.has('types');
}

/** A thread reads the templates and loads the rules once more. Whose time a rule took could not be told. */
function isWorthAThread({ opened: { projectCount, resourceCount } }: ReadProject, { showsTiming }: CheckOptions): boolean {
  return projectCount >= MIN_THREAD_PROJECTS && resourceCount >= MANY_RESOURCES && !showsTiming;
}

function exitCode({ problems, diagnostics }: Report, isUnread: boolean, failOn: FailOn): number {
  if (isUnread || problems.some(({ kind }) => kind === 'internal')) return 2;
  return fails(diagnostics, failOn) ? 1 : 0;
}

interface CountedReport {
  readonly report: Report;
  readonly run: RunResult;
  readonly tally: Tally;
}

/** What is left to be reported once the fixes are made. */
function fixedRun(project: ReadProject, wanted: readonly Fix['applicability'][], run: (from: ReadProject) => CountedReport): CountedReport & { readonly fixed: FixedFiles } {
  const runOver = (source: FileSource): CountedReport => run(source === project.source ? project : { ...project, source, opened: project.reopen(source) });
  const fixed = fixFiles(project.source, wanted, (source) => runOver(source).report);
  // What was opened is let go project by project, and cannot be run twice.
  const source = overlaySource(project.source, fixed.texts);
  return { ...runOver(source), fixed };
}

function writeDiff({ source }: ReadProject, { texts }: FixedFiles, { secrets = [] }: Report, io: Io): void {
  for (const [path, text] of texts) {
    const lines = text.split('\n');
    const secret = new Set(secrets.filter((place) => place.path === path && !place.isShown).flatMap(({ startLine, endLine }) => lines.slice(startLine - 1, endLine)));
    const diff = unifiedDiff(path, source.read(path) ?? '', text, (line) => secret.has(line.replace(/\n$/, '')) || tokenSpans(line).length > 0);
    // Whoever applies it reads it byte for byte; on a terminal it is read by a person, and the code may be a stranger's.
    io.stdout.write(io.stdout.isTTY ? diff.text.split('\n').map(printable).join('\n') : diff.text);
    if (diff.hidden > 0) io.stderr.write(`${diff.hidden} ${diff.hidden === 1 ? 'part' : 'parts'} of the changes to ${printable(path)} cannot be shown, as a line has a credential; without --diff they are made.\n`);
  }
}

function writeFixes({ source, repository: { root } }: ReadProject, { texts, count }: FixedFiles, io: Io): void {
  for (const [path, text] of texts) if (source.read(path) !== text) writeInPlace(join(root, path), text);
  if (count > 0) io.stderr.write(`Fixed ${count} ${count === 1 ? 'finding' : 'findings'} in ${texts.size} ${texts.size === 1 ? 'file' : 'files'}.\n`);
}

/** There are templates that could tell about the stray paths, but they could not be read. */
function leftUnread(strays: readonly SelectedPath[], { repository: { selected } }: ReadProject, { problems }: Report, { allowsUnmatched }: CheckOptions): boolean {
  const unread = problems.filter(({ kind }) => kind === 'parse' || kind === 'limit' || kind === 'unreadable');
  if (!allowsUnmatched) return strays.length > 0 && unread.length > 0;
  return strays.length === selected.length && unread.some(({ path }) => isSelected(path, selected));
}

/** A run that had nothing to read must not look like a clean one. */
function strayError({ path, written }: SelectedPath, projects: number, { opened: { leftOut } }: ReadProject, cwd: string): UsageError {
  const left = [...leftOut].find(([template]) => isBelow(template, path));
  if (left) return new UsageError(`Nothing to vet in '${written}': '${left[0]}' is left out, ${left[1].reason}`);
  if (projects === 0) return new UsageError(`No SAM or CloudFormation template found for '${written}'${adviceFor(resolve(cwd, written), written)}`);
  return new UsageError(`'${written}' belongs to no Lambda project that was found`);
}

function writeReport(report: Report, options: CheckOptions, io: Io): void {
  const told = new Set<string>();
  const all = { ...options, onLeftOut: (message: string) => void told.add(message) };
  for (const { format, file } of options.outputs) writeAtomically(file, render(report, format, { ...all, colour: false, columns: undefined }));
  const isText = options.format === 'full' || options.format === 'concise';
  const isSilent = options.isQuiet && isText && report.problems.length === 0 && report.diagnostics.every(({ suppressed }) => suppressed !== null);
  if (!isSilent) io.stdout.write(render(report, options.format, all));
  reportLeftOut(told, io);
}

function fails(diagnostics: readonly Diagnostic[], failOn: FailOn): boolean {
  if (failOn === 'never') return false;
  return diagnostics.some(({ severity, suppressed }) => suppressed === null && SEVERITY_RANK[severity] <= SEVERITY_RANK[failOn]);
}

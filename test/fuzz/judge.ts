import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import type { Diagnostic, Region } from '../../src/diagnostic.js';
import { findCandidates } from '../../src/engine/discover.js';
import { openRepository } from '../../src/engine/load.js';
import type { FactsCaches } from '../../src/engine/load.js';
import { runRules } from '../../src/engine/run.js';
import type { RunResult } from '../../src/engine/run.js';
import { createCaches } from '../../src/engine/vet.js';
import type { Report } from '../../src/report/model.js';
import { toSarif } from '../../src/report/sarif.js';
import { memorySource } from '../../src/source/file-source.js';
import type { FileSource } from '../../src/source/file-source.js';
import { RULES } from '../../rules/index.js';
import { wrongFormats } from './judge-formats.js';
import { wrongSarif } from './judge-sarif.js';
import type { Texts } from './seeds.js';

const TODAY = '2026-11-20';
/** Milliseconds. No fixture takes a tenth of it, on a loaded machine neither. */
const HANG = 2000;

/** Files that are no texts, by path. */
export type Archives = Readonly<Record<string, Uint8Array>>;

export interface JudgeOptions {
  readonly caches?: FactsCaches;
  /** Whether a project with one template, which has no other order, is vetted once more too. */
  readonly repeats?: boolean;
}

/** What is wrong with the run over a project; nothing for a run as it should be. `clock` gives milliseconds. */
export function judge(texts: Texts, clock: () => number, archives: Archives = {}, { caches = createCaches(), repeats = true }: JudgeOptions = {}): readonly string[] {
  const source = withArchives(memorySource({ ...Object.fromEntries(Object.keys(archives).map((path) => [path, ''])), ...texts }), archives);
  const from = clock();
  const first = run(source, caches);
  const elapsed = clock() - from;
  if (typeof first === 'string') return [first];
  // What a file says depends on the file alone: the second run is about what is made of it.
  const second = repeats || findCandidates(source, '').length > 1 ? run(source, caches, true) : first;
  const report = reportOf(first);
  const sarif = toSarif(report).text;
  return [
    ...(elapsed > HANG ? [`took ${Math.round(elapsed)} ms`] : []),
    ...first.problems.filter(({ kind }) => kind === 'internal').map(({ path, message }) => `internal: ${path}: ${message}`),
    ...(typeof second === 'string' || (second !== first && resultOf(second) !== resultOf(first)) ? ['another order of the files gives another result'] : []),
    ...wrongSarif(sarif),
    ...(isSorted(first.diagnostics) ? [] : ['findings are not sorted']),
    ...first.diagnostics.flatMap(({ rule, location, related }) => [location, ...related.map((one) => one.location)].filter((place) => !isInside(place, texts[place.path])).map((place) => `${rule} points outside: ${JSON.stringify(place)}`)),
    ...wrongFormats(report, sarif),
  ];
}

/** All that any report is made from. */
function resultOf({ diagnostics, problems, secrets, staleEntries }: RunResult): string {
  return JSON.stringify([diagnostics, problems, secrets, staleEntries]);
}

function withArchives(source: FileSource, archives: Archives): FileSource {
  // A changed name may be `constructor`.
  const archiveAt = (path: string): Archives[string] | undefined => (Object.hasOwn(archives, path) ? archives[path] : undefined);
  return {
    ...source,
    bytes: (path, from, length) => archiveAt(path)?.subarray(from, from + length) ?? source.bytes(path, from, length),
    stat(path) {
      const archive = archiveAt(path);
      return archive ? { kind: 'file', size: archive.length } : source.stat(path);
    },
  };
}

/** With the values that `samconfig.toml` has for the parameters, where there is one. */
function run(source: FileSource, caches: FactsCaches, isReversed = false): RunResult | string {
  try {
    const candidates = findCandidates(source, '');
    const repository = openRepository(source, isReversed ? [...candidates].reverse() : candidates, caches, () => 'default');
    return runRules(source, repository, { rules: RULES, severityIn: ({ severity }) => severity, today: TODAY, runtimes: BUILT_IN_RUNTIMES });
  } catch (error) {
    return `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

/** SARIF describes every rule it is given; what the others say is the same in each case, and would take most of the time. */
export function reportOf({ diagnostics, problems, secrets, textOf }: RunResult): Report {
  const found = new Set(diagnostics.map(({ rule }) => rule));
  return { version: '0', diagnostics, problems, secrets, textOf, rules: RULES.filter(({ id }) => found.has(id)), summary: { projects: 0, functions: 0, files: 0, errors: 0, warnings: 0, notes: 0, suppressed: 0 } };
}

function isSorted(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.every(({ location }, index) => {
    const before = diagnostics[index - 1]?.location;
    if (!before || before.path < location.path) return true;
    return before.path === location.path && (before.startLine < location.startLine || (before.startLine === location.startLine && before.startColumn <= location.startColumn));
  });
}

function isInside({ startLine, startColumn, endLine, endColumn }: Region, text: string | undefined): boolean {
  if (text === undefined) return false;
  const isOrdered = startLine < endLine || (startLine === endLine && startColumn <= endColumn);
  return startLine >= 1 && startColumn >= 1 && isOrdered && endLine <= text.split(/\r\n|[\n\r\u2028\u2029]/).length;
}

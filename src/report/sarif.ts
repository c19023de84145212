import type { Log, Notification, Run } from 'sarif';
import { gzipSync } from 'node:zlib';
import type { Diagnostic, Problem } from '../diagnostic.js';
import { mergePerLine } from './merge-per-line.js';
import type { Report } from './model.js';
import { artifactLocation, SOURCE_ROOT } from './sarif-location.js';
import { resultMaker } from './sarif-result.js';
import { INFORMATION_URI, ruleDescriptor } from './sarif-rule.js';
import { SEVERITY_RANK } from './severity-rank.js';

/** The repository that was analysed, if the caller knows it. */
export interface SarifRepository {
  readonly uri: string;
  readonly revision?: string;
  readonly branch?: string;
}

export interface SarifOptions {
  /** GitHub's analysis category. Left out by default: a value in the file silently beats the one of the workflow. */
  readonly category?: string;
  /** GitHub opens an alert for a suppressed result as for any other, hence off by default. */
  readonly includeSuppressed?: boolean;
  readonly repository?: SarifRepository;
  /** Another limit than GitHub's. */
  readonly maxPackedBytes?: number;
}

/** GitHub rejects a run with more (github/docs: data/reusables/code-scanning/sarif-limits.md). */
const MAX_RESULTS = 25_000;
/** It takes files of 10 MB, packed; packing here and there may differ a little. */
const MAX_PACKED_BYTES = 9_500_000;
/** The format cannot say "not known", and a made-up address would be followed. */
const UNKNOWN_REPOSITORY = 'about:blank';

/** SARIF 2.1.0 as GitHub code scanning reads it: one run, every enabled rule, at most one result per rule and line. */
export function toSarif(report: Report, options: SarifOptions = {}): string {
  const wanted = report.diagnostics.filter(({ suppressed }) => suppressed === null || options.includeSuppressed === true);
  const merged = mergePerLine(wanted);
  let limit = Math.min(merged.length, MAX_RESULTS);
  for (;;) {
    const text = logText(run(report, mostSevere(merged, limit), merged.length - limit, options));
    const excess = packedExcess(text, options.maxPackedBytes ?? MAX_PACKED_BYTES);
    if (excess <= 1 || limit === 0) return text;
    limit = Math.floor(limit / excess);
  }
}

function logText(run: Run): string {
  const log: Log = { version: '2.1.0', runs: [run] };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', ...log }, null, 2)}\n`;
}

/** How many times too large a file is. A text that is small enough in any encoding need not be packed to know. */
function packedExcess(text: string, maximum: number): number {
  return text.length <= maximum / 3 ? 0 : gzipSync(text).length / maximum;
}

function run(report: Report, diagnostics: readonly Diagnostic[], dropped: number, options: SarifOptions): Run {
  const rules = [...report.rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    tool: {
      driver: { name: 'lambdavet', semanticVersion: report.version, informationUri: INFORMATION_URI, rules: rules.map(ruleDescriptor) },
    },
    ...(options.category === undefined ? {} : { automationDetails: { id: `${options.category.replace(/\/+$/, '')}/` } }),
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: 'The root of the repository.' } } },
    versionControlProvenance: [provenance(options.repository)],
    invocations: [
      {
        executionSuccessful: report.problems.every(({ kind }) => kind !== 'internal'),
        toolExecutionNotifications: [...report.problems.map(problemNotification), ...droppedNotification(dropped)],
      },
    ],
    results: diagnostics.map(resultMaker(report, rules)),
  };
}

function provenance(repository: SarifRepository | undefined): NonNullable<Run['versionControlProvenance']>[number] {
  return {
    repositoryUri: repository?.uri ?? UNKNOWN_REPOSITORY,
    ...(repository?.revision === undefined ? {} : { revisionId: repository.revision }),
    ...(repository?.branch === undefined ? {} : { branch: repository.branch }),
    mappedTo: { uriBaseId: SOURCE_ROOT },
  };
}

function problemNotification({ kind, path, line, message }: Problem): Notification {
  const region = line === undefined ? {} : { region: { startLine: line } };
  return {
    level: kind === 'internal' ? 'error' : 'warning',
    message: { text: message },
    ...(path === '' ? {} : { locations: [{ physicalLocation: { artifactLocation: artifactLocation(path), ...region } }] }),
  };
}

function droppedNotification(dropped: number): readonly Notification[] {
  if (dropped === 0) return [];
  return [{ level: 'warning', message: { text: `The ${dropped} least severe results were left out: GitHub accepts ${MAX_RESULTS} in a run, and 10 MB packed.` } }];
}

/** The most severe ones, in their given order. */
function mostSevere(diagnostics: readonly Diagnostic[], limit: number): readonly Diagnostic[] {
  if (diagnostics.length <= limit) return diagnostics;
  const kept = new Set([...diagnostics].sort((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity]).slice(0, limit));
  return diagnostics.filter((diagnostic) => kept.has(diagnostic));
}

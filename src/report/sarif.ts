import type { Log, Notification, Run } from 'sarif';
import type { Diagnostic, Problem } from '../diagnostic.js';
import { mergePerLine } from './merge-per-line.js';
import { jsonText } from './json-text.js';
import type { Report } from './model.js';
import { DEFAULT_RESULTS, leftOutNotification, MAX_PACKED_BYTES, rankOf, withinLimits } from './sarif-limits.js';
import type { LeftOut, LimitedText } from './sarif-limits.js';
import { artifactLocation, SOURCE_ROOT } from './sarif-location.js';
import { resultMaker } from './sarif-result.js';
import { INFORMATION_URI, ruleDescriptor } from './sarif-rule.js';

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
  /** How many results a file has at most; what is more loses the least severe. */
  readonly maxResults?: number;
  /** Another limit than GitHub's. */
  readonly maxPackedBytes?: number;
}

/** The format cannot say "not known", and a made-up address would be followed. */
const UNKNOWN_REPOSITORY = 'about:blank';

/** SARIF 2.1.0 as GitHub code scanning reads it: one run, every enabled rule, at most one result per rule and line. */
export function toSarif(report: Report, options: SarifOptions = {}): LimitedText {
  const wanted = report.diagnostics.filter(({ suppressed }) => suppressed === null || options.includeSuppressed === true);
  const limits = { results: options.maxResults ?? DEFAULT_RESULTS, packedBytes: options.maxPackedBytes ?? MAX_PACKED_BYTES };
  return withinLimits(mergePerLine(wanted), ({ severity, suppressed }) => rankOf(severity, suppressed !== null), limits, (kept, leftOut) => sarifText(run(report, kept, leftOut, options)));
}

/** A file with one run. */
export function sarifText(run: Run): string {
  const log: Log = { version: '2.1.0', runs: [run] };
  return jsonText({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', ...log });
}

function run(report: Report, diagnostics: readonly Diagnostic[], leftOut: LeftOut, options: SarifOptions): Run {
  const rules = [...report.rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    tool: {
      driver: { name: 'lambdavet', semanticVersion: report.version, informationUri: INFORMATION_URI, rules: rules.map(ruleDescriptor) },
    },
    ...(options.category === undefined ? {} : { automationDetails: { id: `${options.category.replace(/(?<!\/)\/+$/, '')}/` } }),
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: 'The root of the repository.' } } },
    versionControlProvenance: [provenance(options.repository)],
    invocations: [
      {
        executionSuccessful: report.problems.every(({ kind }) => kind !== 'internal'),
        toolExecutionNotifications: [...report.problems.map(problemNotification), ...leftOutNotification(leftOut)],
      },
    ],
    results: diagnostics.map(resultMaker(report, rules)),
    ...(report.shard ? { properties: { shard: { index: report.shard.index, count: report.shard.count } } } : {}),
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

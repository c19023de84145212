import type { Diagnostic, Edit, Fix, Problem, Severity, Suppressed } from '../diagnostic.js';
import type { Report, Shard, Summary } from './model.js';
import { printable } from './printable.js';

/** What `--shard` takes; telling which of a billion are missing would not end. */
const MAX_SHARDS = 9999;
const PROBLEM_KINDS: readonly string[] = ['parse', 'unreadable', 'internal', 'outside-root', 'limit'];

/** What the JSON of one shard says. */
export interface JsonPart {
  readonly version: string;
  readonly findings: readonly Diagnostic[];
  readonly summary: Summary;
  readonly problems: readonly Problem[];
  readonly shard: Shard | undefined;
}

/**
 * The whole that the parts are of. Shards have no file with findings in common, so it is in the order of a single run; what all of them
 * read, such as a lock file at the root, may be a problem in each.
 */
export function joinJson(parts: readonly JsonPart[]): Omit<Report, 'rules' | 'textOf'> {
  const sum = (key: keyof Summary): number => parts.reduce((total, { summary }) => total + summary[key], 0);
  return {
    version: parts[0]?.version ?? '',
    diagnostics: parts.flatMap(({ findings }) => findings).map(toPrintable).sort((a, b) => compare(a.location.path, b.location.path)),
    problems: onlyOnce(parts.flatMap(({ problems }) => problems).map(withPrintableMessage)).sort((a, b) => compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compare(a.message, b.message) || compare(a.kind, b.kind)),
    summary: { projects: sum('projects'), functions: sum('functions'), files: sum('files'), errors: sum('errors'), warnings: sum('warnings'), notes: sum('notes'), suppressed: sum('suppressed') },
  };
}

/** A part may have passed through other hands: its sentences are as safe as those of a run. */
function toPrintable(finding: Diagnostic): Diagnostic {
  return { ...withPrintableMessage(finding), related: finding.related.map(withPrintableMessage), fixes: finding.fixes.map((fix) => ({ ...fix, title: printable(fix.title) })), suppressed: finding.suppressed && { ...finding.suppressed, reason: printable(finding.suppressed.reason) } };
}

function withPrintableMessage<T extends { readonly message: string }>(one: T): T {
  return { ...one, message: printable(one.message) };
}

/** Of what reads the same the first. */
export function onlyOnce<T>(all: readonly T[]): T[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one] as const).reverse()).values()].reverse();
}

/** Reads the JSON of a run; undefined for what is none. */
export function readJsonPart(data: unknown): JsonPart | undefined {
  if (!isObject(data) || data['schemaVersion'] !== 1 || !isObject(data['tool']) || data['tool']['name'] !== 'lambdavet') return undefined;
  const { findings, problems, summary } = data;
  const { version } = data['tool'];
  if (!isVersion(version) || !isShard(data['shard']) || !isListOf(findings, isFinding) || !isListOf(problems, isProblem) || !isSummary(summary)) return undefined;
  return { version, findings, problems, summary, shard: data['shard'] };
}

/** The part of a run that a file says it is: none, or one that `--shard` takes. */
export function isShard(data: unknown): data is Shard | undefined {
  if (data === undefined) return true;
  return isObject(data) && isCount(data['index']) && isCount(data['count']) && data['index'] >= 1 && data['index'] <= data['count'] && data['count'] <= MAX_SHARDS;
}

/** It is repeated in messages. */
export function isVersion(data: unknown): data is string {
  return typeof data === 'string' && /^[\w.+-]{1,64}$/.test(data);
}

export function isObject(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

export function isListOf<T>(data: unknown, isItem: (item: unknown) => item is T): data is readonly T[] {
  return Array.isArray(data) && data.every(isItem);
}

export function isSeverity(data: unknown): data is Severity {
  return data === 'error' || data === 'warning' || data === 'note';
}

/** Ids are printed as they are, so they are ours or the file is not. */
function isFinding(data: unknown): data is Diagnostic {
  if (!isObject(data) || !isSeverity(data['severity']) || !isPlaced(data)) return false;
  const { rule, concern, messageId, fingerprint, suppressed, fixes, related } = data;
  return (
    [rule, concern, messageId, fingerprint].every(isId) &&
    ['high', 'medium'].includes(String(data['precision'])) &&
    (data['function'] === undefined || typeof data['function'] === 'string') &&
    (suppressed === null || isSuppressed(suppressed)) &&
    isListOf(related, isPlaced) &&
    isListOf(fixes, isFix)
  );
}

function isSuppressed(data: unknown): data is Suppressed {
  return isObject(data) && ['comment', 'metadata', 'baseline'].includes(String(data['kind'])) && typeof data['reason'] === 'string';
}

function isFix(data: unknown): data is Fix {
  return isObject(data) && typeof data['title'] === 'string' && ['safe', 'unsafe', 'manual'].includes(String(data['applicability'])) && isListOf(data['edits'], isEdit);
}

function isEdit(data: unknown): data is Edit {
  return isObject(data) && ['path', 'text'].every((key) => typeof data[key] === 'string') && ['start', 'end'].every((key) => isCount(data[key]));
}

function isPlaced(data: unknown): data is object {
  if (!isObject(data) || typeof data['message'] !== 'string' || !isObject(data['location'])) return false;
  const { path, startLine, startColumn, endLine, endColumn } = data['location'];
  return typeof path === 'string' && [startLine, startColumn, endLine, endColumn].every((number) => isCount(number) && number >= 1);
}

function isProblem(data: unknown): data is Problem {
  return isObject(data) && PROBLEM_KINDS.includes(String(data['kind'])) && ['path', 'message'].every((key) => typeof data[key] === 'string') && (data['line'] === undefined || isCount(data['line']));
}

function isSummary(data: unknown): data is Summary {
  return isObject(data) && ['projects', 'functions', 'files', 'errors', 'warnings', 'notes', 'suppressed'].every((key) => isCount(data[key]));
}

function isCount(data: unknown): data is number {
  return Number.isSafeInteger(data) && Number(data) >= 0;
}

function isId(data: unknown): data is string {
  return typeof data === 'string' && /^[\w-]+$/.test(data);
}

export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

import type { Diagnostic, Problem, Severity } from '../diagnostic.js';
import type { Report, Shard, Summary } from './model.js';

/** What the JSON of one shard says. */
export interface JsonPart {
  readonly version: string;
  readonly findings: readonly Diagnostic[];
  readonly summary: Summary;
  readonly problems: readonly Problem[];
  readonly shard: Shard | undefined;
}

/** The whole that the parts are of: shards have no file in common, so it is in the order of a single run. */
export function joinJson(parts: readonly JsonPart[]): Omit<Report, 'rules' | 'textOf'> {
  const sum = (key: keyof Summary): number => parts.reduce((total, { summary }) => total + summary[key], 0);
  return {
    version: parts[0]?.version ?? '',
    diagnostics: parts.flatMap(({ findings }) => findings).sort((a, b) => compare(a.location.path, b.location.path)),
    problems: parts.flatMap(({ problems }) => problems).sort((a, b) => compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compare(a.message, b.message)),
    summary: { projects: sum('projects'), functions: sum('functions'), files: sum('files'), errors: sum('errors'), warnings: sum('warnings'), notes: sum('notes'), suppressed: sum('suppressed') },
  };
}

/** Reads the JSON of a run; undefined for what is none. */
export function readJsonPart(data: unknown): JsonPart | undefined {
  if (!isObject(data) || data['schemaVersion'] !== 1 || !isObject(data['tool']) || data['tool']['name'] !== 'lambdavet') return undefined;
  const { findings, problems, summary } = data;
  const { version } = data['tool'];
  if (typeof version !== 'string' || !isListOf(findings, isFinding) || !isListOf(problems, isProblem) || !isSummary(summary)) return undefined;
  return { version, findings, problems, summary, shard: readShard(data['shard']) };
}

/** The part of a run that a file says it is. */
export function readShard(data: unknown): Shard | undefined {
  if (!isObject(data)) return undefined;
  const { index, count } = data;
  return typeof index === 'number' && typeof count === 'number' ? { index, count } : undefined;
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

function isFinding(data: unknown): data is Diagnostic {
  if (!isObject(data) || !isSeverity(data['severity']) || !isPlaced(data)) return false;
  const { suppressed, fixes, related } = data;
  const isEdits = (fix: unknown): fix is object => isObject(fix) && isListOf(fix['edits'], isObject);
  return ['rule', 'fingerprint'].every((key) => typeof data[key] === 'string') && (suppressed === null || isObject(suppressed)) && isListOf(related, isPlaced) && isListOf(fixes, isEdits);
}

function isPlaced(data: unknown): data is object {
  if (!isObject(data) || typeof data['message'] !== 'string' || !isObject(data['location'])) return false;
  const { path, startLine, startColumn, endLine, endColumn } = data['location'];
  return typeof path === 'string' && [startLine, startColumn, endLine, endColumn].every((number) => typeof number === 'number');
}

function isProblem(data: unknown): data is Problem {
  return isObject(data) && ['kind', 'path', 'message'].every((key) => typeof data[key] === 'string') && (data['line'] === undefined || typeof data['line'] === 'number');
}

function isSummary(data: unknown): data is Summary {
  return isObject(data) && ['projects', 'functions', 'files', 'errors', 'warnings', 'notes', 'suppressed'].every((key) => typeof data[key] === 'number');
}

export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

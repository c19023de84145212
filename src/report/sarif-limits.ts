import type { Notification } from 'sarif';
import { gzipSync } from 'node:zlib';
import type { Severity } from '../diagnostic.js';
import { SEVERITY_RANK } from './severity-rank.js';

/** GitHub rejects a run with more (github/docs: data/reusables/code-scanning/sarif-limits.md). */
const MAX_RESULTS = 25_000;
/** It takes files of 10 MB, packed; packing here and there may differ a little. */
export const MAX_PACKED_BYTES = 9_500_000;

/** A file with as many of the results as GitHub takes, in their order: the least severe are left out, and counted. */
export function withinLimits<T>(results: readonly T[], severityOf: (result: T) => Severity, maxPackedBytes: number, write: (kept: readonly T[], dropped: number) => string): string {
  let limit = Math.min(results.length, MAX_RESULTS);
  for (;;) {
    const text = write(mostSevere(results, severityOf, limit), results.length - limit);
    const excess = packedExcess(text, maxPackedBytes);
    if (excess <= 1 || limit === 0) return text;
    limit = Math.floor(limit / excess);
  }
}

/** Says how many results were left out. */
export function droppedNotification(dropped: number): readonly Notification[] {
  if (dropped === 0) return [];
  const text = `The ${dropped} least severe results were left out: GitHub accepts ${MAX_RESULTS} in a run, and 10 MB packed.`;
  return [{ level: 'warning', message: { text }, properties: { leftOut: dropped } }];
}

function mostSevere<T>(results: readonly T[], severityOf: (result: T) => Severity, limit: number): readonly T[] {
  if (results.length <= limit) return results;
  const kept = new Set([...results].sort((a, b) => SEVERITY_RANK[severityOf(a)] - SEVERITY_RANK[severityOf(b)]).slice(0, limit));
  return results.filter((result) => kept.has(result));
}

/** How many times too large a file is. A text that is small enough in any encoding need not be packed to know. */
function packedExcess(text: string, maximum: number): number {
  return text.length <= maximum / 3 ? 0 : gzipSync(text).length / maximum;
}

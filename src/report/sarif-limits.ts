import type { Notification } from 'sarif';
import { gzipSync } from 'node:zlib';
import type { Severity } from '../diagnostic.js';
import { MAX_RESULTS } from './max-results.js';
import { SEVERITY_RANK } from './severity-rank.js';

/** Beyond it the official validator remarks on a file (microsoft/sarif-sdk: GH1004), and nobody reads as many alerts at once. */
export const DEFAULT_RESULTS = 1_000;
/** GitHub takes files of 10 MB, packed; packing here and there may differ a little. */
export const MAX_PACKED_BYTES = 9_500_000;

export interface SarifLimits {
  readonly results: number;
  readonly packedBytes: number;
}

/** The results that a file has no room for. */
export interface LeftOut {
  readonly count: number;
  readonly total: number;
  /** What `--sarif-limit` was. */
  readonly limit: number;
}

export interface LimitedText {
  readonly text: string;
  readonly leftOut: LeftOut;
}

/** A file with as many of the results as it may have, in their order: the least severe are left out, and counted with those that were left out before. */
export function withinLimits<T>(results: readonly T[], rank: (result: T) => number, limits: SarifLimits, write: (kept: readonly T[], leftOut: LeftOut) => string, before: LeftOut = NOTHING): LimitedText {
  let kept = Math.min(results.length, limits.results);
  for (;;) {
    const dropped = results.length - kept;
    const leftOut = { count: before.count + dropped, total: before.count + results.length, limit: dropped === 0 && before.count > 0 ? before.limit : limits.results };
    const text = write(mostSevere(results, rank, kept), leftOut);
    const excess = packedExcess(text, limits.packedBytes);
    if (excess <= 1 || kept === 0) return { text, leftOut };
    kept = Math.floor(kept / excess);
  }
}

const NOTHING: LeftOut = { count: 0, total: 0, limit: 0 };

/** Says how many results were left out and what would take them; undefined if none were. */
export function leftOutText({ count, total, limit }: LeftOut): string | undefined {
  if (count === 0) return undefined;
  const reason = total - count < limit ? `GitHub accepts 10 MB packed (--sarif-limit is ${limit})` : `--sarif-limit is ${limit}, and GitHub accepts ${MAX_RESULTS}`;
  return `The ${count} least severe of ${total} results are left out of the SARIF file: ${reason}.`;
}

/** The same for whoever reads the file. */
export function leftOutNotification(leftOut: LeftOut): readonly Notification[] {
  const text = leftOutText(leftOut);
  return text === undefined ? [] : [{ level: 'warning', message: { text }, properties: { leftOut: leftOut.count, limit: leftOut.limit } }];
}

/** What somebody accepted takes the place of nothing that is open. */
export function rankOf(severity: Severity, isSuppressed: boolean): number {
  return SEVERITY_RANK[severity] + (isSuppressed ? Object.keys(SEVERITY_RANK).length : 0);
}

function mostSevere<T>(results: readonly T[], rank: (result: T) => number, limit: number): readonly T[] {
  if (results.length <= limit) return results;
  const kept = new Set([...results].sort((a, b) => rank(a) - rank(b)).slice(0, limit));
  return results.filter((result) => kept.has(result));
}

/** How many times too large a file is. A text that is small enough in any encoding need not be packed to know. */
function packedExcess(text: string, maximum: number): number {
  return text.length <= maximum / 3 ? 0 : gzipSync(text).length / maximum;
}

import type { BaselineEntry } from '../engine/baseline.js';

/** The baseline with new findings accepted and those that are gone forgotten, sorted. */
export function nextBaseline(known: readonly BaselineEntry[], fresh: readonly BaselineEntry[], stale: readonly BaselineEntry[]): readonly BaselineEntry[] {
  const counts = new Map<string, BaselineEntry>();
  const add = (entry: BaselineEntry, sign: 1 | -1): void => {
    const key = JSON.stringify([entry.path, entry.rule, entry.identity]);
    counts.set(key, { ...entry, count: (counts.get(key)?.count ?? 0) + sign * entry.count });
  };
  for (const entry of [...known, ...fresh]) add(entry, 1);
  for (const entry of stale) add(entry, -1);
  return [...counts.values()].filter(({ count }) => count > 0).sort(compareEntries);
}

/** The file: by path, rule and identity, without lines, days and versions, so that only a changed finding changes it. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  const findings = grouped(entries, ({ path }) => path, (ofPath) => grouped(ofPath, ({ rule }) => rule, (ofRule) => Object.fromEntries(ofRule.map(({ identity, count }) => [identity, count]))));
  return `${JSON.stringify({ schemaVersion: 1, findings }, null, 2)}\n`;
}

function grouped(entries: readonly BaselineEntry[], keyOf: (entry: BaselineEntry) => string, toValue: (group: readonly BaselineEntry[]) => object): object {
  const groups = new Map<string, BaselineEntry[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group) group.push(entry);
    else groups.set(keyOf(entry), [entry]);
  }
  return Object.fromEntries([...groups].map(([key, group]) => [key, toValue(group)]));
}

export function countEntries(entries: readonly BaselineEntry[]): number {
  return entries.reduce((sum, { count }) => sum + count, 0);
}

/** `lambdavet-baseline.json accepts 12 findings: 3 new, 1 that is gone removed`. */
export function baselineSummary(file: string, total: number, added: number, removed: number): string {
  const changes = [...(added > 0 ? [`${added} new`] : []), ...(removed > 0 ? [`${removed} that ${removed === 1 ? 'is' : 'are'} gone removed`] : [])];
  return `${file} accepts ${total} finding${total === 1 ? '' : 's'}: ${changes.length > 0 ? changes.join(', ') : 'nothing changed'}`;
}

function compareEntries(a: BaselineEntry, b: BaselineEntry): number {
  return compare(a.path, b.path) || compare(a.rule, b.rule) || compare(a.identity, b.identity);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

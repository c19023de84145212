import type { Diagnostic, RelatedPlace } from '../diagnostic.js';
import { SEVERITY_RANK } from './severity-rank.js';

/** GitHub identifies an alert by rule and line, so a second one there is lost: it becomes a related place of the first. */
export function mergePerLine(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const { rule, location, suppressed } = diagnostic;
    const key = JSON.stringify([rule, location.path, location.startLine, suppressed === null]);
    const group = groups.get(key);
    if (group) group.push(diagnostic);
    else groups.set(key, [diagnostic]);
  }
  return [...groups.values()].flatMap(mergeGroup);
}

function mergeGroup([first, ...others]: readonly Diagnostic[]): readonly Diagnostic[] {
  if (!first) return [];
  if (others.length === 0) return [first];
  const own = others.map(({ message, location }): RelatedPlace => ({ message, location }));
  const theirs = others.flatMap(({ related }) => related.map(({ message, location }): RelatedPlace => ({ message, location })));
  const worst = others.reduce((a, b) => (SEVERITY_RANK[b.severity] < SEVERITY_RANK[a.severity] ? b : a), first);
  return [{ ...first, severity: worst.severity, related: withoutRepeats([...first.related, ...own, ...theirs]) }];
}

function withoutRepeats(related: readonly RelatedPlace[]): readonly RelatedPlace[] {
  const known = new Map<string, RelatedPlace>();
  for (const one of related) {
    const key = JSON.stringify([one.message, one.location.path, one.location.startLine, one.location.startColumn]);
    if (!known.has(key)) known.set(key, one);
  }
  return [...known.values()];
}

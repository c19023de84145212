import type { NamedRule, Span, SuppressionFact } from './model.js';

/** What a suppression comment says, wherever it is written. An empty list of rules is a mistake that the engine reports. */
export interface ParsedSuppression {
  readonly kind: 'line' | 'file';
  readonly rules: readonly NamedRule[];
  readonly reason: string;
}

/** The word that makes a comment ours. */
export const SUPPRESSION_MARK = 'lambdavet:';
/** `ignore-file` counts in the first lines of a file only. */
const FILE_COMMENT_LINES = 10;

/**
 * Reads `lambdavet: ignore[rule-a, rule-b] reason` and `lambdavet: ignore-file[rule] reason`. The text comes without comment
 * markers; `start` is its offset in the file.
 */
export function parseSuppression(text: string, start: number): ParsedSuppression | undefined {
  const [before, verb = '', list, rest = ''] = /^[\s*]*lambdavet:\s*([\w-]*)\s*(?:\[([^\]]*)\])?([^]*)$/.exec(text) ?? [];
  if (before === undefined) return undefined;
  const isOurs = verb === 'ignore' || verb === 'ignore-file';
  const rules = isOurs && list !== undefined ? namedRules(list, start + text.length - rest.length - list.length - 1) : [];
  return { kind: verb === 'ignore-file' ? 'file' : 'line', rules, reason: rest.replace(/^[\s:\u2013\u2014-]+/, '').replace(/\s+/g, ' ').trim() };
}

function namedRules(list: string, start: number): readonly NamedRule[] {
  return [...list.matchAll(/[^\s,](?:[^,]*[^\s,])?/g)].map((match) => {
    const [id] = match;
    return { id, start: start + match.index, end: start + match.index + id.length };
  });
}

/** The fact for a comment on the given 1-based line; `covers` finds the line that a line comment silences. */
export function toSuppressionFact({ kind, ...parsed }: ParsedSuppression, { start, end }: Span, line: number, covers: () => Span): SuppressionFact {
  if (kind === 'line') return { kind, ...parsed, covers: covers(), start, end };
  return { kind: line <= FILE_COMMENT_LINES ? 'file' : 'misplaced', ...parsed, start, end };
}

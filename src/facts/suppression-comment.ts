/** What a suppression comment says, wherever it is written. An empty list of rules is a mistake that the engine reports. */
export interface ParsedSuppression {
  readonly kind: 'line' | 'file';
  readonly rules: readonly string[];
  readonly reason: string;
}

/** The word that makes a comment ours. */
export const SUPPRESSION_MARK = 'lambdavet:';

/** Reads `lambdavet: ignore[rule-a, rule-b] reason` and `lambdavet: ignore-file[rule] reason`; the text comes without comment markers. */
export function parseSuppression(commentText: string): ParsedSuppression | undefined {
  const text = commentText.replace(/^[\s*]+/, '');
  if (!text.startsWith(SUPPRESSION_MARK)) return undefined;
  const [, verb = '', list, rest = ''] = /^\s*([\w-]*)\s*(?:\[([^\]]*)\])?([^]*)$/.exec(text.slice(SUPPRESSION_MARK.length)) ?? [];
  const isOurs = verb === 'ignore' || verb === 'ignore-file';
  const rules = isOurs ? (list ?? '').split(',').map((rule) => rule.trim()).filter((rule) => rule !== '') : [];
  return { kind: verb === 'ignore-file' ? 'file' : 'line', rules, reason: rest.replace(/^[\s:–—-]+/, '').replace(/\s+/g, ' ').trim() };
}

import { SECRET_PATTERNS } from './secret-patterns.js';
import type { SecretPattern } from './secret-patterns.js';

export interface TokenSpan {
  readonly start: number;
  readonly end: number;
}

/** What has a form without more around it, on first use. Its expressions are compiled where their keyword is met: hardly any is. */
let plain: readonly SecretPattern[] | undefined;
let keywords: RegExp | undefined;
/** The other half of a pair of AWS keys, which nothing but its neighbour tells from other texts. */
const SECRET_KEY = /(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/g;

/** Where a text has what has the form of a credential, made-up ones included; in order, without overlaps. */
export function tokenSpans(text: string): readonly TokenSpan[] {
  plain ??= SECRET_PATTERNS.filter(({ hint }) => hint === undefined);
  keywords ??= new RegExp(plain.map(({ keyword }) => keyword.replaceAll('.', '\\.')).join('|'), 'i');
  if (!keywords.test(text)) return [];
  const lower = text.toLowerCase();
  const found = plain.flatMap(({ keyword, pattern }) => (lower.includes(keyword) ? spansOf(new RegExp(pattern, 'g'), text) : []));
  const halves = /AKIA|ASIA/.test(text) && found.length > 0 ? spansOf(SECRET_KEY, text) : [];
  return apart([...found, ...halves]);
}

function spansOf(expression: RegExp, text: string): readonly TokenSpan[] {
  return [...text.matchAll(expression)].map(({ 0: match, index }) => ({ start: index, end: index + match.length }));
}

function apart(spans: readonly TokenSpan[]): readonly TokenSpan[] {
  const kept: TokenSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (!last || span.start >= last.end) kept.push(span);
    else if (span.end > last.end) kept[kept.length - 1] = { start: last.start, end: span.end };
  }
  return kept;
}

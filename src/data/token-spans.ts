import { SECRET_PATTERNS } from './secret-patterns.js';

export interface TokenSpan {
  readonly start: number;
  readonly end: number;
}

interface Compiled {
  readonly keywords: RegExp;
  readonly forms: readonly { readonly keyword: string; readonly expression: RegExp }[];
}

/** Compiled on first use, as for `findSecret`. */
let compiled: Compiled | undefined;
/** The other half of a pair of AWS keys, which nothing but its neighbour tells from other texts. */
const SECRET_KEY = /(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/g;

/** Where a text has what has the form of a credential, made-up ones included; in order, without overlaps. */
export function tokenSpans(text: string): readonly TokenSpan[] {
  compiled ??= compile();
  if (!compiled.keywords.test(text)) return [];
  const lower = text.toLowerCase();
  const found = compiled.forms.flatMap(({ keyword, expression }) => (lower.includes(keyword) ? spansOf(expression, text) : []));
  const halves = /AKIA|ASIA/.test(text) && found.length > 0 ? spansOf(SECRET_KEY, text) : [];
  return apart([...found, ...halves]);
}

function compile(): Compiled {
  const plain = SECRET_PATTERNS.filter(({ hint }) => hint === undefined);
  return {
    keywords: new RegExp(plain.map(({ keyword }) => keyword.replaceAll('.', '\\.')).join('|'), 'i'),
    forms: plain.map(({ keyword, pattern }) => ({ keyword, expression: new RegExp(pattern, 'g') })),
  };
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

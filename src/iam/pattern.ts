import type { Gap, GappedText } from './gapped-text.js';

/**
 * What the wildcards of a pattern mean. `arn`: a star that is last in its segment runs over colons, another one may or may not;
 * `like`: stars run over everything; `equal`: there are none.
 */
export type PatternKind = 'arn' | 'like' | 'equal';

/** One character, or what may stand for several. */
export type Token = string | Wildcard | GapToken;

export interface Wildcard {
  readonly kind: 'star' | 'one';
  /** It may stand for a colon; `?` in an ARN, and a star that is not last in its segment, are not known to. */
  readonly crosses: boolean;
}

export interface GapToken extends Gap {
  readonly kind: 'gap';
}

/** Longer ones are not compared: AWS takes no longer ARN. */
const MAX_TOKENS = 2048;

const VARIABLE = /\$\{([^{}]*)\}/;
/** A policy variable is filled in at each request. */
const ANYTHING: GapToken = { kind: 'gap', excludes: '' };

/** The tokens of a text without wildcards; undefined for one that is too long. */
export function subjectTokens(text: GappedText): readonly Token[] | undefined {
  return tokens(text, (part) => Array.from(part));
}

/** The tokens of a pattern; undefined for one that is too long. */
export function patternTokens(text: GappedText, kind: PatternKind): readonly Token[] | undefined {
  const read = tokens(text, (part) => patternParts(part, kind));
  return read && kind === 'arn' ? read.map((token, index) => (isStar(token) ? star(read[index + 1]) : token)) : read;
}

function tokens(text: GappedText, read: (part: string) => readonly Token[]): readonly Token[] | undefined {
  const found: Token[] = [];
  for (const part of text) {
    // Counted before it is taken apart: a text of megabytes costs nothing.
    if (found.length + (typeof part === 'string' ? part.length : 1) > MAX_TOKENS) return undefined;
    for (const token of typeof part === 'string' ? read(part) : [gapToken(part)]) {
      if (!isStar(token) || !isStar(found.at(-1))) found.push(token);
    }
  }
  return found;
}

function gapToken(gap: Gap): GapToken {
  return { kind: 'gap', ...gap };
}

function isStar(token: Token | undefined): boolean {
  return typeof token === 'object' && token.kind === 'star';
}

function star(next: Token | undefined): Wildcard {
  return { kind: 'star', crosses: next === undefined || next === ':' };
}

/** `${*}`, `${?}` and `${$}` are the characters themselves. */
function patternParts(part: string, kind: PatternKind): readonly Token[] {
  return part.split(VARIABLE).flatMap((piece, index): readonly Token[] => {
    if (index % 2 === 0) return kind === 'equal' ? Array.from(piece) : Array.from(piece, (character) => wildcard(character, kind) ?? character);
    return /^[*?$]$/.test(piece) ? [piece] : [ANYTHING];
  });
}

function wildcard(character: string, kind: 'arn' | 'like'): Wildcard | undefined {
  if (character === '*') return { kind: 'star', crosses: true };
  return character === '?' ? { kind: 'one', crosses: kind === 'like' } : undefined;
}

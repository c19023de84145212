import fc from 'fast-check';

import type { Gap, GappedText } from '../../src/iam/gapped-text.js';
import type { PatternKind } from '../../src/iam/pattern.js';

/** What each gap holds. */
export type World = ReadonlyMap<Gap, string>;

const CHARACTERS = ['a', 'b', ':', 'U'];
const PLAIN_VALUES = ['', 'a', 'b', ':', 'U', 'aU', 'ab', 'a:'];

/** A text of a few characters and gaps. */
export function gappedText({ gaps }: { readonly gaps: readonly Gap[] }, characters: readonly string[] = CHARACTERS): fc.Arbitrary<GappedText> {
  const literal = fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
  const part = gaps.length === 0 ? literal : fc.oneof({ weight: 2, arbitrary: literal }, { weight: 1, arbitrary: fc.constantFrom<string | Gap>(...gaps) });
  return fc.array<string | Gap>(part, { maxLength: 4 });
}

export function patternText(options: { readonly gaps: readonly Gap[] }): fc.Arbitrary<GappedText> {
  return gappedText(options, [...CHARACTERS, '*', '*', '?']);
}

/** Two texts of chance, or a text and a pattern made of it by putting wildcards for some parts: these match now and then. */
export function patternAndSubject(options: { readonly gaps: readonly Gap[] }): fc.Arbitrary<[GappedText, GappedText]> {
  const replacements = fc.array(fc.constantFrom(undefined, undefined, '*', '?', '*:'), { minLength: 4, maxLength: 4 });
  const derived = fc.tuple(gappedText(options), replacements).map(([subject, by]): [GappedText, GappedText] => [subject.map((part, index) => by[index] ?? part), subject]);
  return fc.oneof(fc.tuple(patternText(options), gappedText(options)), derived);
}

/** The gaps in some texts, each once. */
export function gapsOf(...texts: readonly GappedText[]): readonly Gap[] {
  return [...new Set(texts.flat().filter((part) => typeof part !== 'string'))];
}

/** Everything that gaps may hold together. A unique name is marked with its own letter. */
export function worlds(gaps: readonly Gap[], plainValues: readonly string[] = PLAIN_VALUES): readonly World[] {
  let found: readonly World[] = [new Map()];
  for (const gap of gaps) {
    const values = gap.isUnique === true ? [gap.id ?? '', `a${gap.id ?? ''}`, `${gap.id ?? ''}b`] : plainValues.filter((value) => !Array.from(gap.excludes).some((character) => value.includes(character)));
    found = found.flatMap((world) => values.map((value) => new Map([...world, [gap, value]])));
  }
  return found;
}

export function filled(text: GappedText, world: World): string {
  return text.map((part) => (typeof part === 'string' ? part : (world.get(part) ?? ''))).join('');
}

/**
 * An independent model of matching: a regular expression over the filled-in texts. What AWS leaves open (whether a star inside
 * a segment, or `?`, runs over a colon) is read both ways.
 */
export function holds(pattern: GappedText, subject: GappedText, kind: PatternKind, semantics: 'strict' | 'loose', world: World): boolean {
  const text = filled(pattern, world);
  if (kind === 'equal') return text === filled(subject, world);
  const narrow = kind === 'arn' && semantics === 'strict' ? '[^:]' : '[^]';
  const source = text.replaceAll(/\*+|[^*]/g, (token, at: number) => {
    if (token.startsWith('*')) return kind === 'arn' && /^(?::|$)/.test(text.slice(at + token.length)) ? '[^]*' : `${narrow}*`;
    return token === '?' ? narrow : `\\x${token.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return expression(source).test(filled(subject, world));
}

const expressions = new Map<string, RegExp>();

function expression(source: string): RegExp {
  const known = expressions.get(source) ?? new RegExp(`^${source}$`);
  expressions.set(source, known);
  return known;
}

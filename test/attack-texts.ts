/** Characters to find a member of a class with. */
const MEMBERS = ['a', '0', ' ', '.', '-', 'A', '/', '"', '\\', '{', '$', '\n', '<', '*', '~'];
const ESCAPES: Readonly<Record<string, string>> = { d: '0', w: 'a', s: ' ', S: 'a', D: 'a', W: '-', b: '', B: '', n: '\n', r: '\r', t: '\t', p: 'A' };
const TOKEN = /\\u\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\p\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!]|:|<\w+>)|[()|^$*+?]|\{\d+(?:,\d*)?\}|[^]/gu;

/** Pieces beside each other that are repeated together. */
const WIDEST = 4;
/** Pieces that may stand before what is repeated. */
const LEADING = 10;
/** Ends that are tried with each run. */
const MOST_ENDS = 4;

/**
 * Texts on which an expression that tries many ways of dividing the same characters takes long: parts of what it would match, many
 * times over, with an end that it does not match.
 */
export function attackTexts(source: string, length: number): readonly string[] {
  const pieces = (source.match(TOKEN) ?? []).map(sampleOf).filter((piece) => piece !== '');
  const attacks = new Set<string>();
  const ends = refusedEnds(source);
  for (let from = 0; from < pieces.length; from++) {
    for (let to = from + 1; to <= Math.min(pieces.length, from + WIDEST); to++) {
      const part = pieces.slice(from, to).join('');
      const repeated = part.repeat(Math.ceil(length / part.length));
      attacks.add(`${repeated}\u0000`);
      if (to === from + 1) for (const end of ends) attacks.add(`${repeated}${end}`);
      if (from > 0 && from <= LEADING) attacks.add(`${pieces.slice(0, from).join('')}${repeated}\u0000`);
    }
    // A start that is matched, a long run of one character, an end that the rest refuses: parts that may be left out share the run.
    if (from > 0 && from <= LEADING) for (const end of ends) attacks.add(`${pieces.slice(0, from).join('')}${(pieces[from] ?? '').repeat(length)}${end}`);
  }
  for (const { before, word } of wordsIn(source)) attacks.add(`${before}${word.repeat(Math.ceil(length / word.length))}\u0000`);
  return [...attacks];
}

/** Words that stand as they are, with a text that what is before them matches: what surrounds a word may match it as well. */
function wordsIn(source: string): readonly { readonly before: string; readonly word: string }[] {
  const tokens = source.match(TOKEN) ?? [];
  const isPlain = (index: number): boolean => /^[\w -]$/.test(tokens[index] ?? '') && !/^[*+?{]/.test(tokens[index + 1] ?? '');
  const starts = tokens.flatMap((_token, index) => (isPlain(index) && !isPlain(index - 1) && isPlain(index + 1) ? [index] : []));
  return starts.map((from) => {
    let to = from;
    while (isPlain(to)) to++;
    return { before: tokens.slice(0, from).map(sampleOf).join(''), word: tokens.slice(from, to).join('') };
  });
}

/** Characters that a class is there to refuse: where it is the last one, nothing else ends a text in vain. */
function refusedEnds(source: string): readonly string[] {
  const refused = (source.match(TOKEN) ?? []).flatMap((token) => {
    if (token === '.') return ['\n'];
    return token.startsWith('[^') ? (token.slice(2, -1).match(/\\.|[^]/g) ?? []).map(sampleOf).filter((piece) => piece !== '') : [];
  });
  return [...new Set(refused)].slice(0, MOST_ENDS);
}

/** A text that one token of an expression matches; empty for what matches no character of its own. */
function sampleOf(token: string): string {
  if (token.length > 1 && token.startsWith('[')) return MEMBERS.find((character) => new RegExp(token, /\\[pu]\{/.test(token) ? 'u' : '').test(character)) ?? '';
  if (/^\\u/.test(token)) return String.fromCodePoint(Number.parseInt(token.replace(/[\\u{}]/g, ''), 16));
  if (token.startsWith('\\')) return ESCAPES[token.charAt(1)] ?? token.charAt(1);
  if (token === '.') return 'a';
  return /^(?:\(\?|[()|^$*+?]$|\{\d)/.test(token) ? '' : token;
}

/** Characters of a specifier: a path in the repository has no more. */
const MAX_NAME = 8192;
const BEHIND = ['from', 'import', '(', '*/'];

/** Whatever may stand in quotes: of each quote it is asked whether it opens a text. */
const QUOTED = new RegExp(['"', "'", '`'].map((quote) => `(?<!\\\\)${quote}(?=((?!\\s)(?:[^${quote}\\\\\\n]|\\\\(?:\\r\\n|[^])){1,${MAX_NAME}}?)${quote})`).join('|'), 'g');

/** At least the specifiers that a script imports, told without parsing it: what a comment says may be among them. */
export function namedImports(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { index, 1: double, 2: single, 3: template } of text.matchAll(QUOTED)) {
    const name = unescaped(double ?? single ?? template ?? '');
    if (/^\.{1,2}(?:\/|$)/.test(name) || isLoaded(text, index)) found.add(name);
  }
  return found;
}

const ESCAPE = /\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})|\r\n|([^]))/gi;
const LINE_END = /[\n\r\u2028\u2029]/;

/** What escapes stand for, as far as a path may have it. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (_, braced?: string, four?: string, two?: string, other?: string) => {
    const code = parseInt(braced ?? four ?? two ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : other === undefined || LINE_END.test(other) ? '' : other;
  });
}

/** Behind its word, a bracket or a comment. */
function isLoaded(text: string, at: number): boolean {
  let end = at;
  let isFirstOfLine = false;
  for (; end > 0 && /\s/.test(text.charAt(end - 1)); end--) isFirstOfLine ||= LINE_END.test(text.charAt(end - 1));
  return BEHIND.some((word) => text.endsWith(word, end)) || (isFirstOfLine && hasLineComment(text, end));
}

function hasLineComment(text: string, end: number): boolean {
  for (let at = end - 1; at > 0 && !LINE_END.test(text.charAt(at)); at--) if (text.charAt(at) === '/' && text.charAt(at - 1) === '/') return true;
  return false;
}

/** Neither of the two words is among the names of a list: one behind it begins another statement, where the first was no code. */
const STATEMENT = /(?:\bfrom[ \t\f]*([.\w\u0080-\uffff][.\w\u0080-\uffff \t\f]{0,150}?)[ \t\f]*)?\bimport\b[ \t\f]*(\((?:#[^\n]*|(?!\b(?:from|import)\b)[\w\u0080-\uffff\s,])*|(?:(?!\b(?:from|import)\b)[.,*\w\u0080-\uffff \t\f])+)/g;
const GAP = String.raw`(?:[\s(]|#[^\n]*\n)*`;
const PIECE = String.raw`[a-z]{0,2}(?:"(?:[^"\\\n]|\\[^]){0,300}"|'(?:[^'\\\n]|\\[^]){0,300}')`;
/** Texts in a row are one, and so are the three of one in three quotes. */
const CALL = new RegExp(String.raw`\b(?:import_module|__import__)\s*\(${GAP}((?:${PIECE}${GAP}){1,20})`, 'gi');

/** The same for Python, each with the names that are taken from it. */
export function namedPythonImports(text: string): readonly (readonly [specifier: string, imported: readonly string[]])[] {
  const joined = text.replace(/\r\n?/g, '\n').replace(/\\\n/g, ' ');
  const statements = Array.from(joined.matchAll(STATEMENT), ([, from, names = '']) => [from?.replace(/\s+/g, ''), namesIn(names)] as const);
  const calls = Array.from(joined.matchAll(CALL), ([, pieces = '']) => [textOf(pieces), []] as const);
  return [...statements.flatMap(([from, names]) => (from === undefined ? names.map((name) => [name, []] as const) : [[from, names] as const])), ...calls];
}

/** `(a as b, # why` → `a`. */
function namesIn(list: string): readonly string[] {
  return list.replace(/#[^\n]*/g, '').split(',').map((item) => item.split(/\sas\s/, 1).join('').replace(/[\s()]+/g, '')).filter((name) => name !== '');
}

function textOf(pieces: string): string {
  return Array.from(pieces.matchAll(/#[^\n]*|"((?:[^"\\\n]|\\[^]){0,300})"|'((?:[^'\\\n]|\\[^]){0,300})'/g), ([, double, single]) => unescaped(double ?? single ?? '')).join('');
}

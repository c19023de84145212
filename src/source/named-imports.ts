/** Whatever may stand in quotes: of each quote it is asked whether it opens a text. */
const QUOTED = /(["'`])(?=([^"'`\s\\][^"'`\n\\]{0,300})\1)/g;
const BEHIND = ['from', 'import', '(', '*/'];

/** At least the specifiers that a script imports, told without parsing it: what a comment says may be among them. */
export function namedImports(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { index, 2: name = '' } of text.matchAll(QUOTED)) if (/^\.{1,2}(?:\/|$)/.test(name) || isLoaded(text, index)) found.add(name);
  return found;
}

/** Behind its word, a bracket or a comment. */
function isLoaded(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 300), at);
  const words = before.trimEnd();
  return BEHIND.some((word) => words.endsWith(word)) || (before.includes('\n', words.length) && words.includes('//', words.lastIndexOf('\n') + 1));
}

const STATEMENT = /(?:\bfrom[ \t\f]*([.\w\u0080-\uffff][.\w\u0080-\uffff \t\f]{0,150}?)[ \t\f]*)?\bimport\b[ \t\f]*(\((?:#[^\n]*|[^)#])*|[^\n;#]+)/g;
const CALL = /\b(?:import_module|__import__)\s*\(\s*[a-z]{0,2}(["'])([^"'\\\n]{1,300})\1/gi;

/** The same for Python, each with the names that are taken from it. */
export function namedPythonImports(text: string): readonly (readonly [specifier: string, imported: readonly string[]])[] {
  const joined = text.replace(/\\\r?\n/g, ' ');
  const statements = Array.from(joined.matchAll(STATEMENT), ([, from, names = '']) => [from?.replace(/\s+/g, ''), namesIn(names)] as const);
  const calls = Array.from(joined.matchAll(CALL), ([, , specifier = '']) => [specifier, []] as const);
  return [...statements.flatMap(([from, names]) => (from === undefined ? names.map((name) => [name, []] as const) : [[from, names] as const])), ...calls];
}

/** `(a as b, # why` → `a`. */
function namesIn(list: string): readonly string[] {
  return list.replace(/^\(/, '').replace(/#[^\n]*/g, '').split(',').flatMap((item) => /[^\s()]+/.exec(item)?.[0] ?? []);
}

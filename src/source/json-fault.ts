type Expected = 'value' | 'first item' | 'key' | 'first key' | 'colon' | 'comma' | 'end';

/** Where a text stops being JSON; undefined for one that is. What `JSON.parse` says of it differs with every version of Node. */
export function jsonFault(text: string): number | undefined {
  // Here, as only broken files ask for it: taking `\p` apart costs a start 0.2 ms.
  const token = /[{}[\]:,]|"[^"\\\p{Cc}]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\p{Cc}]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;
  const blanks = /[ \t\r\n]*/y;
  const open: string[] = [];
  let expected: Expected = 'value';
  for (let at = after(blanks, text, 0); at < text.length; at = after(blanks, text, at)) {
    const end = after(token, text, at);
    const next: Expected | undefined = end === at ? undefined : step(text.charAt(at), expected, open);
    if (next === undefined) return at;
    expected = next;
    at = end;
  }
  return expected === 'end' ? undefined : text.trimEnd().length;
}

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** What may follow a token, of which the first character tells all; undefined where it may not stand. */
function step(token: string, expected: Expected, open: string[]): Expected | undefined {
  const around = open.at(-1);
  switch (token) {
    case '}': case ']':
      if (around !== token || !(expected === 'comma' || expected.startsWith('first'))) return undefined;
      open.pop();
      return open.length > 0 ? 'comma' : 'end';
    case ',': return expected === 'comma' ? (around === '}' ? 'key' : 'value') : undefined;
    case ':': return expected === 'colon' ? 'value' : undefined;
    default:
  }
  if (expected === 'key' || expected === 'first key') return token === '"' ? 'colon' : undefined;
  if (expected !== 'value' && expected !== 'first item') return undefined;
  if (token === '{' || token === '[') open.push(token === '{' ? '}' : ']');
  return token === '{' ? 'first key' : token === '[' ? 'first item' : around === undefined ? 'end' : 'comma';
}

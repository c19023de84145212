/** The beginning of a literal: what it is, and its quotes. */
const OPENING = /([A-Za-z]{0,2})("""|'''|"|')/y;
/** What may stand between literals that are joined. */
const BETWEEN = /(?:\s|\\\r?\n|#.*)*/y;

/**
 * Whether the text of a literal with an f-string ends where it does for Python before 3.12, to which the first quote of its kind is its
 * end: a quote or a line break inside the braces ends it too early there (PEP 701).
 */
export function isWholeBefore312(text: string): boolean {
  for (let at = 0; at < text.length;) {
    OPENING.lastIndex = at;
    const [opening, prefix = '', quote = ''] = OPENING.exec(text) ?? [];
    if (opening === undefined) return false;
    const end = endOf(text, at + opening.length, quote);
    if (end === undefined) return false;
    // What is cut within its braces has one more that opens.
    if (/f/i.test(prefix) && !isBalanced(text.slice(at + opening.length, end))) return false;
    BETWEEN.lastIndex = end + quote.length;
    BETWEEN.exec(text);
    at = BETWEEN.lastIndex;
  }
  return true;
}

/** Where the closing quote stands; undefined where the line ends before. */
function endOf(text: string, start: number, quote: string): number | undefined {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(quote, at)) return at;
    else if (text[at] === '\n' && quote.length === 1) return undefined;
  }
  return undefined;
}

/** Quotes within braces begin a text, which may hold braces, or are what a format fills with: one way of reading that fits is enough. */
function isBalanced(body: string): boolean {
  const names = body.replaceAll(/\\N\{[^{}]{0,100}\}/g, '');
  return depthOf(names, true) === 0 || depthOf(names, false) === 0;
}

/** How many braces are open at the end; doubled ones outside of braces are text. */
function depthOf(body: string, skipsTexts: boolean): number {
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    const one = body[at];
    const isDoubled = depth === 0 && body[at + 1] === one;
    if (one === '{' || one === '}') {
      if (isDoubled) at++;
      else depth += one === '{' ? 1 : -1;
    } else if (skipsTexts && depth > 0 && (one === '"' || one === "'")) {
      const end = body.indexOf(one, at + 1);
      if (end !== -1) at = end;
    }
  }
  return depth;
}

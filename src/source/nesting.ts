/** The code nests more deeply than can be read. */
export class TooDeepError extends Error {
  override readonly name = 'TooDeepError';
}

/** Deeper nesting than any code that people write. The native parser has a stack of its own and ends the process when it runs out. */
const MAX_DEPTH = 1500;
/** Files below this cannot nest that deeply. */
const HARMLESS_LENGTH = 2 * MAX_DEPTH;
/** Operators and keywords that nest without brackets: `!!!x`, `a => a => x`, `if (a) if (b) x`. */
const CHAINS = new RegExp(String.raw`(?:[!~+\-]\s*){${MAX_DEPTH}}|(?:(?<![\w$])[\w$]+\s*=>\s*){${MAX_DEPTH}}|(?:\b(?:if|while|for|with)\s*\([^()]*\)\s*){${MAX_DEPTH}}|(?:\b(?:typeof|void|delete|await|new|else|do)\s+){${MAX_DEPTH}}`);

/** Nesting without brackets between two ends of an expression: `a ? b : c ? d : …`, `a = b = …`, `<a><b>…`, `A<B<…`. */
const MAX_OPERATORS = 2 * MAX_DEPTH;

/** `else if` nests in the `else` before it; they are counted wherever they stand, and the largest programs have some thousands. */
const MAX_ALTERNATIVES = 8000;

/**
 * Whether a script nests so deeply that parsing it could end the process. Strings and comments count as code: that can only
 * make the answer true too often, and no text that people write comes near.
 */
export function isNestedTooDeeply(text: string): boolean {
  if (text.length < HARMLESS_LENGTH) return false;
  let depth = 0;
  let operators = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 40: case 91: case 123: // ( [ {
        if (++depth > MAX_DEPTH) return true;
        break;
      case 41: case 93: case 125: // ) ] }
        if (depth > 0) depth--;
        operators = 0;
        break;
      case 44: case 59: // , ;
        operators = 0;
        break;
      case 58: case 60: case 61: case 63: // : < = ?
        if (++operators > MAX_OPERATORS) return true;
    }
  }
  return CHAINS.test(text) || countOf(text, 'else') > MAX_ALTERNATIVES;
}

function countOf(text: string, word: string): number {
  let count = 0;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) count++;
  return count;
}

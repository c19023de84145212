import { classOf, OTHER, WORD } from './character-class.js';
import { NestingScanner } from './nesting-scanner.js';
import { MAX_WEIGHT } from './nesting-weight.js';
import type { Dialect } from './nesting-scanner.js';

/** The code nests more deeply than can be read. */
export class TooDeepError extends Error {
  override readonly name = 'TooDeepError';
}

/**
 * Whether a script nests so deeply that parsing it could end the process: the native parser has a stack of its own and no bound.
 * Strings, comments, regular expressions and texts between elements do not count.
 */
export function isNestedTooDeeply(text: string, dialect: Dialect = 'js'): boolean {
  return !isLight(text) && new NestingScanner(text, dialect).isTooDeep();
}

/** The most that a word weighs, and one more where it is heavy. */
const [WORD_WEIGHT, HEAVY_WEIGHT] = [4, 16];
const HEAVY_WORD = 'extends';
/** The most that a character weighs wherever it stands; all others of operators at most two. */
const MOST: Readonly<Record<string, number>> = { '{': 16, '[': 10, '(': 9, '<': 10, '>': 5, '=': 3, '?': 3, ':': 3, ')': 0, ']': 0, '}': 0, ';': 0, ',': 0, '"': 0, "'": 0 };
const IS_WORD = 255;
const MOST_OF = Uint8Array.from({ length: 128 }, (_none, code) => (classOf(code) === WORD ? IS_WORD : MOST[String.fromCharCode(code)] ?? (classOf(code) === OTHER ? 2 : 0)));

/** Whether all of a text together weighs too little, which most files do; it takes a fraction of reading them. */
function isLight(text: string): boolean {
  // Then what stands in texts is too little as well, if that should be code.
  if (text.length > MAX_WEIGHT) return false;
  let most = 0;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const weight = code < 128 ? (MOST_OF[code] ?? 0) : IS_WORD;
    if (weight !== IS_WORD) most += weight;
    else if (before !== IS_WORD) most += WORD_WEIGHT;
    before = weight;
  }
  for (let at = text.indexOf(HEAVY_WORD); at !== -1; at = text.indexOf(HEAVY_WORD, at + 1)) most += HEAVY_WEIGHT;
  return most <= MAX_WEIGHT;
}

/** Deeper nesting than any data has; what goes through it calls itself for each level. */
const MAX_DATA_DEPTH = 1500;

/** Whether a text in JSON nests too deeply for what reads its values. Brackets in its strings count too. */
export function isDataNestedTooDeeply(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) depth++;
    else if ((code === 93 || code === 125) && depth > 0) depth--;
    if (depth > MAX_DATA_DEPTH) return true;
  }
  return false;
}

/** How code of a file is read, by its ending: elements (`<a>`) are in all but plain TypeScript, type parameters of functions in TypeScript. */
export function dialectOf(path: string): Dialect {
  if (/\.[cm]?ts$/.test(path)) return 'ts';
  return path.endsWith('.tsx') ? 'tsx' : 'js';
}

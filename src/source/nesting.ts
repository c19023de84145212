import { NestingScanner } from './nesting-scanner.js';
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
  return new NestingScanner(text, dialect).isTooDeep();
}

/** How code of a file is read, by its ending: elements (`<a>`) are in all but plain TypeScript, type parameters of functions in TypeScript. */
export function dialectOf(path: string): Dialect {
  if (/\.[cm]?ts$/.test(path)) return 'ts';
  return path.endsWith('.tsx') ? 'tsx' : 'js';
}

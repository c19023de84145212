import { parseJavaScript } from './javascript.js';
import type { FatalSyntaxError, Program, SourceComment } from './javascript.js';
import { analyzeScopes } from './scopes.js';
import type { Scopes } from './scopes.js';

/** A script with what its names mean, or why it could not be read. */
export type ScriptSyntax =
  | { readonly error: FatalSyntaxError }
  | { readonly error?: undefined; readonly program: Program; readonly scopes: Scopes; comments(): readonly SourceComment[] };

/** Reads a script: whoever writes edits for one takes it from outside. */
export type ReadScript = (path: string, text: string) => ScriptSyntax;

interface Kept {
  readonly path: string;
  readonly text: string;
  readonly syntax: ScriptSyntax;
}

let kept: WeakRef<Kept> | undefined;
let isKeeping = false;

/**
 * Runs something behind which, in the same turn of the event loop, fixes are asked for in the script that it read: that is not read twice
 * then. What a weak reference is made to lives as long as the turn, and no longer: a tree that stays from key to key would be copied by the collector.
 */
export function keepingScript<T>(run: () => T): T {
  isKeeping = true;
  try {
    return run();
  } finally {
    isKeeping = false;
  }
}

/** Parses a script and binds its scopes. Throws as `parseJavaScript` does. */
export function readScript(path: string, text: string): ScriptSyntax {
  const before = kept?.deref();
  if (before?.path === path && before.text === text) return before.syntax;
  const { program, error, comments } = parseJavaScript(path, text);
  const syntax: ScriptSyntax = error ? { error } : { program, comments, scopes: analyzeScopes(program) };
  if (isKeeping) kept = new WeakRef({ path, text, syntax });
  return syntax;
}

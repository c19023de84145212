import { createRequire } from 'node:module';
import { dirname } from 'node:path';

import { jsonParseAst } from 'oxc-parser/src-js/wrap.js';
import type { Comment, OxcError, ParseResult, ParserOptions, Program } from 'oxc-parser';

import { nearBinding } from './near-binding.js';

/** The version of the parser, replaced at build time: its JavaScript is then part of ours, because loading its modules costs a start 4 ms. */
declare const __OXC_PARSER_VERSION__: string | undefined;

export type Parse = (filename: string, text: string, options: ParserOptions) => Pick<ParseResult, 'program' | 'comments' | 'errors'>;

/** What the native code gives: the program is JSON. */
interface NativeResult {
  readonly program: string;
  readonly comments: Comment[];
  readonly errors: OxcError[];
}

interface Binding {
  parseSync(filename: string, text: string, options: ParserOptions): NativeResult;
}

/** The library's results have getters of their own each, and V8 keeps such an object's hidden class, its getters and so the whole tree until a full collection. */
class Result {
  private tree: Program | undefined;

  constructor(private readonly native: NativeResult) {}

  get program(): Program {
    return this.tree ??= jsonParseAst(this.native.program);
  }

  get comments(): Comment[] {
    return this.native.comments;
  }

  get errors(): OxcError[] {
    return this.native.errors;
  }
}

/** The name of this file is `__filename` in a bundle in CommonJS form, where `import.meta` is empty. Throws if the native code is not installed. */
export function loadParser(): Parse {
  const load = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
  if (typeof __OXC_PARSER_VERSION__ !== 'string') return (load('oxc-parser') as { readonly parseSync: Parse }).parseSync;
  const near = nearBinding(dirname(__filename), __OXC_PARSER_VERSION__);
  const binding = (near === undefined ? load('./oxc-binding.cjs') : loadNative(near)) as Binding;
  return (filename, text, options) => new Result(binding.parseSync(filename, text, options));
}

function loadNative(file: string): unknown {
  const loaded = { exports: {} };
  process.dlopen(loaded, file);
  return loaded.exports;
}

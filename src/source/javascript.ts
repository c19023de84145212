import { errorOfMany, mayTakeLong } from './bounded-errors.js';
import { dialectOf, isNestedTooDeeply, TooDeepError } from './nesting.js';
import { loadParser } from './load-parser.js';
import type { Parse } from './load-parser.js';
import type { Comment, ParserOptions, Program } from 'oxc-parser';

export type { Node, Program } from 'oxc-parser';

/** A comment with its text, without the markers. */
export type SourceComment = Comment;

/** A syntax error that kept the file from being read at all. */
export interface FatalSyntaxError {
  readonly message: string;
  readonly offset: number;
}

export interface ParsedJavaScript {
  readonly program: Program;
  /** Read on demand: few files are asked for their comments. */
  comments(): readonly SourceComment[];
  /** Set when the parser gave up: the program is then empty. */
  readonly error?: FatalSyntaxError;
}

let parser: Parse | undefined;

/** Loaded on first use, so that a project without JavaScript does not pay for it and a missing binding can be told apart from a mistake of ours. */
function parserOnce(): Parse {
  try {
    parser ??= loadParser();
    return parser;
  } catch (cause) {
    const words = "oxc-parser's native binding is not installed for this platform: install the dependencies again on this machine, with optional ones";
    throw new Error(words, { cause });
  }
}

/** Whether a file was parsed in this process, or at least tried. */
export function isParserLoaded(): boolean {
  return parser !== undefined;
}

/** Plain JavaScript gets the tree of TypeScript too, so that there is one shape; ranges would only repeat `start` and `end`. */
const OPTIONS: ParserOptions = { astType: 'ts', preserveParens: false };
const PLAIN_JAVASCRIPT = /\.[cm]?js$/;

/** Parses JavaScript or TypeScript, told apart by the file's extension. Throws if the parser itself is not installed, `TooDeepError` and `UnbreakableLineError`. */
export function parseJavaScript(path: string, text: string): ParsedJavaScript {
  if (isNestedTooDeeply(text, dialectOf(path))) throw new TooDeepError();
  const result = parseAs(path, text, {});
  // Many projects write JSX in `.js`; asking again only after a failure keeps `a < b > c` in plain files unambiguous.
  if (!result.error || !PLAIN_JAVASCRIPT.test(path)) return result;
  const withJsx = parseAs(path, text, { lang: 'jsx' });
  return withJsx.error ? result : withJsx;
}

function parseAs(path: string, text: string, options: ParserOptions): ParsedJavaScript {
  const parse = (what: string): ReturnType<Parse> => parserOnce()(path, what, { ...OPTIONS, ...options });
  const dialect = dialectOf(path);
  const known = mayTakeLong(text, dialect) ? errorOfMany(text, dialect, parse) : undefined;
  const result = parse(known ? '' : text);
  const { program } = result;
  const comments = (): readonly SourceComment[] => result.comments;
  // The parser has no recovery: an error that is not just semantic leaves the body empty.
  const first = program.body.length > 0 ? undefined : result.errors[0];
  if (known) return { program, comments, error: known };
  if (!first) return { program, comments };
  return { program, comments, error: { message: first.message, offset: first.labels[0]?.start ?? 0 } };
}

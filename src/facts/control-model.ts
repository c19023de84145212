import type { Expression, ParameterReference, Span, Within } from './model.js';

/** A `return` with its value; an arrow function without a body returns its expression. One without a value, or the end of the body, has none. */
export interface ReturnFact extends Span {
  readonly within: number;
  readonly value?: Expression;
  /** `return { statusCode, body }`: which parameter of the function stands there as `body`, just as it came. */
  readonly bodyParameter?: number;
}

/** A `try` with a clause that catches. The span is the keyword of the clause. */
export interface CatchFact extends Span {
  readonly within: Within;
  /** The statements that are tried. */
  readonly tried: Span;
  readonly body: Span;
  /** Whether every path through the clause throws, some do, or none. */
  readonly rethrows: 'always' | 'sometimes' | 'never';
  /** It ends with `return { statusCode: 500 }`. */
  readonly answersFailure?: true;
  /** Python: names of the exceptions caught; absent for a bare `except` and for JavaScript. */
  readonly types?: readonly string[];
}

/** A `throw` or a `raise`. */
export interface ThrowFact extends Span {
  readonly within: Within;
}

/**
 * A read of members of a parameter, longest chain only, or a parameter that is given to a call whole. `to` is what it is given to directly:
 * `decodeURIComponent`, `JSON.parse`.
 */
export interface ParameterReadFact extends ParameterReference, Span {
  readonly within: Within;
  readonly to?: string;
  /** It is compared with the method of a preflight request. */
  readonly isPreflightTest?: true;
}

/**
 * A key of the answer that names failed records, in whatever case, with or without underscores: `batchItemFailures` or `itemIdentifier` in an object,
 * or assigned as a member. The span is the key.
 */
export interface BatchKeyFact extends Span {
  readonly key: string;
  readonly value: Expression;
  readonly within: Within;
}

/**
 * A function writes to a variable of the module: assigns it, adds to what it holds, takes something out, or hands it on to a call
 * that may do any of these.
 */
export interface ModuleWriteFact extends Span {
  readonly variable: string;
  /** The variable is defined as a list that is written out: `[]`. */
  readonly isList: boolean;
  readonly within: number;
  readonly how: 'assigned' | 'added' | 'removed' | 'handed';
  /** What is called to do so: `push`. Absent for assignments. */
  readonly method?: string;
  /** Of what is added and is a text: a test of a variable of the module that functions write to decides whether it is. */
  readonly isGuarded?: true;
  readonly value: Expression;
}

/** A piece of syntax that some versions of the language do not read, where it is used first. */
export interface SyntaxFact extends Span {
  readonly feature: string;
}

/** What tells in which module system a script is written: the first place of each. */
export interface ModuleSyntaxFact {
  /** An `import` or `export` statement; the span is its keyword. */
  readonly esm?: Span & { readonly keyword: 'import' | 'export' };
  /** A use of a name that only CommonJS has, outside of functions and under no condition. */
  readonly commonJs?: Span & { readonly name: string };
}

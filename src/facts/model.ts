/**
 * What single files say, as plain data. A fact depends on the bytes and the path of its file and on nothing else;
 * offsets are UTF-16 units into that file's text.
 */
export type * from './control-model.js';
export type * from './environment-model.js';
export type * from './handed-on-model.js';
export type * from './import-model.js';
export type * from './names-model.js';
export type * from './template-model.js';
import type { BatchKeyFact, CatchFact, ModuleSyntaxFact, ModuleWriteFact, ParameterReadFact, ReturnFact, SyntaxFact, ThrowFact } from './control-model.js';
import type { EnvironmentReaderFact, EnvironmentReadFact, SettingReadFact } from './environment-model.js';
import type { HandedOnFact } from './handed-on-model.js';
import type { ImportFact } from './import-model.js';

export interface Span {
  readonly start: number;
  readonly end: number;
  /** Path of the file, for a value that was joined to a template and stands elsewhere. Facts of one file do not have it. */
  readonly file?: string;
}

/** A rule id as a suppression names it. */
export interface NamedRule extends Span {
  readonly id: string;
}

/** A comment or template attribute that silences rules. One that names none is a mistake, and so is `misplaced`: both are reported. */
export interface SuppressionFact extends Span {
  readonly kind: 'line' | 'file' | 'resource' | 'misplaced';
  readonly rules: readonly NamedRule[];
  readonly reason: string;
  /** What is silenced: for `line` that line, for `resource` the resource. */
  readonly covers?: Span;
}

/** A file that could not be read as what it is. `line` is 1-based. */
export interface SyntaxProblem {
  readonly line: number;
  readonly message: string;
}

// ---------------------------------------------------------------------------------------------- handler source

/** Index into `ModuleFacts.functions`; null stands for code that runs when the module is loaded. */
export type Within = number | null;

/**
 * What an expression denotes, as far as syntax and scopes tell. `path` are the members read from it, in order:
 * `new AWS.DynamoDB.DocumentClient()` with `import AWS from 'aws-sdk'` is import `aws-sdk`, path `default, DynamoDB, DocumentClient`.
 * A namespace import adds no step for `*`; `require('x')` has an empty path. Two steps are no members: `#new` is an instance
 * (`new Store().save` is `Store, #new, save`), `#call` the result of a call (`from(client).send` is `from, #call, send`).
 */
export type Reference =
  | { readonly kind: 'function'; readonly id: number }
  | { readonly kind: 'import'; readonly specifier: string; readonly path: readonly string[] }
  | { readonly kind: 'global'; readonly path: readonly string[] }
  /** What a parameter of a function of this file holds, or something read from it: `client.send` where `client` is given. */
  | ParameterReference
  | { readonly kind: 'unknown' };

/**
 * A parameter of a function of this file, and the members read from it. `#item` is an element of a list or a map:
 * in `for (const record of event.Records)`, `record.body` is `Records, #item, body`. `#json` is what a text says: the name in
 * `JSON.parse(record.body).name` is `…, body, #json, name`. What is parsed stays a call where it is given on as a whole.
 */
export interface ParameterReference {
  readonly kind: 'parameter';
  readonly function: number;
  /** Position of the parameter, from 0; the receiver (`self`, `this`) is not counted. */
  readonly index: number;
  readonly path: readonly string[];
}

export interface FunctionFact extends Span {
  readonly id: number;
  readonly name: string;
  /** The function around it, or null at module level. */
  readonly parent: Within;
  /** Declared parameters before the first default or rest: what `Function.length` gives. */
  readonly length: number;
  /** Every parameter as written, the receiver (`self`, `this`) left out. */
  readonly parameters: readonly Span[];
  /** Python: the names under which they may be given, in the order of `ParameterReference.index`. */
  readonly parameterNames?: readonly string[];
  /** What stands in for arguments, and for members of them, that are not given; those of a parameter before those of its members. */
  readonly defaults?: readonly ParameterDefaultFact[];
  readonly isAsync: boolean;
  /** Python: a decorator stands above it, which may change what it takes and gives. */
  readonly isDecorated?: true;
  /** One that is not known to call it, or not known to let its errors go on. */
  readonly mayGoOn?: true;
  /** JavaScript: it runs whenever the code around it does, `(() => { … })()`, `new Promise((resolve) => { … })`; for each record, `event.Records.map(…)`. */
  readonly isInPlace?: true;
  /** It may end without `return` or `throw`, and then gives nothing. */
  readonly reachesEnd: boolean;
  /** `Class` for a constructor or a field initialiser, `method` for the others of a class. */
  readonly role: 'function' | 'method' | 'constructor';
}

/** The default of a parameter, or of a member that a pattern takes from it. The span is where it is written. */
export interface ParameterDefaultFact extends Span {
  readonly index: number;
  readonly path: readonly string[];
  readonly value: Expression;
}

/**
 * A value as far as syntax tells it: arguments and option objects of calls, results. Keyword arguments of Python come as one
 * object behind the positional ones: `put_item(TableName=…)` reads like `putItem({ TableName: … })`.
 */
export type Expression =
  | ({ readonly kind: 'string'; readonly value: string } & Span)
  | ({ readonly kind: 'number'; readonly value: number } & Span)
  | ({ readonly kind: 'boolean'; readonly value: boolean } & Span)
  /** `otherwise` stands in for a variable that is not set; null where that cannot be told. Of a test: whether an empty one passes it. */
  | ({ readonly kind: 'env'; readonly variable: string; readonly otherwise?: string | null; readonly mayBeEmpty?: true } & Span)
  /** True only where the environment sets a variable, to that text where there is one: `process.env.QUEUE_ON === 'true'`. */
  | ({ readonly kind: 'flag'; readonly variable: string; readonly text?: string; readonly otherwise?: string | null } & Span)
  /** Texts and values joined: a template literal, an f-string, `a + b`. */
  | ({ readonly kind: 'text'; readonly parts: readonly Expression[] } & Span)
  | ({ readonly kind: 'list'; readonly items: readonly Expression[]; readonly complete: boolean } & Span)
  | (ParameterReference & Span)
  /** Something imported, or a member of it, that no call of this file made. */
  | ({ readonly kind: 'import'; readonly specifier: string; readonly path: readonly string[] } & Span)
  | CallExpression
  | ({ readonly kind: 'object'; readonly properties: readonly { readonly name: string; readonly value: Expression }[]; readonly complete: boolean } & Span)
  /** Where the file itself stands, or its folder: `__dirname`, `import.meta.url`. */
  | ({ readonly kind: 'here' } & Span)
  /** Also `null`, which is no value of a setting, and the name of a function of this file. */
  | ({ readonly kind: 'unknown'; readonly isNull?: true; readonly function?: number } & Span);

/** The result of a call or construction, through the variables it is kept in: `new PutCommand({ … })`, `boto3.resource('dynamodb').Table(name)`. */
export interface CallExpression extends Span {
  readonly kind: 'call';
  readonly callee: Reference;
  readonly isNew: boolean;
  /** What the method is called on, where that is itself the result of a call. */
  readonly receiver?: CallExpression;
  /** One of several that may stand here, or what stands here where nothing else is given: `topic or boto3.client('sns')`, a name that is given two values. */
  readonly isOneOfSeveral?: true;
  readonly arguments: readonly Expression[];
}

/**
 * What becomes of the value of a call. `awaited` includes what is given to an awaited `Promise.all` and what a `.then` chain that
 * is awaited or returned begins with; `discarded` is a statement of its own.
 */
export type CallOutcome = 'awaited' | 'returned' | 'discarded' | 'used';

/** Stands among the members that are read of an answer. */
export const ONE_ITEM = '#item';

/** `f(…)` or `new F(…)` of a function of this file or of an import. The span covers `new F` / the callee, without the arguments. */
export interface CallFact extends Span {
  readonly callee: Reference;
  readonly isNew: boolean;
  readonly within: Within;
  readonly arguments: readonly Expression[];
  /** What a method is called on, where that is the result of a call: the client of `client.send(…)`. */
  readonly receiver?: CallExpression;
  readonly outcome: CallOutcome;
  /**
   * Of a discarded call of JavaScript: where the variables of functions around it are declared, made or written that its `then` and the like refer to, or
   * the nested function that it calls, and where these have `this`. What is done with them tells others that the call is over: `client.send(command).then(resolve)`.
   */
  readonly tells?: readonly number[];
  /** Of a discarded call of JavaScript: the nested function that it calls ends a stream of a function around it, or aborts there. */
  readonly isSignal?: true;
  /** What it gives is dropped: it is a statement of its own, in JavaScript an awaited one; also with others of a `map`, or for a function given to `then` that takes nothing. */
  readonly isIgnored?: true;
  /**
   * The members that are read of what a method gives, awaited in JavaScript but for `JSON.parse`; absent where it goes on as a whole.
   * `ONE_ITEM` is among them where one item of a list is taken.
   */
  readonly answerReads?: readonly string[];
  /** Written in the body of a loop, or in a function given to `map`, `forEach` and the like. */
  readonly isRepeated: boolean;
  /** Within its function it stands under an `if` or the like: a setting may decide whether it runs. */
  readonly isBranched?: true;
  /** It runs where this parameter of its function is not given: `client ?? new Client()`. Told of packages only. */
  readonly insteadOf?: number;
  /** Variables, flags and imported settings without which a test turns it off. */
  readonly needs?: readonly Expression[];
  /** A run of the function may pass it by: a test, an early way out, a clause that catches, a list that may be empty. `Records` never is. */
  readonly isConditional: boolean;
  /** JavaScript: code goes on though its promise fails, `start().catch(report)`, or that of a function around it that runs where it stands. */
  readonly isCaught?: true;
  /** Kept in an outer variable under a test of that variable, so that it happens once: `client ??= new Client()`. */
  readonly isMemoised: boolean;
  /** An argument comes from a parameter of a surrounding function or from an awaited call: it may differ between invocations. Told of packages only. */
  readonly dependsOnInvocation: boolean;
  /** What it makes gets something of the invocation afterwards: `session.headers["Authorization"] = token`. */
  readonly isPersonal?: true;
}

export type ExportTarget =
  /** A function of this file, given to a wrapper or not; `bound` of its arguments are given already: `place.bind(null, dependencies)`. */
  | { readonly kind: 'function'; readonly id: number; readonly bound?: number }
  /** Re-exported, or an imported binding that is exported. The name may be dotted, with the steps of `Reference`; `*` is the whole module. */
  | { readonly kind: 'import'; readonly specifier: string; readonly name: string; readonly bound?: number }
  /**
   * The result of a call: `middy(fn)`. `functions` are the local functions and `imports` the imported ones reachable through its
   * arguments and chained calls. The function `callee` made it at load; what is nested in that function may be what runs. An instance that can
   * be called has `members`.
   */
  | { readonly kind: 'call'; readonly callee: Reference; readonly functions: readonly number[]; readonly imports: readonly { readonly specifier: string; readonly name: string }[]; readonly members?: readonly MemberFact[] }
  /** A literal, a class, an object, an instance of a local class: certainly no function. `keys` are all that an object with functions has, dotted, where all are written. */
  | { readonly kind: 'value'; readonly members?: readonly MemberFact[]; readonly imported?: readonly ImportedMemberFact[]; readonly base?: { readonly specifier: string; readonly name: string }; readonly keys?: readonly string[] }
  | { readonly kind: 'unknown' };

/**
 * A function below an exported object, class or instance. The name has the steps of `Reference` behind the export:
 * `save` for an object or a static method, `#new` for the constructor of a class, `#new.save` for a method of its instances.
 * What is not listed may come from `base`, the imported class that is extended.
 */
export interface MemberFact {
  readonly name: string;
  readonly id: number;
}

/** Something imported that is a member of an exported object: `{ place, cancel: orders.cancel }`. `from` is dotted, with the steps of `Reference`. */
export interface ImportedMemberFact {
  readonly name: string;
  readonly specifier: string;
  readonly from: string;
}

export interface ExportFact extends Span {
  readonly name: string;
  readonly target: ExportTarget;
  /** The exported value where a call made it or it is a text: a client, the name of a table that other modules use. */
  readonly value?: Expression;
  /** The same for members of an exported object, class or instance. */
  readonly memberValues?: readonly MemberValueFact[];
}

/** A member that a call made, or a text; the name has the steps of `Reference`, as in `MemberFact`. */
export interface MemberValueFact {
  readonly name: string;
  readonly value: Expression;
}

export interface LiteralFact extends Span {
  readonly text: string;
  /** The variable, property or parameter that receives it, where there is one. */
  readonly name?: string;
  readonly within: Within;
}

export interface ModuleFacts {
  readonly path: string;
  readonly language: 'javascript' | 'python' | 'data';
  readonly imports: readonly ImportFact[];
  readonly exports: readonly ExportFact[];
  /** `export * from` specifiers. */
  readonly exportsAll: readonly string[];
  /** Something is exported that cannot be enumerated: `Object.assign(exports, …)`, `module.exports = build()`. */
  readonly exportsUnknown: boolean;
  readonly functions: readonly FunctionFact[];
  readonly calls: readonly CallFact[];
  /** Calls of methods of what syntax does not know, the callee `unknown`. Collected only where declared types may tell: they are most calls of a file. */
  readonly openCalls?: readonly CallFact[];
  readonly handedOn: readonly HandedOnFact[];
  readonly returns: readonly ReturnFact[];
  readonly catches: readonly CatchFact[];
  readonly throws?: readonly ThrowFact[];
  /** What a `finally` follows. */
  readonly finalised: readonly Span[];
  readonly parameterReads: readonly ParameterReadFact[];
  readonly moduleWrites: readonly ModuleWriteFact[];
  /** Of Python: members of other modules that the file gives another value, where there are any: `boto3.DEFAULT_SESSION = …`. */
  readonly changedImports?: readonly Extract<Reference, { kind: 'import' }>[];
  readonly batchKeys: readonly BatchKeyFact[];
  readonly environmentReads: readonly EnvironmentReadFact[];
  /** `process.env` is iterated, spread, indexed dynamically or handed on. */
  readonly environmentEscapes: boolean;
  /** Variables that the file tests, sets or deletes: it knows that they may be missing. `*` where it sets some that cannot be named. */
  readonly environmentHandled: readonly string[];
  /** Those that it sets; left out where there are none. */
  readonly environmentSet?: readonly string[];
  readonly environmentReaders?: readonly EnvironmentReaderFact[];
  /** Names of variables and properties whose values the file tests or replaces. */
  readonly optionalNames: readonly string[];
  /** Where there are any. */
  readonly settingReads?: readonly SettingReadFact[];
  readonly literals: readonly LiteralFact[];
  /** Of scripts in JavaScript: TypeScript is compiled to either system. */
  readonly moduleSyntax?: ModuleSyntaxFact;
  /** Of Python and of scripts in JavaScript, where there is any. */
  readonly newerSyntax?: readonly SyntaxFact[];
  /** Globals of scripts, names in modules of Python, that the file tests or sets, where there are any: it knows that they may be missing. `*` for all. */
  readonly testedGlobals?: readonly string[];
  /** The file says something of CORS, in a name, a text or a comment. */
  readonly speaksOfCors?: true;
  readonly suppressions: readonly SuppressionFact[];
  readonly syntaxProblem?: SyntaxProblem;
}

/**
 * What single files say, as plain data. A fact depends on the bytes and the path of its file and on nothing else;
 * offsets are UTF-16 units into that file's text.
 */

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

// ---------------------------------------------------------------------------------------------- templates

export interface ScalarValue extends Span {
  readonly kind: 'scalar';
  /** The decoded text. */
  readonly text: string;
  /** Written in quotes or as a block: always a string, whatever it looks like. */
  readonly quoted: boolean;
}

export interface ListValue extends Span {
  readonly kind: 'list';
  readonly items: readonly TemplateValue[];
}

export interface MapEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: TemplateValue;
  /** Of the key, as in `Span`. */
  readonly file?: string;
}

export interface MapValue extends Span {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

/** An intrinsic function, in its long or its short form: `name` is `Ref`, `Condition` or `Fn::…`. */
export interface CallValue extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly argument: TemplateValue;
}

/** Something that cannot be read as a value: an unknown tag, a placeholder of another template language. */
export interface OpaqueValue extends Span {
  readonly kind: 'opaque';
  readonly reason: string;
}

export type TemplateValue = ScalarValue | ListValue | MapValue | CallValue | OpaqueValue;

export interface ParameterFact extends Span {
  readonly name: string;
  readonly type: string;
  readonly default?: TemplateValue;
  readonly allowedValues?: TemplateValue;
  readonly noEcho: boolean;
  /** The value of `NoEcho`, whatever it is. */
  readonly noEchoAt?: Span;
}

export interface ResourceFact {
  readonly logicalId: string;
  /** The logical id itself: where a missing property is reported. */
  readonly key: Span;
  /** Key and body together. */
  readonly whole: Span;
  readonly type: string;
  readonly properties?: TemplateValue;
  readonly metadata?: TemplateValue;
  readonly ignoreGlobals?: TemplateValue;
  /** SAM: connectors from this resource to others. */
  readonly connectors?: TemplateValue;
  readonly condition?: string;
}

export interface DuplicateKeyFact {
  readonly key: string;
  readonly first: Span;
  readonly second: Span;
}

export interface TemplateFacts {
  readonly path: string;
  /** Other files that values of it stand in, for a template that was joined with what it includes. */
  readonly included?: readonly string[];
  readonly transforms: readonly string[];
  readonly parameters: readonly ParameterFact[];
  readonly mappings?: TemplateValue;
  readonly conditions?: TemplateValue;
  readonly globals?: TemplateValue;
  readonly resources: readonly ResourceFact[];
  /** A macro, an include or a loop that is not read stands for resources that are not among them. */
  readonly hasMoreResources?: true;
  readonly outputs?: TemplateValue;
  readonly duplicateKeys: readonly DuplicateKeyFact[];
  readonly suppressions: readonly SuppressionFact[];
}

// ---------------------------------------------------------------------------------------------- handler source

/** Index into `ModuleFacts.functions`; null stands for code that runs when the module is loaded. */
export type Within = number | null;

export interface ImportedBinding {
  /** `default`, `*` for the namespace, or the exported name. */
  readonly imported: string;
  readonly local: string;
}

/** One import, require or dynamic import of a literal specifier; the span is the specifier's literal. */
export interface ImportFact extends Span {
  readonly kind: 'import' | 'require' | 'dynamic' | 'export';
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly within: Within;
  readonly bindings: readonly ImportedBinding[];
}

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
 * in `for (const record of event.Records)`, `record.body` is `Records, #item, body`.
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
  readonly isAsync: boolean;
  /** It may end without `return` or `throw`, and then gives nothing. */
  readonly reachesEnd: boolean;
  /** `Class` for a constructor or a field initialiser, `method` for the others of a class. */
  readonly role: 'function' | 'method' | 'constructor';
}

/**
 * A value as far as syntax tells it: arguments and option objects of calls, results. Keyword arguments of Python come as one
 * object behind the positional ones: `put_item(TableName=…)` reads like `putItem({ TableName: … })`.
 */
export type Expression =
  | ({ readonly kind: 'string'; readonly value: string } & Span)
  | ({ readonly kind: 'number'; readonly value: number } & Span)
  | ({ readonly kind: 'boolean'; readonly value: boolean } & Span)
  | ({ readonly kind: 'env'; readonly variable: string } & Span)
  /** Texts and values joined: a template literal, an f-string, `a + b`. */
  | ({ readonly kind: 'text'; readonly parts: readonly Expression[] } & Span)
  | ({ readonly kind: 'list'; readonly items: readonly Expression[]; readonly complete: boolean } & Span)
  | (ParameterReference & Span)
  /** Something imported, or a member of it, that no call of this file made. */
  | ({ readonly kind: 'import'; readonly specifier: string; readonly path: readonly string[] } & Span)
  | CallExpression
  | ({ readonly kind: 'object'; readonly properties: readonly { readonly name: string; readonly value: Expression }[]; readonly complete: boolean } & Span)
  | ({ readonly kind: 'unknown' } & Span);

/** The result of a call or construction, through the variables it is kept in: `new PutCommand({ … })`, `boto3.resource('dynamodb').Table(name)`. */
export interface CallExpression extends Span {
  readonly kind: 'call';
  readonly callee: Reference;
  readonly isNew: boolean;
  /** What the method is called on, where that is itself the result of a call. */
  readonly receiver?: CallExpression;
  readonly arguments: readonly Expression[];
}

/**
 * What becomes of the value of a call. `awaited` includes what is given to an awaited `Promise.all` and what a `.then` chain that
 * is awaited or returned begins with; `discarded` is a statement of its own.
 */
export type CallOutcome = 'awaited' | 'returned' | 'discarded' | 'used';

/** `f(…)` or `new F(…)` of a function of this file or of an import. The span covers `new F` / the callee, without the arguments. */
export interface CallFact extends Span {
  readonly callee: Reference;
  readonly isNew: boolean;
  readonly within: Within;
  readonly arguments: readonly Expression[];
  /** What a method is called on, where that is the result of a call: the client of `client.send(…)`. */
  readonly receiver?: CallExpression;
  readonly outcome: CallOutcome;
  /** Written in the body of a loop, or in a function given to `map`, `forEach` and the like. */
  readonly isRepeated: boolean;
  /** Kept in an outer variable under a test of that variable, so that it happens once: `client ??= new Client()`. */
  readonly isMemoised: boolean;
  /** An argument comes from a parameter of a surrounding function or from an awaited call: it may differ between invocations. Told of packages only. */
  readonly dependsOnInvocation: boolean;
}

export interface EnvironmentReadFact extends Span {
  readonly variable: string;
  readonly within: Within;
  /** A default, a presence test or an assignment in the file: absence is handled. */
  readonly hasFallback: boolean;
}

export type ExportTarget =
  /** A function of this file, given to a wrapper or not. */
  | { readonly kind: 'function'; readonly id: number }
  /** Re-exported, or an imported binding that is exported. The name may be dotted, with the steps of `Reference`; `*` is the whole module. */
  | { readonly kind: 'import'; readonly specifier: string; readonly name: string }
  /**
   * The result of a call: `middy(fn)`. `functions` are the local functions and `imports` the imported ones reachable through its
   * arguments and chained calls. The function `callee` made it at load; what is nested in that function may be what runs.
   */
  | { readonly kind: 'call'; readonly callee: Reference; readonly functions: readonly number[]; readonly imports: readonly { readonly specifier: string; readonly name: string }[] }
  /** A literal, a class, an object, an instance of a local class: certainly no function. */
  | { readonly kind: 'value'; readonly members?: readonly MemberFact[]; readonly base?: { readonly specifier: string; readonly name: string } }
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

/** A function of this file, or something imported, that is given to a call as an argument: it may be called back. */
export interface HandedOnFact extends Span {
  readonly target: Reference;
  /** The callee as written, as far as it is a chain of names: `app.get`, `processBatch`, `.then` for a member of anything else. */
  readonly to: string;
  readonly within: Within;
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

/** A `return` with its value; an arrow function without a body returns its expression. One without a value, or the end of the body, has none. */
export interface ReturnFact extends Span {
  readonly within: number;
  readonly value?: Expression;
}

/** A `try` with a clause that catches. The span is the keyword of the clause. */
export interface CatchFact extends Span {
  readonly within: Within;
  /** The statements that are tried. */
  readonly tried: Span;
  readonly body: Span;
  /** Whether every path through the clause throws, some do, or none. */
  readonly rethrows: 'always' | 'sometimes' | 'never';
  /** Python: names of the exceptions caught; absent for a bare `except` and for JavaScript. */
  readonly types?: readonly string[];
}

/** A read of a parameter or of members of it, longest chain only. `to` is what it is given to directly: `decodeURIComponent`, `JSON.parse`. */
export interface ParameterReadFact extends ParameterReference, Span {
  readonly within: Within;
  readonly to?: string;
}

/**
 * A key of the answer that names failed records, in whatever case it is written: `batchItemFailures` or `itemIdentifier` in an object,
 * or assigned as a member. The span is the key.
 */
export interface BatchKeyFact extends Span {
  readonly key: string;
  readonly value: Expression;
  readonly within: Within;
}

/** A function writes to a variable of the module: assigns it, or adds to what it holds. */
export interface ModuleWriteFact extends Span {
  readonly variable: string;
  readonly within: number;
  readonly how: 'assigned' | 'added';
  readonly value: Expression;
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
  readonly handedOn: readonly HandedOnFact[];
  readonly returns: readonly ReturnFact[];
  readonly catches: readonly CatchFact[];
  readonly parameterReads: readonly ParameterReadFact[];
  readonly moduleWrites: readonly ModuleWriteFact[];
  readonly batchKeys: readonly BatchKeyFact[];
  readonly environmentReads: readonly EnvironmentReadFact[];
  /** `process.env` is iterated, spread, indexed dynamically or handed on. */
  readonly environmentEscapes: boolean;
  /** Variables that the file tests, sets or deletes: it knows that they may be missing. `*` where it sets some that cannot be named. */
  readonly environmentHandled: readonly string[];
  readonly literals: readonly LiteralFact[];
  readonly suppressions: readonly SuppressionFact[];
  readonly syntaxProblem?: SyntaxProblem;
}

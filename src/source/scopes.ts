import type { Node, Program } from 'oxc-parser';
import { bindProgram } from './bind-scopes.js';

export interface Scope {
  readonly type: 'module' | 'function' | 'function-name' | 'class' | 'static-block' | 'block' | 'enum' | 'namespace';
  readonly upper: Scope | null;
  /** Where a `var` in this scope goes: the function, the static block, the namespace or the module. */
  readonly variableScope: Scope;
  readonly block: Node;
  readonly variables: ReadonlyMap<string, Variable>;
}

export interface Definition {
  readonly type: 'CatchClause' | 'ClassName' | 'FunctionName' | 'ImportBinding' | 'Parameter' | 'EnumMember' | 'EnumName' | 'NamespaceName' | 'Type' | 'Variable';
  /** The identifier that is bound. */
  readonly name: Node;
  /** The declarator, function, class or import specifier. */
  readonly node: Node;
  /** The import declaration or the variable declaration around it. */
  readonly parent: Node | null;
}

/** A use of a name as a value. Uses in types are not looked at. */
export interface VariableReference {
  readonly identifier: Node;
  readonly from: Scope;
  readonly isWrite: boolean;
  /** What is written, where that is one expression; for a pattern, the whole value that it takes apart. */
  readonly writeExpr: Node | null;
}

export interface Variable {
  /** Unique within the file. */
  readonly id: number;
  readonly name: string;
  readonly defs: readonly Definition[];
  readonly references: readonly VariableReference[];
  /** Those of the references that write: few, where a name may be read thousands of times. */
  readonly writes: readonly VariableReference[];
  readonly scope: Scope;
}

export interface Scopes {
  /** Outermost first; the first one is the module's. */
  readonly all: readonly Scope[];
  /** The variable an identifier in value position denotes; undefined for globals and for identifiers that are no reference. */
  variableOf(identifier: Node): Variable | undefined;
}

/**
 * Scopes and value references of a program. Every file counts as a module: what a script declares at its top is not shared
 * with other files on Lambda either. Written for this tool, because a general analyzer spends most of its time on types and
 * on cases that do not matter here; the tests compare it with `@typescript-eslint/scope-manager`.
 */
export function analyzeScopes(program: Program): Scopes {
  const { scopes, resolved } = bindProgram(program);
  return { all: scopes, variableOf: (identifier) => resolved.get(identifier) };
}

/** Declared outside of every function: it lives as long as the module. */
export function isModuleLevel(variable: Variable): boolean {
  return isModuleScope(variable.scope.variableScope);
}

/** Code in this scope runs when the module is loaded. */
export function isModuleScope(variableScope: Scope): boolean {
  return variableScope.type === 'module';
}

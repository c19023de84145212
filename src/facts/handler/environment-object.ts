import type { Node } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import { patternSteps } from './bindings.js';
import { converted, madeText, memberName, unwrap } from './syntax.js';

/** The variables of a file that hold the environment, or one variable of it. */
export interface EnvironmentVariables {
  readonly isEmpty: boolean;
  readonly names: ReadonlySet<string>;
  /** `const env = process.env`. */
  isAlias(variable: Variable | undefined): boolean;
  /** The environment variable that `const table = process.env.TABLE` copies, or `const wait = Number(process.env.WAIT)`. */
  copiedVariable(variable: Variable): string | undefined;
  /** What `table = process.env.TABLE` gives a variable later than where it is declared: the names, with where each assignment ends. */
  assignedTo(variable: Variable): readonly Assigned[];
  /** The copy is a text that was made of it. */
  isText(variable: Variable): boolean;
}

interface Assigned {
  readonly name: string;
  readonly end: number;
}

const PROCESS_MODULE = /^(node:)?process$/;

/** `process.env`. */
export function isEnvironmentObject(node: Node, scopes: Scopes): boolean {
  return node.type === 'MemberExpression' && memberName(node) === 'env' && isProcess(node.object, scopes);
}

function isProcess(expression: Node, scopes: Scopes): boolean {
  const node = unwrap(expression);
  if (node.type === 'MemberExpression') return memberName(node) === 'process' && node.object.type === 'Identifier' && node.object.name === 'globalThis';
  if (node.type === 'CallExpression') return isProcessRequire(node);
  if (node.type !== 'Identifier') return false;
  const variable = scopes.variableOf(node);
  if (!variable) return node.name === 'process';
  const [def] = variable.defs;
  if (def?.parent?.type === 'ImportDeclaration') {
    return PROCESS_MODULE.test(def.parent.source.value) && (def.node.type !== 'ImportSpecifier' || isNamed(def.node.imported, 'default'));
  }
  return def?.node.type === 'VariableDeclarator' && def.node.id.type === 'Identifier' && def.node.init !== null && isProcessRequire(unwrap(def.node.init));
}

function isProcessRequire(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require') return false;
  const [specifier] = node.arguments;
  return specifier?.type === 'Literal' && typeof specifier.value === 'string' && PROCESS_MODULE.test(specifier.value);
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

/** Found before the walk, because a function may use a name above the line that declares it. */
export function findEnvironmentVariables(text: string, scopes: Scopes): EnvironmentVariables {
  const found = new Map<Variable, string | null>();
  const names = new Set<string>();
  // Two rounds: `const env = process.env` first, then `const table = env.TABLE`, which may stand above it.
  if (text.includes('process')) for (let round = 0; round < 2; round++) {
    for (const scope of scopes.all) for (const variable of scope.variables.values()) {
      const steps = stepsFromEnvironment(variable, scopes, found);
      if (!steps || steps.length > 1) continue;
      found.set(variable, steps[0] ?? null);
      names.add(variable.name);
    }
  }
  const assigned = text.includes('process') ? findAssigned(scopes, found) : new Map<Variable, Assigned[]>();
  for (const { name } of assigned.keys()) names.add(name);
  return {
    isEmpty: names.size === 0,
    names,
    isAlias: (variable) => variable !== undefined && found.get(variable) === null,
    copiedVariable: (variable) => found.get(variable) ?? undefined,
    assignedTo: (variable) => assigned.get(variable) ?? [],
    isText: ({ defs: [def] }) => def?.node.type === 'VariableDeclarator' && def.node.init !== null && madeText(unwrap(def.node.init)) !== undefined,
  };
}

/** The members read from the environment to get the value of the variable; undefined if it comes from elsewhere. */
function stepsFromEnvironment(variable: Variable, scopes: Scopes, found: ReadonlyMap<Variable, string | null>): readonly string[] | undefined {
  const [def] = variable.defs;
  if (def?.node.type === 'ImportSpecifier') {
    const source = def.parent?.type === 'ImportDeclaration' ? def.parent.source.value : '';
    return PROCESS_MODULE.test(source) && isNamed(def.node.imported, 'env') ? [] : undefined;
  }
  if (def?.node.type !== 'VariableDeclarator' || !def.node.init) return undefined;
  const taken = patternSteps(def.node.id, variable.name);
  if (!taken) return undefined;
  const init = withoutConversion(def.node.init);
  const name = memberName(init);
  if (isProcess(init, scopes)) return taken[0] === 'env' ? taken.slice(1) : undefined;
  if (isEnvironment(init, scopes, found)) return taken;
  if (init.type === 'MemberExpression' && name !== undefined && isEnvironment(unwrap(init.object), scopes, found)) return [name, ...taken];
  return undefined;
}

function findAssigned(scopes: Scopes, found: ReadonlyMap<Variable, string | null>): ReadonlyMap<Variable, readonly Assigned[]> {
  const assigned = new Map<Variable, Assigned[]>();
  for (const scope of scopes.all) for (const variable of scope.variables.values()) {
    for (const { writeExpr, identifier } of variable.writes) {
      const value = writeExpr && identifier !== variable.defs[0]?.name ? withoutConversion(writeExpr) : undefined;
      const name = value && memberName(value);
      if (value?.type !== 'MemberExpression' || name === undefined || !isEnvironment(unwrap(value.object), scopes, found)) continue;
      assigned.set(variable, [...(assigned.get(variable) ?? []), { name, end: value.end }]);
    }
  }
  return assigned;
}

function withoutConversion(node: Node): Node {
  const inner = unwrap(node);
  const within = converted(inner);
  return within ? withoutConversion(within) : inner;
}

function isEnvironment(node: Node, scopes: Scopes, found: ReadonlyMap<Variable, string | null>): boolean {
  if (isEnvironmentObject(node, scopes)) return true;
  const variable = node.type === 'Identifier' ? scopes.variableOf(node) : undefined;
  return variable !== undefined && found.get(variable) === null;
}

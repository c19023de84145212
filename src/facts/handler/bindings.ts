import type { Node } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import { calleeName, isCallable, keyName, unwrap, type Callable } from './syntax.js';

/** Whether a callee named `require` is the loader: the global one, or one made with `createRequire`. */
export function isRequire(variable: Variable | undefined): boolean {
  if (!variable) return true;
  const node = variable.defs[0]?.node;
  if (node?.type !== 'VariableDeclarator' || !node.init) return false;
  const init = unwrap(node.init);
  return init.type === 'CallExpression' && calleeName(init.callee) === 'createRequire';
}

/** The members that lead to a name in a destructuring pattern; undefined where it takes them by position or with the rest. */
export function patternSteps(pattern: Node, name: string): readonly string[] | undefined {
  if (pattern.type === 'Identifier') return pattern.name === name ? [] : undefined;
  if (pattern.type === 'AssignmentPattern') return patternSteps(pattern.left, name);
  if (pattern.type !== 'ObjectPattern') return undefined;
  for (const property of pattern.properties) {
    if (property.type !== 'Property') continue;
    const key = keyName(property.key, property.computed);
    const rest = patternSteps(property.value, name);
    if (rest && key !== undefined) return [key, ...rest];
  }
  return undefined;
}

/** What a name in a pattern holds where the member it takes is not there: `new Client()` of `{ client = new Client() }`. */
export function patternDefault(pattern: Node, name: string): Node | undefined {
  if (pattern.type === 'AssignmentPattern') return pattern.left.type === 'Identifier' && pattern.left.name === name ? pattern.right : patternDefault(pattern.left, name);
  if (pattern.type !== 'ObjectPattern') return undefined;
  for (const property of pattern.properties) {
    const found = property.type === 'Property' ? patternDefault(property.value, name) : undefined;
    if (found) return found;
  }
  return undefined;
}

export function isWithin(inner: Node, outer: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** `null`, `undefined` or `void 0`: what a variable holds before it has its value. */
export function isNothing(value: Node): boolean {
  if (value.type === 'Literal') return value.value === null && value.raw === 'null';
  if (value.type === 'Identifier') return value.name === 'undefined';
  return value.type === 'UnaryExpression' && value.operator === 'void';
}

/** The names of the global object: its members are the globals themselves. */
export function isGlobalObject(path: readonly string[]): boolean {
  return path.length === 1 && (path[0] === 'globalThis' || path[0] === 'global' || path[0] === 'window' || path[0] === 'self');
}

const GLOBAL_FUNCTIONS = new Set(['String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'parseInt', 'parseFloat']);

/** A call of a function of the language whose result is certainly no function. */
export function isGlobalCall(node: Node): boolean {
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' && GLOBAL_FUNCTIONS.has(node.callee.name);
}

/** The function of the file that a name stands for. */
export function localFunction(callee: Node, scopes: Scopes): Callable | undefined {
  const node = callee.type === 'Identifier' ? scopes.variableOf(callee)?.defs[0]?.node : undefined;
  const fn = node?.type === 'VariableDeclarator' ? node.init : node;
  return isCallable(fn) ? fn : undefined;
}

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

type Steps = readonly string[];

/** Each name of a pattern asks, and it may have thousands: it is looked through once. */
const steps = { named: new WeakMap<Node, ReadonlyMap<string, Steps>>(), placed: new WeakMap<Node, ReadonlyMap<string, Steps>>() };
const defaults = new WeakMap<Node, ReadonlyMap<string, Node>>();

/** The members that lead to a name in a destructuring pattern; undefined where it takes them with the rest, or by position and elements have no name. */
export function patternSteps(pattern: Node, name: string, element?: string): Steps | undefined {
  if (pattern.type === 'Identifier') return pattern.name === name ? [] : undefined;
  const known = element === undefined ? steps.named : steps.placed;
  return indexed(known, pattern, (index) => addSteps(pattern, [], element, index)).get(name);
}

function addSteps(pattern: Node, above: Steps, element: string | undefined, index: Map<string, Steps>): void {
  if (pattern.type === 'Identifier') addFirst(index, pattern.name, above);
  else if (pattern.type === 'AssignmentPattern') addSteps(pattern.left, above, element, index);
  else if (pattern.type === 'ArrayPattern' && element !== undefined) {
    for (const one of pattern.elements) if (one && one.type !== 'RestElement') addSteps(one, [...above, element], element, index);
  } else if (pattern.type === 'ObjectPattern') {
    for (const property of pattern.properties) {
      const key = property.type === 'Property' ? keyName(property.key, property.computed) : undefined;
      if (property.type === 'Property' && key !== undefined) addSteps(property.value, [...above, key], element, index);
    }
  }
}

/** What a name in a pattern holds where the member it takes is not there: `new Client()` of `{ client = new Client() }`. */
export function patternDefault(pattern: Node, name: string): Node | undefined {
  return pattern.type === 'Identifier' ? undefined : indexed(defaults, pattern, (index) => addDefaults(pattern, index)).get(name);
}

function addDefaults(pattern: Node, index: Map<string, Node>): void {
  if (pattern.type === 'AssignmentPattern') {
    if (pattern.left.type === 'Identifier') addFirst(index, pattern.left.name, pattern.right);
    addDefaults(pattern.left, index);
  } else if (pattern.type === 'ObjectPattern') for (const property of pattern.properties) if (property.type === 'Property') addDefaults(property.value, index);
}

function addFirst<T>(index: Map<string, T>, name: string, value: T): void {
  if (!index.has(name)) index.set(name, value);
}

function indexed<T>(known: WeakMap<Node, ReadonlyMap<string, T>>, pattern: Node, fill: (index: Map<string, T>) => void): ReadonlyMap<string, T> {
  const before = known.get(pattern);
  if (before) return before;
  const index = new Map<string, T>();
  fill(index);
  known.set(pattern, index);
  return index;
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

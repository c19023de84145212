import type { AssignmentExpression, Node } from 'oxc-parser';
import { isModuleLevel } from '../../source/scopes.js';
import type { Scopes } from '../../source/scopes.js';
import { forEachChild } from '../../source/syntax-children.js';
import { localFunction } from './bindings.js';
import { createPlaces, type Places } from './outliving-place.js';
import { calleeName, isCallable, stringValue } from './syntax.js';
import type { Place } from './walk.js';

const ONCE = /^(once|memoi[sz]e|memo)$/;

/**
 * Says whether a node is evaluated at most once: its value is kept in a place that outlives the invocation, under a test of that place.
 * A test and a store in the same function are enough; which comes first is left to the author.
 */
export function createMemoisation(scopes: Scopes): (node: Node, place: Place) => boolean {
  const places = createPlaces(scopes);
  const once = givenToOnce(scopes);

  return (node, place) => {
    if (place.within === null) return false;
    const { ancestors } = place;
    let child = node;
    let tested: Set<string> | undefined;
    for (let i = ancestors.length - 1; i >= 0; i--) {
      const parent = ancestors[i];
      if (!parent) break;
      if (isCallable(parent)) {
        if (once.has(parent) || isOnceArgument(ancestors[i - 1], parent)) return true;
        if (tested && stores(parent, tested, places, ancestors.slice(0, i + 1), scopes)) return true;
        if (!isImmediatelyCalled(ancestors[i - 1], parent)) return false;
      } else if (parent.type === 'AssignmentExpression') {
        if (parent.right === child && keepsOnce(parent, places, ancestors.slice(0, i))) return true;
      } else if (mayTest(parent)) {
        const found = testsBefore(parent, child, places);
        if (found.length > 0) tested = new Set(tested ? [...tested, ...found] : found);
      }
      child = parent;
    }
    return false;
  };
}

/** Functions that nothing uses but what remembers their first answer, for as long as the module lives: `const connect = once(connectAnew)`. */
function givenToOnce(scopes: Scopes): ReadonlySet<Node> {
  const found = new Set<Node>();
  for (const scope of scopes.all) for (const variable of scope.variables.values()) {
    const node = isModuleLevel(variable) ? variable.defs[0]?.node : undefined;
    const init = node?.type === 'VariableDeclarator' ? node.init : null;
    const [given] = init?.type === 'CallExpression' && ONCE.test(calleeName(init.callee) ?? '') ? init.arguments : [];
    const fn = given && localFunction(given, scopes);
    if (fn && scopes.variableOf(given)?.references.length === 1) found.add(fn);
  }
  return found;
}

function isOnceArgument(parent: Node | undefined, fn: Node): boolean {
  // `stream.once('end', () => …)` takes the function second and listens anew each time.
  return parent?.type === 'CallExpression' && parent.arguments[0] === fn && ONCE.test(calleeName(parent.callee) ?? '');
}

function isImmediatelyCalled(parent: Node | undefined, fn: Node): boolean {
  return parent?.type === 'CallExpression' && parent.callee === fn;
}

/** `c ??= value`, `c ||= value`. */
function keepsOnce(parent: AssignmentExpression, places: Places, around: readonly Node[]): boolean {
  if (parent.operator !== '??=' && parent.operator !== '||=') return false;
  const key = places.keyOf(parent.left);
  return key !== undefined && places.outlives(key, around);
}

function mayTest(node: Node): boolean {
  switch (node.type) {
    case 'LogicalExpression': case 'ConditionalExpression': case 'IfStatement': case 'BlockStatement': return true;
    default: return false;
  }
}

/** The places of which the parent says, before it evaluates the child, that they are empty. */
function testsBefore(parent: Node, child: Node, places: Places): readonly string[] {
  const tested: string[] = [];
  switch (parent.type) {
    case 'LogicalExpression':
      if (parent.right === child) addTests(parent.left, parent.operator !== '&&', places, tested);
      break;
    case 'ConditionalExpression':
    case 'IfStatement':
      if (parent.consequent === child) addTests(parent.test, false, places, tested);
      else if (parent.alternate === child) addTests(parent.test, true, places, tested);
      break;
    case 'BlockStatement':
      for (const statement of parent.body) {
        if (statement === child) break;
        if (statement.type === 'IfStatement' && leaves(statement.consequent)) addTests(statement.test, true, places, tested);
      }
      break;
    default:
  }
  return tested;
}

function leaves(statement: Node): boolean {
  if (statement.type === 'BlockStatement') {
    const last = statement.body.at(-1);
    return last ? leaves(last) : false;
  }
  return statement.type === 'ReturnStatement';
}

/** Marks a flag that is true until it is lowered: `if (isCold) { …; isCold = false; }`. */
const LOWERED = '!';

/** The places that are present (or absent) where the test does not hold, and flags that are raised where it does. */
function addTests(test: Node, present: boolean, places: Places, tested: string[]): void {
  if (test.type === 'UnaryExpression' && test.operator === '!') return addTests(test.argument, !present, places, tested);
  if (test.type === 'LogicalExpression') {
    addTests(test.left, present, places, tested);
    return addTests(test.right, present, places, tested);
  }
  const plain = places.keyOf(test);
  if (plain !== undefined) {
    tested.push(present ? plain : plain + LOWERED);
    return;
  }
  if (test.type !== 'BinaryExpression') return;
  const isEqual = test.operator === '===' || test.operator === '==';
  const isDifferent = test.operator === '!==' || test.operator === '!=' || test.operator === 'in';
  const key = test.operator === 'in' ? places.entryOf(test.right, stringValue(test.left)) : places.keyOf(withoutTypeof(test.left)) ?? places.keyOf(test.right);
  if (key !== undefined && ((isEqual && !present) || (isDifferent && present))) tested.push(key);
}

function withoutTypeof(node: Node): Node {
  return node.type === 'UnaryExpression' && node.operator === 'typeof' ? node.argument : node;
}

/** Whether the function, or one of this file that it calls, assigns one of the tested places, and that place outlives the function. */
function stores(fn: Node, tested: ReadonlySet<string>, places: Places, around: readonly Node[], scopes: Scopes): boolean {
  // Most tests are of local things: then nobody need look through the function.
  const lasting = new Set([...tested].filter((key) => places.outlives(key.replace(LOWERED, ''), around)));
  if (lasting.size === 0) return false;
  const seen = new Set<Node>([fn]);
  const isStored = (key: string | undefined): boolean => key !== undefined && lasting.has(key);

  function look(node: Node, isCalled: boolean): boolean {
    if (node.type === 'AssignmentExpression') {
      const key = places.keyOf(node.left);
      if (isStored(key) || (key !== undefined && isFalse(node.right) && isStored(key + LOWERED))) return true;
    } else if (node.type === 'CallExpression') {
      if (isStored(places.storedBy(node))) return true;
      const called = isCalled ? undefined : localFunction(node.callee, scopes);
      if (called && !seen.has(called)) {
        seen.add(called);
        if (look(called, true)) return true;
      }
    }
    let found = false;
    forEachChild(node, (child) => { found ||= look(child, isCalled); });
    return found;
  }

  return look(fn, false);
}

function isFalse(node: Node): boolean {
  return node.type === 'Literal' && node.value === false;
}

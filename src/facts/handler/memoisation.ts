import type { AssignmentExpression, Node } from 'oxc-parser';
import { isModuleLevel } from '../../source/scopes.js';
import type { Scopes } from '../../source/scopes.js';
import { forEachChild } from '../../source/syntax-children.js';
import { createStores } from '../stores.js';
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
  const storedIn = storesOf(places, scopes);
  const exitsOf = createExits(places);

  return (node, place) => {
    if (place.within === null) return false;
    const { ancestors } = place;
    let child = node;
    const tested: string[] = [];
    const left: Left[] = [];
    for (let i = ancestors.length - 1; i >= 0; i--) {
      const parent = ancestors[i];
      if (!parent) break;
      if (isCallable(parent)) {
        if (once.has(parent) || isOnceArgument(ancestors[i - 1], parent)) return true;
        if (tested.length > 0 || left.length > 0) {
          const around = ancestors.slice(0, i + 1);
          // Most tests are of local things: then nobody need look through the function.
          const isKept = (key: string): boolean => places.outlives(key.replace(LOWERED, ''), around) && storedIn(parent).has(key);
          if (tested.some(isKept) || left.some(({ exits, before }) => exits.firstKept(parent, isKept) <= before)) return true;
        }
        if (!isImmediatelyCalled(ancestors[i - 1], parent)) return false;
      } else if (parent.type === 'AssignmentExpression') {
        if (parent.right === child && keepsOnce(parent, places, ancestors.slice(0, i))) return true;
      } else if (parent.type === 'BlockStatement') {
        const exits = exitsOf(parent);
        if (exits) left.push({ exits, before: child.start });
      } else addTestsBefore(parent, child, places, tested);
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

/** The places of which the parent says, before it evaluates the child, that they are empty. */
function addTestsBefore(parent: Node, child: Node, places: Places, tested: string[]): void {
  switch (parent.type) {
    case 'LogicalExpression':
      if (parent.right === child) addTests(parent.left, parent.operator !== '&&', places, tested);
      break;
    case 'ConditionalExpression':
    case 'IfStatement':
      if (parent.consequent === child) addTests(parent.test, false, places, tested);
      else if (parent.alternate === child) addTests(parent.test, true, places, tested);
      break;
    default:
  }
}

/** A block of which a part is looked at, with where that begins. */
interface Left {
  readonly exits: Exits;
  readonly before: number;
}

interface Exits {
  /** Where the first statement ends that leaves under a test of a kept place. A block may have thousands of them, and of what is asked about. */
  firstKept(fn: Node, isKept: (key: string) => boolean): number;
}

/** The ways out of a block, `if (client) return client`, with the places that they test; undefined where there are none. */
function createExits(places: Places): (block: Extract<Node, { type: 'BlockStatement' }>) => Exits | undefined {
  const known = new Map<Node, Exits | undefined>();

  function exitsOf({ body }: Extract<Node, { type: 'BlockStatement' }>): Exits | undefined {
    const exits = body.flatMap((statement) => {
      if (statement.type !== 'IfStatement' || !leaves(statement.consequent)) return [];
      const keys: string[] = [];
      addTests(statement.test, true, places, keys);
      return [{ end: statement.end, keys }];
    });
    if (exits.length === 0) return undefined;
    const first = new Map<Node, number>();
    return {
      firstKept(fn, isKept) {
        const found = first.get(fn) ?? exits.find(({ keys }) => keys.some(isKept))?.end ?? Infinity;
        first.set(fn, found);
        return found;
      },
    };
  }

  return (block) => {
    if (!known.has(block)) known.set(block, exitsOf(block));
    return known.get(block);
  };
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

function storesOf(places: Places, scopes: Scopes): (fn: Node) => ReadonlySet<string> {
  return createStores<Node>((fn, { keys, called }) => {
    const look = (node: Node): void => {
      if (node.type === 'AssignmentExpression') addStored(places.keyOf(node.left), isFalse(node.right), keys);
      else if (node.type === 'CallExpression') {
        addStored(places.storedBy(node), false, keys);
        const local = localFunction(node.callee, scopes);
        if (local) called.add(local);
      }
      forEachChild(node, look);
    };
    look(fn);
  });
}

function addStored(key: string | undefined, isLowered: boolean, keys: Set<string>): void {
  if (key === undefined) return;
  keys.add(key);
  if (isLowered) keys.add(key + LOWERED);
}

function isFalse(node: Node): boolean {
  return node.type === 'Literal' && node.value === false;
}

import type { Node } from 'oxc-parser';
import type { CallOutcome } from '../model.js';
import { calleeName, dottedName, isCallable, isTransparent, memberName } from './syntax.js';
import type { Place } from './walk.js';

/** Methods whose result stands for the promise they are called on. */
export const CHAINED: ReadonlySet<string> = new Set(['then', 'catch', 'finally', 'promise']);
const JOINED: ReadonlySet<string> = new Set(['Promise.all', 'Promise.allSettled', 'Promise.race', 'Promise.any']);
/** Methods that call what they are given once for each element. */
const ITERATING: ReadonlySet<string> = new Set(['map', 'forEach', 'flatMap', 'filter', 'reduce', 'some', 'every', 'mapSeries', 'eachSeries', 'each']);

/** What becomes of the value of the call at this place. */
export function outcomeOf(node: Node, { ancestors }: Place): CallOutcome {
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent) break;
    switch (parent.type) {
      case 'AwaitExpression': return 'awaited';
      case 'ReturnStatement': case 'YieldExpression': return 'returned';
      case 'ArrowFunctionExpression': return 'returned';
      case 'ExpressionStatement': return 'discarded';
      case 'ArrayExpression': break;
      case 'MemberExpression':
        if (parent.object !== child || !CHAINED.has(memberName(parent) ?? '')) return 'used';
        break;
      case 'CallExpression':
        if (parent.callee !== child && !JOINED.has(dottedName(parent.callee) ?? '')) return 'used';
        break;
      case 'LogicalExpression':
        if (parent.right !== child) return 'used';
        break;
      case 'ConditionalExpression':
        if (parent.test === child) return 'used';
        break;
      case 'SequenceExpression':
        if (parent.expressions.at(-1) !== child) return 'discarded';
        break;
      default:
        if (!isTransparent(parent)) return 'used';
    }
    child = parent;
  }
  return 'used';
}

/** Whether a call is awaited as a statement of its own: what it gives is dropped. */
export function isIgnored(node: Node, { ancestors }: Place): boolean {
  let child = node;
  let isAwaited = false;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent) return false;
    if (parent.type === 'ExpressionStatement') return isAwaited;
    if (parent.type === 'AwaitExpression') isAwaited = true;
    else if (parent.type === 'MemberExpression') {
      if (parent.object !== child || !CHAINED.has(memberName(parent) ?? '')) return false;
      // The function given to `then` gets the value, and may not take it.
      if (memberName(parent) === 'then') return takesNothing(ancestors[i - 1]);
    } else if (parent.type === 'ArrowFunctionExpression' && parent.body === child && isMapped(ancestors[i - 1], parent)) {
      // `await Promise.all(parts.map((part) => client.send(…)))` drops the list of what each gives.
      i--;
      child = ancestors[i] ?? child;
      continue;
    } else if (parent.type === 'CallExpression') {
      if (parent.callee !== child && !JOINED.has(dottedName(parent.callee) ?? '')) return false;
    } else if (parent.type !== 'ArrayExpression' && !isTransparent(parent)) return false;
    child = parent;
  }
  return false;
}

function takesNothing(call: Node | undefined): boolean {
  const given = call?.type === 'CallExpression' ? call.arguments[0] : undefined;
  return isCallable(given) && given.type === 'ArrowFunctionExpression' && given.params.length === 0;
}

function isMapped(call: Node | undefined, fn: Node): boolean {
  return call?.type === 'CallExpression' && call.arguments[0] === fn && calleeName(call.callee) === 'map';
}

/** Whether the place is a branch of an `if`, a `switch`, a `?:` or a `&&` of its function. */
export function isBranched(node: Node, { ancestors }: Place): boolean {
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent || isCallable(parent)) return false;
    if ((parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.test !== child) return true;
    if (parent.type === 'SwitchCase' || (parent.type === 'LogicalExpression' && parent.right === child)) return true;
    child = parent;
  }
  return false;
}

/** Whether the place runs once for each element of something: in a loop, or in a function given to `map` and the like. */
export function isRepeated(node: Node, { ancestors }: Place): boolean {
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent) return false;
    if (isCallable(parent)) return isIterated(ancestors[i - 1], parent);
    if (isLoopPart(parent, child)) return true;
    child = parent;
  }
  return false;
}

function isIterated(parent: Node | undefined, fn: Node): boolean {
  return parent?.type === 'CallExpression' && parent.callee !== fn && ITERATING.has(calleeName(parent.callee) ?? '');
}

/** The list of a `for … of` and the start of a `for` are evaluated once. */
function isLoopPart(parent: Node, child: Node): boolean {
  switch (parent.type) {
    case 'ForOfStatement': case 'ForInStatement': return parent.right !== child;
    case 'ForStatement': return parent.init !== child;
    case 'WhileStatement': case 'DoWhileStatement': return true;
    default: return false;
  }
}

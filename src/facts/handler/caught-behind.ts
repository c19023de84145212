import type { CallExpression, Node } from 'oxc-parser';
import { copes } from './catches.js';
import { isCalledInPlace } from './in-place.js';
import { dottedName, isCallable, isTransparent, memberName, unwrap } from './syntax.js';
import type { Place } from './walk.js';

/** Whoever waits for these may go on though one of the promises fails. */
const FORGIVING: ReadonlySet<string> = new Set(['Promise.allSettled', 'Promise.any', 'Promise.race']);

/**
 * Whether code goes on after a promise has failed that a call gives, or that a function around it gives which runs where it stands: `start().catch(report)`,
 * `Promise.allSettled([start()])`, `new Promise((resolve) => { start(); }).catch(report)`.
 */
export function isCaughtBehind(node: Node, { ancestors }: Place): boolean {
  let child = node;
  let isPromise = true;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent) return false;
    if (isCallable(parent)) {
      // What it gives is that of the call around it.
      const call = ancestors[--i];
      if (!call || !isCalledInPlace(call, parent)) return false;
      [child, isPromise] = [call, true];
      continue;
    }
    if (isPromise && parent.type === 'CallExpression' && (parent.callee === child ? catches(parent) : FORGIVING.has(dottedName(parent.callee) ?? ''))) return true;
    isPromise &&= keepsPromise(parent, child);
    child = parent;
  }
  return false;
}

function keepsPromise(parent: Node, child: Node): boolean {
  switch (parent.type) {
    case 'MemberExpression': return parent.object === child && /^(?:then|catch|finally)$/.test(memberName(parent) ?? '');
    case 'CallExpression': return parent.callee === child || dottedName(parent.callee) === 'Promise.all';
    case 'ArrayExpression': case 'SpreadElement': case 'LogicalExpression': case 'ConditionalExpression': return true;
    default: return isTransparent(parent);
  }
}

/** `.catch(report)`, `.then(use, report)`, unless the function throws in its turn. */
function catches({ callee, arguments: [first, second] }: CallExpression): boolean {
  const member = unwrap(callee);
  const name = member.type === 'MemberExpression' ? memberName(member) : undefined;
  const given = name === 'catch' ? first : name === 'then' ? second : undefined;
  if (!given || (given.type === 'Literal' && given.value === null) || (given.type === 'Identifier' && given.name === 'undefined')) return false;
  return !isCallable(given) || given.body?.type !== 'BlockStatement' || copes(given.body);
}

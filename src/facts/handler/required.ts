import type { CallExpression, Node } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import { localFunction } from './bindings.js';
import { copes } from './catches.js';
import { isCaughtBehind } from './caught-behind.js';
import type { ConditionalCalls } from './conditional-calls.js';
import { isCalledInPlace } from './in-place.js';
import { converted, isCallable, isTransparent, memberName, stringValue, unwrap } from './syntax.js';
import { ancestor, type Place } from './walk.js';

/** What an expression tells of the value in it: `value` is it, `present` is false without it, `absent` true; `type` is its `typeof`. */
type Says = 'value' | 'present' | 'absent' | 'type';

/** `if (!table) throw …`, `table ?? fail()`, `assert(table !== undefined)`: whenever the function runs, it throws where the value is missing. */
export function isRequired(node: Node, place: Place, level: number, scopes: Scopes, conditional: ConditionalCalls): boolean {
  let child = node;
  let says: Says = 'value';
  for (let up = level; ; up++) {
    const parent = ancestor(place, up);
    if (!parent) return false;
    const next: Says | 'throws' | undefined = isTransparent(parent) ? says : saidBy(parent, child, says, scopes);
    if (next === 'throws') return isSure(parent, { ...place, ancestors: place.ancestors.slice(0, place.ancestors.length - 1 - up) }, conditional);
    if (!next) return false;
    says = next;
    child = parent;
  }
}

/** A variable that has what it was declared with, as it was read, and nothing else. */
export function isPlainCopy({ defs, references }: Variable): boolean {
  const [def, other] = defs;
  return def?.node.type === 'VariableDeclarator' && !other && def.node.init !== null && !converted(unwrap(def.node.init)) && references.every(({ isWrite, identifier }) => !isWrite || identifier === def.name);
}

function isSure(guard: Node, place: Place, conditional: ConditionalCalls): boolean {
  if (conditional.isConditional(guard, place) || isCaughtBehind(guard, place)) return false;
  let child = guard;
  for (let up = 0; ; up++) {
    const parent = ancestor(place, up);
    if (!parent) return true;
    if (isCallable(parent)) {
      if (parent.generator) return false;
      if (!isCalledInPlace(ancestor(place, up + 1), parent)) return true;
    }
    if (parent.type === 'TryStatement' && parent.block === child && ((parent.handler && copes(parent.handler.body)) || parent.finalizer?.body.some(({ type }) => type === 'ReturnStatement'))) return false;
    child = parent;
  }
}

function saidBy(parent: Node, child: Node, says: Says, scopes: Scopes): Says | 'throws' | undefined {
  const isTold = says === 'value' || says === 'present';
  switch (parent.type) {
    case 'UnaryExpression':
      if (parent.operator === '!') return isTold ? 'absent' : says === 'absent' ? 'present' : undefined;
      return parent.operator === 'typeof' && says === 'value' ? 'type' : undefined;
    case 'BinaryExpression': return parent.left === child ? saidByComparison(parent.operator, unwrap(parent.right), says) : undefined;
    case 'LogicalExpression':
      if (parent.operator === '&&') return isTold ? 'present' : undefined;
      if (says === 'absent') return parent.operator === '||' ? 'absent' : undefined;
      return parent.left === child && (says === 'value' || (says === 'present' && parent.operator === '||')) && fails(parent.right, scopes) ? 'throws' : undefined;
    case 'IfStatement':
      if (parent.test !== child) return undefined;
      return (says === 'absent' && endsIt(parent.consequent, scopes)) || (isTold && endsIt(parent.alternate, scopes)) ? 'throws' : undefined;
    case 'ConditionalExpression':
      if (parent.test !== child) return undefined;
      return (says === 'absent' && fails(parent.consequent, scopes)) || (isTold && fails(parent.alternate, scopes)) ? 'throws' : undefined;
    case 'CallExpression': return isTold && parent.arguments[0] === child && isAssertion(parent, scopes) ? 'throws' : undefined;
    default: return undefined;
  }
}

function saidByComparison(operator: string, other: Node, says: Says): Says | undefined {
  const isSame = operator === '===' || operator === '==';
  if (!isSame && operator !== '!==' && operator !== '!=') return undefined;
  if (says === 'type') {
    const type = stringValue(other);
    return type === 'undefined' ? (isSame ? 'absent' : 'present') : type === 'string' ? (isSame ? 'present' : 'absent') : undefined;
  }
  const isUndefined = other.type === 'Identifier' && other.name === 'undefined';
  const isNull = other.type === 'Literal' && other.value === null && operator.length === 2;
  return says === 'value' && (isUndefined || isNull) ? (isSame ? 'absent' : 'present') : undefined;
}

/** A statement that throws, after a log at most. */
export function endsIt(node: Node | null | undefined, scopes: Scopes): boolean {
  switch (node?.type) {
    case 'ThrowStatement': return true;
    case 'BlockStatement': return endsIt(node.body.at(-1), scopes) && node.body.slice(0, -1).every(({ type }) => type === 'ExpressionStatement' || type === 'VariableDeclaration');
    case 'ExpressionStatement': return fails(node.expression, scopes);
    default: return false;
  }
}

/** A call of a function that throws; `process.exit(1)` ends the environment of the function. */
function fails(expression: Node, scopes: Scopes): boolean {
  const call = unwrap(expression);
  if (call.type !== 'CallExpression') return false;
  const callee = unwrap(call.callee);
  if (callee.type === 'MemberExpression') return memberName(callee) === 'exit' && callee.object.type === 'Identifier' && callee.object.name === 'process';
  const fn = isCallable(callee) ? callee : localFunction(callee, scopes);
  // One that calls itself is not followed: only a `throw` of its own counts.
  return fn?.body?.type === 'BlockStatement' && fn.body.body.at(-1)?.type === 'ThrowStatement' && !fn.async && fn.body.body.slice(0, -1).every(({ type }) => type === 'ExpressionStatement' || type === 'VariableDeclaration');
}

const ASSERTING = /^(?:node:)?assert(?:\/strict)?$|(?:^|[/-])invariant$/;

/** `assert(table)`, `assert.ok(table)` and `invariant(table)` of the usual modules. */
function isAssertion({ callee }: CallExpression, scopes: Scopes): boolean {
  const [object, method] = callee.type === 'MemberExpression' ? [callee.object, memberName(callee)] : [callee, 'ok'];
  const [def] = scopes.variableOf(object)?.defs ?? [];
  return (method === 'ok' || method === 'strict') && def?.parent?.type === 'ImportDeclaration' && ASSERTING.test(def.parent.source.value);
}

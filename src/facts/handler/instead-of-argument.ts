import type { Node } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import { isNothing } from './bindings.js';
import { writtenParameters } from './functions.js';
import { isCallable, isComparison, unwrap } from './syntax.js';
import type { Place } from './walk.js';

/** The parameter of the function around a node without which it runs: `client ?? new Client()`, `if (!client) …`. As in python/instead-of-argument.ts. */
export function insteadOfArgument(node: Node, { ancestors }: Place, scopes: Scopes): number | undefined {
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent || isCallable(parent)) return undefined;
    const missing = missingIn(parent, child);
    const index = missing && parameterIndex(missing, ancestors.findLast(isCallable), scopes);
    if (index !== undefined) return index;
    child = parent;
  }
  return undefined;
}

/** What is empty where the child of a node runs. */
function missingIn(parent: Node, child: Node): Node | undefined {
  switch (parent.type) {
    case 'LogicalExpression': return parent.right === child ? empty(parent.left, parent.operator === '&&') : undefined;
    case 'AssignmentExpression': return parent.right === child && (parent.operator === '??=' || parent.operator === '||=') ? parent.left : undefined;
    case 'ConditionalExpression': case 'IfStatement': return parent.test === child ? undefined : empty(parent.test, parent.consequent === child);
    default: return undefined;
  }
}

function empty(written: Node, isTrue: boolean): Node | undefined {
  const test = unwrap(written);
  switch (test.type) {
    case 'Identifier': return isTrue ? undefined : test;
    case 'UnaryExpression': return test.operator === '!' ? empty(test.argument, !isTrue) : undefined;
    case 'BinaryExpression': return isComparison(test.operator) && isNothing(test.right) && test.operator.startsWith('=') === isTrue ? unwrap(test.left) : undefined;
    default: return undefined;
  }
}

function parameterIndex(node: Node, fn: Node | undefined, scopes: Scopes): number | undefined {
  const def = node.type === 'Identifier' ? scopes.variableOf(node)?.defs[0] : undefined;
  if (!isCallable(fn) || def?.type !== 'Parameter' || def.node !== fn) return undefined;
  const index = writtenParameters(fn.params).findIndex((param) => nameIn(param) === def.name);
  return index < 0 ? undefined : index;
}

function nameIn(param: Node): Node {
  const pattern = param.type === 'TSParameterProperty' ? param.parameter : param;
  return pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
}

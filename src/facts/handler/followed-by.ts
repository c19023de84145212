import type { Node } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import { isModuleLevel } from '../../source/scopes.js';
import { forEachChild } from '../../source/syntax-children.js';
import { CHAINED } from './call-outcome.js';
import { memberName } from './syntax.js';
import type { Place } from './walk.js';

/** What is given to `then` and the like behind a call: the arguments of the chain that it begins or is joined to. */
export function followUps(node: Node, { ancestors }: Place): readonly Node[] {
  const given: Node[] = [];
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent || parent.type === 'ExpressionStatement') break;
    if (parent.type === 'CallExpression' && parent.callee === child && child.type === 'MemberExpression' && CHAINED.has(memberName(child) ?? '')) given.push(...parent.arguments);
    child = parent;
  }
  return given;
}

/**
 * Where the variables of functions around are declared or written that the nodes refer to: `resolve` in `.then(() => resolve())`, or a variable that
 * keeps it. What an object keeps may be the same: of `this` the place itself. In order, each once.
 */
export function outerVariables(nodes: readonly Node[], scopes: Scopes): readonly number[] {
  const places = new Set<number>();
  const visit = (node: Node, within: Node): void => {
    const variable = node.type === 'Identifier' ? scopes.variableOf(node) : undefined;
    const name = variable?.defs[0]?.name;
    if (node.type === 'ThisExpression') places.add(node.start);
    if (variable && name && !isModuleLevel(variable) && (name.start < within.start || name.end > within.end)) {
      places.add(name.start);
      for (const { identifier, isWrite } of variable.references) if (isWrite) places.add(identifier.start);
    }
    forEachChild(node, (below) => { visit(below, within); });
  };
  for (const node of nodes) visit(node, node);
  return [...places].sort((a, b) => a - b);
}

import type { CallExpression, NewExpression, Node } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import { isModuleLevel } from '../../source/scopes.js';
import { forEachChild } from '../../source/syntax-children.js';
import { CHAINED } from './call-outcome.js';
import { isCallable, memberName, unwrap } from './syntax.js';
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
 * Where the variables of functions around are declared or written that what follows a call refers to, or the body of the nested function that it calls:
 * `resolve` in `.then(() => resolve())`, or a variable that keeps it; also where it is made. What an object keeps may be the same: of `this` the place itself. In order, each once.
 */
export function createEndTelling(scopes: Scopes): (call: CallExpression | NewExpression, given: readonly Node[]) => readonly number[] {
  // Thousands of calls may be of one function: they share what it tells.
  const bodies = new Map<Node, readonly number[]>();
  const placesIn = (body: Node): readonly number[] => {
    const places = bodies.get(body) ?? inOrder(outerVariables(body, scopes));
    bodies.set(body, places);
    return places;
  };
  return (call, given) => {
    const body = nestedFunction(call, scopes);
    const places = body ? placesIn(body) : [];
    return given.length === 0 ? places : inOrder(new Set([...places, ...given.flatMap((node) => [...outerVariables(node, scopes)])]));
  };
}

function inOrder(places: ReadonlySet<number>): readonly number[] {
  return [...places].sort((a, b) => a - b);
}

function nestedFunction({ callee: written }: CallExpression | NewExpression, scopes: Scopes): Node | undefined {
  const callee = unwrap(written);
  if (isCallable(callee)) return callee;
  const variable = callee.type === 'Identifier' ? scopes.variableOf(callee) : undefined;
  const definition = variable && !isModuleLevel(variable) ? variable.defs[0]?.node : undefined;
  const value = definition?.type === 'VariableDeclarator' ? definition.init : definition;
  return value && isCallable(value) ? value : undefined;
}

function outerVariables(within: Node, scopes: Scopes): ReadonlySet<number> {
  const places = new Set<number>();
  const visit = (node: Node): void => {
    const variable = node.type === 'Identifier' ? scopes.variableOf(node) : undefined;
    const name = variable?.defs[0]?.name;
    if (node.type === 'ThisExpression') places.add(node.start);
    if (variable && name && !isModuleLevel(variable) && (name.start < within.start || name.end > within.end)) {
      places.add(name.start);
      const made = variable.defs[0]?.node;
      if (made?.type === 'VariableDeclarator' && made.init) places.add(made.init.start);
      for (const { identifier, isWrite } of variable.references) if (isWrite) places.add(identifier.start);
    }
    forEachChild(node, visit);
  };
  visit(within);
  return places;
}

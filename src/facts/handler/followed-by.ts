import type { CallExpression, Node } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
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

/** What a function or what follows a call tells others. */
export interface Telling {
  readonly places: readonly number[];
  readonly isSignal: boolean;
}

const NOTHING: Telling = { places: [], isSignal: false };

/** `writer.close()`, `controller.abort()`, `rows.push(null)`: the end of a stream, or a signal to those who wait for it. */
const ENDING: ReadonlySet<string> = new Set(['close', 'abort']);

export type EndTelling = (fn: Node, given: readonly Node[]) => Telling;

/**
 * Where the variables of functions around are declared or written that what follows a call refers to, or the body of the nested function that it calls or hands on:
 * `resolve` in `.then(() => resolve())`, or a variable that keeps it; also where it is made. What an object keeps may be the same: of `this` the place itself. In order, each once.
 */
export function createEndTelling(scopes: Scopes): EndTelling {
  // Thousands of calls may be of one function: they share what it tells.
  const bodies = new Map<Node, Telling>();
  const toldIn = (body: Node): Telling => {
    const told = bodies.get(body) ?? outerVariables(body, scopes);
    bodies.set(body, told);
    return told;
  };
  return (fn, given) => {
    const body = nestedFunction(fn, scopes);
    const told = body ? toldIn(body) : NOTHING;
    if (given.length === 0) return told;
    return { places: inOrder(new Set([...told.places, ...given.flatMap((node) => outerVariables(node, scopes).places)])), isSignal: told.isSignal };
  };
}

function inOrder(places: ReadonlySet<number>): readonly number[] {
  return [...places].sort((a, b) => a - b);
}

function nestedFunction(written: Node, scopes: Scopes): Node | undefined {
  const named = unwrap(written);
  if (isCallable(named)) return named;
  const variable = named.type === 'Identifier' ? scopes.variableOf(named) : undefined;
  const definition = variable && !isModuleLevel(variable) ? variable.defs[0]?.node : undefined;
  const value = definition?.type === 'VariableDeclarator' ? definition.init : definition;
  return value && isCallable(value) ? value : undefined;
}

function outerVariables(within: Node, scopes: Scopes): Telling {
  const places = new Set<number>();
  let isSignal = false;
  /** The variable of a function around, and where it is made known. */
  const outer = (node: Node): readonly [Variable, Node] | undefined => {
    const variable = node.type === 'Identifier' ? scopes.variableOf(node) : undefined;
    const name = variable?.defs[0]?.name;
    return variable && name && !isModuleLevel(variable) && (name.start < within.start || name.end > within.end) ? [variable, name] : undefined;
  };
  const visit = (node: Node): void => {
    const [variable, name] = outer(node) ?? [];
    if (node.type === 'ThisExpression') places.add(node.start);
    if (variable && name) {
      places.add(name.start);
      const made = variable.defs[0]?.node;
      if (made?.type === 'VariableDeclarator' && made.init) places.add(made.init.start);
      for (const { identifier } of variable.writes) places.add(identifier.start);
    }
    if (node.type === 'CallExpression' && isEnding(node) && node.callee.type === 'MemberExpression' && outer(unwrap(node.callee.object))) isSignal = true;
    forEachChild(node, visit);
  };
  visit(within);
  return { places: inOrder(places), isSignal };
}

function isEnding({ callee, arguments: [first] }: CallExpression): boolean {
  const method = memberName(callee) ?? '';
  return ENDING.has(method) || (method === 'push' && first?.type === 'Literal' && first.value === null && !('regex' in first));
}

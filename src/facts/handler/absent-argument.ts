import type { CallExpression, Node } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import { forEachChild } from '../../source/syntax-children.js';
import { localFunction } from './bindings.js';
import { converted, unwrap, type Callable } from './syntax.js';

const COMPARISON = new Set(['==', '===', '!=', '!==']);

/**
 * Whether a function gets along without the argument: one of the file that gives another parameter in its place (`toNumber(value, 10)`),
 * or that tests it and throws nothing. An imported one is taken at its word where a number or a truth value comes second.
 */
export function managesWithout(argument: Node, call: CallExpression, scopes: Scopes): boolean {
  const fn = localFunction(call.callee, scopes);
  if (!fn) return isNumberOrTruth(call.arguments[1]) && call.callee.type === 'Identifier' && scopes.variableOf(call.callee)?.defs[0]?.type === 'ImportBinding';
  const parameter = fn.params[call.arguments.findIndex((given) => given === argument)];
  return parameter !== undefined && (parameter.type === 'AssignmentPattern' || manages(fn, parameter, scopes));
}

function manages({ params, body }: Callable, parameter: Node, scopes: Scopes): boolean {
  const does = new Set<'test' | 'replace' | 'throw'>();

  function declared(node: Node): Node | undefined {
    const inner = unwrap(node);
    return scopes.variableOf(unwrap(converted(inner) ?? inner))?.defs[0]?.name;
  }

  function isIt(node: Node): boolean {
    return declared(node) === parameter;
  }

  function isOther(node: Node): boolean {
    const name = declared(node);
    return name !== parameter && params.some((other) => other === name);
  }

  function note(what: 'test' | 'replace', isSo: boolean): void {
    if (isSo) does.add(what);
  }

  function look(node: Node): void {
    switch (node.type) {
      case 'ThrowStatement': does.add('throw'); break;
      case 'ReturnStatement': note('replace', node.argument !== null && isOther(node.argument)); break;
      case 'LogicalExpression': note('test', isIt(node.left)); note('replace', isOther(node.right)); break;
      case 'ConditionalExpression': note('test', isIt(node.test)); note('replace', isOther(node.consequent) || isOther(node.alternate)); break;
      case 'IfStatement': note('test', isIt(node.test)); break;
      case 'UnaryExpression': note('test', node.operator === '!' && isIt(node.argument)); break;
      case 'BinaryExpression': note('test', COMPARISON.has(node.operator) && isIt(node.left)); break;
      default:
    }
    forEachChild(node, look);
  }

  if (body) look(body);
  return does.has('replace') || (does.has('test') && !does.has('throw'));
}

function isNumberOrTruth(node: Node | undefined): boolean {
  return node?.type === 'Literal' && (typeof node.value === 'number' || typeof node.value === 'boolean');
}

import type { CallExpression, Node } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import { forEachChild } from '../../source/syntax-children.js';
import { localFunction } from './bindings.js';
import { type Callable, converted, isComparison, unwrap } from './syntax.js';

/** What is imported under such a name and is given a number or a truth value besides has that for a default: `toInteger`, `parseBool`. `getParameter(name, true)` does not. */
const CONVERTER = /^(?:(?:as|parse|read|to)(?![a-z])|(?:num|number|int|integer|float|bool|boolean|flag|default)(?![a-z]))|(?:Num|Number|Int|Integer|Float|Bool|Boolean|Flag|Default|OrElse)(?![a-z])/;

/**
 * Whether a function gets along without the argument: one of the file that gives another parameter in its place (`toNumber(value, 10)`),
 * or that tests it and throws nothing. An imported one is taken at its word.
 */
export function managesWithout(argument: Node, call: CallExpression, scopes: Scopes): boolean {
  const fn = localFunction(call.callee, scopes);
  if (!fn) return isNumberOrTruth(call.arguments[1]) && call.callee.type === 'Identifier' && CONVERTER.test(call.callee.name) && scopes.variableOf(call.callee)?.defs[0]?.type === 'ImportBinding';
  const parameter = fn.params[call.arguments.findIndex((given) => given === argument)];
  if (parameter === undefined) return false;
  const known = managed.get(parameter) ?? (parameter.type === 'AssignmentPattern' || manages(fn, parameter, scopes));
  managed.set(parameter, known);
  return known;
}

/** By parameter: a function that many calls give a variable is looked through once. */
const managed = new WeakMap<Node, boolean>();

type Does = 'test' | 'replace' | 'throw' | 'choose' | 'return it' | 'return other';

function manages({ params, body }: Callable, parameter: Node, scopes: Scopes): boolean {
  const does = new Set<Does>();
  /** The parameter, and the variables that were made of it so far. */
  const made = new Set<Node | undefined>([parameter]);

  function declared(node: Node): Node | undefined {
    const inner = unwrap(node);
    return scopes.variableOf(unwrap(converted(inner) ?? inner))?.defs[0]?.name;
  }

  function isIt(node: Node): boolean {
    return declared(node) === parameter;
  }

  function isAbout(node: Node): boolean {
    let found = made.has(scopes.variableOf(node)?.defs[0]?.name);
    if (!found) forEachChild(node, (child) => { found ||= isAbout(child); });
    return found;
  }

  function isOther(node: Node): boolean {
    const name = declared(node);
    return name !== parameter && params.some((other) => other === name);
  }

  function note(what: Does, isSo: boolean): void {
    if (isSo) does.add(what);
  }

  function look(node: Node): void {
    switch (node.type) {
      case 'ThrowStatement': does.add('throw'); break;
      case 'CatchClause': does.add('choose'); break;
      case 'VariableDeclarator': if (node.init && isAbout(node.init)) made.add(node.id); break;
      case 'ReturnStatement': if (node.argument) note(isOther(node.argument) ? 'return other' : 'return it', isOther(node.argument) || isAbout(node.argument)); break;
      case 'LogicalExpression': note('test', isIt(node.left)); note('replace', isOther(node.right) && isAbout(node.left)); break;
      case 'ConditionalExpression': note('test', isIt(node.test)); note('replace', (isOther(node.consequent) || isOther(node.alternate)) && isAbout(node.test)); break;
      case 'IfStatement': note('test', isIt(node.test)); note('choose', isAbout(node.test)); break;
      case 'UnaryExpression': note('test', (node.operator === '!' || node.operator === 'typeof') && isIt(node.argument)); break;
      case 'MemberExpression': note('test', node.optional && isIt(node.object)); break;
      case 'BinaryExpression': note('test', isComparison(node.operator) && isIt(node.left)); break;
      default:
    }
    forEachChild(node, look);
  }

  if (body) look(body);
  // One that works with it and returns what else it got, as `put(table, item)` does, puts nothing in its place.
  const returnsEither = does.has('return it') && does.has('return other') && does.has('choose');
  return returnsEither || does.has('replace') || (does.has('test') && !does.has('throw'));
}

function isNumberOrTruth(node: Node | undefined): boolean {
  return node?.type === 'Literal' && (typeof node.value === 'number' || typeof node.value === 'boolean');
}

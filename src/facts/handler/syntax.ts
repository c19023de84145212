import type { ArrowFunctionExpression, Class, Expression, Function as FunctionNode, Node } from 'oxc-parser';

/** A function with a body. */
export type Callable = FunctionNode | ArrowFunctionExpression;

export function isCallable(node: Node | null | undefined): node is Callable {
  if (!node) return false;
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration';
}

export function isClass(node: Node | null | undefined): node is Class {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';
}

/** True for nodes that stand for the value of the one expression in them. */
export function isTransparent(node: Node): boolean {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return true;
    default:
      return false;
  }
}

/** The expression below type assertions and optional chains. */
export function unwrap(node: Node): Node {
  let inner = node;
  for (;;) {
    switch (inner.type) {
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
      case 'ChainExpression':
      case 'ParenthesizedExpression':
        inner = inner.expression;
        break;
      default:
        return inner;
    }
  }
}

/** The text of a string literal or of a template without substitutions. */
export function stringValue(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** The name of a property key, a module export name or a private name; undefined if computed and not a string. */
export function keyName(key: Node, computed = false): string | undefined {
  if (!computed) {
    if (key.type === 'Identifier') return key.name;
    if (key.type === 'PrivateIdentifier') return `#${key.name}`;
    if (key.type === 'Literal' && typeof key.value === 'number') return String(key.value);
  }
  return stringValue(key);
}

/** The name of the member that is read, where it is certain. */
export function memberName(node: Node): string | undefined {
  return node.type === 'MemberExpression' ? keyName(node.property, node.computed) : undefined;
}

/** An identifier, or a chain of identifiers and named members: `a.b.c`. */
export function dottedName(node: Node): string | undefined {
  const inner = unwrap(node);
  if (inner.type === 'Identifier') return inner.name;
  if (inner.type === 'ThisExpression') return 'this';
  if (inner.type !== 'MemberExpression') return undefined;
  const object = dottedName(inner.object);
  const name = memberName(inner);
  return object !== undefined && name !== undefined ? `${object}.${name}` : undefined;
}

/** The last name of a callee: `once` in `_.once(f)`. */
export function calleeName(callee: Node): string | undefined {
  const inner = unwrap(callee);
  return inner.type === 'Identifier' ? inner.name : memberName(inner);
}

/** The value a function returns, where it has one return statement at its end. */
export function returnedValue(fn: Callable): Expression | undefined {
  if (!fn.body) return undefined;
  if (fn.body.type !== 'BlockStatement') return fn.body;
  const last = fn.body.body.at(-1);
  return last?.type === 'ReturnStatement' ? (last.argument ?? undefined) : undefined;
}

const TO_NUMBER = new Set(['Number', 'parseInt', 'parseFloat']);

/** What a node turns into a number or a text: `parseInt(text, 10)`, `+text`. */
export function converted(node: Node): Node | undefined {
  if (node.type === 'UnaryExpression') return node.operator === '+' ? node.argument : undefined;
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' && TO_NUMBER.has(node.callee.name) ? node.arguments[0] : madeText(node);
}

/** What a node makes a text of: `String(value)`, `${value}` alone, `'' + value`. */
export function madeText(node: Node): Node | undefined {
  switch (node.type) {
    case 'CallExpression': return node.callee.type === 'Identifier' && node.callee.name === 'String' ? node.arguments[0] : undefined;
    case 'TemplateLiteral': return node.quasis.every(({ value }) => value.raw === '') && node.expressions.length === 1 ? node.expressions[0] : undefined;
    case 'BinaryExpression': return node.operator !== '+' ? undefined : isEmptyText(node.left) ? node.right : isEmptyText(node.right) ? node.left : undefined;
    default: return undefined;
  }
}

function isEmptyText(node: Node): boolean {
  return node.type === 'Literal' && node.value === '';
}

const COMPARISONS = new Set(['==', '===', '!=', '!==']);

/** Whether an operator tells if two values are the same. */
export function isComparison(operator: string): boolean {
  return COMPARISONS.has(operator);
}

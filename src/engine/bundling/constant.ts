import type { Node } from '../../source/javascript.js';
import type { Scopes } from '../../source/scopes.js';

/** What an expression is as far as a bundler works it out; `truthy` and `falsy` where no more than that is told. */
export type Constant = { readonly value: string | number | boolean | null | undefined } | 'truthy' | 'falsy';

/** Names and members of globals that the build gives a value: `process.env.STAGE`. */
export type Defines = ReadonlyMap<string, Constant>;

/** What `Define` writes for a name, where it is plain. */
export function definedConstant(written: string): Constant | undefined {
  try {
    const value: unknown = JSON.parse(written);
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return { value };
    return 'truthy';
  } catch {
    // The name of something: what it holds is not known.
    return written === 'undefined' ? { value: undefined } : undefined;
  }
}

/** Folds as esbuild does before it looks for what is never run. Source: evanw/esbuild internal/js_ast/js_ast_helpers.go, ToBooleanWithSideEffects. */
export function constantOf(node: Node, scopes: Scopes, defines: Defines): Constant | undefined {
  const of = (inner: Node): Constant | undefined => constantOf(inner, scopes, defines);
  switch (node.type) {
    case 'Literal':
      return node.value === null && node.raw !== 'null' ? 'truthy' : literal(node.value);
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? { value: node.quasis[0]?.value.cooked ?? '' } : undefined;
    case 'FunctionExpression': case 'ArrowFunctionExpression': case 'ObjectExpression': case 'ArrayExpression': case 'ClassExpression':
      return 'truthy';
    case 'Identifier':
      return scopes.variableOf(node) ? undefined : (defines.get(node.name) ?? (node.name === 'undefined' ? { value: undefined } : undefined));
    case 'MemberExpression':
      return defines.get(globalPath(node, scopes) ?? '');
    case 'UnaryExpression':
      return unary(node.operator, node.operator === 'void' ? undefined : of(node.argument));
    case 'BinaryExpression':
      return node.left.type === 'PrivateIdentifier' ? undefined : binary(node.operator, of(node.left), of(node.right));
    case 'LogicalExpression':
      return logical(node.operator, of(node.left), of(node.right));
    case 'SequenceExpression': {
      const last = node.expressions.at(-1);
      const truth = last && truthOf(of(last));
      return truth === undefined ? undefined : truth ? 'truthy' : 'falsy';
    }
    case 'TSAsExpression': case 'TSSatisfiesExpression': case 'TSNonNullExpression': case 'TSTypeAssertion': case 'ParenthesizedExpression':
      return of(node.expression);
    default:
      return undefined;
  }
}

/** Whether a condition holds; undefined where that is not told before the code runs. */
export function truthOf(constant: Constant | undefined): boolean | undefined {
  if (constant === undefined) return undefined;
  return typeof constant === 'string' ? constant === 'truthy' : Boolean(constant.value);
}

/** Whether `??` goes on to its right side. */
export function isNothing(constant: Constant | undefined): boolean | undefined {
  if (constant === undefined || constant === 'falsy') return undefined;
  return constant === 'truthy' ? false : constant.value === null || constant.value === undefined;
}

/** The text that an import asks for, where it is one. */
export function textOf(node: Node, scopes: Scopes, defines: Defines): string | undefined {
  const constant = constantOf(node, scopes, defines);
  return typeof constant === 'object' && typeof constant.value === 'string' ? constant.value : undefined;
}

function literal(value: unknown): Constant | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return { value };
  return typeof value === 'bigint' ? (value === 0n ? 'falsy' : 'truthy') : undefined;
}

function unary(operator: string, constant: Constant | undefined): Constant | undefined {
  if (operator === 'void') return { value: undefined };
  if (operator === 'typeof') return typeof constant === 'object' ? { value: constant.value === null ? 'object' : typeof constant.value } : 'truthy';
  const truth = truthOf(constant);
  return operator === '!' && truth !== undefined ? { value: !truth } : undefined;
}

function binary(operator: string, left: Constant | undefined, right: Constant | undefined): Constant | undefined {
  if (typeof left !== 'object' || typeof right !== 'object') return undefined;
  if (operator === '+' && typeof left.value === 'string' && typeof right.value === 'string') return { value: left.value + right.value };
  const isLoose = operator === '==' || operator === '!=';
  if (!isLoose && operator !== '===' && operator !== '!==') return undefined;
  // Between two types `==` converts.
  if (isLoose && typeof left.value !== typeof right.value) return undefined;
  return { value: (left.value === right.value) === !operator.startsWith('!') };
}

function logical(operator: string, left: Constant | undefined, right: Constant | undefined): Constant | undefined {
  if (operator === '??') return isNothing(left) === undefined ? undefined : isNothing(left) === true ? right : left;
  const leftTruth = truthOf(left);
  if (leftTruth !== undefined) return leftTruth === (operator === '&&') ? right : left;
  const rightTruth = truthOf(right);
  if (operator === '&&') return rightTruth === false ? 'falsy' : undefined;
  return rightTruth === true ? 'truthy' : undefined;
}

/** `process.env.STAGE`, by dots or with quoted names, from a global on. */
function globalPath(node: Node, scopes: Scopes): string | undefined {
  if (node.type === 'Identifier') return scopes.variableOf(node) ? undefined : node.name;
  if (node.type === 'MetaProperty') return 'import.meta';
  if (node.type !== 'MemberExpression') return undefined;
  const { property } = node;
  const name = !node.computed && property.type === 'Identifier' ? property.name : property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
  const before = name === undefined ? undefined : globalPath(node.object, scopes);
  return before === undefined ? undefined : `${before}.${name}`;
}

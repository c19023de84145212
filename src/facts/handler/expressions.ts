import type { Node, ObjectExpression } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import type { Expression } from '../model.js';
import type { References } from './references.js';
import { keyName, stringValue, unwrap } from './syntax.js';

const MAX_DEPTH = 5;
const MAX_PROPERTIES = 60;

/** Reads an expression as a constant, as far as it is one. Names are followed to the one value they are given. */
export function readExpression(node: Node, scopes: Scopes, references: References, depth = 0): Expression {
  const { start, end } = node;
  const value = depth > MAX_DEPTH ? undefined : readValue(unwrap(node), scopes, references, depth);
  return value ? { ...value, start, end } : { kind: 'unknown', start, end };
}

function readValue(node: Node, scopes: Scopes, references: References, depth: number): Expression | undefined {
  const { start, end } = node;
  const text = stringValue(node);
  if (text !== undefined) return { kind: 'string', value: text, start, end };
  switch (node.type) {
    case 'Literal':
      if (typeof node.value === 'boolean') return { kind: 'boolean', value: node.value, start, end };
      return typeof node.value === 'number' ? { kind: 'number', value: node.value, start, end } : undefined;
    case 'UnaryExpression':
    case 'BinaryExpression': {
      const value = arithmetic(node);
      return value === undefined ? undefined : { kind: 'number', value, start, end };
    }
    case 'LogicalExpression': {
      // The default of a variable matters only where the template does not set it.
      const left = readExpression(node.left, scopes, references, depth + 1);
      return node.operator !== '&&' && left.kind === 'env' ? left : undefined;
    }
    case 'MemberExpression': {
      const variable = environmentVariable(node, references);
      return variable === undefined ? undefined : { kind: 'env', variable, start, end };
    }
    case 'TemplateLiteral': {
      const [only] = node.expressions;
      const isBare = node.expressions.length === 1 && node.quasis.every((quasi) => quasi.value.raw === '');
      return only && isBare ? asEnv(readExpression(only, scopes, references, depth + 1)) : undefined;
    }
    case 'ObjectExpression':
      return readObject(node, scopes, references, depth);
    case 'Identifier':
      return readVariable(scopes.variableOf(node), scopes, references, depth);
    default:
      return undefined;
  }
}

function asEnv(value: Expression): Expression | undefined {
  return value.kind === 'env' ? value : undefined;
}

function environmentVariable(node: Node, references: References): string | undefined {
  const denoted = references.denote(node);
  if (denoted.kind === 'global') {
    const [first, second, name] = denoted.path;
    return first === 'process' && second === 'env' && denoted.path.length === 3 ? name : undefined;
  }
  if (denoted.kind !== 'import' || !/^(node:)?process$/.test(denoted.specifier)) return undefined;
  const path = denoted.path[0] === 'default' ? denoted.path.slice(1) : denoted.path;
  return path.length === 2 && path[0] === 'env' ? path[1] : undefined;
}

function readVariable(variable: Variable | undefined, scopes: Scopes, references: References, depth: number): Expression | undefined {
  const [def] = variable?.defs ?? [];
  if (!variable || def?.type !== 'Variable' || def.node.type !== 'VariableDeclarator' || !def.node.init) return undefined;
  const { id, init } = def.node;
  if (variable.references.some((reference) => reference.isWrite && reference.writeExpr !== init)) return undefined;
  if (id.type === 'Identifier') return readExpression(init, scopes, references, depth + 1);
  const denoted = references.denoteVariable(variable);
  const isEnv = denoted.kind === 'global' && denoted.path[0] === 'process' && denoted.path[1] === 'env' && denoted.path.length === 3;
  return isEnv ? { kind: 'env', variable: denoted.path[2] ?? '', start: init.start, end: init.end } : undefined;
}

function readObject(node: ObjectExpression, scopes: Scopes, references: References, depth: number): Expression {
  const properties: { name: string; value: Expression }[] = [];
  let complete = node.properties.length <= MAX_PROPERTIES;
  for (const property of node.properties.slice(0, MAX_PROPERTIES)) {
    if (property.type === 'SpreadElement') {
      const spread = readExpression(property.argument, scopes, references, depth + 1);
      if (spread.kind === 'object') properties.push(...spread.properties);
      if (spread.kind !== 'object' || !spread.complete) complete = false;
      continue;
    }
    const name = keyName(property.key, property.computed);
    if (name === undefined) complete = false;
    else properties.push({ name, value: readExpression(property.value, scopes, references, depth + 1) });
  }
  return { kind: 'object', properties, complete, start: node.start, end: node.end };
}

/** Sums such as `15 * 60 * 1000` are how people write durations. */
function arithmetic(expression: Node): number | undefined {
  const node = unwrap(expression);
  if (node.type === 'Literal') return typeof node.value === 'number' ? node.value : undefined;
  if (node.type === 'UnaryExpression' && node.operator === '-') {
    const value = arithmetic(node.argument);
    return value === undefined ? undefined : -value;
  }
  if (node.type !== 'BinaryExpression') return undefined;
  const left = arithmetic(node.left);
  const right = left === undefined ? undefined : arithmetic(node.right);
  if (left === undefined || right === undefined) return undefined;
  switch (node.operator) {
    case '+': return left + right;
    case '-': return left - right;
    case '*': return left * right;
    case '/': return right === 0 ? undefined : left / right;
    case '**': return left ** right;
    default: return undefined;
  }
}


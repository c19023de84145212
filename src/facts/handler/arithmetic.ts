import type { Node } from 'oxc-parser';
import { unwrap } from './syntax.js';

/** Sums such as `15 * 60 * 1000` are how people write durations. */
export function arithmetic(expression: Node): number | undefined {
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


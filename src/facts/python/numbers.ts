import type { PythonExpression } from '../../source/python.js';

/** `min(timeout, 5)` and what is written out. */
export function isNumber(node: PythonExpression): boolean {
  return arithmetic(node) !== undefined || (node.nodeType === 'Call' && node.func.nodeType === 'Name' && /^(?:min|max|int|float)$/.test(node.func.id));
}

/** `5 * 60`. */
export function arithmetic(node: PythonExpression): number | undefined {
  if (node.nodeType === 'Constant') {
    const value: unknown = node.value;
    return typeof value === 'number' ? value : undefined;
  }
  if (node.nodeType === 'UnaryOp') {
    const operand = node.op.nodeType === 'USub' ? arithmetic(node.operand) : undefined;
    return operand === undefined ? undefined : -operand;
  }
  if (node.nodeType !== 'BinOp') return undefined;
  const left = arithmetic(node.left);
  const right = arithmetic(node.right);
  if (left === undefined || right === undefined) return undefined;
  switch (node.op.nodeType) {
    case 'Add': return left + right;
    case 'Sub': return left - right;
    case 'Mult': return left * right;
    case 'Div': return right === 0 ? undefined : left / right;
    case 'FloorDiv': return right === 0 ? undefined : Math.floor(left / right);
    case 'Pow': return left ** right;
    default: return undefined;
  }
}

import type { PythonExpression, PythonNodeOf } from '../../source/python.js';
import { stringValue } from './syntax.js';
import type { Visitors } from './walk.js';

/** Names of variables, attributes and keys of which the file tests the value or the presence: it may be missing. As in handler/optional-names.ts. */
export function collectOptionalNames(): { readonly visitors: Visitors; finish(): { readonly optionalNames: readonly string[] } } {
  const names = new Set<string>();

  function add(node: PythonExpression): void {
    const name = testedName(node);
    if (name !== undefined) names.add(name);
  }

  const visitors: Visitors = {
    If: ({ test }) => add(test),
    IfExp: ({ test }) => add(test),
    BoolOp: ({ values }) => values.forEach(add),
    UnaryOp({ op, operand }) {
      if (op.nodeType === 'Not') add(operand);
    },
    Compare({ left, ops: [operator] }) {
      const isMembership = operator?.nodeType === 'In' || operator?.nodeType === 'NotIn';
      const key = isMembership ? stringValue(left) : testedName(left);
      if (key !== undefined) names.add(key);
    },
    Call(node) {
      const key = tolerantKey(node);
      if (key !== undefined) names.add(key);
    },
  };
  return { visitors, finish: () => ({ optionalNames: [...names] }) };
}

/** `x.get('name')` copes without the entry. */
function tolerantKey({ func, args: [first] }: PythonNodeOf<'Call'>): string | undefined {
  return func.nodeType === 'Attribute' && func.attr === 'get' ? stringValue(first) : undefined;
}

function testedName(node: PythonExpression): string | undefined {
  switch (node.nodeType) {
    case 'Name': return node.id;
    case 'Attribute': return node.attr;
    case 'Subscript': return stringValue(node.slice);
    default: return undefined;
  }
}

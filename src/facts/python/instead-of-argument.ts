import type { PythonExpression, PythonFunction, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { PythonScopes } from '../../source/python-scopes.js';
import { isFunction, isNone } from './syntax.js';
import type { Place } from './walk.js';

/** The parameter of the function around a node without which it runs: `client or boto3.client('s3')`, `if client is None: …`. */
export function insteadOfArgument(node: PythonNode, { ancestors }: Place, scopes: PythonScopes): number | undefined {
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent || isFunction(parent)) return undefined;
    const missing = missingIn(parent, child);
    const index = missing && parameterIndex(missing, ancestors.findLast(isFunction), scopes);
    if (index !== undefined) return index;
    child = parent;
  }
  return undefined;
}

/** The name that is empty where the child of a node runs. */
function missingIn(parent: PythonNode, child: PythonNode): PythonNodeOf<'Name'> | undefined {
  switch (parent.nodeType) {
    case 'BoolOp': return parent.values[0] === child ? undefined : emptyName(parent.values[0], parent.op.nodeType === 'And');
    case 'IfExp': return parent.test === child ? undefined : emptyName(parent.test, parent.body === child);
    case 'If': return parent.test === child ? undefined : emptyName(parent.test, parent.body.some((one) => one === child));
    default: return undefined;
  }
}

function emptyName(test: PythonExpression | undefined, isTrue: boolean): PythonNodeOf<'Name'> | undefined {
  switch (test?.nodeType) {
    case 'Name': return isTrue ? undefined : test;
    case 'UnaryOp': return test.op.nodeType === 'Not' ? emptyName(test.operand, !isTrue) : undefined;
    case 'Compare': {
      const { left, ops: [op, more], comparators: [right] } = test;
      const isNothing = op?.nodeType === 'Is' || op?.nodeType === 'Eq';
      return !more && left.nodeType === 'Name' && isNone(right) && isNothing === isTrue ? left : undefined;
    }
    default: return undefined;
  }
}

function parameterIndex(name: PythonNodeOf<'Name'>, fn: PythonFunction | undefined, scopes: PythonScopes): number | undefined {
  const [first] = scopes.bindingOf(name)?.definitions ?? [];
  return first?.kind === 'parameter' && first.node === fn && !first.receiver ? first.index : undefined;
}

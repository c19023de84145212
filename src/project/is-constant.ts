import type { Expression } from '../facts/model.js';
import type { Sited, ValueFlow } from './value-flow.js';

/** Whether a value is the same on every invocation: parameters are followed to all callers that are seen, and there must be some. */
export function isConstant({ path, value }: Sited<Expression>, flow: ValueFlow): boolean {
  return flow.values(path, value).every((one) => isWritten(one, flow));
}

function isWritten({ path, value }: Sited<Expression>, flow: ValueFlow): boolean {
  const isPart = (part: Expression): boolean => isConstant({ path, value: part }, flow);
  switch (value.kind) {
    case 'string': case 'number': case 'boolean': case 'env': case 'flag': case 'here': return true;
    case 'text': return value.parts.every(isPart);
    case 'list': return value.complete && value.items.every(isPart);
    case 'object': return value.complete && value.properties.every((property) => isPart(property.value));
    // The result of a function may be awaited and differ each time; what is constructed is as constant as its arguments.
    case 'call': return value.isNew && value.callee.kind === 'import' && value.arguments.every(isPart);
    case 'parameter': case 'import': case 'unknown': return false;
  }
}

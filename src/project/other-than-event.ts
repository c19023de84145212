import type { Expression, FunctionFact } from '../facts/model.js';

/** What is certainly not the event of a user pool: a part of it, an object without its `response`, the answer of another service. */
export function isOtherThanEvent(value: Expression, { id }: FunctionFact): boolean {
  switch (value.kind) {
    case 'string': case 'number': case 'boolean': case 'text': case 'list': return true;
    case 'object': return value.complete && value.properties.length > 0 && !value.properties.some(({ name }) => name === 'response');
    case 'parameter': return value.function === id && value.index === 0 && value.path.length > 0;
    case 'call': return !value.isNew && value.callee.kind === 'import' && value.callee.specifier.startsWith('@aws-sdk/client-') && value.callee.path.at(-1) === 'send';
    default: return false;
  }
}

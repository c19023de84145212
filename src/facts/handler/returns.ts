import type { Node } from 'oxc-parser';
import type { Expression, ReturnFact } from '../model.js';
import type { FunctionTable } from './functions.js';
import type { Parameters } from './parameters.js';
import { keyName, unwrap } from './syntax.js';
import type { Callable } from './syntax.js';
import type { Visitors } from './walk.js';

interface Pending {
  readonly node: Node;
  readonly value: Node | null;
  /** The function, or the arrow function whose body the value is: it gets its number after this visit. */
  readonly within: number | Callable;
}

/** What functions give back. `read` is asked once the walk is over. */
export function collectReturns(functions: FunctionTable, parameters: Parameters, read: (node: Node) => Expression): { readonly visitors: Visitors; finish(): ReturnFact[] } {
  const pending: Pending[] = [];
  const visitors: Visitors = {
    ReturnStatement(node, { within }) {
      if (within !== null) pending.push({ node, value: node.argument, within });
    },
    ArrowFunctionExpression(node) {
      if (node.body.type !== 'BlockStatement') pending.push({ node: node.body, value: node.body, within: node });
    },
  };

  function toFact({ node: { start, end }, value, within }: Pending): ReturnFact[] {
    const id = typeof within === 'number' ? within : functions.idOf(within);
    const bodyParameter = value ? bodyOf(value, id) : undefined;
    return id === undefined ? [] : [{ within: id, ...(value ? { value: read(value) } : {}), ...(bodyParameter === undefined ? {} : { bodyParameter }), start, end }];
  }
  function bodyOf(value: Node, id: number | undefined): number | undefined {
    const answer = unwrap(value);
    const body = answer.type === 'ObjectExpression' ? answer.properties.findLast((one) => one.type === 'Property' && keyName(one.key, one.computed) === 'body') : undefined;
    const name = body?.type === 'Property' ? unwrap(body.value) : undefined;
    const given = name?.type === 'Identifier' ? parameters.denote(name) : undefined;
    return given?.function === id && given?.path.length === 0 ? given.index : undefined;
  }

  return { visitors, finish: () => pending.flatMap(toFact) };
}

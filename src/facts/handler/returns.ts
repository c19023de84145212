import type { Node } from 'oxc-parser';
import type { Expression, ReturnFact } from '../model.js';
import type { FunctionTable } from './functions.js';
import type { Callable } from './syntax.js';
import type { Visitors } from './walk.js';

interface Pending {
  readonly node: Node;
  readonly value: Node | null;
  /** The function, or the arrow function whose body the value is: it gets its number after this visit. */
  readonly within: number | Callable;
}

/** What functions give back. `read` is asked once the walk is over. */
export function collectReturns(functions: FunctionTable, read: (node: Node) => Expression): { readonly visitors: Visitors; finish(): ReturnFact[] } {
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
    return id === undefined ? [] : [{ within: id, ...(value ? { value: read(value) } : {}), start, end }];
  }
  return { visitors, finish: () => pending.flatMap(toFact) };
}

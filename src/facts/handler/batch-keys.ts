import type { Node } from 'oxc-parser';
import type { BatchKeyFact, Expression, Within } from '../model.js';
import { keyName, memberName } from './syntax.js';
import type { Visitors } from './walk.js';

const KEYS = /^(?:batch_?item_?failures|item_?identifier)$/i;

interface Pending {
  readonly key: string;
  readonly at: Node;
  readonly value: Node;
  readonly within: Within;
}

/** The keys of partial batch answers, wherever objects are made of them. `read` is asked once the walk is over. */
export function collectBatchKeys(read: (node: Node) => Expression): { readonly visitors: Visitors; finish(): BatchKeyFact[] } {
  const pending: Pending[] = [];

  function add(key: string | undefined, at: Node, value: Node, within: Within): void {
    if (key !== undefined && KEYS.test(key)) pending.push({ key, at, value, within });
  }

  const visitors: Visitors = {
    Property({ key, computed, value }, { within, ancestors }) {
      if (ancestors.at(-1)?.type === 'ObjectExpression') add(keyName(key, computed), key, value, within);
    },
    AssignmentExpression({ left, right }, { within }) {
      if (left.type === 'MemberExpression') add(memberName(left), left.property, right, within);
    },
  };
  return { visitors, finish: () => pending.map(({ key, at: { start, end }, value, within }) => ({ key, value: read(value), within, start, end })) };
}

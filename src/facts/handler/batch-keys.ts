import type { Node } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import type { BatchKeyFact, Expression, Within } from '../model.js';
import { keyName, memberName, unwrap } from './syntax.js';
import type { Visitors } from './walk.js';

/** Also one with a slip in its number, or that lacks a letter. */
const KEYS = /^(?:batch_?items?_?failures?|items?_?identifi?ers?)$/i;

type IdentifierNode = Node & { readonly type: 'Identifier' };

/** What is added to a list in more places than this is not looked at. */
const MAX_ITEMS = 60;

interface Pending {
  readonly key: string;
  readonly at: Node;
  readonly value: Node;
  /** `value` is one item that is added to the list there. */
  readonly isItem?: true;
  readonly within: Within;
}

/** The keys of partial batch answers, wherever objects are made of them. `read` is asked once the walk is over. */
export function collectBatchKeys(scopes: Scopes, read: (node: Node) => Expression): { readonly visitors: Visitors; finish(): BatchKeyFact[] } {
  const pending: Pending[] = [];
  let added: Map<Variable, Expression[]> | undefined;
  const pushed: { readonly list: IdentifierNode; readonly item: Node }[] = [];

  function add(key: string | undefined, at: Node, value: Node, within: Within, isItem?: true): void {
    if (key !== undefined && KEYS.test(key)) pending.push({ key, at, value, ...(isItem ? { isItem } : {}), within });
  }

  const visitors: Visitors = {
    Property({ key, computed, value }, { within, ancestors }) {
      if (ancestors.at(-1)?.type === 'ObjectExpression') add(keyName(key, computed), key, value, within);
    },
    AssignmentExpression({ left, right }, { within }) {
      if (left.type === 'MemberExpression') add(memberName(left), left.property, right, within);
    },
    CallExpression({ callee, arguments: [item] }, { within }) {
      if (callee.type !== 'MemberExpression' || memberName(callee) !== 'push' || !item) return;
      const list = unwrap(callee.object);
      if (list.type === 'Identifier') pushed.push({ list, item });
      else if (list.type === 'MemberExpression') add(memberName(list), list.property, item, within, true);
    },
  };

  function readValue({ value, isItem }: Pending): Expression {
    const made = madeOfEach(value);
    if (made) return { kind: 'list', items: [read(made)], complete: false, start: value.start, end: value.end };
    const found = read(value);
    if (isItem) return { kind: 'list', items: [found], complete: false, start: value.start, end: value.end };
    const list = value.type === 'Identifier' && found.kind === 'list' ? scopes.variableOf(value) : undefined;
    const items = list && itemsOf(list);
    return found.kind === 'list' && items ? { ...found, items: [...found.items, ...items] } : found;
  }

  /** A list may be named by thousands of keys: what is added to it is read once. */
  function itemsOf(list: Variable): readonly Expression[] | undefined {
    if (!added) {
      added = new Map();
      for (const { list: name, item } of pushed) {
        const variable = scopes.variableOf(name);
        const items = variable && added.get(variable);
        if (items && items.length < MAX_ITEMS) items.push(read(item));
        else if (variable && !items) added.set(variable, [read(item)]);
      }
    }
    return added.get(list);
  }

  return { visitors, finish: () => pending.map((one) => ({ key: one.key, value: readValue(one), within: one.within, start: one.at.start, end: one.at.end })) };
}

/** What `map` makes of each element of a list. */
function madeOfEach(value: Node): Node | undefined {
  const node = unwrap(value);
  const [made] = node.type === 'CallExpression' && memberName(unwrap(node.callee)) === 'map' ? node.arguments : [];
  return made?.type === 'ArrowFunctionExpression' && made.body.type !== 'BlockStatement' ? made.body : undefined;
}

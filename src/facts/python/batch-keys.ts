import type { PythonExpression, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { PythonBinding, PythonScopes } from '../../source/python-scopes.js';
import type { BatchKeyFact, Expression, Span, Within } from '../model.js';
import { stringValue } from './syntax.js';
import type { Visitors } from './walk.js';

/** Also one with a slip in its number, or that lacks a letter. */
const KEYS = /^(?:batch_?items?_?failures?|items?_?identifi?ers?)$/i;

/** What is added to a list in more places than this is not looked at. */
const MAX_ITEMS = 60;

interface Pending {
  readonly key: string;
  readonly at: PythonNode;
  readonly value: PythonExpression;
  /** `value` is one item that is added to the list there. */
  readonly isItem?: true;
  readonly within: Within;
}

/** The keys of partial batch answers, wherever dicts are made of them. `read` is asked once the walk is over. */
export function collectBatchKeys(scopes: PythonScopes, read: (node: PythonExpression) => Expression, spanOf: (node: PythonNode) => Span): { readonly visitors: Visitors; finish(): BatchKeyFact[] } {
  const pending: Pending[] = [];
  let added: Map<PythonBinding, Expression[]> | undefined;
  const appended: { readonly list: PythonNodeOf<'Name'>; readonly item: PythonExpression }[] = [];

  function add(key: string | undefined, at: PythonNode, value: PythonExpression | undefined, within: Within, isItem?: true): void {
    if (key !== undefined && value && KEYS.test(key)) pending.push({ key, at, value, ...(isItem ? { isItem } : {}), within });
  }

  const visitors: Visitors = {
    Dict({ keys, values }, { within }) {
      for (const [index, key] of keys.entries()) if (key) add(stringValue(key), key, values[index], within);
    },
    Assign({ targets: [target], value }, { within }) {
      if (target?.nodeType === 'Subscript') add(stringValue(target.slice), target.slice, value, within);
    },
    Call({ func, args: [item], keywords }, { within }) {
      if (func.nodeType === 'Attribute' && func.attr === 'append' && item) {
        const list = func.value;
        if (list.nodeType === 'Name') appended.push({ list, item });
        else if (list.nodeType === 'Subscript') add(stringValue(list.slice), list.slice, item, within, true);
      }
      if (func.nodeType === 'Name' && func.id === 'dict') for (const { arg, value } of keywords) add(arg, value, value, within);
    },
  };

  function readValue({ value, isItem }: Pending): Expression {
    const found = read(value);
    if (isItem) return { kind: 'list', items: [found], complete: false, ...spanOf(value) };
    const list = value.nodeType === 'Name' && found.kind === 'list' ? scopes.bindingOf(value) : undefined;
    const items = list && itemsOf(list);
    return found.kind === 'list' && items ? { ...found, items: [...found.items, ...items] } : found;
  }

  /** A list may be named by thousands of keys: what is added to it is read once. */
  function itemsOf(list: PythonBinding): readonly Expression[] | undefined {
    if (!added) {
      added = new Map();
      for (const { list: name, item } of appended) {
        const binding = scopes.bindingOf(name);
        const items = binding && added.get(binding);
        if (items && items.length < MAX_ITEMS) items.push(read(item));
        else if (binding && !items) added.set(binding, [read(item)]);
      }
    }
    return added.get(list);
  }

  return { visitors, finish: () => pending.map((one) => ({ key: one.key, value: readValue(one), within: one.within, ...spanOf(one.at) })) };
}

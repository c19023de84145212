import type { PythonExpression, PythonNode } from '../../source/python.js';
import type { BatchKeyFact, Expression, Span, Within } from '../model.js';
import { stringValue } from './syntax.js';
import type { Visitors } from './walk.js';

const KEYS = /^(?:batch_?item_?failures|item_?identifier)$/i;

interface Pending {
  readonly key: string;
  readonly at: PythonNode;
  readonly value: PythonExpression;
  readonly within: Within;
}

/** The keys of partial batch answers, wherever dicts are made of them. `read` is asked once the walk is over. */
export function collectBatchKeys(read: (node: PythonExpression) => Expression, spanOf: (node: PythonNode) => Span): { readonly visitors: Visitors; finish(): BatchKeyFact[] } {
  const pending: Pending[] = [];

  function add(key: string | undefined, at: PythonNode, value: PythonExpression | undefined, within: Within): void {
    if (key !== undefined && value && KEYS.test(key)) pending.push({ key, at, value, within });
  }

  const visitors: Visitors = {
    Dict({ keys, values }, { within }) {
      for (const [index, key] of keys.entries()) if (key) add(stringValue(key), key, values[index], within);
    },
    Assign({ targets: [target], value }, { within }) {
      if (target?.nodeType === 'Subscript') add(stringValue(target.slice), target.slice, value, within);
    },
    Call({ func, keywords }, { within }) {
      if (func.nodeType === 'Name' && func.id === 'dict') for (const { arg, value } of keywords) add(arg, value, value, within);
    },
  };
  return { visitors, finish: () => pending.map(({ key, at, value, within }) => ({ key, value: read(value), within, ...spanOf(at) })) };
}

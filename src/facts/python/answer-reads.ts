import type { PythonNode, PythonNodeOf } from '../../source/python.js';
import type { PythonScopes } from '../../source/python-scopes.js';
import { ONE_ITEM } from '../model.js';
import { calleeText, stringValue } from './syntax.js';
import { ancestor, type Place, type Visitors } from './walk.js';

/** The members that are read; undefined where the value goes on as a whole. */
type Reads = readonly string[] | undefined;

/** The members read of what a call gives. Asked during the walk; what it gives answers once the file has been seen. */
export interface AnswerReads {
  readonly visitors: Visitors;
  of(place: Place): (() => Reads) | undefined;
}

/** What takes a value only to show it. */
const SHOWS = /^(?:print|pprint|(?:self\.)?_?(?:logger|log|logging|LOGGER)\.\w+)$/;

export function createAnswerReads(scopes: PythonScopes): AnswerReads {
  /** Names that answers are kept under: all others are none of ours. */
  const names = new Set<string>();
  const uses = new Map<string, { readonly node: PythonNodeOf<'Name'>; readonly reads: Reads }[]>();

  function of(place: Place): (() => Reads) | undefined {
    const level = ancestor(place)?.nodeType === 'Await' ? 1 : 0;
    const parent = ancestor(place, level);
    if (parent?.nodeType === 'Assign') {
      const [target, other] = parent.targets;
      if (target?.nodeType !== 'Name' || other) return undefined;
      names.add(target.id);
      return () => readsOf(target);
    }
    const reads = readsAt(place, level);
    return reads ? () => reads : undefined;
  }

  function readsOf(target: PythonNodeOf<'Name'>): Reads {
    const binding = scopes.bindingOf(target);
    if (!binding || binding.scope.kind !== 'function') return undefined;
    const read = (uses.get(target.id) ?? []).filter(({ node }) => scopes.bindingOf(node) === binding).map(({ reads }) => reads);
    return read.every((one) => one !== undefined) ? [...new Set(read.flat())] : undefined;
  }

  const visitors: Visitors = {
    Name(node, place) {
      if (!names.has(node.id) || node.ctx.nodeType === 'Store') return;
      const before = uses.get(node.id);
      const use = { node, reads: readsAt(place, 0, node) };
      if (before) before.push(use);
      else uses.set(node.id, [use]);
    },
  };
  return { visitors, of };
}

/** What the code around a value reads of it. */
function readsAt(place: Place, level: number, node?: PythonNode): Reads {
  const parent = ancestor(place, level);
  switch (parent?.nodeType) {
    case 'Subscript': {
      const name = parent.slice !== node && parent.ctx.nodeType === 'Load' ? stringValue(parent.slice) : undefined;
      return name === undefined ? undefined : [name, ...(isIndexed(parent, ancestor(place, level + 1)) ? [ONE_ITEM] : [])];
    }
    case 'Attribute': {
      const call = ancestor(place, level + 1);
      const name = parent.attr === 'get' && call?.nodeType === 'Call' && call.func === parent ? stringValue(call.args[0]) : undefined;
      return name === undefined ? undefined : [name, ...(call && isIndexed(call, ancestor(place, level + 2)) ? [ONE_ITEM] : [])];
    }
    case 'Compare': {
      // `'Items' in response`
      const name = parent.ops.length === 1 && /^(?:In|NotIn)$/.test(parent.ops[0]?.nodeType ?? '') && parent.left !== node ? stringValue(parent.left) : undefined;
      return name === undefined ? undefined : [name];
    }
    case 'UnaryOp': return parent.op.nodeType === 'Not' ? [] : undefined;
    case 'If': return [];
    case 'Call': return isShown(parent) || (/^(?:json\.dumps|str)$/.test(calleeText(parent.func)) && isShown(ancestor(place, level + 1))) ? [] : undefined;
    default: return undefined;
  }
}

/** `answer["Items"][0]` */
function isIndexed(list: PythonNode, around: PythonNode | undefined): boolean {
  return around?.nodeType === 'Subscript' && around.value === list && around.slice.nodeType === 'Constant' && typeof around.slice.value === 'number';
}

function isShown(node: PythonNode | undefined): boolean {
  return node?.nodeType === 'Call' && SHOWS.test(calleeText(node.func));
}

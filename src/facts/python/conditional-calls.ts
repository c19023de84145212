import type { PythonNode } from '../../source/python.js';
import { dottedName, isFunction, stringValue } from './syntax.js';
import type { Place, Visitors } from './walk.js';

/** Says of a place whether it may be passed by. Asked during the walk: what comes later in the file does not count. */
export interface ConditionalCalls {
  readonly visitors: Visitors;
  isConditional(node: PythonNode, place: Place): boolean;
}

/** Lists of an event have an element at least. */
const RECORDS = /records$/i;

export function createConditionalCalls(): ConditionalCalls {
  /** Ways out before the end that were seen, by the function that they leave or whose loop they cut short. */
  const exits = new Map<PythonNode | undefined, number>();

  function addExit(_: PythonNode, { ancestors }: Place): void {
    const owner = ancestors.findLast(isFunction);
    exits.set(owner, (exits.get(owner) ?? 0) + 1);
  }

  function isConditional(node: PythonNode, { ancestors }: Place): boolean {
    let child = node;
    let owner: PythonNode | undefined;
    /** A `return` around the place is no way past it. */
    let around = 0;
    for (let i = ancestors.length - 1; i >= 0 && !owner; i--) {
      const parent = ancestors[i];
      if (!parent) break;
      if (isFunction(parent)) owner = parent;
      else if (isChoice(parent, child)) return true;
      else if (parent.nodeType === 'Return') around++;
      child = parent;
    }
    return (exits.get(owner) ?? 0) > around;
  }

  return { visitors: { Return: addExit, Continue: addExit, Break: addExit }, isConditional };
}

/** Whether the child runs in some cases only. */
function isChoice(parent: PythonNode, child: PythonNode): boolean {
  switch (parent.nodeType) {
    case 'If': case 'IfExp': case 'While': return parent.test !== child;
    case 'BoolOp': return parent.values[0] !== child;
    case 'For': case 'AsyncFor': return parent.iter !== child && !isRecords(parent.iter);
    case 'ListComp': case 'SetComp': case 'DictComp': case 'GeneratorExp': return true;
    case 'ExceptHandler': case 'MatchCase': return true;
    case 'Try': case 'TryStar': return parent.orelse.some((statement) => statement === child);
    default: return false;
  }
}

/** `event["Records"]`, `event.get("Records", [])`, `records`. */
function isRecords(list: PythonNode): boolean {
  if (list.nodeType === 'Subscript') return RECORDS.test(stringValue(list.slice) ?? '');
  if (list.nodeType === 'Call' && list.func.nodeType === 'Attribute' && list.func.attr === 'get') return RECORDS.test(stringValue(list.args[0]) ?? '');
  return RECORDS.test(dottedName(list) ?? '');
}

import type { PythonNode, PythonStatement } from '../../source/python.js';
import type { ConditionalCalls } from './conditional-calls.js';
import { calleeName, dottedName, isFunction, isNone, returnedValues } from './syntax.js';
import { goesOn, suppressed } from './tried.js';
import { ancestor, type Place } from './walk.js';

/** What an expression tells of the value in it: `value` is it, `present` is false without it, `absent` true. */
type Says = 'value' | 'present' | 'absent';

/** `if not table: raise …`, `assert table`: whenever the function runs, it raises where the value is `None`. */
export function isRequired(node: PythonNode, place: Place, level: number, conditional: ConditionalCalls): boolean {
  let child = node;
  let says: Says = 'value';
  for (let up = level; ; up++) {
    const parent = ancestor(place, up);
    if (!parent) return false;
    const next: Says | 'raises' | undefined = saidBy(parent, child, says);
    if (next === 'raises') return isSure(parent, { ...place, ancestors: place.ancestors.slice(0, place.ancestors.length - 1 - up) }, conditional);
    if (!next) return false;
    says = next;
    child = parent;
  }
}

function isSure(guard: PythonNode, place: Place, conditional: ConditionalCalls): boolean {
  if (conditional.isConditional(guard, place)) return false;
  let child = guard;
  for (let up = 0; ; up++) {
    const parent = ancestor(place, up);
    if (!parent) return true;
    // A generator may never come that far.
    if (isFunction(parent)) return returnedValues(parent) !== undefined;
    if (suppressed(parent).length > 0) return false;
    if ((parent.nodeType === 'Try' || parent.nodeType === 'TryStar') && (parent.finalbody.some(({ nodeType }) => nodeType === 'Return') || (parent.body.some((one) => one === child) && parent.handlers.some(goesOn)))) return false;
    child = parent;
  }
}

function saidBy(parent: PythonNode, child: PythonNode, says: Says): Says | 'raises' | undefined {
  switch (parent.nodeType) {
    case 'UnaryOp': return parent.op.nodeType !== 'Not' ? undefined : says === 'absent' ? 'present' : 'absent';
    case 'Compare': {
      const [op, other] = parent.ops;
      if (says !== 'value' || other || parent.left !== child || !isNone(parent.comparators[0])) return undefined;
      return op?.nodeType === 'Is' || op?.nodeType === 'Eq' ? 'absent' : 'present';
    }
    case 'BoolOp':
      if (parent.op.nodeType === 'Or') return says === 'absent' ? 'absent' : undefined;
      return says === 'absent' ? undefined : 'present';
    // `all([table, bucket])`.
    case 'List': case 'Tuple': return says === 'absent' ? undefined : says;
    case 'Call': return (child.nodeType === 'List' || child.nodeType === 'Tuple') && parent.args[0] === child && calleeName(parent.func) === 'all' ? 'present' : undefined;
    case 'If':
      if (parent.test !== child || child.nodeType === 'List' || child.nodeType === 'Tuple') return undefined;
      return raises(says === 'absent' ? parent.body : parent.orelse) ? 'raises' : undefined;
    case 'Assert': return parent.test === child && says !== 'absent' && child.nodeType !== 'Tuple' && child.nodeType !== 'List' ? 'raises' : undefined;
    default: return undefined;
  }
}

/** Statements that raise, after a log at most. */
export function raises(body: readonly PythonStatement[]): boolean {
  const last = body.at(-1);
  const isEnd = last?.nodeType === 'Raise' || (last?.nodeType === 'Expr' && last.value.nodeType === 'Call' && dottedName(last.value.func) === 'sys.exit');
  return isEnd && body.slice(0, -1).every(({ nodeType }) => nodeType === 'Expr' || nodeType === 'Assign');
}

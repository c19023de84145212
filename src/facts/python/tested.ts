import type { PythonNode } from '../../source/python.js';
import { calleeName } from './syntax.js';
import { ancestor, type Place } from './walk.js';

/** Of a longer chain of methods the rest is not looked at. */
const MAX_STEPS = 8;

/** Whether code asks what a value is, as it is or after a method of it: `if url:`, `mode.lower() == "queue"`. Its parent is the `level`-th ancestor. */
export function isTested(node: PythonNode, place: Place, level: number): boolean {
  let child = node;
  for (let up = level; up < level + MAX_STEPS; up++) {
    const parent = ancestor(place, up);
    switch (parent?.nodeType) {
      case 'If': case 'While': return parent.test === child;
      case 'IfExp': if (parent.test === child) return true;
        break;
      case 'Compare': return true;
      case 'UnaryOp': if (parent.op.nodeType === 'Not') return true;
        break;
      case 'BoolOp': if (parent.op.nodeType === 'And' && parent.values.at(-1) !== child) return true;
        break;
      case 'Call': if (parent.func !== child) return calleeName(parent.func) === 'bool';
        break;
      case 'Attribute': case 'NamedExpr': break;
      default: return false;
    }
    child = parent;
  }
  return false;
}

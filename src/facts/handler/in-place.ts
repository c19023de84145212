import type { Node } from 'oxc-parser';
import { calleeName, dottedName, unwrap } from './syntax.js';

/** Lists of an event have an element at least. */
const RECORDS = /records$/i;
const ITERATING: ReadonlySet<string> = new Set(['map', 'forEach', 'flatMap']);

/** A function that what it is given to calls for each record, or that is called where it stands. */
export function isCalledInPlace(parent: Node | undefined, fn: Node): boolean {
  if (parent?.type === 'NewExpression') return dottedName(parent.callee) === 'Promise';
  if (parent?.type !== 'CallExpression') return false;
  const callee = unwrap(parent.callee);
  if (callee === fn) return true;
  return callee.type === 'MemberExpression' && ITERATING.has(calleeName(callee) ?? '') && isRecords(callee.object);
}

export function isRecords(list: Node): boolean {
  return RECORDS.test(dottedName(unwrap(list)) ?? '');
}

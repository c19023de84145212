import type { CallExpression, NewExpression, Node } from 'oxc-parser';
import type { HandedOnFact, Within } from '../model.js';
import type { References } from './references.js';
import { dottedName, isCallable, memberName, unwrap } from './syntax.js';
import type { Visitors } from './walk.js';

interface Pending {
  readonly call: CallExpression | NewExpression;
  readonly argument: Node;
  readonly within: Within;
}

/** Functions given to calls. Inside of a function, those written on the spot are left out: they are nested in it anyway. */
export function collectHandedOn(references: References): { readonly visitors: Visitors; finish(): HandedOnFact[] } {
  const pending: Pending[] = [];

  function add(call: CallExpression | NewExpression, within: Within): void {
    for (const argument of call.arguments) {
      const isCandidate = argument.type === 'Identifier' || argument.type === 'MemberExpression' || argument.type === 'CallExpression'
        || isCallable(argument);
      if (isCandidate) pending.push({ call, argument, within });
    }
  }

  function toFact({ call, argument, within }: Pending): HandedOnFact | undefined {
    // Of calls, only `this.handle.bind(this)` is itself a function of the file.
    if (argument.type === 'CallExpression' && memberName(unwrap(argument.callee)) !== 'bind') return undefined;
    const target = references.toReference(references.denote(argument));
    if (target.kind === 'unknown' || target.kind === 'global') return undefined;
    if (target.kind === 'import' && (target.path.length === 0 || target.path.includes('#call'))) return undefined;
    return { target, to: calleeText(call.callee), within, start: argument.start, end: argument.end };
  }

  const visitors: Visitors = {
    CallExpression: (node, place) => add(node, place.within),
    NewExpression: (node, place) => add(node, place.within),
  };
  return { visitors, finish: () => pending.flatMap((one) => toFact(one) ?? []) };
}

function calleeText(callee: Node): string {
  const inner = unwrap(callee);
  return dottedName(inner) ?? (inner.type === 'MemberExpression' ? `.${memberName(inner) ?? ''}` : '');
}

import type { PythonExpression, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { ParameterReadFact, Span, Within } from '../model.js';
import { PARSED, type References } from './references.js';
import { calleeText, stringValue } from './syntax.js';
import { ancestor, type Place, type Visitors } from './walk.js';

interface Pending {
  readonly node: PythonExpression;
  readonly within: Within;
  readonly to?: string;
}

/** Members of parameters that code reads, `event['body']`, `record.get('s3')`, and parameters that are given to a call whole. */
export function collectParameterReads(references: References, spanOf: (node: PythonNode) => Span): { readonly visitors: Visitors; finish(): ParameterReadFact[] } {
  const pending: Pending[] = [];

  function add(node: PythonNodeOf<'Name' | 'Attribute' | 'Subscript' | 'Call'>, place: Place): void {
    if ('ctx' in node && node.ctx.nodeType !== 'Load') return;
    const parent = ancestor(place);
    if (isReadFurther(node, parent)) return;
    if (node.nodeType === 'Attribute' && parent?.nodeType === 'Call' && parent.func === node) {
      // `record['body'].strip()` reads `record['body']`; `event.get('x')` is a read of its own.
      if (!isEntryRead(parent)) pending.push({ node: node.value, within: place.within, to: `.${node.attr}` });
      return;
    }
    const to = givenTo(place);
    if (node.nodeType === 'Name' && to === undefined) return;
    pending.push({ node, within: place.within, ...(to === undefined ? {} : { to }) });
  }

  function toFact({ node, within, to }: Pending): ParameterReadFact | undefined {
    const denoted = references.denote(node);
    if (denoted.kind !== 'parameter' || denoted.path.includes('#call') || denoted.path.includes(PARSED)) return undefined;
    const reference = references.toReference(denoted);
    if (reference.kind !== 'parameter' || (reference.path.length === 0 && (to === undefined || to.startsWith('.')))) return undefined;
    return { ...reference, within, ...(to === undefined ? {} : { to }), ...spanOf(node) };
  }

  const visitors: Visitors = {
    Name: add,
    Attribute: add,
    Subscript: add,
    Call: (node, place) => { if (isEntryRead(node)) add(node, place); },
  };
  return { visitors, finish: () => pending.flatMap((one) => toFact(one) ?? []) };
}

/** `x.get('name')`. */
function isEntryRead({ func, args: [first] }: PythonNodeOf<'Call'>): boolean {
  return func.nodeType === 'Attribute' && func.attr === 'get' && stringValue(first) !== undefined;
}

/** Part of a longer chain that is a read itself. */
function isReadFurther(node: PythonNode, parent: PythonNode | undefined): boolean {
  return (parent?.nodeType === 'Attribute' || (parent?.nodeType === 'Subscript' && parent.slice.nodeType !== 'Slice')) && parent.value === node;
}

function givenTo(place: Place): string | undefined {
  const parent = ancestor(place);
  const call = parent?.nodeType === 'Keyword' ? ancestor(place, 1) : parent;
  const name = call?.nodeType === 'Call' ? calleeText(call.func) : '';
  return name === '' ? undefined : name;
}

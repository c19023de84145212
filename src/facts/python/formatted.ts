import type { PythonExpression, PythonNodeOf } from '../../source/python.js';
import { stringValue } from './syntax.js';

/** Texts and what stands between them; what is put into a place that is not understood is `undefined`. */
export type FormattedPart = string | PythonExpression | undefined;

/** A text with more places than this is none that anybody asks about. */
const MAX_PLACES = 60;

/** `"orders-%s" % stage` and `"orders-{}".format(stage)`: the parts in their order; undefined where it is neither. */
export function formattedParts(node: PythonNodeOf<'BinOp' | 'Call'>): readonly FormattedPart[] | undefined {
  if (node.nodeType === 'BinOp') {
    const text = node.op.nodeType === 'Mod' ? stringValue(node.left) : undefined;
    return text === undefined ? undefined : percentParts(text, node.right);
  }
  const { func, args, keywords } = node;
  const text = func.nodeType === 'Attribute' && func.attr === 'format' ? stringValue(func.value) : undefined;
  const isPlain = args.every(({ nodeType }) => nodeType !== 'Starred') && keywords.every(({ arg }) => arg !== undefined);
  return text === undefined || !isPlain ? undefined : braceParts(text, node);
}

function percentParts(text: string, right: PythonExpression): readonly FormattedPart[] | undefined {
  const given = right.nodeType === 'Tuple' ? right.elts : [right];
  const pieces = text.split(/(%(?:%|(?:\([^()]{0,60}\))?[-+ #\d.]{0,12}[a-zA-Z]))/, 2 * MAX_PLACES + 2);
  const places = pieces.filter((_, index) => index % 2 === 1).filter((piece) => piece !== '%%');
  // `%*d` takes its width as well.
  if (places.length > MAX_PLACES || pieces.some((piece, index) => index % 2 === 0 && piece.includes('%')) || (right.nodeType !== 'Dict' && places.length !== given.length && !places.some((place) => place.startsWith('%(')))) return undefined;
  let next = 0;
  return pieces.map((piece, index): FormattedPart => {
    if (index % 2 === 0) return piece;
    if (piece === '%%') return '%';
    const value = piece.startsWith('%(') ? undefined : given[next++];
    return /^%[sd]$/.test(piece) ? value : undefined;
  });
}

function braceParts(text: string, { args, keywords }: PythonNodeOf<'Call'>): readonly FormattedPart[] | undefined {
  const pieces = text.split(/(\{\{|\}\}|\{[^{}]*\})/, 2 * MAX_PLACES + 2);
  // The place of `{:{width}}` holds another.
  if (pieces.length > 2 * MAX_PLACES + 1 || pieces.some((piece, index) => index % 2 === 0 && /[{}]/.test(piece))) return undefined;
  let next = 0;
  return pieces.map((piece, index): FormattedPart => {
    if (index % 2 === 0) return piece;
    if (piece === '{{' || piece === '}}') return piece.slice(1);
    const name = piece.slice(1, -1);
    if (name === '') return args[next++];
    return /^\d+$/.test(name) ? args[Number(name)] : keywords.find(({ arg }) => arg === name)?.value;
  });
}

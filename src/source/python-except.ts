import type { PythonExpression, PythonNode } from './python.js';
import { forEachPythonChild } from './python-children.js';
import type { LineIndex } from './line-index.js';

/** Dotted names with commas between them: what people write after `except`. */
const WITHOUT_PARENTHESES = /^([^\S\n\r]*except\b\*?[^\S\n\r]*)([\w.]+(?:[^\S\n\r]*,[^\S\n\r]*[\w.]+)+)[^\S\n\r]*:/;

/**
 * A text without the commas of `except A, B:` in one line, which Python 3.14 allows and the parser does not know: `A| B` instead,
 * so that nothing moves. Undefined where the line says something else, or `except A, error:` as in Python 2.
 */
export function joinExceptions(text: string, lines: LineIndex, line: number): string | undefined {
  const start = lines.startOfLine(line);
  const [, before = '', names = ''] = WITHOUT_PARENTHESES.exec(text.slice(start, lines.startOfLine(line + 1))) ?? [];
  const written = names.split(',').map((name) => name.trim());
  // Names of classes have capitals; with a third name it cannot be Python 2.
  if (names === '' || (written.length === 2 && !/^(?!self\.|cls\.)(?:\w+\.)*[A-Z]\w*$|^(?!self\.|cls\.)\w+\.[\w.]+$/.test(written[1] ?? ''))) return undefined;
  const at = start + before.length;
  return text.slice(0, at) + names.replaceAll(',', '|') + text.slice(at + names.length);
}

/** Gives the handlers in these lines the tuples that they stand for, and the subjects of `match`. */
export function splitExceptions(node: PythonNode, lines: ReadonlySet<number>): void {
  if (node.nodeType === 'ExceptHandler' && node.type && lines.has(node.lineno)) node.type = toTuple(node.type);
  if (node.nodeType === 'Match' && lines.has(node.lineno)) node.subject = toTuple(node.subject);
  forEachPythonChild(node, (child) => splitExceptions(child, lines));
}

function toTuple(type: PythonExpression): PythonExpression {
  const { lineno, col_offset, end_lineno = lineno, end_col_offset = col_offset } = type;
  return { nodeType: 'Tuple', elts: operands(type), ctx: { nodeType: 'Load' }, lineno, col_offset, end_lineno, end_col_offset };
}

function operands(type: PythonExpression): PythonExpression[] {
  return type.nodeType === 'BinOp' && type.op.nodeType === 'BitOr' ? [...operands(type.left), type.right] : [type];
}

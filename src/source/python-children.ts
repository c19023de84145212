import type { PythonNode } from './python.js';

/** Fields with code that runs, in source order. Annotations and type parameters do not. */
const CHILD_KEYS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
  Module: ['body'],
  FunctionDef: ['decorator_list', 'args', 'body'], AsyncFunctionDef: ['decorator_list', 'args', 'body'], Lambda: ['args', 'body'],
  Arguments: ['defaults', 'kw_defaults'],
  ClassDef: ['decorator_list', 'bases', 'keywords', 'body'],
  Return: ['value'], Delete: ['targets'], Expr: ['value'], Raise: ['exc', 'cause'], Assert: ['test', 'msg'],
  Assign: ['targets', 'value'], AugAssign: ['target', 'value'], AnnAssign: ['target', 'value'], NamedExpr: ['target', 'value'],
  For: ['target', 'iter', 'body', 'orelse'], AsyncFor: ['target', 'iter', 'body', 'orelse'],
  While: ['test', 'body', 'orelse'], If: ['test', 'body', 'orelse'], IfExp: ['body', 'test', 'orelse'],
  With: ['items', 'body'], AsyncWith: ['items', 'body'], WithItem: ['context_expr', 'optional_vars'],
  Try: ['body', 'handlers', 'orelse', 'finalbody'], TryStar: ['body', 'handlers', 'orelse', 'finalbody'], ExceptHandler: ['type', 'body'],
  Match: ['subject', 'cases'], MatchCase: ['pattern', 'guard', 'body'], MatchValue: ['value'], MatchSequence: ['patterns'],
  MatchMapping: ['keys', 'patterns'], MatchClass: ['cls', 'patterns', 'kwd_patterns'], MatchAs: ['pattern'], MatchOr: ['patterns'],
  BoolOp: ['values'], BinOp: ['left', 'right'], UnaryOp: ['operand'], Compare: ['left', 'comparators'],
  Dict: ['keys', 'values'], Set: ['elts'], List: ['elts'], Tuple: ['elts'], Starred: ['value'],
  ListComp: ['generators', 'elt'], SetComp: ['generators', 'elt'], GeneratorExp: ['generators', 'elt'], DictComp: ['generators', 'key', 'value'],
  Comprehension: ['target', 'iter', 'ifs'],
  Await: ['value'], Yield: ['value'], YieldFrom: ['value'],
  Call: ['func', 'args', 'keywords'], Keyword: ['value'], Attribute: ['value'], Subscript: ['value', 'slice'], Slice: ['lower', 'upper', 'step'],
  JoinedStr: ['values'], FormattedValue: ['value', 'format_spec'], TemplateStr: ['values'], Interpolation: ['value', 'format_spec'],
}));
const NO_KEYS: readonly string[] = [];
/** Of a script's own start, `if __name__ == '__main__':`, nothing runs when the file is imported. */
const ALTERNATIVE_ONLY: readonly string[] = ['orelse'];

type Child = PythonNode | readonly (PythonNode | null)[] | null | undefined;

/** Calls `visit` with each child of a node that can hold code that runs. */
export function forEachPythonChild(node: PythonNode, visit: (child: PythonNode) => void): void {
  const keys = node.nodeType === 'If' && isScriptStart(node.test) ? ALTERNATIVE_ONLY : (CHILD_KEYS.get(node.nodeType) ?? NO_KEYS);
  const children = node as unknown as Readonly<Record<string, Child>>;
  for (let k = 0; k < keys.length; k++) {
    const child = children[keys[k] ?? ''];
    if (!child) continue;
    if (!isList(child)) visit(child);
    else for (let i = 0; i < child.length; i++) {
      const one = child[i];
      if (one) visit(one);
    }
  }
}

function isList(child: PythonNode | readonly (PythonNode | null)[]): child is readonly (PythonNode | null)[] {
  return Array.isArray(child);
}

function isScriptStart(test: PythonNode): boolean {
  return test.nodeType === 'Compare' && test.left.nodeType === 'Name' && test.left.id === '__name__' && test.ops[0]?.nodeType === 'Eq';
}

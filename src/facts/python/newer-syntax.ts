import type { PythonExpression, PythonNode, PythonNodeOf } from '../../source/python.js';
import { forEachPythonChild } from '../../source/python-children.js';
import type { Span, SyntaxFact } from '../model.js';
import { isWholeBefore312 } from './format-strings.js';
import type { Place, Visitors } from './walk.js';

/** Types of the language: `int | None` is a value of no version before 3.10. */
const TYPES: ReadonlySet<string> = new Set(['bool', 'bytes', 'complex', 'dict', 'float', 'frozenset', 'int', 'list', 'object', 'set', 'str', 'tuple', 'type']);

/** The first use of each piece of syntax that not all versions of Python read; the names are those of data/language-versions.json. */
export function collectNewerSyntax(text: string, spanOf: (node: PythonNode) => Span): { readonly facts: SyntaxFact[]; readonly visitors: Visitors } {
  const facts: SyntaxFact[] = [];
  const keepsAnnotations = /^from __future__ import\b.*\bannotations\b/m.test(text);

  function add(feature: string, { start, end }: Span): void {
    if (!facts.some((one) => one.feature === feature)) facts.push({ feature, start, end });
  }

  /** Only the keyword: a statement may be long. */
  function addKeyword(feature: string, node: PythonNode, length: number): void {
    const { start } = spanOf(node);
    add(feature, { start, end: start + length });
  }

  function addFunction(node: PythonNodeOf<'FunctionDef' | 'AsyncFunctionDef'>, place: Place): void {
    addTypeParameters(node);
    if (keepsAnnotations || !runsAtLoad(place)) return;
    const { args, posonlyargs, kwonlyargs, vararg, kwarg } = node.args;
    for (const { annotation } of [...posonlyargs, ...args, ...kwonlyargs, ...(vararg ? [vararg] : []), ...(kwarg ? [kwarg] : [])]) addUnion(annotation);
    addUnion(node.returns);
  }

  function addUnion(annotation: PythonExpression | undefined | null): void {
    if (annotation && isUnionOfTypes(annotation)) add('type-union', spanOf(annotation));
  }

  function addTypeParameters({ type_params: parameters }: { readonly type_params?: readonly PythonNode[] }): void {
    const [first] = parameters ?? [];
    if (first) add('type-parameters', spanOf(first));
  }

  function addJoined(node: PythonNodeOf<'JoinedStr'>): void {
    const span = spanOf(node);
    // What stands behind the colon in braces is a text of its own in the tree.
    if (!/^[fFrR]{0,2}["']/.test(text.slice(span.start, span.start + 3))) return;
    if (!isWholeBefore312(text.slice(span.start, span.end))) return add('nested-quotes', span);
    const withBackslash = formattedIn(node).find(({ value }) => {
      const inner = spanOf(value);
      return inner.start > span.start && inner.end < span.end && text.slice(inner.start, inner.end).includes('\\');
    });
    if (withBackslash) add('backslash-in-f-string', spanOf(withBackslash.value));
  }

  const visitors: Visitors = {
    Match: (node) => addKeyword('match', node, 'match'.length),
    TryStar: (node) => addKeyword('except-star', node, 'try'.length),
    TypeAlias: (node) => addKeyword('type-statement', node, 'type'.length),
    TemplateStr: (node) => add('template-string', spanOf(node)),
    FunctionDef: addFunction,
    AsyncFunctionDef: addFunction,
    ClassDef: addTypeParameters,
    AnnAssign(node, place) {
      if (!keepsAnnotations && runsAtLoad(place)) addUnion(node.annotation);
    },
    ExceptHandler(node) {
      if (node.type?.nodeType !== 'Tuple') return;
      const span = spanOf(node.type);
      if (text[span.start] !== '(') add('except-without-parentheses', span);
    },
    JoinedStr: addJoined,
  };
  return { facts, visitors };
}

/** Code of the module or of a class of it, under no condition: annotations are values there. */
function runsAtLoad({ within, ancestors }: Place): boolean {
  return within === null && ancestors.every(({ nodeType }) => nodeType === 'Module' || nodeType === 'ClassDef');
}

/** `int | None`, `str | list[str]`: certainly types that cannot be joined before 3.10; a name may be anything. */
function isUnionOfTypes(node: PythonExpression): boolean {
  return node.nodeType === 'BinOp' && node.op.nodeType === 'BitOr' && isPlainType(node.left) && (isPlainType(node.right) || (node.right.nodeType === 'Constant' && node.right.value === null));
}

function isPlainType(node: PythonExpression): boolean {
  return node.nodeType === 'Name' ? TYPES.has(node.id) : node.nodeType === 'Subscript' && node.value.nodeType === 'Name' && TYPES.has(node.value.id);
}

function formattedIn(node: PythonNode): readonly PythonNodeOf<'FormattedValue'>[] {
  const found: PythonNodeOf<'FormattedValue'>[] = [];
  forEachPythonChild(node, (child) => {
    if (child.nodeType === 'FormattedValue') found.push(child);
  });
  return found;
}

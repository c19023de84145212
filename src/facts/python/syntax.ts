import type { PythonClass, PythonExpression, PythonFunction, PythonNode } from '../../source/python.js';
import { forEachPythonChild } from '../../source/python-children.js';

export function isFunction(node: PythonNode | undefined): node is PythonFunction {
  return node?.nodeType === 'FunctionDef' || node?.nodeType === 'AsyncFunctionDef' || node?.nodeType === 'Lambda';
}

/** The text of a string literal; bytes are none. */
export function stringValue(node: PythonNode | null | undefined): string | undefined {
  if (node?.nodeType !== 'Constant') return undefined;
  const value: unknown = node.value;
  // `...` is a text for the parser, but has no quotes.
  return typeof value === 'string' && node.quote_style !== undefined && !/^[a-z]*b/i.test(node.quote_style) ? value : undefined;
}

export function isNone(node: PythonNode | undefined): boolean {
  return node?.nodeType === 'Constant' && node.value === null;
}

/** `app.get` for a chain of names. */
export function dottedName(node: PythonNode): string | undefined {
  if (node.nodeType === 'Name') return node.id;
  if (node.nodeType !== 'Attribute') return undefined;
  const object = dottedName(node.value);
  return object === undefined ? undefined : `${object}.${node.attr}`;
}

/** The last name of a callee: `get` of `app.get`, and of `pick().get`. */
export function calleeName(node: PythonNode): string | undefined {
  if (node.nodeType === 'Name') return node.id;
  return node.nodeType === 'Attribute' ? node.attr : undefined;
}

/** The callee as written, as far as it is a chain of names; `.then` for a member of anything else. */
export function calleeText(node: PythonNode): string {
  return dottedName(node) ?? (node.nodeType === 'Attribute' ? `.${node.attr}` : '');
}

/** What a decorator is, called with options or not. */
export function decoratorCallee(node: PythonExpression): PythonExpression {
  return node.nodeType === 'Call' ? node.func : node;
}

export function decoratorsOf(node: PythonFunction): readonly PythonExpression[] {
  return node.nodeType === 'Lambda' ? [] : node.decorator_list;
}

/** Every call of a method asks, and a class may have thousands. */
const methods = new WeakMap<PythonClass, ReadonlyMap<string, PythonFunction>>();

/** The method of a class, by its name. The last one of a name counts. */
export function methodOf(node: PythonClass, name: string): PythonFunction | undefined {
  const known = methods.get(node) ?? new Map(node.body.flatMap((member) => (member.nodeType === 'FunctionDef' || member.nodeType === 'AsyncFunctionDef' ? [[member.name, member] as const] : [])));
  methods.set(node, known);
  return known.get(name);
}

const returned = new WeakMap<PythonFunction, readonly PythonExpression[] | undefined>();

/** All that a function may return; undefined for a generator. */
export function returnedValues(node: PythonFunction): readonly PythonExpression[] | undefined {
  if (node.nodeType === 'Lambda') return [node.body];
  if (returned.has(node)) return returned.get(node);
  const values: PythonExpression[] = [];
  const yields: PythonNode[] = [];
  const look = (one: PythonNode): void => {
    if (isFunction(one) || one.nodeType === 'ClassDef') return;
    if (one.nodeType === 'Yield' || one.nodeType === 'YieldFrom') yields.push(one);
    if (one.nodeType === 'Return' && one.value) values.push(one.value);
    forEachPythonChild(one, look);
  };
  for (const statement of node.body) look(statement);
  const result = yields.length > 0 ? undefined : values;
  returned.set(node, result);
  return result;
}

/** The argument by its position or keyword. */
export function argumentOf(node: PythonNode & { readonly nodeType: 'Call' }, position: number, keyword: string): PythonExpression | undefined {
  return node.keywords.find(({ arg }) => arg === keyword)?.value ?? (node.args[position]?.nodeType === 'Starred' ? undefined : node.args[position]);
}

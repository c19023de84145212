import type { PythonExpression, PythonFunction, PythonNode } from '../../source/python.js';
import type { Expression, FunctionFact, ParameterDefaultFact, Span } from '../model.js';
import type { FunctionTable } from './functions.js';
import type { Visitors } from './walk.js';

/** `def save(item, table=orders)`: what stands in for an argument that is not given. It is made once, where the function is defined. */
export function collectParameterDefaults(functions: FunctionTable, read: (node: PythonExpression) => Expression, spanOf: (node: PythonNode) => Span): { readonly visitors: Visitors; finish(): readonly FunctionFact[] } {
  const pending = new Map<number, PythonFunction>();

  function add(node: PythonFunction): void {
    const id = functions.idOf(node);
    if (id !== undefined && (node.args.defaults.length > 0 || node.args.kw_defaults.length > 0)) pending.set(id, node);
  }

  function withDefaults(fact: FunctionFact): FunctionFact {
    const node = pending.get(fact.id);
    const defaults = node ? defaultsOf(node, fact.parameterNames ?? []) : [];
    return defaults.length > 0 ? { ...fact, defaults } : fact;
  }

  function defaultsOf({ args: { posonlyargs, args, kwonlyargs, defaults, kw_defaults: named } }: PythonFunction, names: readonly string[]): readonly ParameterDefaultFact[] {
    const positional = [...posonlyargs, ...args];
    const values = [...positional.map((_, index) => defaults[index - positional.length + defaults.length]), ...kwonlyargs.map((_, index) => named[index])];
    const receivers = values.length - names.length;
    return values.flatMap((value, index) => (value ? [{ index: index - receivers, path: [], value: read(value), ...spanOf(value) }] : []));
  }

  return { visitors: { FunctionDef: add, AsyncFunctionDef: add, Lambda: add }, finish: () => (pending.size === 0 ? functions.facts : functions.facts.map(withDefaults)) };
}

import type { Node, ParamPattern } from 'oxc-parser';
import type { Expression, FunctionFact, ParameterDefaultFact } from '../model.js';
import { writtenParameters, type FunctionTable } from './functions.js';
import { keyName, type Callable } from './syntax.js';
import type { Visitors } from './walk.js';

interface Found {
  readonly path: readonly string[];
  readonly node: Node;
}

/** `(client = new Client())` and `({ client = new Client() } = {})`: what stands in for an argument that is not given. */
export function collectParameterDefaults(functions: FunctionTable, read: (node: Node) => Expression): { readonly visitors: Visitors; finish(): readonly FunctionFact[] } {
  const pending: Callable[] = [];

  function add(node: Callable): void {
    if (node.params.some(mayHaveDefault)) pending.push(node);
  }

  function defaultsOf(node: Callable): readonly ParameterDefaultFact[] {
    return writtenParameters(node.params).flatMap((param, index) => (
      defaultsIn(patternOf(param), []).map(({ path, node: value }) => ({ index, path, value: read(value), start: value.start, end: value.end }))
    ));
  }

  function finish(): readonly FunctionFact[] {
    const found = new Map(pending.map((node) => [functions.idOf(node), defaultsOf(node)] as const));
    return found.size === 0 ? functions.facts : functions.facts.map((fact) => {
      const defaults = found.get(fact.id) ?? [];
      return defaults.length > 0 ? { ...fact, defaults } : fact;
    });
  }

  return { visitors: { FunctionDeclaration: add, FunctionExpression: add, ArrowFunctionExpression: add }, finish };
}

function mayHaveDefault(param: ParamPattern): boolean {
  const { type } = patternOf(param);
  return type === 'AssignmentPattern' || type === 'ObjectPattern';
}

function patternOf(param: ParamPattern): Node {
  return param.type === 'TSParameterProperty' ? param.parameter : param;
}

/** Of members by name: what is taken by position or with the rest has no path. */
function defaultsIn(pattern: Node, path: readonly string[]): readonly Found[] {
  if (pattern.type === 'AssignmentPattern') return [{ path, node: pattern.right }, ...defaultsIn(pattern.left, path)];
  if (pattern.type !== 'ObjectPattern') return [];
  return pattern.properties.flatMap((property) => {
    const key = property.type === 'Property' ? keyName(property.key, property.computed) : undefined;
    return property.type === 'Property' && key !== undefined ? defaultsIn(property.value, [...path, key]) : [];
  });
}

import type { Node } from 'oxc-parser';
import { isModuleLevel, isModuleScope, type Scopes, type Variable } from '../../source/scopes.js';
import { forEachChild } from '../../source/syntax-children.js';
import type { Span } from '../model.js';

/**
 * Says whether a value may differ between invocations: it reads a parameter of a function around it, `this`, a local that was
 * awaited, or a module variable that functions assign. Asked of a file, answers are remembered per variable.
 */
export function createInvocationDependence(scopes: Scopes): (node: Node) => boolean {
  const known = new Map<Variable, boolean>();
  const knownFunctions = new Map<Node, boolean>();

  function variesNode(node: Node, around: Span): boolean {
    switch (node.type) {
      case 'AwaitExpression':
      case 'ThisExpression':
        return true;
      case 'Identifier': {
        const variable = scopes.variableOf(node);
        return variable ? variesVariable(variable, around) : node.name === 'arguments';
      }
      case 'Literal':
        return false;
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        return variesFunction(node);
      default:
        return variesChild(node, around);
    }
  }

  function variesChild(node: Node, around: Span): boolean {
    let varies = false;
    forEachChild(node, (child) => { varies ||= variesNode(child, around); });
    return varies;
  }

  /** Once for each function, however deep the calls it is given to are nested. */
  function variesFunction(node: Node): boolean {
    const done = knownFunctions.get(node);
    if (done !== undefined) return done;
    const varies = variesChild(node, node);
    knownFunctions.set(node, varies);
    return varies;
  }

  function variesVariable(variable: Variable, around: Span): boolean {
    const [def] = variable.defs;
    if (!def) return false;
    // Bound inside of the expression itself: the parameter of a callback in the options.
    if (def.name.start >= around.start && def.name.end <= around.end) return false;
    const done = known.get(variable);
    if (done !== undefined) return done;
    known.set(variable, false);
    const varies = variesBySource(variable, def.type);
    known.set(variable, varies);
    return varies;
  }

  function variesBySource(variable: Variable, type: string): boolean {
    if (type === 'Parameter') return true;
    if (type === 'CatchClause') return true;
    if (type !== 'Variable') return false;
    const { writes } = variable;
    if (isModuleLevel(variable)) return writes.some(({ from }) => !isModuleScope(from.variableScope));
    return writes.some(({ writeExpr }) => writeExpr !== null && variesNode(writeExpr, writeExpr));
  }

  return (node) => variesNode(node, node);
}

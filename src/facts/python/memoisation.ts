import { forEachPythonChild } from '../../source/python-children.js';
import type { PythonExpression, PythonFunction, PythonNode, PythonStatement } from '../../source/python.js';
import type { Places } from './places.js';
import type { References } from './references.js';
import { calleeName, decoratorCallee, decoratorsOf, isFunction, isNone } from './syntax.js';
import type { Place } from './walk.js';

/** Decorators that keep the results of a function. */
const CACHING = /^(?:lru_cache|cache|cached|cachedmethod|cached_property|memoi[sz]e|singleton|once|ttl_cache|alru_cache)$/;

/** Says whether a call happens once and not each time: its result, or a flag, is kept in a place that outlives the function and is tested before. */
export function createMemoisation(places: Places, references: References): (node: PythonNode, place: Place) => boolean {
  return (node, { ancestors }) => {
    const tested = new Set<string>();
    let child = node;
    for (let i = ancestors.length - 1; i >= 0; i--) {
      const parent = ancestors[i];
      if (!parent) break;
      collectTests(parent, child, places, tested);
      if (isFunction(parent)) return isCached(parent) || (tested.size > 0 && stores(parent, tested, places, references));
      child = parent;
    }
    return false;
  };
}

function isCached(node: PythonFunction): boolean {
  return decoratorsOf(node).some((one) => CACHING.test(calleeName(decoratorCallee(one)) ?? ''));
}

/** The places of which the parent says, before it evaluates the child, that they are empty. */
function collectTests(parent: PythonNode, child: PythonNode, places: Places, tested: Set<string>): void {
  switch (parent.nodeType) {
    case 'BoolOp': {
      const at = parent.values.findIndex((value) => value === child);
      for (const value of parent.values.slice(0, Math.max(0, at))) addTests(value, parent.op.nodeType === 'Or', places, tested);
      return;
    }
    case 'IfExp':
      if (parent.body === child) addTests(parent.test, false, places, tested);
      else if (parent.orelse === child) addTests(parent.test, true, places, tested);
      return;
    case 'If':
      if (contains(parent.body, child)) addTests(parent.test, false, places, tested);
      else if (contains(parent.orelse, child)) addTests(parent.test, true, places, tested);
      return addEarlier(parent.body, child, places, tested);
    case 'FunctionDef': case 'AsyncFunctionDef': case 'With': case 'AsyncWith': case 'For': case 'AsyncFor': case 'While':
      return addEarlier(parent.body, child, places, tested);
    case 'Try':
      addEarlier(parent.body, child, places, tested);
      // `try: return cache[name]` with the call in `except KeyError`.
      if (child.nodeType === 'ExceptHandler') for (const statement of parent.body) addPlacesRead(statement, places, tested);
      return;
    case 'ExceptHandler': return addEarlier(parent.body, child, places, tested);
    default:
  }
}

function contains(statements: readonly PythonStatement[], child: PythonNode): boolean {
  return statements.some((statement) => statement === child);
}

/** `if client: return client` before the statement at hand. */
function addEarlier(statements: readonly PythonStatement[], child: PythonNode, places: Places, tested: Set<string>): void {
  if (!contains(statements, child)) return;
  for (const statement of statements) {
    if (statement === child) return;
    if (statement.nodeType === 'If' && leaves(statement.body)) addTests(statement.test, true, places, tested);
  }
}

function leaves(statements: readonly PythonStatement[]): boolean {
  const last = statements.at(-1);
  return last?.nodeType === 'Return' || (last?.nodeType === 'If' && leaves(last.body) && leaves(last.orelse));
}

function addPlacesRead(node: PythonNode, places: Places, tested: Set<string>): void {
  const key = places.keyOf(node);
  if (key !== undefined) tested.add(key);
  else forEachPythonChild(node, (child) => addPlacesRead(child, places, tested));
}

/** The places that are present (or absent) where the test does not hold. A flag counts in both directions: somebody sets it. */
function addTests(test: PythonExpression, present: boolean, places: Places, tested: Set<string>): void {
  switch (test.nodeType) {
    case 'UnaryOp': return test.op.nodeType === 'Not' ? addTests(test.operand, !present, places, tested) : undefined;
    case 'BoolOp':
      for (const value of test.values) addTests(value, present, places, tested);
      return;
    case 'Compare': return addComparison(test, places, tested);
    default: {
      const key = places.keyOf(test);
      if (key !== undefined) tested.add(key);
    }
  }
}

function addComparison({ left, ops: [operator], comparators: [right] }: PythonNode & { readonly nodeType: 'Compare' }, places: Places, tested: Set<string>): void {
  if (!right) return;
  const isMembership = operator?.nodeType === 'In' || operator?.nodeType === 'NotIn';
  const key = isMembership ? places.entryOf(right) : isNone(left) ? places.keyOf(right) : places.keyOf(left);
  if (key !== undefined) tested.add(key);
}

/** Whether the function, or one of this file that it calls, writes one of the tested places. */
function stores(fn: PythonFunction, tested: ReadonlySet<string>, places: Places, references: References): boolean {
  const seen = new Set<PythonNode>([fn]);
  const isTested = (node: PythonNode): boolean => {
    const key = places.keyOf(node);
    return key !== undefined && tested.has(key);
  };

  function look(node: PythonNode, isCalled: boolean): boolean {
    switch (node.nodeType) {
      case 'Assign': if (node.targets.some(isTested)) return true;
        break;
      case 'AnnAssign': case 'AugAssign': case 'NamedExpr': if (isTested(node.target)) return true;
        break;
      case 'Call': if (isStoring(node, isTested) || (!isCalled && looksIn(references.denote(node.func)))) return true;
        break;
      default:
    }
    let found = false;
    forEachPythonChild(node, (child) => { found ||= look(child, isCalled); });
    return found;
  }

  function looksIn(called: ReturnType<References['denote']>): boolean {
    if (called.kind !== 'function' || seen.has(called.node)) return false;
    seen.add(called.node);
    return look(called.node, true);
  }

  return look(fn, false);
}

/** `cache.setdefault(name, …)`, `setattr(handler, 'client', …)`. */
function isStoring(node: PythonNode & { readonly nodeType: 'Call' }, isTested: (node: PythonNode) => boolean): boolean {
  if (node.func.nodeType === 'Attribute' && node.func.attr === 'setdefault') return isTested(node);
  if (node.func.nodeType !== 'Name' || node.func.id !== 'setattr') return false;
  return isTested({ ...node, func: { ...node.func, id: 'getattr' } });
}

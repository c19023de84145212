import { forEachPythonChild } from '../../source/python-children.js';
import type { PythonExpression, PythonFunction, PythonNode, PythonStatement } from '../../source/python.js';
import { createStores } from '../stores.js';
import type { Places } from './places.js';
import type { References } from './references.js';
import { calleeName, decoratorCallee, decoratorsOf, isFunction, isNone } from './syntax.js';
import type { Place } from './walk.js';

/** Decorators that keep the results of a function. */
const CACHING = /^(?:lru_cache|cache|cached|cachedmethod|cached_property|memoi[sz]e|singleton|once|ttl_cache|alru_cache)$/;

/** Whether a place is one of those that a function writes. */
type IsStored = (key: string) => boolean;

/** Says whether a call happens once and not each time: its result, or a flag, is kept in a place that outlives the function and is tested before. */
export function createMemoisation(places: Places, references: References): (node: PythonNode, place: Place) => boolean {
  const storedIn = storesOf(places, references);
  const tests = createTests(places);
  return (node, { ancestors }) => {
    const at = ancestors.findLastIndex(isFunction);
    const fn = ancestors[at];
    if (!fn || !isFunction(fn)) return false;
    if (isCached(fn)) return true;
    let child = node;
    for (let i = ancestors.length - 1; i >= at; i--) {
      const parent = ancestors[i];
      if (!parent) break;
      if (tests.decide(parent, child, (key) => storedIn(fn).has(key))) return true;
      child = parent;
    }
    return false;
  };
}

function isCached(node: PythonFunction): boolean {
  return decoratorsOf(node).some((one) => CACHING.test(calleeName(decoratorCallee(one)) ?? ''));
}

interface Tests {
  /** Whether the parent says of a stored place, before it evaluates the child, that it is empty. */
  decide(parent: PythonNode, child: PythonNode, isStored: IsStored): boolean;
}

function createTests(places: Places): Tests {
  /** By block: its statements by number, and the first of them that leaves under a test of a stored place. Undefined where none leaves. */
  const blocks = new WeakMap<readonly PythonStatement[], { readonly numbers: ReadonlyMap<PythonNode, number>; readonly first: number } | null>();

  function decide(parent: PythonNode, child: PythonNode, isStored: IsStored): boolean {
    switch (parent.nodeType) {
      case 'BoolOp': {
        const at = parent.values.findIndex((value) => value === child);
        return parent.values.slice(0, Math.max(0, at)).some((value) => asksFor(value, isStored));
      }
      case 'IfExp': return parent.test !== child && asksFor(parent.test, isStored);
      case 'If': return parent.test !== child && (asksFor(parent.test, isStored) || isLeftBefore(parent.body, child, isStored));
      case 'FunctionDef': case 'AsyncFunctionDef': case 'With': case 'AsyncWith': case 'For': case 'AsyncFor': case 'While':
        return isLeftBefore(parent.body, child, isStored);
      case 'Try':
        // `try: return cache[name]` with the call in `except KeyError`.
        return child.nodeType === 'ExceptHandler' ? parent.body.some((statement) => readsStored(statement, isStored)) : isLeftBefore(parent.body, child, isStored);
      case 'ExceptHandler': return isLeftBefore(parent.body, child, isStored);
      default: return false;
    }
  }

  /** `if client: return client` before the statement at hand. A block may have thousands of each. */
  function isLeftBefore(statements: readonly PythonStatement[], child: PythonNode, isStored: IsStored): boolean {
    const known = blocks.get(statements);
    const block = known === undefined ? firstLeft(statements, isStored) : known;
    blocks.set(statements, block);
    return block !== null && block.first < (block.numbers.get(child) ?? -1);
  }

  function firstLeft(statements: readonly PythonStatement[], isStored: IsStored): { readonly numbers: ReadonlyMap<PythonNode, number>; readonly first: number } | null {
    const first = statements.findIndex((statement) => statement.nodeType === 'If' && leaves(statement.body) && asksFor(statement.test, isStored));
    return first < 0 ? null : { first, numbers: new Map(statements.map((statement, index) => [statement, index])) };
  }

  function readsStored(node: PythonNode, isStored: IsStored): boolean {
    const key = places.keyOf(node);
    if (key !== undefined) return isStored(key);
    let found = false;
    forEachPythonChild(node, (child) => { found ||= readsStored(child, isStored); });
    return found;
  }

  /** Whether a test tells, in one of its outcomes, that a stored place is empty. A flag counts in both directions: somebody sets it. */
  function asksFor(test: PythonExpression, isStored: IsStored): boolean {
    switch (test.nodeType) {
      case 'UnaryOp': return test.op.nodeType === 'Not' && asksFor(test.operand, isStored);
      case 'BoolOp': return test.values.some((value) => asksFor(value, isStored));
      default: {
        const key = test.nodeType === 'Compare' ? comparedPlace(test) : places.keyOf(test);
        return key !== undefined && isStored(key);
      }
    }
  }

  function comparedPlace({ left, ops: [operator], comparators: [right] }: PythonNode & { readonly nodeType: 'Compare' }): string | undefined {
    if (!right) return undefined;
    if (operator?.nodeType === 'In' || operator?.nodeType === 'NotIn') return places.entryOf(right);
    return isNone(left) ? places.keyOf(right) : places.keyOf(left);
  }

  return { decide };
}

function leaves(statements: readonly PythonStatement[]): boolean {
  const last = statements.at(-1);
  return last?.nodeType === 'Return' || (last?.nodeType === 'If' && leaves(last.body) && leaves(last.orelse));
}

function storesOf(places: Places, references: References): (fn: PythonFunction) => ReadonlySet<string> {
  return createStores<PythonFunction>((fn, { keys, called }) => {
    const note = (key: string | undefined): void => {
      if (key !== undefined) keys.add(key);
    };
    const add = (target: PythonNode): void => note(places.keyOfTarget(target));
    const look = (node: PythonNode): void => {
      switch (node.nodeType) {
        case 'Assign': node.targets.forEach(add); break;
        case 'AnnAssign': case 'AugAssign': case 'NamedExpr': add(node.target); break;
        case 'Call': {
          note(keyOfStoring(node, places));
          const denoted = references.denote(node.func);
          if (denoted.kind === 'function') called.add(denoted.node);
          break;
        }
        default:
      }
      forEachPythonChild(node, look);
    };
    look(fn);
  });
}

/** What puts something into a container: `cache.setdefault(name, …)`, `cache.update({name: …})`. */
const STORING = /^(?:setdefault|update|set|put|add|append|insert|__setitem__)$/;

/** `cache.setdefault(name, …)`, `setattr(handler, 'client', …)`. */
function keyOfStoring(node: PythonNode & { readonly nodeType: 'Call' }, places: Places): string | undefined {
  const { func } = node;
  if (func.nodeType === 'Attribute') return STORING.test(func.attr) ? places.entryOf(func.value) : undefined;
  return func.nodeType === 'Name' && func.id === 'setattr' ? places.keyOf({ ...node, func: { ...func, id: 'getattr' } }) : undefined;
}

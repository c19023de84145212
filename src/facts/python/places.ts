import type { PythonExpression, PythonNode } from '../../source/python.js';
import type { PythonBinding, PythonScopes } from '../../source/python-scopes.js';
import type { References } from './references.js';
import { stringValue } from './syntax.js';

/** Names for the places a value can be kept in that outlive a function, comparable as strings. */
export interface Places {
  /** The place an expression reads or asks about: `client`, `self.client`, `cache[name]`, `cache.get(name)`. Undefined where it is gone when the function returns. */
  keyOf(node: PythonNode): string | undefined;
  /** The place that an assignment to the target writes: one to a copy of it writes none. */
  keyOfTarget(target: PythonNode): string | undefined;
  /** An entry of a container that outlives the function. */
  entryOf(container: PythonNode): string | undefined;
}

export function createPlaces(scopes: PythonScopes, references: References): Places {
  const numbers = new Map<PythonBinding, number>();
  const copying = new Set<PythonBinding>();

  function keyOf(node: PythonNode): string | undefined {
    switch (node.nodeType) {
      case 'Name': return keyOfName(node);
      case 'NamedExpr': case 'Await': return keyOf(node.value);
      case 'Attribute': {
        const object = ownerKey(node.value);
        return object === undefined ? undefined : `${object}.${node.attr}`;
      }
      case 'Subscript': return entryOf(node.value);
      case 'Call': return keyOfCall(node);
      default: return undefined;
    }
  }

  function keyOfTarget(target: PythonNode): string | undefined {
    return target.nodeType === 'Name' ? keyOfVariable(target) : keyOf(target);
  }

  function keyOfVariable(node: PythonNode & { readonly nodeType: 'Name' }): string | undefined {
    const binding = scopes.bindingOf(node);
    return binding && (binding.scope.kind === 'module' || isOfOuterFunction(binding, node)) ? `v${numberOf(binding)}` : undefined;
  }

  function keyOfName(node: PythonNode & { readonly nodeType: 'Name' }): string | undefined {
    const key = keyOfVariable(node);
    const binding = scopes.bindingOf(node);
    return key ?? (binding && keyOfCopied(binding));
  }

  function keyOfCopied(binding: PythonBinding): string | undefined {
    // `existing = cache.get(name)`: a test of the copy is a test of the place.
    const [first] = binding.definitions;
    if (first?.kind !== 'value' || first.steps.length > 0 || copying.has(binding)) return undefined;
    copying.add(binding);
    const key = first.value.nodeType === 'Name' ? undefined : keyOf(first.value);
    copying.delete(binding);
    return key;
  }

  /** A closure keeps the variables of the function around it. */
  function isOfOuterFunction(binding: PythonBinding, node: PythonNode & { readonly nodeType: 'Name' }): boolean {
    let scope = scopes.scopeOf(node);
    while (scope && scope.kind === 'comprehension') scope = scope.parent;
    return binding.scope.kind === 'function' && binding.scope !== scope && scope?.kind === 'function';
  }

  /** `self`, a class, a module or function of the file: what is kept in their members stays. */
  function ownerKey(node: PythonExpression): string | undefined {
    const denoted = references.denote(node);
    if (denoted.kind === 'instance' || denoted.kind === 'class') return `c${denoted.node.name}`;
    if (denoted.kind === 'function') return `f${denoted.node.nodeType === 'Lambda' ? '' : denoted.node.name}`;
    if (denoted.kind === 'import') return `i${denoted.specifier}.${denoted.path.join('.')}`;
    return keyOf(node);
  }

  function entryOf(container: PythonNode): string | undefined {
    if (container.nodeType === 'Call' && container.func.nodeType === 'Name' && container.func.id === 'globals') return 'globals[]';
    const key = keyOf(container);
    return key === undefined ? undefined : `${key}[]`;
  }

  function keyOfCall({ func, args: [first, second] }: PythonNode & { readonly nodeType: 'Call' }): string | undefined {
    if (func.nodeType === 'Attribute' && (func.attr === 'get' || func.attr === 'setdefault')) return entryOf(func.value);
    if (func.nodeType !== 'Name' || (func.id !== 'getattr' && func.id !== 'hasattr') || !first) return undefined;
    const owner = ownerKey(first);
    const name = stringValue(second);
    return owner === undefined || name === undefined ? undefined : `${owner}.${name}`;
  }

  function numberOf(binding: PythonBinding): number {
    const number = numbers.get(binding) ?? numbers.size;
    numbers.set(binding, number);
    return number;
  }

  return { keyOf, keyOfTarget, entryOf };
}

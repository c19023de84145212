import type { CallExpression, Node } from 'oxc-parser';
import { isModuleLevel, type Scopes, type Variable } from '../../source/scopes.js';
import { isCallable, memberName, unwrap } from './syntax.js';

/** Names for the places a value can be kept in, comparable as strings: a variable, a member of one, an entry of a map. */
export interface Places {
  /** The place an expression reads, or asks about: `client`, `this.client`, `cache[id]`, `cache.has(id)`. */
  keyOf(node: Node): string | undefined;
  /** The entry of the container under a name, or any. */
  entryOf(container: Node, name?: string): string | undefined;
  /** The place that `cache.set(id, value)` writes. */
  storedBy(node: CallExpression): string | undefined;
  /** Whether the place is still there when the functions around it have returned. */
  outlives(key: string, around: readonly Node[]): boolean;
}

const GLOBALS = new Set(['globalThis', 'global', 'process']);

export function createPlaces(scopes: Scopes): Places {
  const roots = new Map<string, Variable | 'lasting'>();
  /** Guards against variables that are copied from each other. */
  const copying = new Set<Variable>();

  function keyOf(expression: Node): string | undefined {
    const node = unwrap(expression);
    switch (node.type) {
      case 'Identifier': return keyOfIdentifier(node);
      case 'ThisExpression': return remember('this', 'lasting');
      case 'AwaitExpression': return keyOf(node.argument);
      case 'AssignmentExpression': return keyOf(node.left);
      case 'MemberExpression': {
        const object = keyOf(node.object);
        const name = memberName(node);
        return object === undefined ? undefined : `${object}.${name ?? '[]'}`;
      }
      case 'CallExpression': return methodOn(node, ['has', 'get']);
      default: return undefined;
    }
  }

  function keyOfIdentifier(node: Node & { readonly name: string }): string | undefined {
    const variable = scopes.variableOf(node);
    if (!variable) return GLOBALS.has(node.name) ? remember(node.name, 'lasting') : undefined;
    const kept = isModuleLevel(variable) ? undefined : copiedFrom(variable);
    return kept ?? remember(`v${variable.id}`, variable);
  }

  /** `const existing = cache.get(id)`: a test of the copy is a test of the place. */
  function copiedFrom(variable: Variable): string | undefined {
    const node = variable.defs[0]?.node;
    if (node?.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || !node.init || copying.has(variable)) return undefined;
    const init = unwrap(node.init);
    if (init.type !== 'MemberExpression' && init.type !== 'CallExpression' && init.type !== 'AwaitExpression') return undefined;
    copying.add(variable);
    const key = keyOf(init);
    copying.delete(variable);
    return key;
  }

  function remember(root: string, variable: Variable | 'lasting'): string {
    roots.set(root, variable);
    return root;
  }

  function entryOf(container: Node, name = '[]'): string | undefined {
    const key = keyOf(container);
    return key === undefined ? undefined : `${key}.${name}`;
  }

  function methodOn(node: CallExpression, methods: readonly string[]): string | undefined {
    const callee = unwrap(node.callee);
    const name = memberName(callee);
    if (callee.type !== 'MemberExpression' || name === undefined || !methods.includes(name)) return undefined;
    return entryOf(callee.object);
  }

  function outlives(key: string, around: readonly Node[]): boolean {
    const root = roots.get(key.split('.', 1)[0] ?? '');
    if (!root) return false;
    return root === 'lasting' || isModuleLevel(root) || isKeptByFactory(root, around);
  }

  return { keyOf, entryOf, storedBy: (node) => methodOn(node, ['set']), outlives };
}

/** `const create = () => { let client; return async () => { client ??= … } }`: the returned function keeps the variable. */
function isKeptByFactory(variable: Variable, around: readonly Node[]): boolean {
  const owner = around.indexOf(variable.scope.variableScope.block);
  if (owner < 0) return false;
  return around.some((node, i) => {
    if (i <= owner || !isCallable(node)) return false;
    const parent = around[i - 1];
    return parent?.type === 'ReturnStatement' || (parent === around[owner] && parent?.type === 'ArrowFunctionExpression');
  });
}

import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { Node } from 'oxc-parser';

const TYPE_KEYS = new Set([
  'typeAnnotation', 'typeParameters', 'typeArguments', 'returnType', 'superTypeArguments', 'implements', 'label', 'closingElement', 'closingFragment',
]);
const TYPE_NODES = new Set([
  'TSTypeAliasDeclaration', 'TSInterfaceDeclaration', 'TSDeclareFunction', 'TSEmptyBodyFunctionExpression', 'TSIndexSignature',
  'TSAbstractMethodDefinition', 'TSAbstractPropertyDefinition', 'TSAbstractAccessorProperty', 'TSTypeAnnotation', 'TSTypeParameterDeclaration', 'TSTypeParameterInstantiation',
]);
const NO_KEYS: readonly string[] = [];

/** By type of node, as it is met: most types are in no file of a run. */
const known = new Map<string, readonly string[]>();

/** Where nodes of a type have children that can hold code that runs, in source order. */
export function childKeys(type: Node['type']): readonly string[] {
  return known.get(type) ?? findKeys(type);
}

function findKeys(type: string): readonly string[] {
  const keys = TYPE_NODES.has(type) ? NO_KEYS : (visitorKeys[type] ?? NO_KEYS).filter((key) => !TYPE_KEYS.has(key));
  known.set(type, keys);
  return keys;
}

/** Calls `visit` with each child of a node that can hold code that runs. */
export function forEachChild(node: Node, visit: (child: Node) => void, keys: readonly string[] = childKeys(node.type)): void {
  const children = node as unknown as Readonly<Record<string, Node | readonly (Node | null)[] | null | undefined>>;
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

function isList(child: Node | readonly (Node | null)[]): child is readonly (Node | null)[] {
  return Array.isArray(child);
}

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

/** The children that can hold code that runs, in source order. */
const CHILD_KEYS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(visitorKeys).map(([type, keys]) => [type, TYPE_NODES.has(type) ? NO_KEYS : (keys ?? NO_KEYS).filter((key) => !TYPE_KEYS.has(key))]),
);

/** Where nodes of a type have children that can hold code that runs. */
export function childKeys(type: Node['type']): readonly string[] {
  return CHILD_KEYS.get(type) ?? NO_KEYS;
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

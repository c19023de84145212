import type { Class, Node, ObjectExpression } from 'oxc-parser';
import type { Callable } from './syntax.js';

/** What an expression denotes, with the nodes of this file where it is local. */
export type Denoted =
  | { readonly kind: 'function'; readonly node: Callable }
  | { readonly kind: 'class'; readonly node: Class }
  | { readonly kind: 'instance'; readonly node: Class }
  | { readonly kind: 'object'; readonly node: ObjectExpression }
  | { readonly kind: 'import'; readonly specifier: string; readonly path: readonly string[] }
  | { readonly kind: 'global'; readonly path: readonly string[] }
  /** A literal, a template, an array: certainly none of the above. */
  | { readonly kind: 'value' }
  | { readonly kind: 'unknown' };

export const UNKNOWN: Denoted = { kind: 'unknown' };
export const VALUE: Denoted = { kind: 'value' };

/** Equal in every branch: then it does not matter which one is taken. */
export function sameDenoted(a: Denoted, b: Denoted): boolean {
  if (a.kind !== b.kind) return false;
  if ('node' in a && 'node' in b) return a.node === b.node;
  if ('specifier' in a && 'specifier' in b && a.specifier !== b.specifier) return false;
  return 'path' in a && 'path' in b ? a.path.join('\0') === b.path.join('\0') : true;
}

/** The one thing that several possible values denote, if they agree where they are known. */
export function agreed(possible: readonly Denoted[]): Denoted {
  const certain = possible.filter((one) => one.kind !== 'unknown' && one.kind !== 'value');
  const first = certain[0];
  if (!first) return possible.find((one) => one.kind === 'value') && possible.every((one) => one.kind === 'value') ? VALUE : UNKNOWN;
  return certain.every((one) => sameDenoted(one, first)) ? first : UNKNOWN;
}

/** The member of a class that a name reads from an instance (or from the class itself). */
export function classMember(node: Class, name: string, isStatic: boolean): Node | undefined {
  return node.body.body.find((member) => 'key' in member && !isSetter(member) && member.static === isStatic && keyText(member) === name);
}

function isSetter(member: Node): boolean {
  return member.type === 'MethodDefinition' && (member.kind === 'set' || member.kind === 'constructor' || !member.value.body);
}

function keyText(member: { readonly key: Node; readonly computed: boolean }): string | undefined {
  if (member.key.type === 'Identifier') return member.computed ? undefined : member.key.name;
  if (member.key.type === 'PrivateIdentifier') return `#${member.key.name}`;
  return member.key.type === 'Literal' && typeof member.key.value === 'string' ? member.key.value : undefined;
}

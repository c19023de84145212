import type { CallExpression, Class, NewExpression, Node, ObjectExpression } from 'oxc-parser';
import type { ParameterReference } from '../model.js';
import { keyName, type Callable } from './syntax.js';

/** A call or construction that gave a value. */
export type Maker = CallExpression | NewExpression;

interface Made {
  /** What gave the value, where the last step is `#new` or `#call`; several branches may each have their own. */
  readonly made?: readonly Maker[];
}

/** What an expression denotes, with the nodes of this file where it is local. */
export type Denoted =
  | { readonly kind: 'function'; readonly node: Callable }
  | { readonly kind: 'class'; readonly node: Class }
  | { readonly kind: 'instance'; readonly node: Class }
  | { readonly kind: 'object'; readonly node: ObjectExpression }
  | ({ readonly kind: 'import'; readonly specifier: string; readonly path: readonly string[] } & Made)
  | (ParameterReference & Made)
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
  if (a.kind === 'parameter' && b.kind === 'parameter' && (a.function !== b.function || a.index !== b.index)) return false;
  return 'path' in a && 'path' in b ? a.path.join('\0') === b.path.join('\0') : true;
}

/**
 * The one thing that several possible values denote, if they agree where they are known. What is given as an argument
 * counts only where nothing else is known: `options.client ?? new Client()` is a client.
 */
export function agreed(possible: readonly Denoted[]): Denoted {
  const known = possible.filter((one) => one.kind !== 'unknown' && one.kind !== 'value');
  const own = known.filter((one) => one.kind !== 'parameter');
  const certain = own.length > 0 ? own : known;
  const first = certain[0];
  if (!first) return possible.find((one) => one.kind === 'value') && possible.every((one) => one.kind === 'value') ? VALUE : UNKNOWN;
  if (!certain.every((one) => sameDenoted(one, first))) return UNKNOWN;
  const made = [...new Set(certain.flatMap(madeBy))];
  return made.length > 1 && (first.kind === 'import' || first.kind === 'parameter') ? { ...first, made } : first;
}

/** The calls that gave a value. */
export function madeBy(denoted: Denoted): readonly Maker[] {
  return denoted.kind === 'import' || denoted.kind === 'parameter' ? (denoted.made ?? []) : [];
}

/** The member of a class that a name reads from an instance (or from the class itself). */
export function classMember(node: Class, name: string, isStatic: boolean): Node | undefined {
  const known = memberIndexes.get(node) ?? indexMembers(node);
  memberIndexes.set(node, known);
  return (isStatic ? known.ofClass : known.ofInstance).get(name);
}

interface MemberIndex {
  readonly ofClass: ReadonlyMap<string, Node>;
  readonly ofInstance: ReadonlyMap<string, Node>;
}

/** Every call of a method asks, and a class may have thousands. */
const memberIndexes = new WeakMap<Class, MemberIndex>();

function indexMembers(node: Class): MemberIndex {
  const [ofClass, ofInstance] = [new Map<string, Node>(), new Map<string, Node>()];
  for (const member of node.body.body) {
    if (!('key' in member) || isSetter(member)) continue;
    const [name, index] = [keyText(member), member.static ? ofClass : ofInstance];
    if (name !== undefined && !index.has(name)) index.set(name, member);
  }
  return { ofClass, ofInstance };
}

/** The constructor whose parameter is a field of the class too: `constructor(private readonly client: Client)`. */
export function declaringConstructor(node: Class, name: string): Callable | undefined {
  const known = declaring.get(node) ?? indexDeclared(node);
  declaring.set(node, known);
  return known.get(name);
}

const declaring = new WeakMap<Class, ReadonlyMap<string, Callable>>();

function indexDeclared(node: Class): ReadonlyMap<string, Callable> {
  const found = new Map<string, Callable>();
  for (const member of node.body.body) {
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor' || !member.value.body) continue;
    for (const param of member.value.params) {
      const name = param.type === 'TSParameterProperty' ? boundName(param.parameter) : undefined;
      if (name !== undefined && !found.has(name)) found.set(name, member.value);
    }
  }
  return found;
}

/** The value of a member of an object as it is written; undefined where something spread may have it, or none has. */
export function objectMember(node: ObjectExpression, name: string): Node | undefined {
  const known = objectIndexes.get(node) ?? indexProperties(node);
  objectIndexes.set(node, known);
  return known.get(name);
}

const objectIndexes = new WeakMap<ObjectExpression, ReadonlyMap<string, Node | undefined>>();

/** What is spread may have all names before it. */
function indexProperties(node: ObjectExpression): ReadonlyMap<string, Node | undefined> {
  const index = new Map<string, Node | undefined>();
  for (const property of node.properties) {
    const name = property.type === 'SpreadElement' ? undefined : keyName(property.key, property.computed);
    if (property.type === 'SpreadElement') index.clear();
    else if (name !== undefined) index.set(name, property.kind === 'init' ? property.value : undefined);
  }
  return index;
}

function boundName(pattern: Node): string | undefined {
  const bound = pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
  return bound.type === 'Identifier' ? bound.name : undefined;
}

function isSetter(member: Node): boolean {
  return member.type === 'MethodDefinition' && (member.kind === 'set' || member.kind === 'constructor' || !member.value.body);
}

function keyText(member: { readonly key: Node; readonly computed: boolean }): string | undefined {
  if (member.key.type === 'Identifier') return member.computed ? undefined : member.key.name;
  if (member.key.type === 'PrivateIdentifier') return `#${member.key.name}`;
  return member.key.type === 'Literal' && typeof member.key.value === 'string' ? member.key.value : undefined;
}

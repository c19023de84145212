import type { Class, Node, ParamPattern } from 'oxc-parser';
import type { FunctionFact, Within } from '../model.js';
import { isCalledInPlace } from './in-place.js';
import { reachesEnd } from './reaches-end.js';
import { dottedName, isCallable, isClass, keyName, type Callable } from './syntax.js';
import { ancestor, type Place } from './walk.js';

/** Numbers the functions of a file in source order and knows which one a node is. */
export interface FunctionTable {
  readonly facts: readonly FunctionFact[];
  /** Called by the walk for a node that may open a function; gives what runs the code in it. */
  enter(node: Node, place: Place): Within;
  idOf(node: Callable): number | undefined;
  /** The written constructor of a class, or the one that its field initialisers imply. */
  constructorOf(node: Class): number | undefined;
}

/** An empty table for one file. */
export function createFunctionTable(): FunctionTable {
  const facts: FunctionFact[] = [];
  const ids = new Map<Node, number>();
  const constructors = new Map<Node, number>();

  function add(node: Node, fact: Omit<FunctionFact, 'id' | 'start' | 'end'>): number {
    const id = facts.length;
    facts.push({ id, ...fact, start: node.start, end: node.end });
    ids.set(node, id);
    return id;
  }

  function addFunction(node: Callable, name: string, role: FunctionFact['role'], parent: Within, isInPlace = false): number {
    return add(node, { name, parent, length: declaredLength(node.params), parameters: writtenParameters(node.params).map(({ start, end }) => ({ start, end })), isAsync: node.async, reachesEnd: reachesEnd(node), ...(isInPlace ? { isInPlace: true as const } : {}), role });
  }

  /** Before its members: the initialisers that come first belong to the constructor that may come last. */
  function enterClass(node: Class, place: Place): void {
    const name = node.id?.name ?? nameFromParent(place);
    const written = constructorIn(node);
    if (written) constructors.set(node, addFunction(written, name, 'constructor', place.within));
    else if (node.body.body.some((member) => runsPerInstance(member))) {
      constructors.set(node, add(node, { name, parent: place.within, length: 0, parameters: [], isAsync: false, reachesEnd: true, role: 'constructor' }));
    }
  }

  function enter(node: Node, place: Place): Within {
    if (isCallable(node)) {
      const isMethod = ancestor(place)?.type === 'MethodDefinition';
      return ids.get(node) ?? addFunction(node, node.id?.name ?? nameFromParent(place), isMethod ? 'method' : 'function', place.within, isCalledInPlace(ancestor(place), node));
    }
    if (isClass(node)) enterClass(node, place);
    const owner = ancestor(place, 1);
    if (runsPerInstance(node) && isClass(owner)) return constructors.get(owner) ?? place.within;
    return place.within;
  }

  return { facts, enter, idOf: (node) => ids.get(node), constructorOf: (node) => constructors.get(node) };
}

function constructorIn(node: Class): Callable | undefined {
  for (const member of node.body.body) {
    if (member.type === 'MethodDefinition' && member.kind === 'constructor' && member.value.body) return member.value;
  }
  return undefined;
}

function runsPerInstance(member: Node): boolean {
  return (member.type === 'PropertyDefinition' || member.type === 'AccessorProperty') && !member.static && member.value !== null;
}

/** Without the `this` that TypeScript lets one declare. */
export function writtenParameters(params: readonly ParamPattern[]): readonly ParamPattern[] {
  return params.filter((param) => !(param.type === 'Identifier' && param.name === 'this'));
}

function declaredLength(params: readonly ParamPattern[]): number {
  const written = writtenParameters(params);
  const end = written.findIndex((param) => {
    const binding = param.type === 'TSParameterProperty' ? param.parameter : param;
    return binding.type === 'AssignmentPattern' || binding.type === 'RestElement';
  });
  return end < 0 ? written.length : end;
}

/** What an anonymous function or class is called after: the variable, property or export that receives it. */
function nameFromParent(place: Place): string {
  const parent = ancestor(place);
  switch (parent?.type) {
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : '';
    case 'AssignmentExpression':
      return dottedName(parent.left)?.split('.').at(-1) ?? '';
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return keyName(parent.key, parent.computed) ?? '';
    case 'ExportDefaultDeclaration':
      return 'default';
    default:
      return '';
  }
}

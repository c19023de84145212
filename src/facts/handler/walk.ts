import type { Class, Node, Program } from 'oxc-parser';
import { childKeys, forEachChild } from '../../source/syntax-children.js';
import type { Within } from '../model.js';
import type { FunctionTable } from './functions.js';
import { isCallable, isClass } from './syntax.js';

/** The class whose `this` holds at a place; `isStatic` where it is the class itself. */
export interface ThisClass {
  readonly node: Class;
  readonly isStatic: boolean;
}

/** Where the walk is: what a collector may ask about the surroundings of the node it was given. */
export interface Place {
  /** From the program down to the parent of the node. */
  readonly ancestors: readonly Node[];
  readonly within: Within;
  readonly thisClass: ThisClass | undefined;
}

type Typed<K extends string> = Extract<Node, { readonly type: K }>;

/** What a collector wants to see, by node type. */
export type Visitors = { readonly [K in Node['type']]?: (node: Typed<K>, place: Place) => void };

type Visit = (node: Node, place: Place) => void;

/** The `level`-th ancestor of the node at hand: 0 is its parent. */
export function ancestor(place: Place, level = 0): Node | undefined {
  return place.ancestors[place.ancestors.length - 1 - level];
}

/** Visits every node once, in source order, and hands it to all visitors that ask for its type. */
export function walk(program: Program, functions: FunctionTable, visitors: readonly Visitors[]): void {
  const visitsByType = groupByType(visitors);
  const plans = new Map<Node['type'], Plan>();
  const ancestors: Node[] = [];
  const place = { ancestors, within: null as Within, thisClass: undefined as ThisClass | undefined };

  function step(node: Node): void {
    const { visits, keys, opensScope } = plans.get(node.type) ?? planFor(node);
    for (let i = 0; i < visits.length; i++) visits[i]?.(node, place);
    if (opensScope) descendInto(node, keys);
    else if (keys.length > 0 && !isBareName(node)) descend(node, keys);
  }

  /** One look for each node tells who wants to see it and where its children are. */
  function planFor(node: Node): Plan {
    const plan = { visits: visitsByType.get(node.type) ?? NO_VISITS, keys: childKeys(node.type), opensScope: opensScope(node) };
    plans.set(node.type, plan);
    return plan;
  }

  function descend(node: Node, keys: readonly string[]): void {
    ancestors.push(node);
    forEachChild(node, step, keys);
    ancestors.pop();
  }

  function descendInto(node: Node, keys: readonly string[]): void {
    const { within, thisClass } = place;
    place.thisClass = thisWithin(node, place);
    place.within = functions.enter(node, place);
    descend(node, keys);
    place.within = within;
    place.thisClass = thisClass;
  }

  step(program);
}

/** Every second node is a name; those of a few parameters have decorators. */
function isBareName(node: { readonly type: string; readonly decorators?: readonly unknown[] }): boolean {
  return node.type === 'Identifier' && !node.decorators?.length;
}

function groupByType(visitors: readonly Visitors[]): ReadonlyMap<string, readonly Visit[]> {
  const byType = new Map<string, Visit[]>();
  for (const one of visitors) {
    for (const [type, visit] of Object.entries(one)) {
      const others = byType.get(type);
      // Each visitor is called with nodes of the type that is its key only.
      if (others) others.push(visit as Visit);
      else byType.set(type, [visit as Visit]);
    }
  }
  return byType;
}

/** What all nodes of one type have in common. */
interface Plan {
  readonly visits: readonly Visit[];
  readonly keys: readonly string[];
  readonly opensScope: boolean;
}

const NO_VISITS: readonly Visit[] = [];

function opensScope(node: Node): boolean {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'StaticBlock':
      return true;
    default:
      return false;
  }
}

function thisWithin(node: Node, place: Place): ThisClass | undefined {
  if (node.type === 'ArrowFunctionExpression' || isClass(node)) return place.thisClass;
  const parent = ancestor(place);
  if (isCallable(node)) {
    const owner = ancestor(place, 2);
    return parent?.type === 'MethodDefinition' && isClass(owner) ? { node: owner, isStatic: parent.static } : undefined;
  }
  const owner = ancestor(place, 1);
  if (!isClass(owner)) return undefined;
  return { node: owner, isStatic: node.type === 'StaticBlock' || ('static' in node && node.static) };
}

import type { PythonFunction, PythonNode, PythonNodeOf } from '../../source/python.js';
import { forEachPythonChild } from '../../source/python-children.js';
import type { Within } from '../model.js';
import type { FunctionTable } from './functions.js';
import { isFunction } from './syntax.js';

/** Where the walk is: what a collector may ask about the surroundings of the node it was given. */
export interface Place {
  /** From the module down to the parent of the node. */
  readonly ancestors: readonly PythonNode[];
  readonly within: Within;
}

/** What a collector wants to see, by node type. */
export type Visitors = { readonly [K in PythonNode['nodeType']]?: (node: PythonNodeOf<K>, place: Place) => void };

type Visit = (node: PythonNode, place: Place) => void;

/** The `level`-th ancestor of the node at hand: 0 is its parent. */
export function ancestor({ ancestors }: Place, level = 0): PythonNode | undefined {
  return ancestors[ancestors.length - 1 - level];
}

/** Visits every node once, in source order, and hands it to all visitors that ask for its type. */
export function walk(module: PythonNodeOf<'Module'>, functions: FunctionTable, visitors: readonly Visitors[]): void {
  const table = dispatchTable(visitors);
  const ancestors: PythonNode[] = [];
  const place = { ancestors, within: null as Within };

  function step(node: PythonNode): void {
    const isOpening = isFunction(node);
    const id = isOpening ? functions.add(node, ancestors, place.within) : null;
    const visits = table.get(node.nodeType);
    if (visits) for (let i = 0; i < visits.length; i++) visits[i]?.(node, place);
    ancestors.push(node);
    if (isOpening) enter(node, id);
    else forEachPythonChild(node, step);
    ancestors.pop();
  }

  /** Decorators and defaults run where the function is defined. */
  function enter(node: PythonFunction, id: Within): void {
    if (node.nodeType !== 'Lambda') for (const decorator of node.decorator_list) step(decorator);
    step(node.args);
    const around = place.within;
    place.within = id;
    if (node.nodeType === 'Lambda') step(node.body);
    else for (const statement of node.body) step(statement);
    place.within = around;
  }

  step(module);
}

function dispatchTable(visitors: readonly Visitors[]): ReadonlyMap<string, readonly Visit[]> {
  const table = new Map<string, Visit[]>();
  for (const one of visitors) {
    for (const [type, visit] of Object.entries(one)) {
      const visits = table.get(type);
      // Each visitor is called with nodes of the type that is its key only.
      if (visits) visits.push(visit as Visit);
      else table.set(type, [visit as Visit]);
    }
  }
  return table;
}

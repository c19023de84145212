import type { Node, ObjectPattern } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import { ONE_ITEM } from '../model.js';
import { dottedName, isTransparent, keyName, memberName, unwrap } from './syntax.js';
import { ancestor, type Place, type Visitors } from './walk.js';

/** The members that are read; undefined where the value goes on as a whole. */
type Reads = readonly string[] | undefined;

/** The members read of an awaited answer, or of parsed JSON. Asked during the walk; what it gives answers once the file has been seen. */
export interface AnswerReads {
  readonly visitors: Visitors;
  of(node: Node, place: Place): (() => Reads) | undefined;
}

/** What takes a value only to show it. */
const SHOWS = /^(?:console|logger|log|this\.logger)\.\w+$/;

export function createAnswerReads(scopes: Scopes): AnswerReads {
  /** Names that answers are kept under: all others are none of ours. */
  const names = new Set<string>();
  const uses = new Map<string, { readonly node: Node; readonly reads: Reads }[]>();

  function of(node: Node, place: Place): (() => Reads) | undefined {
    const from = node.type === 'CallExpression' && dottedName(node.callee) === 'JSON.parse' ? { child: node, level: 0 } : awaited(node, place);
    const { child, level, parent } = from.child ? beyondAssertions(from.child, place, from.level) : {};
    if (!child || !parent || level === undefined) return undefined;
    const target = parent.type === 'VariableDeclarator' && parent.init === child ? parent.id
      : parent.type === 'AssignmentExpression' && parent.operator === '=' && parent.right === child && ancestor(place, level + 1)?.type === 'ExpressionStatement' ? parent.left : undefined;
    if (target?.type === 'Identifier') {
      names.add(target.name);
      return () => readsOf(scopes.variableOf(target));
    }
    const reads = readsAt(child, place, level);
    return reads ? () => reads : undefined;
  }

  function readsOf(variable: Variable | undefined): Reads {
    if (!variable) return undefined;
    const seen = new Map((uses.get(variable.name) ?? []).map(({ node, reads }) => [node, reads]));
    const read = variable.references.filter(({ isWrite }) => !isWrite).map(({ identifier }) => seen.get(identifier));
    return read.every((one) => one !== undefined) ? [...new Set(read.flat())] : undefined;
  }

  const visitors: Visitors = {
    Identifier(node, place) {
      if (!names.has(node.name)) return;
      const before = uses.get(node.name);
      const use = { node, reads: readsAt(node, place, 0) };
      if (before) before.push(use);
      else uses.set(node.name, [use]);
    },
  };
  return { visitors, of };
}

/** The `await` around a call, also of what `.promise()` gives; `level` is that of its parent. */
function awaited(node: Node, place: Place): { readonly child?: Node; readonly level: number } {
  let child = node;
  for (let level = 0; ; level++) {
    const parent = ancestor(place, level);
    if (parent?.type === 'AwaitExpression') return { child: parent, level: level + 1 };
    const isPromise = parent?.type === 'MemberExpression' && parent.object === child && memberName(parent) === 'promise';
    const isItsCall = parent?.type === 'CallExpression' && parent.callee === child && child.type === 'MemberExpression';
    if (!parent || !(isPromise || isItsCall || isTransparent(parent))) return { level };
    child = parent;
  }
}

function beyondAssertions(node: Node, place: Place, from: number): { readonly child: Node; readonly level: number; readonly parent: Node | undefined } {
  let child = node;
  let level = from;
  let parent = ancestor(place, level);
  for (; parent && isTransparent(parent); parent = ancestor(place, ++level)) child = parent;
  return { child, level, parent };
}

/** What the code around a value reads of it. */
function readsAt(node: Node, place: Place, from: number): Reads {
  const { child, level, parent } = beyondAssertions(node, place, from);
  switch (parent?.type) {
    case 'MemberExpression': {
      const name = parent.object === child ? memberName(parent) : undefined;
      const around = ancestor(place, level + 1);
      if (name === undefined || (around?.type === 'AssignmentExpression' && around.left === parent)) return undefined;
      return isOneTaken(parent, around) ? [name, ONE_ITEM] : [name];
    }
    case 'VariableDeclarator': return parent.id.type === 'ObjectPattern' ? namesIn(parent.id) : undefined;
    case 'UnaryExpression': return parent.operator === '!' ? [] : undefined;
    case 'IfStatement': return [];
    case 'LogicalExpression': return parent.operator === '&&' && parent.left === child ? [] : undefined;
    case 'CallExpression': return isShown(parent.callee) || (dottedName(parent.callee) === 'JSON.stringify' && showsResult(place, level)) ? [] : undefined;
    default: return undefined;
  }
}

/** `.Items[0]`, `.Items.at(0)`, `const [order] = answer.Items` */
function isOneTaken(list: Node, around: Node | undefined): boolean {
  if (around?.type === 'VariableDeclarator') return around.init === list && around.id.type === 'ArrayPattern' && around.id.elements.every((element) => element?.type !== 'RestElement');
  if (around?.type !== 'MemberExpression' || around.object !== list) return false;
  return around.computed ? around.property.type === 'Literal' && typeof around.property.value === 'number' : memberName(around) === 'at';
}

function showsResult(place: Place, level: number): boolean {
  const around = ancestor(place, level + 1);
  return around?.type === 'CallExpression' && isShown(around.callee);
}

function isShown(callee: Node): boolean {
  return SHOWS.test(dottedName(unwrap(callee)) ?? '');
}

function namesIn({ properties }: ObjectPattern): Reads {
  const names = properties.map((property) => (property.type === 'Property' ? keyName(property.key, property.computed) : undefined));
  return names.every((name) => name !== undefined) ? names : undefined;
}

import type { Node } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import { managesWithout } from './absent-argument.js';
import { calleeName, converted, dottedName, isComparison, isTransparent, keyName, madeText, memberName, unwrap } from './syntax.js';
import { ancestor, type Place } from './walk.js';

/**
 * What becomes of a value that may be undefined. `fallback`: this use copes with it; `test`: the code asks whether it is there;
 * `write`: it is set or deleted; `plain`: it is used as it is.
 */
export type Use = 'plain' | 'fallback' | 'test' | 'write';

const LOG = /^(?:console|log|logger|this\.log|this\.logger)\.(?:log|trace|debug|info|warn|error)$/;
const SIFTING = /^(?:filter|find|some|every)$/;
const NUMBER_TEST = /^is(?:NaN|Finite|Integer|SafeInteger)$/;

/** The use of a node whose parent is the `level`-th ancestor of the place; `asText` where it is what was made a text of. */
export function useOf(node: Node, place: Place, level: number, scopes: Scopes, asText = false): Use {
  let child = node;
  let isText = asText;
  for (let up = level; ; up++) {
    const parent = ancestor(place, up);
    if (!parent) return 'plain';
    const use = isText && isOfTruth(parent, child) ? 'plain' : useIn(parent, child);
    if (use !== 'onwards') {
      const copes = use === 'plain' && (isLogged(child, place, up) || isReplaced(parent, child, ancestor(place, up + 1)) || isOverwritten(parent, ancestor(place, up + 1)) || (!isText && (isSifted(parent, place, up) || isManaged(parent, child, scopes))));
      return copes ? 'fallback' : use;
    }
    if (converted(parent) === child) isText = madeText(parent) === child;
    child = parent;
  }
}

/** What a function makes of the value has a default: `parseNumber(value) || 600`. */
function isReplaced(parent: Node, child: Node, above: Node | undefined): boolean {
  return parent.type === 'CallExpression' && parent.callee !== child && above?.type === 'LogicalExpression' && above.left === parent && above.operator !== '&&';
}

/** A property of the same name that stands later takes the place of this one: `{ limit: env.limit, limit: env.LIMIT }`. */
function isOverwritten(parent: Node, above: Node | undefined): boolean {
  if (parent.type !== 'Property' || above?.type !== 'ObjectExpression') return false;
  const name = keyName(parent.key, parent.computed);
  return name !== undefined && (lastOf(above).get(name) ?? 0) > parent.start;
}

const lastProperties = new WeakMap<Node, ReadonlyMap<string, number>>();

/** Where the last property of each name begins: asked for by every read in the object. */
function lastOf(object: Extract<Node, { type: 'ObjectExpression' }>): ReadonlyMap<string, number> {
  const known = lastProperties.get(object) ?? new Map(object.properties.flatMap((one) => {
    const name = one.type === 'Property' ? keyName(one.key, one.computed) : undefined;
    return name === undefined ? [] : [[name, one.start] as const];
  }));
  lastProperties.set(object, known);
  return known;
}

/** What is missing is left out of the list: `['orders.example', env.MORE_HOSTS].filter(Boolean)`. */
function isSifted(parent: Node, place: Place, level: number): boolean {
  if (parent.type !== 'ArrayExpression') return false;
  let child: Node = parent;
  let up = level + 1;
  for (let above = ancestor(place, up); above && isTransparent(above); above = ancestor(place, ++up)) child = above;
  const above = ancestor(place, up);
  return above?.type === 'MemberExpression' && above.object === child && SIFTING.test(memberName(above) ?? '');
}

/** The function that gets it has a default of its own. */
function isManaged(parent: Node, child: Node, scopes: Scopes): boolean {
  return parent.type === 'CallExpression' && parent.callee !== child && managesWithout(child, parent, scopes);
}

function isEnvironmentRead(node: Node): boolean {
  const inner = unwrap(node);
  return inner.type === 'LogicalExpression' ? isEnvironmentRead(inner.right) : dottedName(inner)?.startsWith('process.env.') === true;
}

/** A log that says `undefined` does no harm: `console.log('table', value)`, `logger.info({ table: value })`, `console.log(JSON.stringify({ table: value }))`. */
function isLogged(node: Node, place: Place, level: number): boolean {
  let child = node;
  for (let up = level; ; up++) {
    const parent = ancestor(place, up);
    if (parent?.type === 'CallExpression' && parent.arguments[0] === child && dottedName(parent.callee) === 'JSON.stringify') {
      child = parent;
      continue;
    }
    if (parent?.type === 'CallExpression') return parent.callee !== child && LOG.test(dottedName(parent.callee) ?? '');
    if (parent?.type !== 'Property' && parent?.type !== 'ObjectExpression' && parent?.type !== 'TemplateLiteral') return false;
    child = parent;
  }
}

/** The text 'undefined' is as true as any other, and no default takes its place; only a comparison tells it. */
function isOfTruth(parent: Node, child: Node): boolean {
  switch (parent.type) {
    case 'LogicalExpression': return parent.left === child;
    case 'ConditionalExpression': return parent.test === child;
    case 'IfStatement': case 'WhileStatement': case 'DoWhileStatement': case 'ForStatement': case 'Property': case 'MemberExpression': return true;
    case 'UnaryExpression': return parent.operator !== '+';
    case 'CallExpression': return calleeName(parent.callee) === 'Boolean';
    default: return false;
  }
}

function useIn(parent: Node, child: Node): Use | 'onwards' {
  switch (parent.type) {
    case 'LogicalExpression':
      // `env.ACCOUNT && env.TOKEN` asks for both.
      if (parent.right === child) return parent.operator === '&&' && isEnvironmentRead(parent.left) ? 'test' : 'onwards';
      return parent.operator === '&&' ? 'test' : 'fallback';
    case 'IfStatement': case 'WhileStatement': case 'DoWhileStatement': case 'ForStatement':
      return parent.test === child ? 'test' : 'plain';
    case 'ConditionalExpression':
      return parent.test === child ? 'test' : 'onwards';
    case 'UnaryExpression':
      if (parent.operator === 'delete') return 'write';
      return parent.operator === '!' || parent.operator === 'typeof' ? 'test' : parent.operator === '+' ? 'onwards' : 'plain';
    case 'BinaryExpression':
      return isComparison(parent.operator) ? 'test' : madeText(parent) === child ? 'onwards' : 'plain';
    case 'TemplateLiteral':
      return madeText(parent) === child ? 'onwards' : 'plain';
    case 'SwitchStatement':
      return parent.discriminant === child ? 'test' : 'plain';
    case 'AssignmentExpression':
      if (parent.left !== child) return 'plain';
      return 'write';
    case 'AssignmentPattern':
      return parent.left === child ? 'fallback' : 'plain';
    case 'MemberExpression':
      return parent.object === child && parent.optional ? 'test' : 'plain';
    // An SDK client without a region takes the one that Lambda sets, and a logger has a level of its own; options are often put together before.
    case 'Property':
      return parent.value === child && /^(?:region|level)$/.test(keyName(parent.key, parent.computed) ?? '') ? 'fallback' : 'plain';
    case 'CallExpression':
      // What a method of one's own makes of it is not followed.
      if (parent.callee.type === 'MemberExpression' && parent.callee.object.type === 'ThisExpression') return 'fallback';
      if (parent.arguments[0] !== child) return 'plain';
      // What is missing is no number.
      if (NUMBER_TEST.test(calleeName(parent.callee) ?? '')) return 'test';
      return parent.callee.type === 'Identifier' && parent.callee.name === 'Boolean' ? 'test' : converted(parent) === child ? 'onwards' : 'plain';
    default:
      return isTransparent(parent) ? 'onwards' : 'plain';
  }
}

/** Whether a variable is declared with the value of a node, as it is or converted; its parent is the `level`-th ancestor of the place. */
export function isInitial(node: Node, place: Place, level: number): boolean {
  let child = node;
  for (let up = level; ; up++) {
    const parent = ancestor(place, up);
    if (!parent || !(isTransparent(parent) || converted(parent) === child)) return parent?.type === 'VariableDeclarator';
    child = parent;
  }
}

import type { Node } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import { dottedName, isComparison, memberName, stringValue, unwrap } from './syntax.js';
import type { Visitors } from './walk.js';

const GLOBAL_OBJECT = /^(?:globalThis|global|window|self)(?:\.|$)/;
/** Globals that are no part of the language: what is set on them, or asked of them, says nothing of it. */
const OTHERS = /^(?:exports|module|this|process|console)(?:\.|$)/;

/**
 * Globals, and members of them, that the file tests or sets: it knows that they may be missing. `*` where it asks for the version of
 * Node.js, or sets some that it does not name.
 */
export function collectTestedGlobals(text: string, scopes: Scopes): { readonly visitors: Visitors; finish(): readonly string[] } {
  const names = new Set<string>(text.includes('process.version') ? ['*'] : []);

  function nameOf(given: Node): string | undefined {
    let root = unwrap(given);
    while (root.type === 'MemberExpression') root = unwrap(root.object);
    // Most names are those of variables.
    if (root.type !== 'Identifier' || scopes.variableOf(root)) return undefined;
    const name = dottedName(given);
    return name === undefined || OTHERS.test(name) ? undefined : name.replace(GLOBAL_OBJECT, '');
  }

  function add(node: Node): void {
    const name = nameOf(node);
    if (name !== undefined && name !== '') names.add(name);
  }

  /** `!Promise.try`, `globalThis.fetch !== undefined`. */
  function addTest(given: Node): void {
    const test = unwrap(given);
    if (test.type === 'UnaryExpression') addTest(test.argument);
    else if (test.type === 'BinaryExpression' && isComparison(test.operator)) add(test.left);
    else if (test.type === 'LogicalExpression') addTest(test.right);
    else add(test);
  }

  /** `Object.defineProperty(Promise, 'try', …)`, `Object.assign(globalThis, { fetch })`. */
  function addDefinition(target: Node | undefined, key: Node | undefined): void {
    const base = target && nameOf(target);
    if (base === undefined) return;
    const name = key && stringValue(key);
    names.add(name === undefined ? '*' : base === '' ? name : `${base}.${name}`);
  }

  const visitors: Visitors = {
    UnaryExpression(node) {
      if (node.operator === 'typeof') add(node.argument);
    },
    AssignmentExpression({ left }) {
      if (left.type === 'MemberExpression') add(left);
    },
    LogicalExpression: ({ left }) => addTest(left),
    IfStatement: ({ test }) => addTest(test),
    ConditionalExpression: ({ test }) => addTest(test),
    BinaryExpression(node) {
      if (node.operator === 'in') addDefinition(node.right, node.left);
    },
    CallExpression(node) {
      if (node.optional) add(node.callee);
      const name = node.callee.type === 'MemberExpression' ? memberName(node.callee) : undefined;
      const [target, key] = node.arguments;
      if (name === 'defineProperty') addDefinition(target, key);
      else if (name === 'assign') addDefinition(target, undefined);
    },
  };
  return { visitors, finish: () => [...names] };
}

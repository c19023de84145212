import type { Node } from 'oxc-parser';
import type { Expression } from '../model.js';
import type { Expressions } from './expressions.js';
import { calleeName, dottedName, isCallable, isComparison, unwrap } from './syntax.js';
import type { Place } from './walk.js';

/** A test that has to come out one way for code to run. */
interface Wanted {
  readonly test: Node;
  readonly isTrue: boolean;
}

/** Early ways out of one block that are looked at for each call in it: they stand at its beginning. */
const MAX_EXITS = 20;

/** Tests that decide whether a function is left early, with where they end. */
const exits = new WeakMap<Node, readonly (Wanted & { readonly end: number })[]>();

/** The tests around a node, and those before it in its function after which the function is left. */
export function testsBefore(node: Node, { ancestors }: Place): readonly Wanted[] {
  const found: Wanted[] = [];
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent) break;
    if ((parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.test !== child) found.push({ test: parent.test, isTrue: parent.consequent === child });
    else if (parent.type === 'LogicalExpression' && parent.right === child && parent.operator !== '??') found.push({ test: parent.left, isTrue: parent.operator === '&&' });
    else if (parent.type === 'BlockStatement') found.push(...exitsOf(parent).filter(({ end }) => end <= node.start));
    child = parent;
  }
  return found;
}

function exitsOf(block: Extract<Node, { type: 'BlockStatement' }>): readonly (Wanted & { readonly end: number })[] {
  const known = exits.get(block) ?? block.body.flatMap((one) => (one.type === 'IfStatement' && !one.alternate && isReturn(one.consequent) ? [{ test: one.test, isTrue: false, end: one.end }] : [])).slice(0, MAX_EXITS);
  exits.set(block, known);
  return known;
}

/** What is thrown is an error of its own. */
function isReturn(node: Node): boolean {
  const last = node.type === 'BlockStatement' ? node.body.at(-1) : node;
  return last?.type === 'ReturnStatement';
}

/** Tells the settings that have to be there for a test to come out as wanted. Many calls stand behind one test. */
export function createNeededSettings({ read }: Expressions): (wanted: Wanted) => readonly Expression[] {
  const known = { whenTrue: new Map<Node, readonly Expression[]>(), whenFalse: new Map<Node, readonly Expression[]>() };
  return ({ test, isTrue }) => {
    const answers = isTrue ? known.whenTrue : known.whenFalse;
    const answer = answers.get(test) ?? neededBy(unwrap(test), isTrue, read);
    answers.set(test, answer);
    return answer;
  };
}

function neededBy(test: Node, isTrue: boolean, read: Expressions['read']): readonly Expression[] {
  switch (test.type) {
    case 'UnaryExpression':
      return test.operator === '!' ? neededBy(unwrap(test.argument), !isTrue, read) : [];
    case 'LogicalExpression':
      return test.operator === (isTrue ? '&&' : '||') ? [test.left, test.right].flatMap((side) => neededBy(unwrap(side), isTrue, read)) : [];
    case 'BinaryExpression': {
      if (isComparison(test.operator) && [test.left, test.right].some((side) => isChosen(unwrap(side), read))) return [OPEN];
      const isEqual = test.operator === '===' || test.operator === '==';
      return isEqual === isTrue && (isEqual || test.operator === '!==' || test.operator === '!=') ? settings(flagOf(test, read)) : [];
    }
    case 'Identifier': case 'MemberExpression': case 'CallExpression':
      return isChosen(test, read) ? [OPEN] : isTrue ? settings(read(test)) : [];
    default:
      return [];
  }
}

/** What objects with settings are called. */
const SETTINGS = /(?:^|[._])(?:settings|config|conf|cfg)$/i;
const OPEN: Expression = { kind: 'unknown', start: 0, end: 0 };

/** `config.archive`, of an object that the file does not write out. */
function isChosen(node: Node, read: Expressions['read']): boolean {
  if (node.type !== 'MemberExpression' || !SETTINGS.test(dottedName(node.object) ?? '') || read(node.object).kind === 'object') return false;
  const { kind } = read(node);
  return kind === 'unknown' || kind === 'parameter';
}

function settings(value: Expression | undefined): readonly Expression[] {
  return value?.kind === 'env' || value?.kind === 'flag' || value?.kind === 'import' ? [value] : [];
}

/** What is true only where a variable is set: `env.QUEUE_ON === 'true'`, `Boolean(env.QUEUE)`, `!!env.QUEUE`. */
export function flagOf(node: Node, read: Expressions['read']): Expression | undefined {
  const { start, end } = node;
  if (node.type === 'BinaryExpression' && /^[!=]==?$/.test(node.operator)) {
    const sides = [read(node.left), read(node.right)];
    const text = sides.find(({ kind }) => kind === 'string');
    const variable = sides.find(({ kind }) => kind === 'env');
    return text?.kind === 'string' && text.value !== '' && variable?.kind === 'env' ? { ...variable, kind: 'flag', text: text.value, start, end } : undefined;
  }
  const asked = node.type === 'CallExpression' && calleeName(node.callee) === 'Boolean' && node.arguments.length === 1 ? node.arguments[0]
    : node.type === 'UnaryExpression' && node.operator === '!' && node.argument.type === 'UnaryExpression' && node.argument.operator === '!' ? node.argument.argument : undefined;
  const value = asked && !isCallable(asked) ? read(asked) : undefined;
  return value?.kind === 'env' ? { ...value, kind: 'flag', start, end } : value?.kind === 'flag' ? value : undefined;
}

import type { Node } from 'oxc-parser';
import { isCalledInPlace, isRecords } from './in-place.js';
import { isCallable } from './syntax.js';
import type { Place, Visitors } from './walk.js';

/** Says of a place whether it may be passed by. Asked during the walk: what comes later in the file does not count. */
export interface ConditionalCalls {
  readonly visitors: Visitors;
  isConditional(node: Node, place: Place): boolean;
}

export function createConditionalCalls(): ConditionalCalls {
  /** Ways out before the end that were seen, by the function that they leave or whose loop they cut short. */
  const exits = new Map<Node | undefined, number>();

  function addExit(_: Node, { ancestors }: Place): void {
    const owner = ancestors.findLast(isCallable);
    exits.set(owner, (exits.get(owner) ?? 0) + 1);
  }

  function isConditional(node: Node, { ancestors }: Place): boolean {
    let child = node;
    /** A `return` around the place is no way past it. */
    let around = 0;
    for (let i = ancestors.length - 1; i >= 0; i--) {
      const parent = ancestors[i];
      if (!parent) break;
      if (isCallable(parent)) {
        if ((exits.get(parent) ?? 0) > around) return true;
        if (!isCalledInPlace(ancestors[i - 1], parent)) return isKept(ancestors[i - 1], parent) && ancestors.slice(0, i).some(isCallable);
        around = 0;
      } else if (isChoice(parent, child)) return true;
      else if (isExit(parent)) around++;
      child = parent;
    }
    return (exits.get(undefined) ?? 0) > around;
  }

  return {
    visitors: { ReturnStatement: addExit, ContinueStatement: addExit, BreakStatement: addExit },
    isConditional,
  };
}

function isExit({ type }: Node): boolean {
  return type === 'ReturnStatement' || type === 'ContinueStatement' || type === 'BreakStatement';
}

/** Whether the child runs in some cases only. */
function isChoice(parent: Node, child: Node): boolean {
  switch (parent.type) {
    case 'IfStatement': case 'ConditionalExpression': return parent.test !== child;
    case 'LogicalExpression': return parent.right === child;
    // `queue?.send(body())`.
    case 'CallExpression': return parent.callee !== child && mayEndEarly(parent);
    case 'AssignmentExpression': return parent.operator === '??=' || parent.operator === '||=' || parent.operator === '&&=';
    case 'SwitchCase': case 'CatchClause': case 'ForInStatement': return true;
    case 'WhileStatement': return parent.test !== child;
    case 'ForStatement': return parent.init !== child;
    case 'ForOfStatement': return parent.right !== child && !isRecords(parent.right);
    default: return false;
  }
}

/** Among others, or given to what may never call it. What is given back, or has a name, is known where it is called. */
function isKept(parent: Node | undefined, fn: Node): boolean {
  switch (parent?.type) {
    case 'CallExpression': case 'NewExpression': case 'ArrayExpression': case 'ConditionalExpression': case 'LogicalExpression': return true;
    case 'AssignmentPattern': return parent.right === fn;
    case 'Property': case 'MethodDefinition': case 'PropertyDefinition': return parent.computed;
    default: return false;
  }
}

function mayEndEarly(node: Node): boolean {
  switch (node.type) {
    case 'CallExpression': return node.optional || mayEndEarly(node.callee);
    case 'MemberExpression': return node.optional || mayEndEarly(node.object);
    default: return false;
  }
}

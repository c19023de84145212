import type { Node } from 'oxc-parser';
import { isModuleLevel, type Scopes, type Variable } from '../../source/scopes.js';
import type { Expression, ModuleWriteFact } from '../model.js';
import { memberName, unwrap } from './syntax.js';
import type { Visitors } from './walk.js';

/** Methods that add to what a list, a map or a set holds, with the position of what they add. */
const ADDING: ReadonlyMap<string, number> = new Map([['push', 0], ['unshift', 0], ['add', 0], ['set', 1]]);

interface Pending {
  readonly node: Node;
  readonly variable: string;
  readonly within: number;
  readonly how: ModuleWriteFact['how'];
  readonly value: Node | null;
}

/** Writes of functions to variables that live as long as the module. `read` is asked once the walk is over. */
export function collectModuleWrites(scopes: Scopes, read: (node: Node) => Expression): { readonly visitors: Visitors; finish(): ModuleWriteFact[] } {
  const pending: Pending[] = [];

  function moduleVariable(node: Node): Variable | undefined {
    let root = unwrap(node);
    while (root.type === 'MemberExpression') root = unwrap(root.object);
    const variable = root.type === 'Identifier' ? scopes.variableOf(root) : undefined;
    return variable && isModuleLevel(variable) && variable.defs[0]?.type === 'Variable' ? variable : undefined;
  }

  const visitors: Visitors = {
    AssignmentExpression(node, { within }) {
      const variable = within === null ? undefined : moduleVariable(node.left);
      if (variable && within !== null) {
        pending.push({ node: node.left, variable: variable.name, within, how: node.left.type === 'Identifier' ? 'assigned' : 'added', value: node.right });
      }
    },
    UpdateExpression(node, { within }) {
      const variable = within === null ? undefined : moduleVariable(node.argument);
      if (variable && within !== null) pending.push({ node: node.argument, variable: variable.name, within, how: 'assigned', value: null });
    },
    CallExpression(node, { within }) {
      const callee = unwrap(node.callee);
      const position = callee.type === 'MemberExpression' ? ADDING.get(memberName(callee) ?? '') : undefined;
      if (position === undefined || callee.type !== 'MemberExpression' || within === null) return;
      const variable = moduleVariable(callee.object);
      if (variable) pending.push({ node: callee, variable: variable.name, within, how: 'added', value: node.arguments[position] ?? null });
    },
  };

  function toFact({ node: { start, end }, variable, within, how, value }: Pending): ModuleWriteFact {
    return { variable, within, how, value: value ? read(value) : { kind: 'unknown', start, end }, start, end };
  }
  return { visitors, finish: () => pending.map(toFact) };
}

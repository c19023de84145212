import type { CallExpression, Node } from 'oxc-parser';
import { forEachChild } from '../../source/syntax-children.js';
import { isModuleLevel, type Scopes, type Variable } from '../../source/scopes.js';
import type { Expression, ModuleWriteFact, Within } from '../model.js';
import { testsBefore } from './switches.js';
import { memberName, stringValue, unwrap } from './syntax.js';
import type { Place, Visitors } from './walk.js';

/** Methods that add to what a list, a map or a set holds, with the position of what they add. */
const ADDING: ReadonlyMap<string, number> = new Map([['push', 0], ['unshift', 0], ['add', 0], ['set', 1]]);

/** Methods that take something out again. */
const REMOVING: ReadonlySet<string> = new Set(['pop', 'shift', 'splice', 'clear', 'delete']);

interface Pending {
  readonly node: Node;
  readonly variable: Variable;
  readonly within: number;
  readonly how: ModuleWriteFact['how'];
  readonly method?: string;
  /** What decides whether it is added. */
  readonly tests?: readonly Node[];
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

  /** Of a text that is added: such texts are often added once. */
  function testsOf(node: Node, value: Node | null, place: Place): readonly Node[] {
    return value && (stringValue(value) !== undefined || value.type === 'TemplateLiteral') ? testsBefore(node, place).map(({ test }) => test) : [];
  }

  /** What the language itself is given, `JSON.stringify(rows)`, it leaves as it is. */
  function noteHanded({ callee, arguments: given }: CallExpression, within: Within): void {
    let root = unwrap(callee);
    while (root.type === 'MemberExpression') root = unwrap(root.object);
    if (within === null || (root.type === 'Identifier' && !scopes.variableOf(root))) return;
    for (const argument of given) {
      const variable = argument.type === 'Identifier' ? moduleVariable(argument) : undefined;
      if (variable) pending.push({ node: argument, variable, within, how: 'handed', value: null });
    }
  }

  const visitors: Visitors = {
    AssignmentExpression(node, { within }) {
      const variable = within === null ? undefined : moduleVariable(node.left);
      if (variable && within !== null) {
        pending.push({ node: node.left, variable, within, how: howAssigned(node.left), value: node.right });
      }
    },
    UpdateExpression(node, { within }) {
      const variable = within === null ? undefined : moduleVariable(node.argument);
      if (variable && within !== null) pending.push({ node: node.argument, variable, within, how: 'assigned', value: null });
    },
    CallExpression(node, place) {
      const { within } = place;
      const callee = unwrap(node.callee);
      noteHanded(node, within);
      const method = callee.type === 'MemberExpression' ? (memberName(callee) ?? '') : '';
      const position = ADDING.get(method);
      if ((position === undefined && !REMOVING.has(method)) || callee.type !== 'MemberExpression' || within === null) return;
      const variable = moduleVariable(callee.object);
      if (!variable) return;
      const value = position === undefined ? null : (node.arguments[position] ?? null);
      pending.push({ node: callee, variable, within, how: position === undefined ? 'removed' : 'added', method, tests: testsOf(node, value, place), value });
    },
    UnaryExpression({ operator, argument }, { within }) {
      const variable = operator === 'delete' && within !== null ? moduleVariable(argument) : undefined;
      if (variable && within !== null) pending.push({ node: argument, variable, within, how: 'removed', value: null });
    },
  };

  function toFact({ node: { start, end }, variable, within, how, method, tests = [], value }: Pending): ModuleWriteFact {
    const known = value ? read(value) : { kind: 'unknown' as const, start, end };
    return { variable: variable.name, isList: isList(variable), within, how, ...(method === undefined ? {} : { method }), ...(tests.some(asksWritten) ? { isGuarded: true as const } : {}), value: known, start, end };
  }

  const asked = new Map<Node, boolean>();
  let written: ReadonlySet<Variable> | undefined;

  /** Whether a test asks about a variable that functions write to. */
  function asksWritten(test: Node): boolean {
    const known = asked.get(test);
    if (known !== undefined) return known;
    written ??= new Set(pending.map(({ variable }) => variable));
    const variable = test.type === 'Identifier' ? moduleVariable(test) : undefined;
    let found = variable !== undefined && written.has(variable);
    forEachChild(test, (child) => { found ||= asksWritten(child); });
    asked.set(test, found);
    return found;
  }
  return { visitors, finish: () => pending.map(toFact) };
}

/** `list.length = 0` empties a list. */
function howAssigned(target: Node): ModuleWriteFact['how'] {
  if (target.type === 'MemberExpression' && memberName(target) === 'length') return 'removed';
  return target.type === 'Identifier' ? 'assigned' : 'added';
}

function isList({ defs: [definition] }: Variable): boolean {
  return definition?.node.type === 'VariableDeclarator' && definition.node.init?.type === 'ArrayExpression';
}

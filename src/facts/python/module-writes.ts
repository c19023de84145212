import type { PythonExpression, PythonNode } from '../../source/python.js';
import type { PythonBinding, PythonScopes } from '../../source/python-scopes.js';
import type { Expression, ModuleWriteFact, Span } from '../model.js';
import type { Place, Visitors } from './walk.js';

/** Methods that add to what a list, a set or a dict holds, with the position of what they add. */
const ADDING: ReadonlyMap<string, number> = new Map([['append', 0], ['appendleft', 0], ['insert', 1], ['extend', 0], ['add', 0], ['update', 0], ['setdefault', 1]]);

interface Pending {
  readonly node: PythonNode;
  readonly variable: string;
  readonly within: number;
  readonly how: ModuleWriteFact['how'];
  readonly value: PythonExpression | undefined;
}

/** Writes of functions to variables that live as long as the module. */
export function collectModuleWrites(scopes: PythonScopes, read: (node: PythonExpression) => Expression, spanOf: (node: PythonNode) => Span): { readonly visitors: Visitors; finish(): ModuleWriteFact[] } {
  const pending: Pending[] = [];

  function moduleVariable(node: PythonExpression): PythonBinding | undefined {
    let root = node;
    while (root.nodeType === 'Attribute' || root.nodeType === 'Subscript') root = root.value;
    const binding = root.nodeType === 'Name' ? scopes.bindingOf(root) : undefined;
    const isVariable = binding?.definitions.some(({ kind }) => kind === 'value' || kind === 'opaque');
    return isVariable && binding?.scope === scopes.module ? binding : undefined;
  }

  function add(target: PythonExpression, value: PythonExpression | undefined, { within }: Place): void {
    if (target.nodeType === 'Tuple' || target.nodeType === 'List') {
      for (const element of target.elts) add(element, undefined, { within, ancestors: [] });
      return;
    }
    const variable = within === null ? undefined : moduleVariable(target);
    if (variable && within !== null) pending.push({ node: target, variable: variable.name, within, how: target.nodeType === 'Name' ? 'assigned' : 'added', value });
  }

  const visitors: Visitors = {
    Assign(node, place) {
      for (const target of node.targets) add(target, node.value, place);
    },
    AnnAssign(node, place) {
      if (node.value) add(node.target, node.value, place);
    },
    AugAssign(node, place) {
      add(node.target, undefined, place);
    },
    Call({ func, args }, { within }) {
      const position = func.nodeType === 'Attribute' ? ADDING.get(func.attr) : undefined;
      if (position === undefined || func.nodeType !== 'Attribute' || within === null) return;
      const variable = moduleVariable(func.value);
      if (variable) pending.push({ node: func, variable: variable.name, within, how: 'added', value: args[position] });
    },
  };

  function toFact({ node, variable, within, how, value }: Pending): ModuleWriteFact {
    const span = spanOf(node);
    return { variable, within, how, value: value ? read(value) : { kind: 'unknown', ...span }, ...span };
  }
  return { visitors, finish: () => pending.map(toFact) };
}

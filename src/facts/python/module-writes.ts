import type { PythonExpression, PythonNode } from '../../source/python.js';
import type { PythonBinding, PythonScopes } from '../../source/python-scopes.js';
import type { Expression, ModuleWriteFact, Span, Within } from '../model.js';
import type { Place, Visitors } from './walk.js';

/** Methods that add to what a list, a set or a dict holds, with the position of what they add. */
const ADDING: ReadonlyMap<string, number> = new Map([['append', 0], ['appendleft', 0], ['insert', 1], ['extend', 0], ['add', 0], ['update', 0], ['setdefault', 1]]);

/** Methods that take something out again. */
const REMOVING: ReadonlySet<string> = new Set(['pop', 'popleft', 'popitem', 'remove', 'discard', 'clear']);

interface Pending {
  readonly node: PythonNode;
  readonly variable: PythonBinding;
  readonly within: number;
  readonly how: ModuleWriteFact['how'];
  readonly method?: string;
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
    if (variable && within !== null) pending.push({ node: target, variable, within, how: howAssigned(target), value });
  }

  /** What built-in functions and `json.dumps` are given they leave as it is. */
  function noteHanded(func: PythonExpression, args: readonly PythonExpression[], within: Within): void {
    const isBuiltIn = func.nodeType === 'Name' ? scopes.bindingOf(func) === undefined : func.nodeType === 'Attribute' && func.attr === 'dumps';
    if (within === null || isBuiltIn) return;
    for (const node of args) {
      const variable = node.nodeType === 'Name' ? moduleVariable(node) : undefined;
      if (variable) pending.push({ node, variable, within, how: 'handed', value: undefined });
    }
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
      noteHanded(func, args, within);
      if (func.nodeType !== 'Attribute' || within === null) return;
      const { attr: method } = func;
      const position = ADDING.get(method);
      const variable = position === undefined && !REMOVING.has(method) ? undefined : moduleVariable(func.value);
      if (variable) pending.push({ node: func, variable, within, how: position === undefined ? 'removed' : 'added', method, value: position === undefined ? undefined : args[position] });
    },
    Delete({ targets }, { within }) {
      for (const target of targets) {
        const variable = within === null ? undefined : moduleVariable(target);
        if (variable && within !== null) pending.push({ node: target, variable, within, how: 'removed', value: undefined });
      }
    },
  };

  function toFact({ node, variable, within, how, method, value }: Pending): ModuleWriteFact {
    const span = spanOf(node);
    return { variable: variable.name, isList: isList(variable), within, how, ...(method === undefined ? {} : { method }), value: value ? read(value) : { kind: 'unknown', ...span }, ...span };
  }
  return { visitors, finish: () => pending.map(toFact) };
}

/** `rows[:] = []` may empty a list; an index sets what is there. */
function howAssigned(target: PythonExpression): ModuleWriteFact['how'] {
  if (target.nodeType === 'Name') return 'assigned';
  return target.nodeType === 'Subscript' && target.slice.nodeType === 'Slice' ? 'removed' : 'added';
}

function isList({ definitions }: PythonBinding): boolean {
  const [only, other] = definitions;
  return only?.kind === 'value' && !other && only.steps.length === 0 && only.value.nodeType === 'List';
}

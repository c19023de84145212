import type { PythonExpression, PythonNode } from '../../source/python.js';
import { forEachPythonChild } from '../../source/python-children.js';
import type { PythonBinding, PythonScopes } from '../../source/python-scopes.js';
import type { Expression, ModuleWriteFact, Span, Within } from '../model.js';
import { testsBefore } from './switches.js';
import { stringValue } from './syntax.js';
import type { Place, Visitors } from './walk.js';

/** Methods that add to what a list, a set or a dict holds, with the position of what they add. */
const ADDING: ReadonlyMap<string, number> = new Map([['append', 0], ['appendleft', 0], ['insert', 1], ['extend', 0], ['add', 0], ['update', 0], ['setdefault', 1]]);

/** Methods that take something out again. */
const REMOVING: ReadonlySet<string> = new Set(['pop', 'popleft', 'popitem', 'remove', 'discard', 'clear']);

const LEAVING = /^(?:dumps|join|debug|info|warning|error|exception|critical)$/;

interface Pending {
  readonly node: PythonNode;
  readonly variable: PythonBinding;
  readonly within: number;
  readonly how: ModuleWriteFact['how'];
  readonly method?: string;
  /** What decides whether it is added. */
  readonly tests?: readonly PythonExpression[];
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

  /** Of a text that is added: such texts are often added once. */
  function testsOf(node: PythonNode, value: PythonExpression | undefined, place: Place): readonly PythonExpression[] {
    return value && (stringValue(value) !== undefined || value.nodeType === 'JoinedStr') ? testsBefore(node, place).map(({ test }) => test) : [];
  }

  /** What built-in functions, `json.dumps`, texts and loggers are given they leave as it is. */
  function noteHanded(func: PythonExpression, args: readonly PythonExpression[], within: Within): void {
    const isBuiltIn = func.nodeType === 'Name' ? scopes.bindingOf(func) === undefined : func.nodeType === 'Attribute' && (LEAVING.test(func.attr) || stringValue(func.value) !== undefined);
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
    Call(node, place) {
      const { func, args } = node;
      const { within } = place;
      noteHanded(func, args, within);
      if (func.nodeType !== 'Attribute' || within === null) return;
      const { attr: method } = func;
      const position = ADDING.get(method);
      const variable = position === undefined && !REMOVING.has(method) ? undefined : moduleVariable(func.value);
      const value = position === undefined ? undefined : args[position];
      if (variable) pending.push({ node: func, variable, within, how: position === undefined ? 'removed' : 'added', method, tests: testsOf(node, value, place), value });
    },
    Delete({ targets }, { within }) {
      for (const target of targets) {
        const variable = within === null ? undefined : moduleVariable(target);
        if (variable && within !== null) pending.push({ node: target, variable, within, how: 'removed', value: undefined });
      }
    },
  };

  function toFact({ node, variable, within, how, method, tests = [], value }: Pending): ModuleWriteFact {
    const span = spanOf(node);
    return { variable: variable.name, isList: isList(variable), within, how, ...(method === undefined ? {} : { method }), ...(tests.some(asksWritten) ? { isGuarded: true as const } : {}), value: value ? read(value) : { kind: 'unknown', ...span }, ...span };
  }

  const asked = new Map<PythonNode, boolean>();
  let written: ReadonlySet<PythonBinding> | undefined;

  /** Whether a test asks about a variable that functions write to. */
  function asksWritten(test: PythonNode): boolean {
    const known = asked.get(test);
    if (known !== undefined) return known;
    written ??= new Set(pending.map(({ variable }) => variable));
    const variable = test.nodeType === 'Name' ? moduleVariable(test) : undefined;
    let found = variable !== undefined && written.has(variable);
    forEachPythonChild(test, (child) => { found ||= asksWritten(child); });
    asked.set(test, found);
    return found;
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
  if (only?.kind !== 'value' || other || only.steps.length > 0) return false;
  const { value } = only;
  return value.nodeType === 'List' || (value.nodeType === 'Call' && value.func.nodeType === 'Name' && value.func.id === 'list' && value.args.length === 0);
}

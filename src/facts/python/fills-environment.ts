import { forEachPythonChild } from '../../source/python-children.js';
import type { PythonFunction, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { References } from './references.js';

const FILLING_METHODS = /^(?:update|setdefault|__setitem__|clear)$/;
/** What functions of other modules are called that put something into what they get. */
const FILLING_NAME = /^(?:load|fill|set|apply|inject|populate|update|hydrate|merge)/i;

/** Whether a method of the environment sets variables that cannot be named here. */
export function fillsAll(method: string): boolean {
  return method !== 'setdefault' && FILLING_METHODS.test(method);
}

/** Whether a call that is given the environment as a whole may set variables: `load_secrets(os.environ)`. */
export function mayFill(call: PythonNodeOf<'Call'>, environment: PythonNode, references: References): boolean {
  const called = references.denote(call.func);
  if (called.kind === 'import') return FILLING_NAME.test(called.path.at(-1) ?? '');
  if (called.kind !== 'function') return false;
  const { posonlyargs, args, kwonlyargs } = called.node.args;
  const keyword = call.keywords.find(({ value }) => value === environment)?.arg;
  const position = call.args.findIndex((one) => one === environment);
  const parameter = keyword === undefined ? [...posonlyargs, ...args][position] : [...args, ...kwonlyargs].find(({ arg }) => arg === keyword);
  return parameter !== undefined && writesTo(called.node, parameter.arg);
}

function writesTo(fn: PythonFunction, name: string): boolean {
  const isIt = (node: PythonNode): boolean => node.nodeType === 'Name' && node.id === name;
  let found = false;
  const look = (node: PythonNode): void => {
    found ||= node.nodeType === 'Subscript' ? node.ctx.nodeType !== 'Load' && isIt(node.value) : node.nodeType === 'Call' && node.func.nodeType === 'Attribute' && FILLING_METHODS.test(node.func.attr) && isIt(node.func.value);
    if (!found) forEachPythonChild(node, look);
  };
  look(fn);
  return found;
}

import type { PythonExpression, PythonNode } from '../../source/python.js';
import type { Denoted } from './denoted.js';
import type { References } from './references.js';
import { argumentOf, stringValue } from './syntax.js';

/** Methods of `os.environ` that cope with a variable that is not there. */
const READING_METHODS: ReadonlySet<string> = new Set(['get', 'pop', 'setdefault']);

/** `os.environ`, whatever the file calls it. */
export function isEnvironment(denoted: Denoted): boolean {
  return isOfOs(denoted, 'environ') || isOfOs(denoted, 'environb');
}

export function isOfOs(denoted: Denoted, name: string): boolean {
  return denoted.kind === 'import' && denoted.specifier === 'os' && denoted.path.length === 1 && denoted.path[0] === name;
}

/** The variable that an expression reads: `os.environ['X']`, `os.environ.get('X')`, `os.getenv('X')`. */
export function environmentVariable(node: PythonNode, references: References): string | undefined {
  if (node.nodeType === 'Subscript') return isEnvironment(references.denote(node.value)) ? constantText(node.slice, references) : undefined;
  if (node.nodeType !== 'Call') return undefined;
  const name = argumentOf(node, 0, 'key');
  return name && readsByCall(node.func, references) ? constantText(name, references) : undefined;
}

/** Whether calling it reads a variable: `os.getenv`, `os.environ.get`. */
export function readsByCall(callee: PythonExpression, references: References): boolean {
  if (callee.nodeType === 'Attribute' && READING_METHODS.has(callee.attr) && isEnvironment(references.denote(callee.value))) return true;
  return isOfOs(references.denote(callee), 'getenv');
}

/** A literal, or a name that holds nothing else. */
export function constantText(node: PythonExpression, references: References): string | undefined {
  const values = references.valuesOf(node);
  return stringValue(values?.length === 1 ? values[0] : node);
}

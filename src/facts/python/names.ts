import { parsePython, PythonSyntaxError, type PythonNode, type PythonNodeOf } from '../../source/python.js';
import { forEachPythonChild } from '../../source/python-children.js';
import type { CodeNames } from '../model.js';
import { isName } from '../named-text.js';
import { calleeName, stringValue } from './syntax.js';

/** The names in a Python file; undefined where it cannot be parsed. */
export function extractPythonNames(text: string): CodeNames | undefined {
  const module = parsed(text);
  if (!module) return undefined;
  const names = new Set<string>();
  let [computesNames, loadsUnnamed] = [false, false];
  const add = (name: string | undefined): void => {
    if (name !== undefined && isName(name)) names.add(name);
  };

  function visit(node: PythonNode): void {
    switch (node.nodeType) {
      case 'Attribute': add(node.attr);
        break;
      case 'Constant': add(stringValue(node));
        break;
      case 'ImportFrom': for (const { name } of node.names) add(name);
        break;
      case 'Call':
        computesNames ||= computes(node);
        loadsUnnamed ||= loads(node);
        break;
      default:
    }
    forEachPythonChild(node, visit);
  }

  visit(module);
  return { names: [...names], computesNames, loadsUnnamed };
}

function parsed(text: string): PythonNode | undefined {
  try {
    return parsePython(text).module;
  } catch (error) {
    if (error instanceof PythonSyntaxError) return undefined;
    throw error;
  }
}

/** `getattr(client, operation)`, `methodcaller(name)`. */
function computes({ func, args }: PythonNodeOf<'Call'>): boolean {
  const name = calleeName(func);
  if (name === 'methodcaller' || name === 'attrgetter') return stringValue(args[0]) === undefined;
  return (name === 'getattr' || name === '__getattribute__') && stringValue(args[name === 'getattr' ? 1 : 0]) === undefined;
}

/** `exec(text)`, `import_module(name)`; `compile` of `re` makes no code. */
export function loads({ func, args }: PythonNodeOf<'Call'>): boolean {
  const name = calleeName(func);
  if (func.nodeType === 'Name' && (name === 'exec' || name === 'eval' || name === 'compile')) return true;
  return (name === 'import_module' || name === '__import__') && stringValue(args[0]) === undefined;
}

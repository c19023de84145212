import type { PythonNode, PythonNodeOf } from '../../source/python.js';
import type { EnvironmentReaderFact } from '../model.js';
import type { References } from './references.js';
import { isFunction } from './syntax.js';
import type { Place } from './walk.js';

/** Nothing that decides whether a read of the environment is made. */
const PLAIN: ReadonlySet<PythonNode['nodeType']> = new Set<PythonNode['nodeType']>(['Return', 'Assign', 'AnnAssign', 'Expr', 'Call', 'Keyword', 'Attribute', 'JoinedStr', 'FormattedValue', 'BinOp']);
const BEFORE: ReadonlySet<PythonNode['nodeType']> = new Set<PythonNode['nodeType']>(['Expr', 'Assign', 'AnnAssign', 'Import', 'ImportFrom']);

/** Of `os.environ[name]`: the function around it, where it is given the name and always comes by. */
export function environmentReader({ slice }: PythonNodeOf<'Subscript'>, { ancestors, within }: Place, references: References): EnvironmentReaderFact | undefined {
  const level = ancestors.findLastIndex((one) => isFunction(one));
  const around = ancestors[level];
  const statement = ancestors[level + 1];
  if (within === null || (around?.nodeType !== 'FunctionDef' && around?.nodeType !== 'AsyncFunctionDef') || !statement) return undefined;
  // The last one is `os.environ[name]` itself.
  const position = around.body.findIndex((one) => one === statement);
  const isPlain = ancestors.slice(level + 1, -1).every(({ nodeType }) => PLAIN.has(nodeType)) && position >= 0 && around.body.slice(0, position).every(({ nodeType }) => BEFORE.has(nodeType));
  const reference = isPlain && slice.nodeType === 'Name' ? references.toReference(references.denote(slice)) : undefined;
  return reference?.kind === 'parameter' && reference.function === within && reference.path.length === 0 ? { function: within, index: reference.index } : undefined;
}

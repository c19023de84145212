import type { PythonExpression, PythonNode, PythonNodeOf, PythonStatement } from '../../source/python.js';
import type { EnvironmentReaderFact } from '../model.js';
import type { References } from './references.js';
import { raises } from './required.js';
import { argumentOf, isFunction, isNone, stringValue } from './syntax.js';
import { goesOn } from './tried.js';
import type { Place } from './walk.js';

/** Nothing that decides whether a read of the environment is made. */
const PLAIN: ReadonlySet<PythonNode['nodeType']> = new Set<PythonNode['nodeType']>(['Return', 'Assign', 'AnnAssign', 'Expr', 'Call', 'Keyword', 'Attribute', 'JoinedStr', 'FormattedValue', 'BinOp']);
const BEFORE: ReadonlySet<PythonNode['nodeType']> = new Set<PythonNode['nodeType']>(['Expr', 'Assign', 'AnnAssign', 'Import', 'ImportFrom']);

/** Of `os.environ[name]`: the function around it, where it is given the name and always comes by. */
export function environmentReader({ slice }: PythonNodeOf<'Subscript'>, { ancestors, within }: Place, references: References): EnvironmentReaderFact | undefined {
  const level = ancestors.findLastIndex((one) => isFunction(one));
  const around = ancestors[level];
  const statement = ancestors[level + 1];
  if (!statement || !isCertain(around, statement) || !ancestors.slice(level + 1, -1).every((one, index, all) => PLAIN.has(one.nodeType) || (index === 0 && raisesInstead(one, all[1])))) return undefined;
  // The last one is `os.environ[name]` itself.
  return readerOf(slice, within, references);
}

/** Of `os.environ.get(name)`: the same, where the next thing that the function does is to raise if there is no value. */
export function testingReader(call: PythonNodeOf<'Call'>, { ancestors, within }: Place, references: References): EnvironmentReaderFact | undefined {
  const level = ancestors.findLastIndex((one) => isFunction(one));
  const around = ancestors[level];
  const statement = ancestors[level + 1];
  const name = argumentOf(call, 0, 'key');
  if (!name || !statement || !isCertain(around, statement)) return undefined;
  const held = heldIn(statement, call);
  const next = around.body[around.body.findIndex((one) => one === statement) + 1];
  return held && next && raisesWithout(next, held) ? readerOf(name, within, references) : undefined;
}

function isCertain(around: PythonNode | undefined, statement: PythonNode): around is PythonNodeOf<'FunctionDef' | 'AsyncFunctionDef'> {
  if (around?.nodeType !== 'FunctionDef' && around?.nodeType !== 'AsyncFunctionDef') return false;
  const position = around.body.findIndex((one) => one === statement);
  return position >= 0 && around.body.slice(0, position).every(({ nodeType }) => BEFORE.has(nodeType));
}

/** `try: return os.environ[name]`, `except KeyError: raise SettingMissing(name)`. */
function raisesInstead(statement: PythonNode, next: PythonNode | undefined): boolean {
  return statement.nodeType === 'Try' && statement.body[0] === next && statement.finalbody.length === 0 && !statement.handlers.some(goesOn);
}

function readerOf(name: PythonExpression, within: Place['within'], references: References): EnvironmentReaderFact | undefined {
  const reference = name.nodeType === 'Name' ? references.toReference(references.denote(name)) : undefined;
  return within !== null && reference?.kind === 'parameter' && reference.function === within && reference.path.length === 0 ? { function: within, index: reference.index } : undefined;
}

/** A name of the function that has what the call gave; `isText` where that is a text in any case: `os.environ.get(name, "")`. */
interface Held {
  readonly name: string;
  readonly isText: boolean;
}

function heldIn(statement: PythonNode, call: PythonNodeOf<'Call'>): Held | undefined {
  const target = statement.nodeType === 'Assign' && statement.targets.length === 1 ? statement.targets[0] : statement.nodeType === 'AnnAssign' ? statement.target : undefined;
  if ((statement.nodeType !== 'Assign' && statement.nodeType !== 'AnnAssign') || statement.value !== call || target?.nodeType !== 'Name') return undefined;
  const fallback = argumentOf(call, 1, 'default');
  const isText = fallback !== undefined && stringValue(fallback) === '';
  return isText || !fallback || isNone(fallback) ? { name: target.id, isText } : undefined;
}

function raisesWithout(next: PythonStatement, held: Held): boolean {
  if (next.nodeType === 'Assert') return isThere(next.test, held);
  return next.nodeType === 'If' && isMissing(next.test, held) && raises(next.body);
}

function isMissing(test: PythonExpression, held: Held): boolean {
  switch (test.nodeType) {
    case 'UnaryOp': return test.op.nodeType === 'Not' && isHeld(test.operand, held);
    // The first is asked in any case.
    case 'BoolOp': return test.op.nodeType === 'Or' && test.values[0] !== undefined && isMissing(test.values[0], held);
    case 'Compare': return comparesWithNone(test, held, ['Is', 'Eq']);
    default: return false;
  }
}

function isThere(test: PythonExpression, held: Held): boolean {
  return isHeld(test, held) || (test.nodeType === 'Compare' && comparesWithNone(test, held, ['IsNot', 'NotEq']));
}

function comparesWithNone({ left, ops, comparators }: PythonNodeOf<'Compare'>, held: Held, asked: readonly string[]): boolean {
  const [op, other] = ops;
  return op !== undefined && !other && !held.isText && asked.includes(op.nodeType) && isHeld(left, held) && isNone(comparators[0]);
}

function isHeld(node: PythonExpression, { name }: Held): boolean {
  return node.nodeType === 'Name' && node.id === name;
}

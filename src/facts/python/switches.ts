import type { PythonExpression, PythonFunction, PythonNode, PythonNodeOf, PythonStatement } from '../../source/python.js';
import type { PythonScopes } from '../../source/python-scopes.js';
import type { Expression } from '../model.js';
import { constantText, environmentVariable, isEnvironment } from './environment-object.js';
import type { Expressions } from './expressions.js';
import type { References } from './references.js';
import { dottedName, isFunction, isNone, stringValue } from './syntax.js';
import type { Place } from './walk.js';

/** A test that has to come out one way for code to run. */
export interface Wanted {
  readonly test: PythonExpression;
  readonly isTrue: boolean;
}

/** Tests of one `and`, early ways out of one block, and about as many of all, that are looked at for each call. */
const MAX_TESTS = 20;
const MAX_DEPTH = 3;
/** What objects with settings are called. */
const SETTINGS = /(?:^|[._])(?:settings|config|conf|cfg)$/;
const OPEN: Expression = { kind: 'unknown', start: 0, end: 0 };
const CASE_OR_BLANKS = /^(?:lower|upper|casefold|strip)$/;
/** Texts that mean the same in any case. */
const TRUTH = /^(?:true|false|yes|no|on|off|y|n|[01])$/i;

const exits = new WeakMap<readonly PythonStatement[], readonly { readonly index: number; readonly test: PythonExpression }[]>();

/** The tests around a node, and those before it in its function after which the function is left. */
export function testsBefore(node: PythonNode, { ancestors }: Place): readonly Wanted[] {
  const found: Wanted[] = [];
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent || found.length >= MAX_TESTS) break;
    if (parent.nodeType === 'If' && parent.test !== child) found.push({ test: parent.test, isTrue: parent.body.some((one) => one === child) });
    else if (parent.nodeType === 'IfExp' && parent.test !== child) found.push({ test: parent.test, isTrue: parent.body === child });
    else if (parent.nodeType === 'BoolOp') found.push(...parent.values.slice(0, Math.min(MAX_TESTS, Math.max(0, parent.values.findIndex((one) => one === child)))).map((test) => ({ test, isTrue: parent.op.nodeType === 'And' })));
    for (const block of blocksOf(parent)) found.push(...exitsBefore(block, child));
    if (isFunction(parent)) break;
    child = parent;
  }
  return found;
}

function blocksOf(node: PythonNode): readonly (readonly PythonStatement[])[] {
  switch (node.nodeType) {
    case 'FunctionDef': case 'AsyncFunctionDef': case 'With': case 'AsyncWith': case 'ExceptHandler': return [node.body];
    case 'If': case 'For': case 'AsyncFor': case 'While': case 'Try': case 'TryStar': return [node.body, node.orelse];
    default: return [];
  }
}

function exitsBefore(block: readonly PythonStatement[], child: PythonNode): readonly Wanted[] {
  const known = exits.get(block) ?? block.flatMap((one, index) => (one.nodeType === 'If' && one.orelse.length === 0 && one.body.at(-1)?.nodeType === 'Return' ? [{ index, test: one.test }] : [])).slice(0, MAX_TESTS);
  exits.set(block, known);
  const at = known.length === 0 ? -1 : block.findIndex((one) => one === child);
  return known.filter(({ index }) => index < at).map(({ test }) => ({ test, isTrue: false }));
}

/**
 * Tells the settings that have to be there for a test to come out as wanted. One that the maker of an object or the caller chooses, as a
 * parameter that has a text without being given one, or that a configuration has, is of no kind that is known.
 */
export function createNeededSettings(scopes: PythonScopes, references: References, { read }: Expressions): (wanted: Wanted) => readonly Expression[] {
  const known = { whenTrue: new Map<PythonNode, readonly Expression[]>(), whenFalse: new Map<PythonNode, readonly Expression[]>() };

  function neededBy(test: PythonExpression, isTrue: boolean): readonly Expression[] {
    switch (test.nodeType) {
      case 'UnaryOp': return test.op.nodeType === 'Not' ? neededBy(test.operand, !isTrue) : [];
      case 'BoolOp': return (test.op.nodeType === 'And') === isTrue ? test.values.slice(0, MAX_TESTS).flatMap((one) => neededBy(one, isTrue)) : [];
      case 'Compare': return neededByComparison(test, isTrue);
      case 'Name': case 'Attribute': case 'Subscript': case 'Call': return isSetting(test) && !(isTrue && isWrittenTrue(test)) ? [OPEN] : isTrue ? settings(read(test)) : [];
      default: return [];
    }
  }

  function neededByComparison({ left, ops: [op, more], comparators: [right], ...span }: PythonNodeOf<'Compare'>, isTrue: boolean): readonly Expression[] {
    if (!op || more || !right) return [];
    if (isChosen(left, 0) || isChosen(right, 0)) return [OPEN];
    const isWanted = (['Eq', 'Is', 'In'].includes(op.nodeType)) === isTrue;
    if (op.nodeType === 'Is' || op.nodeType === 'IsNot') return isNone(right) && !isWanted ? settings(read(left)).map(orEmpty) : [];
    if (!isWanted) return [];
    if (op.nodeType === 'In' || op.nodeType === 'NotIn') {
      const variable = isEnvironment(references.denote(right)) ? constantText(left, references) : undefined;
      return variable === undefined ? [] : [orEmpty({ kind: 'env', variable, start: span.lineno, end: span.lineno })];
    }
    if (op.nodeType !== 'Eq' && op.nodeType !== 'NotEq') return [];
    const text = stringValue(right) ?? stringValue(left);
    const value = read(withoutCase(stringValue(right) === undefined ? right : left, text));
    return text !== undefined && text !== '' && value.kind === 'env' ? [{ ...value, kind: 'flag', text }] : [];
  }

  /** `MODE.lower() == 'true'`. */
  function withoutCase(node: PythonExpression, text = ''): PythonExpression {
    return TRUTH.test(text) && node.nodeType === 'Call' && node.func.nodeType === 'Attribute' && CASE_OR_BLANKS.test(node.func.attr) ? node.func.value : node;
  }

  function isChosen(node: PythonExpression, depth: number): boolean {
    if (depth > MAX_DEPTH) return false;
    if (isSetting(node)) return true;
    switch (node.nodeType) {
      case 'Name': return scopes.bindingOf(node)?.definitions.some((one) => (one.kind === 'parameter' ? hasText(one.node, one.at) : one.kind === 'value' && one.steps.length === 0 && isChosen(one.value, depth + 1))) === true;
      case 'Attribute': return references.denote(node.value).kind === 'instance' && (references.valuesOf(node) ?? []).some((value) => isChosen(value, depth + 1));
      case 'BoolOp': return node.values.slice(0, MAX_TESTS).some((value) => isChosen(value, depth + 1));
      case 'Call': return node.func.nodeType === 'Attribute' && CASE_OR_BLANKS.test(node.func.attr) && isChosen(node.func.value, depth + 1);
      default: return false;
    }
  }

  /** `config.get("method")`: what is read from a file or a table. */
  function isSetting(node: PythonExpression): boolean {
    const object = node.nodeType === 'Call' && node.func.nodeType === 'Attribute' && node.func.attr === 'get' ? node.func.value : node.nodeType === 'Subscript' || node.nodeType === 'Attribute' ? node.value : undefined;
    return object !== undefined && SETTINGS.test(dottedName(object) ?? '') && environmentVariable(node, references) === undefined;
  }

  /** `config = {"archive": True}` of the file itself. */
  function isWrittenTrue(test: PythonExpression): boolean {
    const [object, key] = test.nodeType === 'Subscript' ? [test.value, test.slice] : test.nodeType === 'Call' && test.func.nodeType === 'Attribute' ? [test.func.value, test.args[0]] : [];
    const written = object && references.denote(object);
    const name = stringValue(key);
    const value = written?.kind === 'dict' && name !== undefined ? written.node.values[written.node.keys.findLastIndex((one) => stringValue(one) === name)] : undefined;
    return value?.nodeType === 'Constant' && Boolean(value.value);
  }

  return ({ test, isTrue }) => {
    const answers = isTrue ? known.whenTrue : known.whenFalse;
    const answer = answers.get(test) ?? neededBy(test, isTrue);
    answers.set(test, answer);
    return answer;
  };
}

/** `backend="bedrock"`. */
function hasText({ args: { posonlyargs, args, defaults, kwonlyargs, kw_defaults: named } }: PythonFunction, parameter: PythonNode): boolean {
  const positional = [...posonlyargs, ...args];
  const keyword = kwonlyargs.findIndex((one) => one === parameter);
  const position = positional.findIndex((one) => one === parameter);
  const value = keyword >= 0 ? named[keyword] : defaults[position - positional.length + defaults.length];
  return (stringValue(value) ?? '') !== '';
}

function settings(value: Expression): readonly Expression[] {
  return value.kind === 'env' || value.kind === 'flag' || value.kind === 'import' ? [value] : [];
}

/** Whatever is not `None` will do. */
function orEmpty(value: Expression): Expression {
  return value.kind === 'env' ? { ...value, mayBeEmpty: true } : value;
}

import { forEachPythonChild } from '../../source/python-children.js';
import type { PythonExpression, PythonFunction, PythonNode, PythonNodeOf, PythonStatement } from '../../source/python.js';
import { environmentVariable, isEnvironment } from './environment-object.js';
import type { References } from './references.js';
import { calleeName, isFunction, isNone, returnedValues } from './syntax.js';
import type { Place, Visitors } from './walk.js';

/** Says of a place whether the environment decides that it runs. Asked during the walk: what comes later in the file does not count. */
export interface EnvironmentGuards {
  readonly visitors: Visitors;
  isGuarded(node: PythonNode, place: Place): boolean;
}

/** Enough for a helper that tests a constant of the module. */
const MAX_DEPTH = 8;
/** Of a longer chain of `and`, only the first tests are looked at. */
const MAX_TESTS = 10;
/** What modules with settings, and their objects, are called. */
const SETTINGS = /(?:^|[._])(?:settings|config|conf|cfg|env|environment)$/;
const CONSTANT = /^[A-Z][A-Z0-9_]*$/;
const CONVERTING = /^(?:bool|int|float|str|len|strtobool)$/;

export function createEnvironmentGuards(references: References): EnvironmentGuards {
  const asking = new Map<PythonNode, boolean>();
  const deciding = new Map<PythonNode, boolean>();
  /** Ways out that were seen, by the block that they stand in, until somebody asks about it. */
  const exits = new Map<Block, PythonNodeOf<'If'>[]>();
  const left = new Set<Block>();

  /** Whether a value is read from the environment, compared or converted at most. Worked out once for each node. */
  function asks(node: PythonNode, depth: number): boolean {
    const done = asking.get(node);
    if (done !== undefined) return done;
    asking.set(node, false);
    const answer = isWhole(node) || environmentVariable(node, references) !== undefined || (depth < MAX_DEPTH && sourcesOf(node).some((one) => asks(one, depth + 1)));
    asking.set(node, answer);
    return answer;
  }

  /** `"QUEUE_URL" in os.environ`. */
  function isWhole(node: PythonNode): boolean {
    return (node.nodeType === 'Name' || node.nodeType === 'Attribute') && isEnvironment(references.denote(node));
  }

  function sourcesOf(node: PythonNode): readonly PythonNode[] {
    switch (node.nodeType) {
      case 'Name': case 'Attribute': return references.valuesOf(node) ?? [];
      case 'Compare': return [node.left, ...node.comparators];
      case 'BoolOp': return node.values;
      case 'UnaryOp': return [node.operand];
      case 'IfExp': return [node.test, node.body, node.orelse];
      case 'NamedExpr': return [node.value];
      case 'Call': return sourcesOfCall(node);
      default: return [];
    }
  }

  function sourcesOfCall({ func, args }: PythonNodeOf<'Call'>): readonly PythonNode[] {
    const called = references.denote(func);
    if (called.kind === 'function') return isPredicate(called.node) ? outcomesOf(called.node) : [];
    if (func.nodeType === 'Attribute') return [func.value];
    return CONVERTING.test(calleeName(func) ?? '') ? args : [];
  }

  /** `if MODE == 'queue'`, with `MODE` of this module, of one with settings, or given by the caller: other callers may never come here. */
  function decides(test: PythonExpression): boolean {
    const answer = deciding.get(test) ?? (asks(test, 0) || testsSetting(test) || comparesArgument(test));
    deciding.set(test, answer);
    return answer;
  }

  function testsSetting(test: PythonExpression): boolean {
    switch (test.nodeType) {
      case 'Name': case 'Attribute': return isSetting(test);
      case 'UnaryOp': return testsSetting(test.operand);
      case 'BoolOp': return test.values.some(testsSetting);
      case 'Compare': {
        const operands = [test.left, ...test.comparators];
        return operands.some(isSetting) && operands.every((one) => isLiteral(one) || isSetting(one));
      }
      default: return false;
    }
  }

  function comparesArgument(test: PythonExpression): boolean {
    if (test.nodeType === 'BoolOp') return test.values.some(comparesArgument);
    if (test.nodeType !== 'Compare') return false;
    const operands = [test.left, ...test.comparators];
    return operands.some(isWholeArgument) && operands.every((one) => isWholeArgument(one) || (isLiteral(one) && !isNone(one)) || CONSTANT.test(calleeName(one) ?? ''));
  }

  function isWholeArgument(node: PythonExpression): boolean {
    const denoted = references.denote(node);
    return denoted.kind === 'parameter' && denoted.path.length === 0;
  }

  function isSetting(node: PythonExpression): boolean {
    const denoted = references.denote(node);
    if (denoted.kind !== 'import') return false;
    const [first = '', second] = denoted.path;
    if (second === undefined) return CONSTANT.test(first) || (first !== '' && SETTINGS.test(denoted.specifier));
    return denoted.path.length === 2 && SETTINGS.test(first);
  }

  function addExit(node: PythonNodeOf<'If'>, { ancestors }: Place): void {
    const owner = ancestors.at(-1);
    if (!owner || !leaves(node.body.at(-1))) return;
    const block = blockOf(owner, node);
    const seen = exits.get(block) ?? [];
    exits.set(block, seen);
    seen.push(node);
  }

  /** Whether a node is left before the part of it that is looked at: that part may be such a way out itself. */
  function isLeft(node: PythonNode, part: PythonNode): boolean {
    const block = blockOf(node, part);
    const seen = exits.get(block);
    if (!seen) return left.has(block);
    const own = seen.at(-1) === part ? seen.pop() : undefined;
    if (seen.some(({ test }) => decides(test))) left.add(block);
    if (own) exits.set(block, [own]);
    else exits.delete(block);
    return left.has(block);
  }

  function isGuarded(node: PythonNode, { ancestors }: Place): boolean {
    let child = node;
    for (let i = ancestors.length - 1; i >= 0; i--) {
      const parent = ancestors[i];
      if (!parent) return false;
      if (isLeft(parent, child) || testsBefore(parent, child).some(decides)) return true;
      if (isFunction(parent)) return false;
      child = parent;
    }
    return false;
  }

  return { visitors: { If: addExit }, isGuarded };
}

/** Statements that run one after the other. */
type Block = PythonNode | readonly PythonNode[];

/** Whoever leaves the first block of an `if` never enters the other, and the last of a `try` runs all the same. */
function blockOf(node: PythonNode, part: PythonNode): Block {
  const apart = node.nodeType === 'If' ? node.orelse : node.nodeType === 'Try' || node.nodeType === 'TryStar' ? node.finalbody : [];
  return apart.some((one) => one === part) ? apart : node;
}

/** The tests that decide whether a part of a node runs. */
function testsBefore(parent: PythonNode, child: PythonNode): readonly PythonExpression[] {
  switch (parent.nodeType) {
    case 'If': case 'IfExp': case 'While': return parent.test === child ? [] : [parent.test];
    case 'BoolOp': {
      const first = parent.values.slice(0, MAX_TESTS);
      const own = first.findIndex((value) => value === child);
      return own < 0 ? first : first.slice(0, own);
    }
    default: return [];
  }
}

/** Nothing is given to it: what it says follows from the environment or from constants. */
function isPredicate(node: PythonFunction): boolean {
  const { posonlyargs, args, kwonlyargs } = node.args;
  return posonlyargs.length + args.length + kwonlyargs.length === 0;
}

/** What a function returns, and what it tests. */
function outcomesOf(node: PythonFunction): readonly PythonNode[] {
  const found: PythonNode[] = [...(returnedValues(node) ?? [])];
  const look = (one: PythonNode): void => {
    if (isFunction(one)) return;
    if (one.nodeType === 'If') found.push(one.test);
    forEachPythonChild(one, look);
  };
  if (node.nodeType !== 'Lambda') node.body.forEach(look);
  return found;
}

function leaves(statement: PythonStatement | undefined): boolean {
  return statement?.nodeType === 'Return' || statement?.nodeType === 'Continue' || statement?.nodeType === 'Break';
}

function isLiteral(node: PythonExpression): boolean {
  return node.nodeType === 'Constant' || ((node.nodeType === 'Tuple' || node.nodeType === 'List' || node.nodeType === 'Set') && node.elts.every(isLiteral));
}

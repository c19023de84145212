import type { PythonExpression, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { PythonScopes } from '../../source/python-scopes.js';
import type { CallFact, CallOutcome, Span, Within } from '../model.js';
import { createAnswerReads } from './answer-reads.js';
import type { ConditionalCalls } from './conditional-calls.js';
import type { Expressions } from './expressions.js';
import { insteadOfArgument } from './instead-of-argument.js';
import type { References } from './references.js';
import { createNeededSettings, testsBefore } from './switches.js';
import type { Wanted } from './switches.js';
import { calleeName, decoratorCallee, isFunction } from './syntax.js';
import { ancestor, type Place, type Visitors } from './walk.js';

interface Pending {
  readonly node: PythonNodeOf<'Call'>;
  readonly within: Within;
  readonly outcome: CallOutcome;
  readonly isIgnored: boolean;
  readonly isRepeated: boolean;
  readonly isBranched: boolean;
  readonly isConditional: boolean;
  readonly isMemoised: boolean;
  readonly insteadOf: number | undefined;
  readonly answerReads: (() => readonly string[] | undefined) | undefined;
  readonly tests: readonly Wanted[];
}

type Decorated = PythonNodeOf<'FunctionDef' | 'AsyncFunctionDef'>;

interface Questions {
  readonly scopes: PythonScopes;
  readonly references: References;
  readonly expressions: Expressions;
  readonly conditional: ConditionalCalls;
  readonly isMemoised: (node: PythonNode, place: Place) => boolean;
  readonly varies: (node: PythonNode) => boolean;
  readonly isPersonal: (call: PythonNode) => boolean;
  readonly spanOf: (node: PythonNode) => Span;
}

/** Built-in functions that somebody asks about: others (`len`, `str`) are most calls of a file. */
const BUILT_IN: ReadonlySet<string> = new Set(['print', 'open', '#.unlink', '#.rmdir']);

/** Calls of functions of the file, of imports and of a few built-in functions; their callees are resolved once the whole file has been seen. */
export function collectCalls(questions: Questions): { readonly visitors: Visitors; finish(): CallFact[] } {
  const { references, expressions, conditional, spanOf } = questions;
  const pending: Pending[] = [];
  const answers = createAnswerReads(questions.scopes);
  const settings = createNeededSettings(questions.scopes, references, expressions);
  const decorated: { readonly node: Decorated; readonly within: Within }[] = [];

  function toFact({ node, isIgnored: ignored, isBranched: branched, answerReads, tests, insteadOf, ...rest }: Pending): CallFact | undefined {
    const denoted = references.denote(node.func);
    const called = references.toCalled(denoted);
    // `for path in folder.iterdir(): path.unlink()` removes files, whatever the path is.
    const callee = called.kind === 'unknown' && node.func.nodeType === 'Attribute' ? { kind: 'global' as const, path: ['#', node.func.attr] } : called;
    if (callee.kind === 'unknown' || (callee.kind === 'global' && !BUILT_IN.has(callee.path.join('.')))) return undefined;
    const object = node.func.nodeType === 'Attribute' ? node.func.value : undefined;
    const receiver = object && expressions.receiverOf(object);
    const reads = callee.kind === 'function' ? undefined : answerReads?.();
    const needs = tests.length > 0 ? tests.flatMap(settings) : [];
    return {
      callee,
      isNew: denoted.kind === 'class',
      ...rest,
      ...(ignored ? { isIgnored: true as const } : {}),
      ...(reads ? { answerReads: reads } : {}),
      ...(branched ? { isBranched: true as const } : {}),
      ...(needs.length > 0 ? { needs } : {}),
      ...(callee.kind === 'import' && insteadOf !== undefined ? { insteadOf } : {}),
      ...(callee.kind === 'import' && rest.within !== null && questions.isPersonal(node) ? { isPersonal: true as const } : {}),
      arguments: expressions.readArguments(node),
      ...(receiver ? { receiver } : {}),
      dependsOnInvocation: callee.kind === 'import' && rest.within !== null && dependsOnInvocation(node, object),
      ...spanOf(node.func),
    };
  }

  function dependsOnInvocation(node: PythonNodeOf<'Call'>, object: PythonExpression | undefined): boolean {
    const given = [...node.args, ...node.keywords.map(({ value }) => value), ...(object ? [object] : [])];
    return given.some((one) => questions.varies(one));
  }

  /** A decorator of the file puts a function of its own before the decorated one, which calls it each time. */
  function wrapperCalls({ node }: (typeof decorated)[number]): CallFact[] {
    const denoted = references.denote(node);
    const self = references.toReference(denoted.kind === 'unknown' ? { kind: 'function', node } : denoted);
    if (self.kind !== 'function') return [];
    return node.decorator_list.flatMap((decorator): CallFact[] => {
      const wrapper = wrapperOf(decorator);
      const callee = wrapper && references.toReference({ kind: 'function', node: wrapper });
      if (callee?.kind !== 'function') return [];
      return [{ callee, isNew: false, within: self.id, arguments: [], outcome: 'used', isRepeated: false, isConditional: true, isMemoised: false, dependsOnInvocation: false, ...spanOf(decorator) }];
    });
  }

  /** `@logger.inject_lambda_context` calls it with the function, like `@logger.inject_lambda_context()`, which is a call as written. */
  function decoratorCalls({ node, within }: (typeof decorated)[number]): CallFact[] {
    return node.decorator_list.flatMap((decorator): CallFact[] => {
      const callee = decorator.nodeType === 'Attribute' ? references.toCalled(references.denote(decorator)) : undefined;
      if (callee?.kind !== 'import' || callee.path.length < 2) return [];
      return [{ callee, isNew: false, within, arguments: [], outcome: 'used', isRepeated: false, isConditional: true, isMemoised: false, dependsOnInvocation: false, ...spanOf(decorator) }];
    });
  }

  function wrapperOf(decorator: PythonExpression): PythonNodeOf<'FunctionDef' | 'AsyncFunctionDef' | 'Lambda'> | undefined {
    const denoted = references.denote(decorator);
    if (denoted.kind !== 'function') return undefined;
    // `@lambda_handler_decorator` makes a decorator of what runs around the handler.
    if (denoted.node.nodeType !== 'Lambda' && denoted.node.decorator_list.some((one) => calleeName(decoratorCallee(one)) === 'lambda_handler_decorator')) return denoted.node;
    const made = references.denote({ ...callOf(decorator), func: decorator });
    return made.kind === 'function' ? made.node : undefined;
  }

  function callOf(func: PythonExpression): PythonNodeOf<'Call'> {
    return { nodeType: 'Call', func, args: [], keywords: [], lineno: func.lineno, col_offset: func.col_offset };
  }

  function addDecorated(node: Decorated, { within }: Place): void {
    if (node.decorator_list.length > 0) decorated.push({ node, within });
  }

  const visitors: Visitors = {
    ...answers.visitors,
    Call(node, place) {
      const isConditional = conditional.isConditional(node, place);
      pending.push({
        node,
        within: place.within,
        outcome: outcomeOf(place),
        isIgnored: isIgnored(place),
        isRepeated: isRepeated(node, place),
        isBranched: isBranched(node, place),
        isConditional,
        isMemoised: questions.isMemoised(node, place),
        insteadOf: place.within !== null && isConditional ? insteadOfArgument(node, place, questions.scopes) : undefined,
        answerReads: node.func.nodeType === 'Attribute' ? answers.of(place) : undefined,
        tests: place.within === null ? [] : testsBefore(node, place),
      });
    },
    FunctionDef: addDecorated,
    AsyncFunctionDef: addDecorated,
  };
  return { visitors, finish: () => [...pending.flatMap((one) => toFact(one) ?? []), ...decorated.flatMap((one) => [...decoratorCalls(one), ...wrapperCalls(one)])] };
}

function outcomeOf(place: Place): CallOutcome {
  switch (ancestor(place)?.nodeType) {
    case 'Await': return 'awaited';
    case 'Return': return 'returned';
    case 'Expr': return 'discarded';
    case 'Lambda': return 'returned';
    default: return 'used';
  }
}

/** `call()` or `await call()` as a statement of its own. */
function isIgnored({ ancestors }: Place): boolean {
  const around = ancestors.at(-1)?.nodeType === 'Await' ? ancestors.at(-2) : ancestors.at(-1);
  return around?.nodeType === 'Expr';
}

/** Whether the place is a branch of an `if`, a `match` or an `and` of its function. */
function isBranched(node: PythonNode, { ancestors }: Place): boolean {
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent || isFunction(parent)) return false;
    if ((parent.nodeType === 'If' || parent.nodeType === 'IfExp') && parent.test !== child) return true;
    if (parent.nodeType === 'Match' || (parent.nodeType === 'BoolOp' && parent.values[0] !== child)) return true;
    child = parent;
  }
  return false;
}

const MAPPING = /^(?:map|filter|apply)$/;

function isRepeated(node: PythonNode, { ancestors }: Place): boolean {
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent) return false;
    switch (parent.nodeType) {
      case 'For': case 'AsyncFor': if (parent.body.some((statement) => statement === child)) return true;
        break;
      case 'While': if (parent.test === child || parent.body.some((statement) => statement === child)) return true;
        break;
      case 'ListComp': case 'SetComp': case 'DictComp': case 'GeneratorExp': if (child !== parent.generators[0]) return true;
        break;
      case 'Comprehension': if (child !== parent.iter) return true;
        break;
      case 'Lambda': {
        const call = ancestors[i - 1];
        return call?.nodeType === 'Call' && MAPPING.test(calleeName(call.func) ?? '');
      }
      default: if (isFunction(parent)) return false;
    }
    child = parent;
  }
  return false;
}

import type { CallExpression, NewExpression } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import type { CallFact, Expression, Reference } from '../model.js';
import { createAnswerReads } from './answer-reads.js';
import { isBranched, isIgnored, isRepeated, outcomeOf } from './call-outcome.js';
import { isCaughtBehind } from './caught-behind.js';
import type { ConditionalCalls } from './conditional-calls.js';
import type { Expressions } from './expressions.js';
import { requiredSource } from './imports.js';
import { insteadOfArgument } from './instead-of-argument.js';
import { createEndTelling, followUps } from './followed-by.js';
import { createInvocationDependence } from './invocation-dependence.js';
import { createMemoisation } from './memoisation.js';
import { createNeededSettings, testsBefore } from './switches.js';
import { memberName, unwrap } from './syntax.js';
import type { Place, Visitors } from './walk.js';

/**
 * Functions of the language that somebody asks about; those of an object by its name. Others (`parseInt`, `Math.max`) are most calls
 * of a file. `exports.save()` calls a function of the module itself.
 */
const GLOBALS: ReadonlySet<string> = new Set([
  'exports', 'module', 'console', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'JSON', 'Promise', 'queueMicrotask',
  'process.exit', 'process.nextTick', 'process.chdir',
  // Those that not all versions of Node.js have; a test compares them with data/language-versions.json.
  'Headers', 'Request', 'Response', 'FormData', 'Response.json', 'structuredClone', 'WebSocket', 'CloseEvent', 'CustomEvent', 'File',
  'BroadcastChannel', 'ReadableStream', 'WritableStream', 'TransformStream', 'ReadableStream.from', 'TextDecoderStream', 'TextEncoderStream',
  'CompressionStream', 'DecompressionStream', 'URLPattern', 'crypto', 'URL.canParse', 'AbortSignal.any', 'Object.groupBy', 'Map.groupBy',
  'Array.fromAsync', 'Promise.withResolvers', 'Promise.try', 'RegExp.escape', 'Error.isError', 'Iterator.from', 'Iterator.concat',
  'Math.f16round', 'JSON.rawJSON', 'JSON.isRawJSON', 'Intl.DurationFormat', 'Intl.supportedValuesOf', 'Temporal', 'DisposableStack',
  'AsyncDisposableStack', 'SuppressedError', 'Float16Array', 'Uint8Array.fromBase64', 'Uint8Array.fromHex', 'DOMException',
]);

/** What only the walk tells; all else of a call is worked out for those that somebody asks about. */
interface Pending {
  readonly node: CallExpression | NewExpression;
  readonly place: Place;
  readonly isConditional: boolean;
  readonly answerReads: (() => readonly string[] | undefined) | undefined;
}

/** Calls and constructions; their callees are resolved once the whole file has been seen. */
export function collectCalls(scopes: Scopes, expressions: Expressions, conditional: ConditionalCalls): { readonly visitors: Visitors; finish(): CallFact[]; open(): CallFact[] } {
  const pending: Pending[] = [];
  const isMemoised = createMemoisation(scopes);
  const varies = createInvocationDependence(scopes);
  const answers = createAnswerReads(scopes);
  const settings = createNeededSettings(expressions);
  const tellingOf = createEndTelling(scopes);

  function toFact({ node, place, isConditional, answerReads }: Pending, callee: Reference): CallFact {
    const { within } = place;
    const outcome = outcomeOf(node, place);
    const told = outcome === 'discarded' ? tellingOf(node.callee, followUps(node, place)) : undefined;
    const tests = isConditional ? testsBefore(node, place) : [];
    const isForeign = callee.kind === 'import' && !callee.specifier.startsWith('.');
    const receiver = callee.kind === 'import' || callee.kind === 'parameter' ? expressions.receiverOf(node.callee) : undefined;
    const needs = tests.length > 0 ? tests.flatMap(settings) : [];
    const reads = callee.kind === 'function' ? undefined : answerReads?.();
    const insteadOf = isForeign && isConditional && within !== null ? insteadOfArgument(node, place, scopes) : undefined;
    return {
      callee,
      isNew: expressions.isNew(node),
      within,
      arguments: trimmed(expressions.argumentsOf(node).map((argument) => expressions.read(argument)), isForeign),
      ...(receiver ? { receiver } : {}),
      outcome,
      ...(told && told.places.length > 0 ? { tells: told.places } : {}),
      ...(told?.isSignal ? { isSignal: true as const } : {}),
      ...(isIgnored(node, place) ? { isIgnored: true as const } : {}),
      ...(reads ? { answerReads: reads } : {}),
      isRepeated: isRepeated(node, place),
      ...(needs.length > 0 ? { needs } : {}),
      ...(insteadOf === undefined ? {} : { insteadOf }),
      ...(isBranched(node, place) ? { isBranched: true as const } : {}),
      isConditional,
      ...(isCaughtBehind(node, place) ? { isCaught: true as const } : {}),
      isMemoised: isMemoised(node, place),
      dependsOnInvocation: isForeign && within !== null && node.arguments.some((argument) => varies(argument)),
      start: node.start,
      end: node.callee.end,
    };
  }

  function add(node: CallExpression | NewExpression, place: Place): void {
    pending.push({
      node,
      place: { ...place, ancestors: place.ancestors.slice() },
      isConditional: conditional.isConditional(node, place),
      answerReads: node.callee.type === 'MemberExpression' ? answers.of(node, place) : undefined,
    });
  }

  const visitors: Visitors = {
    ...answers.visitors,
    CallExpression(node, place) {
      if (!requiredSource(node, scopes)) add(node, place);
    },
    NewExpression(node, place) {
      add(node, place);
    },
  };
  function selected(isWanted: (callee: Reference, node: Pending['node']) => boolean): CallFact[] {
    return pending.flatMap((one) => {
      const callee = expressions.calleeOf(one.node);
      return isWanted(callee, one.node) ? [toFact(one, callee)] : [];
    });
  }

  return { visitors, finish: () => selected(isAskedFor), open: () => selected(({ kind }, node) => kind === 'unknown' && isMethodCall(node)) };
}

function isMethodCall({ type, callee }: CallExpression | NewExpression): boolean {
  const called = unwrap(callee);
  return type === 'CallExpression' && called.type === 'MemberExpression' && memberName(called) !== undefined;
}

function isAskedFor(callee: Reference): boolean {
  if (callee.kind !== 'global') return callee.kind !== 'unknown';
  const [first = '', second = ''] = callee.path;
  return GLOBALS.has(first) || GLOBALS.has(`${first}.${second}`);
}

/** Of what is given to functions of the project only what can be followed is of interest. */
function trimmed(read: readonly Expression[], isForeign: boolean): readonly Expression[] {
  return isForeign || read.some(({ kind }) => kind !== 'unknown') ? read : [];
}

import type { BlockStatement, Node } from 'oxc-parser';
import { forEachChild } from '../../source/syntax-children.js';
import type { CatchFact, Span, ThrowFact } from '../model.js';
import { dottedName, isCallable, keyName, unwrap } from './syntax.js';
import type { Visitors } from './walk.js';

const KEYWORD_LENGTH = 'catch'.length;
/** Ways to say that an invocation failed besides throwing: the callback, the context of old runtimes, a promise of one's own. */
const FAILING = /^(?:callback|cb|done|reject|context\.fail|context\.done|Promise\.reject|process\.exit)$/;

/** Every `try` that catches, and whether its clause lets the error go on; and what is thrown anywhere. */
export function collectCatches(): { readonly visitors: Visitors; readonly facts: CatchFact[]; readonly throws: ThrowFact[]; readonly finalised: Span[] } {
  const facts: CatchFact[] = [];
  const throws: ThrowFact[] = [];
  const finalised: Span[] = [];
  const visitors: Visitors = {
    ThrowStatement({ start, end }, { within }) {
      throws.push({ within, start, end });
    },
    TryStatement({ start: from, block, handler, finalizer }, { within }) {
      if (finalizer) finalised.push({ start: from, end: handler?.end ?? block.end });
      if (!handler) return;
      const { start, body } = handler;
      facts.push({
        within,
        tried: { start: block.start, end: block.end },
        body: { start: body.start, end: body.end },
        rethrows: throwsAlways(body) ? 'always' : throwsSomewhere(body) ? 'sometimes' : 'never',
        ...(answersFailure(body.body.at(-1)) ? { answersFailure: true } : {}),
        start,
        end: start + KEYWORD_LENGTH,
      });
    },
  };
  return { visitors, facts, throws, finalised };
}

/** Whether the code goes on after what was thrown, as if all were well or in some other way. */
export function copes(body: BlockStatement): boolean {
  return !throwsAlways(body) && !answersFailure(body.body.at(-1));
}

function throwsAlways(statement: Node | null): boolean {
  switch (statement?.type) {
    case 'ThrowStatement': return true;
    case 'BlockStatement': return statement.body.some(throwsAlways);
    case 'IfStatement': return throwsAlways(statement.consequent) && throwsAlways(statement.alternate);
    case 'ReturnStatement': return statement.argument !== null && fails(statement.argument);
    case 'ExpressionStatement': return fails(statement.expression);
    default: return false;
  }
}

const IS_STATUS = /status|code/i;

/** `return { statusCode: 500 }`, `return respond(404, message)`. */
function answersFailure(last: Node | undefined): boolean {
  const answer = last?.type === 'ReturnStatement' && last.argument ? unwrap(last.argument) : undefined;
  if (answer?.type === 'CallExpression') return answer.arguments.some(isFailure);
  return answer?.type === 'ObjectExpression' && answer.properties.some((one) => one.type === 'Property' && IS_STATUS.test(keyName(one.key, one.computed) ?? '') && isFailure(one.value));
}

function isFailure(node: Node): boolean {
  const status = node.type === 'Literal' ? Number(node.value) : 0;
  return status >= 400 && status < 600;
}

function throwsSomewhere(node: Node): boolean {
  if (node.type === 'ThrowStatement' || fails(node)) return true;
  if (isCallable(node)) return false;
  let found = false;
  forEachChild(node, (child) => { found ||= throwsSomewhere(child); });
  return found;
}

/** `callback(null, …)` tells of success. */
function fails(node: Node): boolean {
  if (node.type === 'AwaitExpression') return fails(node.argument);
  if (node.type !== 'CallExpression' || !FAILING.test(dottedName(node.callee) ?? '')) return false;
  const [first] = node.arguments;
  return first !== undefined && !(first.type === 'Literal' && (first.value === null || first.value === 0)) && !(first.type === 'Identifier' && first.name === 'undefined');
}

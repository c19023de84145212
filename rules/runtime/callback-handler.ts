import { callbackHandlers } from '../../src/project/callback-handlers.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'callback-handler',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  docs: {
    summary: 'Handler is written with a callback.',
    rationale: 'Node.js 24 and later refuse a handler that declares three parameters, whether or not it uses the third: the function does not start (Runtime.CallbackHandlerDeprecated). Earlier runtimes still call it.',
    remedy: 'Make the handler an async function of `event` and `context`, and return the answer instead of giving it to the callback.',
    silentWhen: ['a wrapper is exported instead (response streaming has three parameters of its own)', '`bind` gave the parameters before the event and the context', 'the third parameter has a default or is a rest parameter', 'an asynchronous handler runs on a runtime that does not look at its parameters'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html'],
  },
  messages: {
    refused: "Handler of {functions} declares a third parameter, and runtime '{runtime}' does not start such a handler.",
    old: 'Handler of {functions} answers through a callback, which Node.js 24 and later refuse.',
    runtime: "Function '{fn}' runs on '{runtime}'.",
  },
  requires: { callbackHandlers },

  *check({ callbackHandlers: all }) {
    for (const { at, isAsync, owners, refused } of all) {
      const [first] = refused;
      const [only, other] = owners;
      const base = { at, ...(only && !other ? { function: only.logicalId } : {}) };
      if (first) {
        const related = refused.map(({ fn, runtime }) => ({ message: 'runtime' as const, data: { fn: fn.logicalId, runtime }, at: fn.runtime.at }));
        yield { message: 'refused', data: { functions: functionNames(refused.map(({ fn }) => fn)), runtime: first.runtime }, ...base, related };
      } else if (!isAsync) yield { message: 'old', data: { functions: functionNames(owners) }, ...base, severity: 'warning' };
    }
  },
});

import { functions } from '../../src/project/functions.js';
import { byOwners } from '../../src/project/owned.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

const KEYWORD_LENGTH = 'async'.length;

export default defineRule({
  id: 'async-python-handler',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  docs: {
    summary: 'Python handler is a coroutine, which Lambda does not await.',
    rationale: 'The runtime calls the handler and turns what it returns into JSON: a coroutine cannot be, and its body never runs. Every invocation ends in Runtime.MarshalError.',
    remedy: 'Make the handler a plain function that runs the coroutine: `return asyncio.run(main(event))`.',
    silentWhen: ['a decorator stands on the handler: it may run the coroutine', 'the handler is not found'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html'],
  },
  messages: {
    coroutine: "Handler '{name}' of {functions} is a coroutine, and the Python runtime does not await it.",
  },
  requires: { functions },

  *check({ functions: all }) {
    const coroutines = byOwners(all, ({ entries }) => entries.flatMap(({ fact, module, isDirect }) => {
      if (!isDirect || !fact.isAsync || module.language !== 'python') return [];
      return [{ name: fact.name, at: { path: module.path, start: fact.start, end: fact.start + KEYWORD_LENGTH } }];
    }));
    for (const { name, at, owners } of coroutines) {
      const [only, other] = owners;
      yield { message: 'coroutine', data: { name, functions: functionNames(owners) }, at, ...(only && !other ? { function: only.logicalId } : {}) };
    }
  },
});

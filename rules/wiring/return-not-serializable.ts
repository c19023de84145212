import { functionNames } from '../../src/project/shared-values.js';
import { unserialisableResults } from '../../src/project/unserialisable-results.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'return-not-serializable',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Handler returns a value that JSON cannot represent.',
    rationale: 'Lambda turns the answer into JSON: in Python a set, a generator, a coroutine, a datetime or a UUID ends the invocation with Runtime.MarshalError, in JavaScript a Map or a Set arrives as an empty object.',
    remedy: 'Return a list, a text or a plain object: `sorted(ids)`, `now.isoformat()`, `Object.fromEntries(map)`.',
    silentWhen: ['a decorator or a wrapper may turn the value into something else', 'nobody waits for the answer of a handler in JavaScript', 'the type of the value is not certain; `Decimal` and `bytes` are fine'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html', 'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html'],
  },
  messages: {
    fails: "Every answer of {functions} with this '{type}' fails: JSON cannot represent it.",
    empty: "The answer of {functions} has an empty object where this '{type}' stands: JSON keeps none of its entries.",
  },
  requires: { unserialisableResults },

  *check({ unserialisableResults: all }) {
    for (const { type, fails, at, owners } of all) {
      const [only, other] = owners;
      yield { message: fails ? 'fails' : 'empty', data: { functions: functionNames(owners), type }, at, ...(only && !other ? { function: only.logicalId } : {}) };
    }
  },
});

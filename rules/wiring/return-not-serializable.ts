import { functionNames } from '../../src/project/shared-values.js';
import { unserialisableResults } from '../../src/project/unserialisable-results.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'return-not-serializable',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Handler returns a value that JSON cannot represent, or gives one to `json.dumps`.',
    rationale: 'Lambda turns the answer into JSON: in Python a set, a generator, a coroutine, a datetime, a UUID or an exception ends the invocation with Runtime.MarshalError, in JavaScript a Map or a Set arrives as an empty object. `json.dumps`, which makes the body of an answer or a message, raises a TypeError for the same types.',
    remedy: 'Return a list, a text or a plain object: `sorted(ids)`, `now.isoformat()`, `Object.fromEntries(map)`; or tell `json.dumps` what to do: `json.dumps(order, default=str)`.',
    silentWhen: ['a decorator or a wrapper may turn the value of an answer into something else', 'nobody waits for the answer of a handler in JavaScript', 'the type of the value is not certain; `Decimal` and `bytes` are fine in an answer', '`json.dumps` is given `default` or `cls`'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html', 'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html'],
  },
  messages: {
    fails: "Every answer of {functions} with this '{type}' fails: JSON cannot represent it.",
    dumped: "'json.dumps' fails at this '{type}', which JSON cannot represent, in the code of {functions}.",
    empty: "The answer of {functions} has an empty object where this '{type}' stands: JSON keeps none of its entries.",
  },
  requires: { unserialisableResults },

  *check({ unserialisableResults: all }) {
    for (const { type, effect, at, owners } of all) {
      const [only, other] = owners;
      yield { message: effect, data: { functions: functionNames(owners), type }, at, ...(only && !other ? { function: only.logicalId } : {}) };
    }
  },
});

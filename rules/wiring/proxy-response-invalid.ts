import { refusedBodies } from '../../src/project/refused-bodies.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'proxy-response-invalid',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Handler behind a REST API answers with a body that is no text, or with no object at all.',
    rationale: 'A REST API with Lambda proxy integration takes an object with `statusCode` and, as a text, `body`. It answers 502 "Internal server error" where the handler gives an object or a list as body, or a list or a text as answer; tests that call the handler itself pass.',
    remedy: 'Give the body as a text: `JSON.stringify(orders)`, `json.dumps(orders)`.',
    silentWhen: ['a wrapper or a decorator may turn the value into text', 'the function has other triggers, other functions may invoke it, or the integration is not known to be a proxy', 'the answer is sent with a callback, or its body is not certain', 'a function that makes the answer may make a text of the body that it is given', 'another answer of the handler is an object: a list or a text may be for other events then'],
    references: ['https://repost.aws/knowledge-center/malformed-502-api-gateway', 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html'],
  },
  messages: {
    body: "REST API event '{name}' answers 502 for {functions}: this body is {kind}, not a text.",
    answer: "REST API event '{name}' answers 502 for {functions}: this answer is {kind}, not an object with 'statusCode' and 'body'.",
    trigger: "'{name}' hands the answer on as it is.",
  },
  requires: { refusedBodies },

  *check({ refusedBodies: all }) {
    for (const { of, kind, trigger, at, owners } of all) {
      const [only, other] = owners;
      yield {
        message: of,
        data: { functions: functionNames(owners), name: trigger.name, kind: kind === 'object' ? 'an object' : `a ${kind}` },
        at,
        related: [{ message: 'trigger', data: { name: trigger.name }, at: trigger.at }],
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

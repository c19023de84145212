import { payloadMismatches } from '../../src/project/payload-mismatches.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'payload-version-mismatch',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Handler reads another payload format than its API sends.',
    rationale: 'HTTP APIs and function URLs send format 2.0, REST APIs 1.0. Members of the other format are undefined (a KeyError in Python), so no route matches; tests with a sample event of the other format pass. HTTP APIs also send all names of headers in lower case: `event.headers.Authorization` is undefined.',
    remedy: 'Read the members of the format that comes, and headers by names in lower case, or set `PayloadFormatVersion` on the event or integration of the HTTP API.',
    silentWhen: ['a wrapper is between Lambda and the handler', 'the code reads members of both formats, or `version`, or asks only whether the request is a preflight one', 'a header is read under both names, copes without, or all headers are handed to other code', 'the claims of a token are asked for with a default', 'the function has triggers besides, or the format is not known before deployment'],
    references: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html'],
  },
  messages: {
    mismatch: "Code of {functions} reads '{member}' of payload format {expected}, but '{name}' sends format {given}.",
    header: "Code of {functions} reads header '{member}', but '{name}' sends all names of headers in lower case.",
    trigger: "'{name}' sends payload format {given}.",
  },
  requires: { payloadMismatches },

  *check({ payloadMismatches: all }) {
    for (const { kind, read, member, given, expected, trigger, owners } of all) {
      const [only, other] = owners;
      yield {
        message: kind,
        data: { functions: functionNames(owners), member, expected, given, name: trigger.name },
        at: read.at,
        related: [{ message: 'trigger', data: { name: trigger.name, given }, at: trigger.at }],
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

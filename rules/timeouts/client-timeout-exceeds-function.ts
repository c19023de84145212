import { clientTimeouts } from '../../src/project/client-timeouts.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'client-timeout-exceeds-function',
  severity: 'warning',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Client waits for an answer as long as its function may run, or longer.',
    rationale: 'Lambda ends the function before the client gives up: no error is caught or logged, no retry happens, no answer is sent, and the next invocation pays for a new environment.',
    remedy: 'Set the timeout of the client well below that of the function, so that there is time to try again or to answer.',
    silentWhen: ['the client keeps the default of its library, or its requests have timeouts or signals of their own', 'the request is raced with another promise (`Promise.race`)', 'the timeout of the function or of the client is not known before deployment'],
    references: ['https://repost.aws/knowledge-center/lambda-function-retry-timeout-sdk'],
  },
  messages: {
    longer: "'{name}' lets a client wait for {seconds} s, but {functions} {end} after {timeout} s{most}.",
    ended: "Function '{fn}' ends after {timeout} s.",
  },
  requires: { clientTimeouts },

  *check({ clientTimeouts: all }) {
    for (const { name, seconds, at, ending } of all) {
      const longest = Math.max(...ending.map((one) => one.seconds));
      const [only, other] = ending;
      yield {
        message: 'longer',
        data: {
          name, seconds, timeout: longest, functions: functionNames(ending.map(({ fn }) => fn)), end: other ? 'end' : 'ends',
          most: ending.some((one) => one.seconds < longest) ? ' at most' : '',
        },
        at,
        related: ending.map((one) => ({ message: 'ended' as const, data: { fn: one.fn.logicalId, timeout: one.seconds }, at: one.at })),
        ...(only && !other ? { function: only.fn.logicalId } : {}),
      };
    }
  },
});

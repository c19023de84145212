import { functions } from '../../src/project/functions.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'default-timeout',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  fix: 'manual',
  reportsIn: 'template',
  docs: {
    summary: 'Timeout of a function is left at the default of 3 s.',
    rationale: 'One slow answer, or one call that the SDK tries again, can take longer than 3 s, and Lambda then ends the function in the middle of its work; nobody chose the limit for what the function does.',
    remedy: 'Set `Timeout` to what the function needs, on the function or in Globals.',
    silentWhen: ['the timeout is set, even to 3, on the function or in Globals', 'it is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html'],
  },
  messages: {
    default: "Function '{fn}' sets no timeout and is ended after {seconds} s.",
  },
  requires: { functions },

  *check({ functions: all }) {
    for (const { logicalId: fn, at, timeout } of all) {
      if (timeout.state === 'known' && timeout.implicit) yield {
        message: 'default',
        data: { fn, seconds: timeout.value },
        at,
        function: fn,
        // What it needs is for the author to say: it begins with what it has.
        fixes: () => [{ title: `Write 'Timeout: ${timeout.value}' out`, applicability: 'manual', changes: [{ kind: 'set', below: at, path: ['Properties', 'Timeout'], value: timeout.value }] }],
      };
    }
  },
});

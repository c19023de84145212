import { longerVisibility, visibilityTimeouts } from '../../src/project/queue-visibility.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'queue-visibility-below-timeout',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  fix: 'safe',
  reportsIn: 'template',
  docs: {
    summary: 'Queue shows a message again while its function may still be working on it.',
    rationale: 'Lambda refuses the event source mapping, so the deployment fails.',
    remedy: 'Set `VisibilityTimeout` to at least six times the timeout of the function.',
    silentWhen: ['the timeout or the visibility timeout is not known before deployment', 'the queue is not among the stacks that are read together', 'the event source mapping is switched off', 'the function is durable: its execution has a timeout of its own (`DurableConfig`)'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'],
  },
  messages: {
    refused: "Queue '{queue}' hides a message for {visibility} s{when}, but function '{fn}' may run for {timeout} s{timeoutWhen}: Lambda refuses the mapping.",
    timeout: "Function '{fn}' may run for {timeout} s{timeoutWhen}.",
  },
  requires: { visibilityTimeouts },

  *check({ visibilityTimeouts: all }) {
    for (const cases of all) {
      const short = cases.filter(({ visibility, timeout }) => visibility < timeout);
      const [worst] = short;
      if (!worst) continue;
      const { queue, fn, at, visibility, when, timeout, timeoutWhen } = worst;
      yield {
        message: 'refused',
        data: { queue, visibility, when, fn, timeout, timeoutWhen },
        at,
        related: short.map((one) => ({ message: 'timeout' as const, data: { fn: one.fn, timeout: one.timeout, timeoutWhen: one.timeoutWhen }, at: one.timeoutAt })),
        function: fn,
        fixes: () => longerVisibility(worst, 'safe'),
      };
    }
  },
});

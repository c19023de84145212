import { longerVisibility, visibilityTimeouts } from '../../src/project/queue-visibility.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'queue-visibility-below-six-timeouts',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  fix: 'unsafe',
  reportsIn: 'template',
  docs: {
    summary: 'Queue shows a message again before its function had six timeouts plus the batch window.',
    rationale: 'Lambda retries a throttled batch within the visibility timeout; if that is too short, messages are processed twice or reach the dead-letter queue without having been tried.',
    remedy: 'Set `VisibilityTimeout` to at least six times the timeout of the function plus `MaximumBatchingWindowInSeconds`.',
    silentWhen: ['the timeout, the window or the visibility timeout is not known before deployment', 'the visibility timeout is below one timeout: `queue-visibility-below-timeout` says so', 'the event source mapping is switched off', 'the function is durable: its execution has a timeout of its own (`DurableConfig`)'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'],
  },
  messages: {
    short: "Queue '{queue}' hides a message for {visibility} s{when}, but function '{fn}' with a timeout of {timeout} s{timeoutWhen}{window} needs {needed} s.",
    timeout: "Function '{fn}' may run for {timeout} s{timeoutWhen}.",
  },
  requires: { visibilityTimeouts },

  *check({ visibilityTimeouts: all }) {
    for (const cases of all) {
      const short = cases.filter(({ visibility, needed }) => visibility < needed);
      const [worst] = short;
      if (!worst || cases.some(({ visibility, timeout }) => visibility < timeout)) continue;
      const { queue, fn, at, visibility, when, timeout, timeoutWhen, window, needed } = worst;
      yield {
        message: 'short',
        data: { queue, visibility, when, fn, timeout, timeoutWhen, window: window > 0 ? ` and a batch window of ${window} s` : '', needed },
        at,
        related: short.map((one) => ({ message: 'timeout' as const, data: { fn: one.fn, timeout: one.timeout, timeoutWhen: one.timeoutWhen }, at: one.timeoutAt })),
        function: fn,
        fixes: () => longerVisibility(worst, 'unsafe'),
      };
    }
  },
});

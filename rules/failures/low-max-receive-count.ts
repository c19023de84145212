import { LIMITS } from '../../src/data/limits.js';
import { queues } from '../../src/project/queues.js';
import { functionNames, qualifier } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';
import { possibilities } from '../../src/resolved.js';

export default defineRule({
  id: 'low-max-receive-count',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Queue gives its function fewer than five tries before a message is set aside.',
    rationale: 'Receives count also when Lambda is throttled and the function never ran, so messages reach the dead-letter queue although nothing is wrong with them.',
    remedy: 'Set `maxReceiveCount` to at least 5.',
    silentWhen: ['no function of its stack or of those around it consumes the queue', 'the count is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'],
  },
  messages: {
    low: "Queue '{queue}' sets a message aside after {receives}{when}; {functions} may not have seen it yet, since throttled tries count as well.",
    consumer: "Function '{fn}' consumes it.",
  },
  requires: { queues },

  *check({ queues: all }) {
    for (const { logicalId, maxReceiveCount, consumers } of all) {
      if (consumers.length === 0) continue;
      const owners = [...new Set(consumers.map(({ function: fn }) => fn))];
      for (const count of possibilities(maxReceiveCount)) {
        if (count.value >= LIMITS.queue.maxReceiveCount) continue;
        yield {
          message: 'low',
          data: { queue: logicalId, receives: count.value === 1 ? '1 receive' : `${count.value} receives`, when: qualifier(count), functions: functionNames(owners) },
          at: count.at,
          related: consumers.map(({ function: fn, trigger }) => ({ message: 'consumer', data: { fn: fn.logicalId }, at: trigger.at })),
          ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
        };
      }
    }
  },
});

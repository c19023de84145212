import type { Proposal } from '../../src/change.js';
import { LIMITS } from '../../src/data/limits.js';
import type { Location } from '../../src/diagnostic.js';
import { asynchronousTargets } from '../../src/project/asynchronous-targets.js';
import { queues } from '../../src/project/queues.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'queue-without-dead-letter-queue',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  fix: 'unsafe',
  reportsIn: 'template',
  docs: {
    summary: 'Queue that a function consumes has no redrive policy.',
    rationale: 'A message that the function cannot process is tried again until it expires, pays for every attempt, and is then lost.',
    remedy: 'Give the queue a `RedrivePolicy` with a dead-letter queue and a `maxReceiveCount` of at least 5; instead of `SqsSubscription: true`, name a queue of your own.',
    silentWhen: ['no function of its stack or of those around it consumes the queue, or only through a mapping that is switched off', 'the queue is itself a dead-letter queue', 'the redrive policy is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html', 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html'],
  },
  messages: {
    missing: "Queue '{queue}' has no dead-letter queue for messages that {functions} cannot process.",
    generated: "The queue that SAM makes for event '{event}' of {functions} has no dead-letter queue.",
    consumer: "Function '{fn}' consumes it.",
    asynchronous: "Here goes what function '{fn}' fails on when it is invoked asynchronously, but nothing of a queue.",
  },
  requires: { queues },

  *check({ queues: all }) {
    for (const { logicalId, at, redrive, isDeadLetterQueue, consumers, isGenerated, isFifo } of all) {
      if (redrive !== 'missing' || isDeadLetterQueue || consumers.length === 0) continue;
      const owners = [...new Set(consumers.map(({ function: fn }) => fn))];
      const names = functionNames(owners);
      const related = consumers.map(({ function: fn, trigger }) => ({ message: 'consumer' as const, data: { fn: fn.logicalId }, at: trigger.at }));
      const elsewhere = owners.flatMap((fn) => asynchronousTargets(fn).map((place) => ({ message: 'asynchronous' as const, data: { fn: fn.logicalId }, at: place })));
      const base = owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {};
      if (isGenerated) yield { message: 'generated', data: { event: consumers[0]?.trigger.name ?? '', functions: names }, at, related: elsewhere, ...base };
      else yield { message: 'missing', data: { queue: logicalId, functions: names }, at, related: [...related, ...elsewhere], ...base, fixes: () => deadLetterQueue(logicalId, at, isFifo) };
    }
  },
});

/** A queue for what fails as often as AWS advises at least to try. */
function deadLetterQueue(queue: string, at: Location, isFifo: boolean): readonly Proposal[] {
  const key = `${queue}DeadLetterQueue`;
  return [{
    title: `Add dead-letter queue '${key}'`,
    applicability: 'unsafe',
    changes: [
      { kind: 'set', below: at, path: ['Properties', 'RedrivePolicy'], value: { deadLetterTargetArn: { 'Fn::GetAtt': `${key}.Arn` }, maxReceiveCount: LIMITS.queue.maxReceiveCount } },
      { kind: 'add', beside: at, key, value: { Type: 'AWS::SQS::Queue', ...(isFifo ? { Properties: { FifoQueue: true } } : {}) } },
    ],
  }];
}

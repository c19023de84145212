import { deadLetterTargets } from '../../src/project/dead-letter-targets.js';
import { defineRule } from '../../src/rule.js';

const typeOf = (isFifo: boolean): string => (isFifo ? 'FIFO' : 'standard');

export default defineRule({
  id: 'dead-letter-queue-type-mismatch',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Dead-letter queue or destination is FIFO where it has to be standard, or the reverse.',
    rationale: 'SQS accepts only a FIFO dead-letter queue for a FIFO queue and only a standard one for a standard queue; Lambda, SNS subscriptions of functions and EventBridge send failures to standard queues and topics only. Deployment fails, or what should be kept is lost.',
    remedy: 'Refer to a queue or topic of the right type.',
    silentWhen: ['the type of either end is not known before deployment', 'the dead-letter queue is in another stack and its ARN is no literal'],
    references: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
    ],
  },
  messages: {
    queue: "The dead-letter queue of {type} queue '{queue}' is {targetType} queue '{target}'{when}; SQS accepts a {type} one only.",
    fifo: "The {role} of '{owner}' is FIFO {kind} '{target}'{when}; AWS accepts a standard one only.",
  },
  requires: { deadLetterTargets },

  *check({ deadLetterTargets: all }) {
    for (const { at, when, role, owner, queue, target, fn } of all) {
      const isTopic = target.kind === 'topic';
      if (queue) {
        if (isTopic || queue.isFifo === target.isFifo) continue;
        yield { message: 'queue', data: { type: typeOf(queue.isFifo), queue: queue.name, targetType: typeOf(target.isFifo), target: target.name, when }, at };
      } else if (target.isFifo) {
        yield { message: 'fifo', data: { role, owner, kind: target.kind, target: target.name, when }, at, ...(fn === undefined ? {} : { function: fn }) };
      }
    }
  },
});

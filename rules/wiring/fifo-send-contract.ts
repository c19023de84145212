import { fifoSends } from '../../src/project/fifo-sends.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'fifo-send-contract',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Message to a FIFO queue or topic lacks what FIFO demands.',
    rationale: 'SQS and SNS refuse the message: each needs a `MessageGroupId`, and a `MessageDeduplicationId` unless the queue or topic makes one from the content; a FIFO queue takes no delay for single messages.',
    remedy: 'Give `MessageGroupId` and `MessageDeduplicationId`, or set `ContentBasedDeduplication: true` on the queue or topic; set `DelaySeconds` on the queue.',
    silentWhen: ['the queue or topic is not in the template, or cannot be told', 'the input of the call is not written out, or something is spread into it'],
    references: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html',
      'https://docs.aws.amazon.com/sns/latest/api/API_Publish.html',
    ],
  },
  messages: {
    group: "Code of {functions} sends to FIFO {kind} '{name}' without 'MessageGroupId', which is refused.",
    deduplication: "Code of {functions} sends to FIFO {kind} '{name}' without 'MessageDeduplicationId', and the {kind} makes none from the content.",
    delay: "Code of {functions} sends to FIFO {kind} '{name}' with 'DelaySeconds', which is refused for single messages.",
    resource: "'{name}' is a FIFO {kind}.",
  },
  requires: { fifoSends },

  *check({ fifoSends: all }) {
    for (const { calls, fault, at, kind } of all) {
      const [{ resource, scope, fn }, other] = calls;
      const name = resource.logicalId;
      yield {
        message: fault,
        data: { functions: functionNames(calls.map((one) => one.fn)), kind, name },
        at,
        related: [{ message: 'resource', data: { name, kind }, at: scope.at(resource.key) }],
        ...(other ? {} : { function: fn.logicalId }),
      };
    }
  },
});

import { deliveries } from '../../src/project/deliveries.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'delivery-policy-missing',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Service is to deliver to a queue or topic whose policy does not allow it.',
    rationale: 'Amazon SNS and EventBridge drop what they may not deliver, and only a metric tells. For Amazon S3 the deployment fails. A dead-letter queue without the policy stays empty, and the failed messages are lost.',
    remedy: 'Add a queue policy or topic policy that allows the service `sqs:SendMessage` or `sns:Publish`, with the sender as `aws:SourceArn` and the ARN as resource: a `!Ref` of a queue is its URL.',
    silentWhen: ['a policy of the template is for something that is known at deployment only', 'SAM or a connector writes the policy, or a function is allowed to (`sqs:SetQueueAttributes`)', 'EventBridge delivers with a role', 'a macro or an include may add resources', 'queue or topic is not among the stacks that are read together'],
    references: [
      'https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html',
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
    ],
  },
  messages: {
    missing: "No policy of {target} lets '{service}' deliver to it for '{sender}'.",
    deadLetter: "No policy of {target} lets '{service}' put into it what '{sender}' cannot deliver.",
    target: "'{target}' is declared here.",
  },
  requires: { deliveries },

  *check({ deliveries: all }) {
    for (const { sender, service, target, targetAt, targetKind, isDeadLetter, at, isAllowed } of all) {
      if (isAllowed) continue;
      yield {
        message: isDeadLetter ? 'deadLetter' : 'missing',
        data: { target: `${targetKind} '${target}'`, service, sender },
        at,
        related: [{ message: 'target', data: { target }, at: targetAt }],
      };
    }
  },
});

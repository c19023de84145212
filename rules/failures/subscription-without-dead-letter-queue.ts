import { functions } from '../../src/project/functions.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'subscription-without-dead-letter-queue',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'SNS subscription of a function has no dead-letter queue.',
    rationale: 'SNS drops a message that it cannot hand to Lambda: at once when the function or its permission is missing, and after its retries when Lambda does not answer. The dead-letter queue or destination of the function never sees such a message.',
    remedy: 'Set `RedrivePolicy` with `deadLetterTargetArn` on the subscription; a subscription inside a topic has to become an `AWS::SNS::Subscription` for that.',
    silentWhen: ['the topic is delivered through a queue (`SqsSubscription`)', 'the subscription has another protocol than `lambda`, or its function is not in the template', 'the redrive policy is not known before deployment'],
    references: ['https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html'],
  },
  messages: {
    missing: "Subscription '{name}' has no dead-letter queue for messages that SNS cannot deliver to function '{fn}'.",
    inline: "The subscription of function '{fn}' inside topic '{name}' has no dead-letter queue for messages that SNS cannot deliver.",
    fn: "Function '{fn}' gets the messages.",
  },
  requires: { functions },

  *check({ functions: all }) {
    for (const { logicalId: fn, at: fnAt, triggers } of all) {
      for (const { kind, name, at, delivery } of triggers) {
        if (kind !== 'sns' || delivery?.deadLetter.state !== 'absent') continue;
        const isInline = delivery.at.start !== at.start;
        yield { message: isInline ? 'inline' : 'missing', data: { name, fn }, at: delivery.at, related: [{ message: 'fn', data: { fn }, at: fnAt }], function: fn };
      }
    }
  },
});

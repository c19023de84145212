import { bodyMismatches } from '../../src/project/body-mismatches.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'envelope-not-unwrapped',
  severity: 'warning',
  precision: 'medium',
  preset: 'strict',
  docs: {
    summary: 'Body of a queue message is read as if it came without its envelope, or with one that it does not have.',
    rationale: "What arrives in 'body' depends on who sends: SNS puts a notification around the message and the message, as a text, into 'Message'; with raw delivery it does not; EventBridge sends an event with 'detail', S3 one with 'Records'. Members of another form are undefined (a KeyError in Python), and only the template tells which one arrives.",
    remedy: 'Parse what is inside: `JSON.parse(JSON.parse(record.body).Message)`; or set `RawMessageDelivery: true` on the subscription.',
    silentWhen: [
      'the code tests for one of the members, reads one that is there, or hands the parsed body on',
      'a sender of the queue is not known, or gives the message a form of its own (`InputTransformer`)',
      'a wrapper or a decorator stands before the handler',
    ],
    references: [
      'https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html',
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html',
    ],
  },
  messages: {
    sns: "Code of {functions} reads '{member}' of message bodies, but '{sender}' delivers notifications of SNS: what was published is the text in 'Message'.",
    raw: "Code of {functions} reads '{member}' of message bodies, but '{sender}' delivers what was published as it is, without a notification around it.",
    bucket: "Code of {functions} reads '{member}' of message bodies, but '{sender}' sends notifications of S3, which have 'Records'.",
    eventbridge: "Code of {functions} reads '{member}' of message bodies, but '{sender}' sends events of EventBridge, which have it in 'detail'.",
    sender: "'{sender}' sends to the queue.",
  },
  requires: { bodyMismatches },

  *check({ bodyMismatches: all }) {
    for (const { member, form, sender, senderAt, at, owners } of all) {
      const [only, other] = owners;
      yield {
        message: form === 's3' ? 'bucket' : form,
        data: { functions: functionNames(owners), member, sender },
        at,
        related: [{ message: 'sender', data: { sender }, at: senderAt }],
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

import { detourOf } from '../../src/project/detour.js';
import { functionNames, verbAfter } from '../../src/project/shared-values.js';
import { uncheckedBatches } from '../../src/project/unchecked-batches.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'unchecked-batch-failures',
  severity: 'warning',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Answer of a batch call is dropped, and with it the items that failed.',
    rationale: 'The call succeeds although some of its items were throttled or rejected; only its answer tells which. The handler ends well, the event counts as done, and those items are lost.',
    remedy: 'Read the answer, send the failed items again with a delay, and fail when some remain; or use a helper that does so, such as `batch_writer()` of boto3.',
    silentWhen: ['the answer is kept, returned or handed on', 'the call is given a callback', 'a helper makes the call'],
    references: [
      'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html',
      'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html',
    ],
  },
  messages: {
    dropped: "Nothing reads '{member}' in the answer of '{operation}', which {functions} {verb}: items that failed go unnoticed.",
    step: "Reached through '{name}'.",
  },
  requires: { uncheckedBatches },

  *check({ uncheckedBatches: all }) {
    for (const { operation, member, at, steps, owners } of all) {
      const [only, other] = owners;
      yield {
        message: 'dropped',
        data: { member, operation, functions: functionNames(owners), verb: verbAfter(functionNames(owners), 'call') },
        at,
        related: detourOf(steps).map((step) => ({ message: 'step', data: { name: step.name }, at: step.at, step: true })),
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

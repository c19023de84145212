import { batchMappings } from '../../src/project/batch-responses.js';
import { TRIGGER_NAMES } from '../../src/project/trigger.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'batch-failures-not-returned',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Event source mapping waits for the failed records of a batch, but the handler never names any.',
    rationale: 'An answer without `batchItemFailures` says that the whole batch succeeded: records whose errors the handler catches, or leaves in the results of `Promise.allSettled`, are deleted, or passed over, and never tried again.',
    remedy: 'Collect the identifiers of the records that fail and return them as `batchItemFailures`, or let the error end the invocation.',
    silentWhen: ['the handler lets all errors through: then the whole batch is tried again', 'what the handler returns cannot be told', 'it throws once all records had their turn, itself or in a function that it calls', 'what it catches is no work with records', 'a function that catches gives an answer that the handler takes, or others get records, too', 'a batch processor makes the answer'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html'],
  },
  messages: {
    neverNamed: "Mapping '{name}' ({kind}) reads 'batchItemFailures' from the answer, but function '{fn}' catches errors and never returns any: records that fail count as done.",
    caught: 'Errors end here.',
  },
  requires: { batchMappings },

  *check({ batchMappings: all }) {
    for (const { fn, trigger: { kind, name }, isDeclared, declaredAt, swallowedAt, answer } of all) {
      if (isDeclared !== true || answer.names !== 'never' || !swallowedAt) continue;
      yield {
        message: 'neverNamed',
        data: { fn: fn.logicalId, name, kind: TRIGGER_NAMES.get(kind) ?? kind },
        at: declaredAt,
        related: [{ message: 'caught', at: swallowedAt }],
        function: fn.logicalId,
      };
    }
  },
});

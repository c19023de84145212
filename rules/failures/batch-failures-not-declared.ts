import { batchMappings } from '../../src/project/batch-responses.js';
import { TRIGGER_NAMES } from '../../src/project/trigger.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'batch-failures-not-declared',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  fix: 'unsafe',
  reportsIn: 'template',
  docs: {
    summary: 'Handler names the failed records of a batch, but its event source mapping does not read the answer.',
    rationale: 'Without `ReportBatchItemFailures` Lambda takes every answer for success: the records that the handler names as failed are deleted, or passed over.',
    remedy: 'Add `FunctionResponseTypes: [ReportBatchItemFailures]` to the event or the event source mapping.',
    silentWhen: ['the response types are not known before deployment', 'the handler only sometimes answers with failed records and the rest cannot be told', 'the mapping is switched off or not in the template'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html'],
  },
  messages: {
    ignored: "Function '{fn}' answers with 'batchItemFailures', but mapping '{name}' ({kind}) does not declare 'ReportBatchItemFailures': records that failed count as done.",
    answer: 'The answer is given here.',
  },
  requires: { batchMappings },

  *check({ batchMappings: all }) {
    for (const { fn, trigger: { kind, name, at }, isDeclared, answer } of all) {
      if (isDeclared !== false || !answer.at || answer.names === 'never') continue;
      yield {
        message: 'ignored',
        data: { fn: fn.logicalId, name, kind: TRIGGER_NAMES.get(kind) ?? kind },
        at,
        related: [{ message: 'answer', at: answer.at }],
        function: fn.logicalId,
        fixes: () => [{ title: "Declare 'ReportBatchItemFailures'", applicability: 'unsafe', changes: [{ kind: 'append', below: at, path: ['Properties', 'FunctionResponseTypes'], values: ['ReportBatchItemFailures'] }] }],
      };
    }
  },
});

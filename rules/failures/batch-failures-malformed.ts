import { malformedBatchAnswers } from '../../src/project/malformed-batch-answers.js';
import { functionNames, verbAfter } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'batch-failures-malformed',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  docs: {
    summary: 'Answer that names failed records has a shape that Lambda does not read.',
    rationale: 'Lambda takes a key in another spelling for a whole success, and an entry without a valid `itemIdentifier` for a whole failure: records are lost, or the whole batch comes again and again.',
    remedy: "Answer with `{ batchItemFailures: [{ itemIdentifier: id }] }`, where the id is a message's `messageId` (SQS) or a record's `SequenceNumber` (streams).",
    silentWhen: ['no mapping of a queue or stream triggers the function', 'what names a record cannot be told', 'texts or other objects are collected, and some code or a batch processor makes objects with `itemIdentifier`'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html', 'https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html'],
  },
  messages: {
    misspelt: "{functions} {verb} with key '{written}', but Lambda reads '{expected}'.",
    texts: "{functions} {verb} failed records as texts, but Lambda reads objects with 'itemIdentifier'.",
    unnamed: "{functions} {verb} a failed record by an object without 'itemIdentifier', by which Lambda knows it.",
    identifier: "{functions} {verb} a failed record by '{written}', but Lambda knows records of {kind} by '{expected}'.",
  },
  requires: { malformedBatchAnswers },

  *check({ malformedBatchAnswers: all }) {
    for (const { problem, at, owners } of all) {
      const names = functionNames(owners);
      const functions = names.replace(/^f/, 'F');
      const verb = verbAfter(names, problem.kind === 'misspelt' ? 'answer' : 'name');
      const [only, other] = owners;
      const base = { at, ...(only && !other ? { function: only.logicalId } : {}) };
      if ('item' in problem) yield { message: problem.kind, data: { functions, verb }, ...base };
      else if (problem.kind === 'misspelt') yield { message: 'misspelt', data: { functions, verb, written: problem.written, expected: problem.expected }, ...base };
      else yield { message: 'identifier', data: { functions, verb, written: problem.written, expected: problem.expected, kind: problem.source }, ...base };
    }
  },
});

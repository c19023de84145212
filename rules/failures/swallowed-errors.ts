import { swallowedErrors } from '../../src/project/swallowed-errors.js';
import type { SwallowedErrors } from '../../src/project/swallowed-errors.js';
import { TRIGGER_NAMES } from '../../src/project/trigger.js';
import { defineRule } from '../../src/rule.js';

const WORDS: Readonly<Record<SwallowedErrors['recovery']['kind'], string>> = {
  redrive: 'the redrive policy of its queue', destination: 'its failure destination', 'dead-letter': 'its dead-letter queue',
};

export default defineRule({
  id: 'swallowed-errors',
  severity: 'warning',
  precision: 'medium',
  preset: 'strict',
  docs: {
    summary: 'Handler catches every error and returns, so that retries and the dead-letter queue never act.',
    rationale: 'Lambda takes an invocation that returns for a success: the message is deleted or the event dropped, and what was set up for failures never sees it.',
    remedy: 'Throw the error again once it is logged, or return the records that failed (`ReportBatchItemFailures`).',
    silentWhen: [
      'nothing takes failed events of the trigger, or that is not known before deployment',
      'the clause throws on some path, or calls anything but a logger',
      'work is done outside of the `try`, or something is thrown there',
      'the mapping reads `batchItemFailures`: `batch-failures-not-returned` says so',
      'the handler is given to a wrapper, answers a caller, or names failed records',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html'],
  },
  messages: {
    swallowed: "Every error of function '{fn}' ends here: events of '{trigger}' ({kind}) count as done, and {recovery} never gets them.",
    recovery: 'Failed events would go here.',
  },
  requires: { swallowedErrors },

  *check({ swallowedErrors: all }) {
    for (const { fn, at, trigger, recovery } of all) {
      yield {
        message: 'swallowed',
        data: { fn: fn.logicalId, trigger: trigger.name, kind: TRIGGER_NAMES.get(trigger.kind) ?? trigger.kind, recovery: WORDS[recovery.kind] },
        at,
        related: [{ message: 'recovery', at: recovery.at }],
        function: fn.logicalId,
      };
    }
  },
});

import { functions } from '../../src/project/functions.js';
import { byPlace, functionNames, otherOwners } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'recursive-loop-allowed',
  severity: 'warning',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Function switches off the brake that stops endless loops.',
    rationale: 'Lambda stops a function that SQS, SNS, S3 or the function itself has invoked about 16 times for one original event; with `RecursiveLoop: Allow` such a loop runs, and is billed, until somebody notices.',
    remedy: 'Leave `RecursiveLoop` at `Terminate`; where the loop is intended, say so in an ignore comment with the reason.',
    silentWhen: ['the value is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html'],
  },
  messages: {
    allowed: "Lambda does not stop {functions} in an endless loop: 'RecursiveLoop' is '{value}'{when}.",
    alsoHere: "Function '{fn}' gets it.",
  },
  requires: { functions },

  *check({ functions: all }) {
    for (const { value, at, when, owners } of byPlace(all, ({ recursiveLoop }) => recursiveLoop)) {
      // The translator's own examples write capitals.
      if (value.toLowerCase() !== 'allow') continue;
      yield {
        message: 'allowed',
        data: { functions: functionNames(owners), value, when },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere', data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

import { eventMismatches } from '../../src/project/event-mismatches.js';
import { functionNames } from '../../src/project/shared-values.js';
import { TRIGGER_NAMES } from '../../src/project/trigger.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'event-shape-mismatch',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Handler reads the event of another trigger than its own.',
    rationale: 'Each service sends an event of its own shape. Members of another one are undefined (a KeyError in Python) on every invocation; tests pass, because their events match the code and not the template.',
    remedy: 'Read the members that the trigger sends, or give the function the trigger that the code is written for.',
    silentWhen: ['the code reads members of its own event as well, tests for the member, or catches exceptions around the read', 'a wrapper or a decorator stands before the handler, or the event is handed to code outside of the project', 'a trigger may send what it is told to (EventBridge, Step Functions), or other functions may invoke it'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html'],
  },
  messages: {
    mismatch: "Code of {functions} reads '{member}' of the event, which no event of '{name}' has.",
    trigger: "'{name}' is of kind '{kind}'.",
  },
  requires: { eventMismatches },

  *check({ eventMismatches: all }) {
    for (const { member, trigger, at, owners } of all) {
      const [only, other] = owners;
      const { name, kind } = trigger;
      yield {
        message: 'mismatch',
        data: { functions: functionNames(owners), member, name },
        at,
        related: [{ message: 'trigger', data: { name, kind: TRIGGER_NAMES.get(kind) ?? kind }, at: trigger.at }],
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

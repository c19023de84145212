import type { TriggerKind } from '../../src/data/triggers.js';
import { functions } from '../../src/project/functions.js';
import { defineRule } from '../../src/rule.js';

const SENDERS: ReadonlyMap<TriggerKind, string> = new Map<TriggerKind, string>([
  ['eventbridge-rule', 'EventBridge rule'],
  ['eventbridge-schedule', 'Scheduled rule'],
  ['scheduler', 'Schedule'],
]);

export default defineRule({
  id: 'rule-target-without-dead-letter-queue',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'EventBridge target or schedule that invokes a function has no dead-letter queue.',
    rationale: 'EventBridge drops an event that it cannot hand to Lambda: at once when the function or its permission is missing, and after its retries otherwise. The dead-letter queue or destination of the function never sees such an event.',
    remedy: 'Set `DeadLetterConfig` on the target (plain CloudFormation) or on the event (SAM).',
    silentWhen: ['the rule or schedule is switched off, or only keeps the function warm', 'the target is no function of the template', 'the dead-letter queue is not known before deployment'],
    references: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html', 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html'],
  },
  messages: {
    missing: "{kind} '{name}' has no dead-letter queue for events that it cannot deliver to function '{fn}'.",
    fn: "Function '{fn}' gets the events.",
  },
  requires: { functions },

  *check({ functions: all }) {
    for (const { logicalId: fn, at, triggers } of all) {
      for (const { kind, name, isEnabled, keepsWarm, delivery } of triggers) {
        const sender = SENDERS.get(kind);
        if (sender === undefined || !isEnabled || keepsWarm || delivery?.deadLetter.state !== 'absent') continue;
        yield { message: 'missing', data: { kind: sender, name, fn }, at: delivery.at, related: [{ message: 'fn', data: { fn }, at }], function: fn };
      }
    }
  },
});

import { asyncSettings } from '../../src/project/async-settings.js';
import { functions } from '../../src/project/functions.js';
import { qualifier } from '../../src/project/shared-values.js';
import type { Trigger } from '../../src/project/trigger.js';
import { possibilities } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'retries-off-without-destination',
  severity: 'warning',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Retries of asynchronous events are off, and failed events go nowhere.',
    rationale: 'The first error of the function, be it a lost connection, loses the event, and nobody learns of it.',
    remedy: 'Set `DestinationConfig.OnFailure` or a dead-letter queue, or let Lambda try again.',
    silentWhen: ['the function has a dead-letter queue or a failure destination, or it is not known before deployment whether it has', 'the number of retries is not known before deployment', 'the function is not in the template', 'all that invokes the function waits for its answer, polls, or only keeps it warm'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html'],
  },
  messages: {
    lost: "Function '{fn}' loses an asynchronous event at the first error: 'MaximumRetryAttempts' is 0{when}, and failed events go nowhere.",
    fn: "Function '{fn}' gets the events.",
  },
  requires: { asyncSettings, functions },

  *check({ asyncSettings: settings, functions: all }) {
    const byKey = new Map(all.map((fn) => [fn.key, fn]));
    for (const { key, retryAttempts } of settings) {
      const fn = byKey.get(key ?? '');
      if (!fn || isNeverAsync(fn.triggers) || fn.deadLetter.state !== 'absent' || fn.onFailure.state !== 'absent') continue;
      for (const retries of possibilities(retryAttempts)) {
        if (retries.value !== 0) continue;
        yield {
          message: 'lost',
          data: { fn: fn.logicalId, when: qualifier(retries) },
          at: retries.at,
          related: [{ message: 'fn', data: { fn: fn.logicalId }, at: fn.at }],
          function: fn.logicalId,
        };
      }
    }
  },
});

function isNeverAsync(triggers: readonly Trigger[]): boolean {
  return triggers.length > 0 && triggers.every(({ invocation, keepsWarm }) => invocation !== 'async' || keepsWarm);
}

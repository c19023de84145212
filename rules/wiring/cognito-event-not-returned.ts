import type { Location } from '../../src/diagnostic.js';
import type { EntryFunction } from '../../src/project/entry-functions.js';
import { functions } from '../../src/project/functions.js';
import type { LambdaFunction } from '../../src/project/functions.js';
import { isOtherThanEvent } from '../../src/project/other-than-event.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'cognito-event-not-returned',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Trigger of a Cognito user pool ends without returning the event.',
    rationale: 'Cognito reads its answer from the event that the function returns; without it, sign-up or sign-in fails with InvalidLambdaResponseException.',
    remedy: 'Return the event on every path, changed or not; throw to refuse.',
    silentWhen: ['the function also has other triggers', 'a wrapper or a callback gives the answer', 'what is returned cannot be told', 'it sends messages for Cognito (custom sender), which reads no answer'],
    references: ['https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html'],
  },
  messages: {
    nothing: "Function '{fn}' may end without returning the event, but user pool '{pool}' waits for it.",
    other: "Function '{fn}' returns something else than the event here, but user pool '{pool}' waits for the event.",
    trigger: "The user pool invokes it because of '{pool}'.",
  },
  requires: { functions },

  *check({ functions: all }) {
    for (const fn of all) {
      if (!fn.handlerCode) continue;
      const [entry, second] = fn.handlerCode.entries;
      const trigger = answeredTrigger(fn);
      if (!entry || second || !trigger || !mayAnswer(entry)) continue;
      const fault = faultOf(entry);
      if (!fault) continue;
      const pool = trigger.source ?? trigger.name;
      yield { message: fault.message, data: { fn: fn.logicalId, pool }, at: fault.at, related: [{ message: 'trigger', data: { pool: trigger.name }, at: trigger.at }], function: fn.logicalId };
    }
  },
});

/** The trigger of a function that nothing but user pools invokes. */
function answeredTrigger({ triggers }: LambdaFunction): LambdaFunction['triggers'][number] | undefined {
  const isAnswered = triggers.every(({ kind, isEnabled, isPermissionOnly, deadlineSeconds }) => kind === 'cognito' && isEnabled && !isPermissionOnly && deadlineSeconds.state === 'known');
  return isAnswered ? triggers[0] : undefined;
}

/** What a function gives that is neither async nor Python's goes nowhere, or to a callback. */
function mayAnswer({ isDirect, module: { language }, fact }: EntryFunction): boolean {
  return isDirect && (language === 'python' || (fact.isAsync && fact.length < 3));
}

function faultOf({ fact, results, head }: EntryFunction): { readonly message: 'nothing' | 'other'; readonly at: Location } | undefined {
  const bare = results.find(({ value }) => value === undefined);
  if (bare) return { message: 'nothing', at: bare.at };
  if (fact.reachesEnd) return { message: 'nothing', at: head };
  const other = results.find(({ value }) => value !== undefined && isOtherThanEvent(value, fact));
  return other && { message: 'other', at: other.at };
}

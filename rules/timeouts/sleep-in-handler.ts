import { runsOnDeployment } from '../../src/project/runs-on-deployment.js';
import { functionNames } from '../../src/project/shared-values.js';
import { sleeps } from '../../src/project/sleeps.js';
import { defineRule } from '../../src/rule.js';

/** Shorter ones are pauses between attempts. */
const LEAST_SECONDS = 1;

export default defineRule({
  id: 'sleep-in-handler',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Handler does nothing for a second or longer, and the time is billed.',
    rationale: 'Lambda bills the time that passes, whether or not the function works; a wait also uses up the timeout and keeps the execution environment from other events.',
    remedy: 'Let something else wait: a state machine, a queue with a delay, EventBridge Scheduler, or the `wait` of a durable function.',
    silentWhen: ['the length is computed or comes from the event', 'it is a limit for other work (`Promise.race`)', 'the pause is shorter than 1 s', 'the function serves custom resources or deployment hooks only, which wait for others by nature'],
    references: ['https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/optimize-lambda.html', 'https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html'],
  },
  messages: {
    sleeps: "'{name}' lets {functions} wait for {seconds} s on an invocation{again}.",
  },
  requires: { sleeps },

  *check({ sleeps: all }) {
    for (const { name, seconds, isRepeated, at, owners } of all) {
      if (seconds < LEAST_SECONDS) continue;
      const waiting = owners.filter((fn) => !runsOnDeployment(fn));
      const [only, other] = waiting;
      if (!only) continue;
      yield {
        message: 'sleeps',
        data: { name, functions: functionNames(waiting), seconds, again: isRepeated ? ', again and again in a loop' : '' },
        at,
        ...(other ? {} : { function: only.logicalId }),
      };
    }
  },
});

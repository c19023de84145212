import { exceededLimits } from '../../src/project/exceeded-limits.js';
import { functions } from '../../src/project/functions.js';
import { functionNames } from '../../src/project/shared-values.js';
import { triggerDeadlines } from '../../src/project/trigger-deadlines.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'trigger-deadline-mismatch',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Function may run longer than the service that invokes it waits.',
    rationale: 'The service gives up (Cognito after 5 s, AppSync and CloudFront after 30 s, Firehose and Pipes after 5 minutes, a task of a state machine after its `TimeoutSeconds`) and reports an error or tries again, while the function goes on, finishes its work and is billed; done again, the work is done twice.',
    remedy: 'Set the timeout of the function no higher than the limit of the service, or the `TimeoutSeconds` of the task no lower than the timeout.',
    silentWhen: [
      'the function also has triggers that wait longer, or may be invoked by a function of the template, itself included',
      'a custom sender of a Cognito user pool: Cognito does not wait for it',
      'a pipe invokes the function without waiting (`FIRE_AND_FORGET`)',
      'the definition of the state machine is not at hand, or a task that invokes the function has no `TimeoutSeconds`',
      'the function is durable: its execution has a timeout of its own (`DurableConfig`)',
      'the timeout is not known before deployment',
    ],
    references: [
      'https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html',
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html',
      'https://docs.aws.amazon.com/general/latest/gr/appsync.html',
      'https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html',
      'https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html',
    ],
  },
  messages: {
    longer: '{caller} waits {limit} s at most, but {functions} may run for {timeout} s{when}.',
    trigger: "'{name}' invokes function '{fn}'.",
    task: "The task of '{name}' that invokes function '{fn}' waits {limit} s.",
    written: 'The timeout is written here, for other functions as well.',
  },
  requires: { triggerDeadlines, functions },

  *check({ triggerDeadlines: cases, functions: all }) {
    for (const { timeout: { value, at, when, owners }, caller, limitSeconds, waits, writtenAt } of exceededLimits(cases, all)) {
      const found = owners.flatMap((fn) => {
        const wait = waits.get(fn);
        return wait ? [{ ...wait, fn: fn.logicalId }] : [];
      });
      yield {
        message: 'longer',
        data: { caller, limit: limitSeconds, functions: functionNames(owners), timeout: value, when },
        at,
        related: [
          ...(writtenAt ? [{ message: 'written' as const, at: writtenAt }] : []),
          ...found.filter(({ limit }) => limit.implicit).map(({ fn, trigger }) => ({ message: 'trigger' as const, data: { name: trigger.name, fn }, at: trigger.at })),
          ...found.filter(({ limit }) => !limit.implicit).map(({ fn, trigger, limit }) => ({ message: 'task' as const, data: { name: trigger.name, fn, limit: limit.value }, at: limit.at })),
        ],
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

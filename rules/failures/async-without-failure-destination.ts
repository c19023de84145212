import type { Change, Proposal } from '../../src/change.js';
import { functions } from '../../src/project/functions.js';
import type { LambdaFunction } from '../../src/project/functions.js';
import { REPORTING_KINDS, TRIGGER_NAMES } from '../../src/project/trigger.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'async-without-failure-destination',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  fix: 'unsafe',
  reportsIn: 'template',
  docs: {
    summary: 'Asynchronously invoked function loses events that keep failing.',
    rationale: 'Lambda tries a failed event twice more, unless told otherwise, and then drops it; without a dead-letter queue or a failure destination nobody learns of it.',
    remedy: 'Set `EventInvokeConfig.DestinationConfig.OnFailure`, or a `DeadLetterQueue` (`DeadLetterConfig` in plain CloudFormation).',
    silentWhen: ['all its triggers are synchronous, polled or switched off', 'its only asynchronous triggers are custom resources, pipelines or secret rotation, which notice a missing answer', 'it is itself what takes the failures of another function', 'a topic or a rule of the project may invoke it, but has no subscription or target for it', 'a schedule only keeps it warm, by its name, its description or its input', 'the dead-letter queue or destination is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  },
  messages: {
    lost: "Function '{fn}' loses events that it keeps failing on: {kind} '{name}' invokes it asynchronously.",
    lostElsewhere: "Function '{fn}' loses events that it keeps failing on: permission '{name}' is for asynchronous invocations ({kind}).",
    trigger: "'{name}' invokes it.",
    permission: "'{name}' lets a service invoke it.",
  },
  requires: { functions },

  *check({ functions: all }) {
    for (const fn of all) {
      if (fn.deadLetter.state !== 'absent' || fn.onFailure.state !== 'absent') continue;
      const lossy = fn.triggers.filter(({ invocation, kind, isEnabled, keepsWarm }) => invocation === 'async' && isEnabled && !keepsWarm && !REPORTING_KINDS.has(kind) && kind !== 'lambda-on-failure');
      const [first] = lossy;
      if (!first) continue;
      yield {
        message: first.isPermissionOnly ? 'lostElsewhere' : 'lost',
        data: { fn: fn.logicalId, kind: TRIGGER_NAMES.get(first.kind) ?? first.kind, name: first.name },
        at: fn.at,
        related: lossy.map(({ at, name, isPermissionOnly }) => ({ message: isPermissionOnly ? ('permission' as const) : ('trigger' as const), data: { name }, at })),
        function: fn.logicalId,
        fixes: () => failureQueue(fn),
      };
    }
  },
});

/** SAM lets the role that it makes send to the queue; any other role has to be given that. */
function failureQueue({ logicalId, at, type, hasRole }: LambdaFunction): readonly Proposal[] {
  const key = `${logicalId}Failures`;
  const Destination = { 'Fn::GetAtt': `${key}.Arn` };
  const queue: Change = { kind: 'add', beside: at, key, value: { Type: 'AWS::SQS::Queue' } };
  const title = `Send them to a new queue '${key}'`;
  if (type === 'AWS::Serverless::Function') {
    const config: Change = { kind: 'set', below: at, path: ['Properties', 'EventInvokeConfig', 'DestinationConfig', 'OnFailure'], value: { Type: 'SQS', Destination } };
    return [{ title, applicability: hasRole ? 'manual' : 'unsafe', changes: [config, queue] }];
  }
  const config: Change = { kind: 'add', beside: at, key: `${logicalId}InvokeConfig`, value: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: { FunctionName: { Ref: logicalId }, Qualifier: '$LATEST', DestinationConfig: { OnFailure: { Destination } } } } };
  return [{ title, applicability: 'manual', changes: [config, queue] }];
}

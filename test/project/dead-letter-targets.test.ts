import { describe, expect, it } from 'vitest';

import { deadLetterTargets } from '../../src/project/dead-letter-targets.js';
import { functions } from '../../src/project/functions.js';
import { projectOf } from './templates.js';

function targetsOf(resources: string): readonly string[] {
  const text = `Transform: AWS::Serverless-2016-10-31\nConditions: { IsProduction: !Equals [!Ref AWS::StackName, production] }\nResources:${resources}\n`;
  return projectOf(text).answers({ deadLetterTargets }).deadLetterTargets.map(({ role, owner, queue, target, when }) =>
    `${role} of ${owner}${queue ? ` (${queue.isFifo ? 'FIFO' : 'standard'})` : ''}: ${target.isFifo ? 'FIFO' : 'standard'} ${target.kind} ${target.name}${when}`);
}

describe('dead-letter targets', () => {
  it('are those of queues, functions, mappings and events', () => {
    expect(targetsOf(`
  Jobs: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true, RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn } } }
  Failed: { Type: AWS::SQS::Queue }
  Alarms: { Type: AWS::SNS::Topic, Properties: { FifoTopic: true } }
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      DeadLetterQueue: { Type: SNS, TargetArn: !Ref Alarms }
      Events:
        Clicks: { Type: Kinesis, Properties: { Stream: !ImportValue clicks, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }
        Nightly: { Type: Schedule, Properties: { Schedule: rate(1 day), DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-west-1:123456789012:late.fifo' } } }`)).toEqual([
      'dead-letter queue of Jobs (FIFO): standard queue Failed',
      'dead-letter queue of Orders: FIFO topic Alarms',
      'failure destination of Clicks: standard queue Failed',
      'dead-letter queue of Nightly: FIFO queue late.fifo',
    ]);
  });

  it('pair the types that hold under the same condition', () => {
    expect(targetsOf(`
  Jobs: { Type: AWS::SQS::Queue, Properties: { FifoQueue: !If [IsProduction, true, false], RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn } } }
  Failed: { Type: AWS::SQS::Queue, Properties: { FifoQueue: !If [IsProduction, true, false] } }`)).toEqual([
      "dead-letter queue of Jobs (FIFO): FIFO queue Failed when 'IsProduction' is true",
      "dead-letter queue of Jobs (standard): standard queue Failed when 'IsProduction' is false",
    ]);
  });

  it('are left out where a type is not known', () => {
    expect(targetsOf(`
  Jobs: { Type: AWS::SQS::Queue, Properties: { FifoQueue: !ImportValue fifo, RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn } } }
  Failed: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !ImportValue other } } }`)).toEqual([]);
  });
});

describe('deliveries', () => {
  const deliveriesOf = (resources: string): readonly (string | undefined)[] =>
    projectOf(`Resources:\n  Orders: { Type: AWS::Lambda::Function }\n${resources}`).answers({ functions }).functions.flatMap(({ triggers }) => triggers.map(({ delivery }) => delivery?.deadLetter.state));

  it('tell a dead-letter queue that is set from one that is missing or open', () => {
    const rule = (config: string): string => `  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Arn: !GetAtt Orders.Arn${config} }] } }\n`;
    expect(deliveriesOf(rule(''))).toEqual(['absent']);
    expect(deliveriesOf(rule(', DeadLetterConfig: { Arn: !GetAtt Queue.Arn }'))).toEqual(['known']);
    expect(deliveriesOf(rule(', DeadLetterConfig: { Arn: !ImportValue queue }'))).toEqual(['unknown']);
  });

  it('are none for other kinds', () => {
    expect(deliveriesOf('  Uploads: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Function: !GetAtt Orders.Arn }] } } }\n')).toEqual([undefined]);
  });
});

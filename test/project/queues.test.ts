import { describe, expect, it } from 'vitest';

import { failureDestinations } from '../../src/project/failure-destinations.js';
import { queues } from '../../src/project/queues.js';
import type { Queue } from '../../src/project/queues.js';
import { visibilityTimeouts } from '../../src/project/queue-visibility.js';
import { projectOf } from './templates.js';

const WORKER = `
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 10
      Events: { Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } }`;

function queuesOf(resources: string): readonly Queue[] {
  return projectOf(`Transform: AWS::Serverless-2016-10-31\nResources:${resources}\n`).answers({ queues }).queues;
}

const namesOf = (found: readonly Queue[], test: (queue: Queue) => boolean): readonly string[] => found.filter(test).map(({ logicalId }) => logicalId);

describe('queues', () => {
  it('have the default visibility timeout, at the logical id', () => {
    const [jobs] = queuesOf(`\n  Jobs: { Type: AWS::SQS::Queue }${WORKER}`);
    expect(jobs).toMatchObject({ visibilityTimeout: { state: 'known', value: 30, implicit: true }, redrive: 'missing', isFifo: false });
    expect(jobs?.visibilityTimeout.at).toEqual(jobs?.at);
    expect(jobs?.consumers.map(({ function: fn }) => fn.logicalId)).toEqual(['Worker']);
  });

  it('tell a redrive policy that is set from one that is open', () => {
    const redrive = (value: string): string | undefined => queuesOf(`\n  Jobs: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: ${value} } }`)[0]?.redrive;
    expect(redrive('{ deadLetterTargetArn: !ImportValue failed, maxReceiveCount: 5 }')).toBe('set');
    expect(redrive('!Ref AWS::NoValue')).toBe('missing');
    expect(redrive('!If [IsProduction, { maxReceiveCount: 5 }, !Ref AWS::NoValue]')).toBe('unknown');
  });

  it('know who sends failures to them', () => {
    const found = queuesOf(`
  Jobs: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt A.Arn, maxReceiveCount: 5 } } }
  A: { Type: AWS::SQS::Queue }
  B: { Type: AWS::SQS::Queue }
  C: { Type: AWS::SQS::Queue }
  D: { Type: AWS::SQS::Queue, Properties: { QueueName: failed-orders } }
  E: { Type: AWS::SQS::Queue, Properties: { RedriveAllowPolicy: { redrivePermission: allowAll } } }
  F: { Type: AWS::SQS::Queue }
  Rule: { Type: AWS::Events::Rule, Properties: { Targets: [{ Id: a, DeadLetterConfig: { Arn: !GetAtt B.Arn } }] } }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { RedrivePolicy: { deadLetterTargetArn: !Sub '\${C.Arn}' } } }
  Orders: { Type: AWS::Lambda::Function, Properties: { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:123456789012:failed-orders' } } }`);
    expect(namesOf(found, ({ isDeadLetterQueue }) => isDeadLetterQueue)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('have no consumer in a mapping that is switched off', () => {
    expect(queuesOf(`\n  Jobs: { Type: AWS::SQS::Queue }${WORKER.replace('Jobs.Arn }', 'Jobs.Arn, Enabled: false }')}`)[0]?.consumers).toEqual([]);
  });

  it('are made by SAM for a topic', () => {
    const made = queuesOf(`
  Worker:
    Type: AWS::Serverless::Function
    Properties: { Events: { Placed: { Type: SNS, Properties: { Topic: !Ref Orders, SqsSubscription: true } } } }`);
    expect(made).toMatchObject([{ logicalId: 'WorkerPlacedQueue', isGenerated: true, redrive: 'missing', visibilityTimeout: { value: 30 } }]);
  });
});

describe('visibility timeouts', () => {
  const casesOf = (resources: string): readonly string[] =>
    projectOf(`Transform: AWS::Serverless-2016-10-31\nResources:${resources}\n`)
      .answers({ visibilityTimeouts })
      .visibilityTimeouts.map((cases) => cases.map(({ queue, fn, visibility, needed, when }) => `${queue} ${fn} ${visibility}/${needed}${when}`).join(', '));

  it('are joined by the place where they are written, the neediest first', () => {
    expect(casesOf(`\n  Jobs: { Type: AWS::SQS::Queue }${WORKER}${WORKER.replace('Worker:', 'Reports:').replace('10', '20')}`)).toEqual(['Jobs Reports 30/120 by default, Jobs Worker 30/60 by default']);
  });

  it('have one case for each branch of a condition', () => {
    expect(casesOf(`\n  Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: !If [IsProduction, 90, 30] } }${WORKER}`)).toEqual(["Jobs Worker 90/60 when 'IsProduction' is true", "Jobs Worker 30/60 when 'IsProduction' is false"]);
  });

  it('pair only branches that go together', () => {
    const jobs = '\n  Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: !If [IsProduction, 90, 30] } }';
    expect(casesOf(`${jobs}${WORKER.replace('10', '!If [IsProduction, 15, 5]')}`)).toEqual(["Jobs Worker 90/90 when 'IsProduction' is true", "Jobs Worker 30/30 when 'IsProduction' is false"]);
    expect(casesOf(`${jobs}${WORKER.replace('10', '!If [IsLarge, 15, 5]')}`)).toEqual([]);
  });
});

describe('failure destinations', () => {
  const destinationOf = (resources: string): string | undefined =>
    projectOf(`Transform: AWS::Serverless-2016-10-31\nResources:${resources}\n`).answers({ failureDestinations }).failureDestinations.get('template.yaml#Orders')?.state;

  it('are those of the function or of its alias', () => {
    const sam = (config: string): string => `\n  Orders: { Type: AWS::Serverless::Function, Properties: { EventInvokeConfig: ${config} } }`;
    expect(destinationOf(sam('{ DestinationConfig: { OnFailure: { Type: SQS } } }'))).toBe('known');
    expect(destinationOf(sam('{ DestinationConfig: { OnSuccess: { Type: SQS } } }'))).toBeUndefined();
    expect(destinationOf(sam('{ DestinationConfig: { OnFailure: { Type: SNS, Destination: !ImportValue failed } } }'))).toBe('unknown');
    expect(destinationOf(sam('!If [IsProduction, { DestinationConfig: { OnFailure: { Type: SQS } } }, !Ref AWS::NoValue]'))).toBe('unknown');
    expect(destinationOf(`${sam('{}')}
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Orders } }
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Live, Qualifier: live, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }`)).toBe('known');
  });
});

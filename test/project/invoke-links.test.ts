import { expect, test } from 'vitest';

import { deliveries } from '../../src/project/deliveries.js';
import { invokeLinks } from '../../src/project/invoke-links.js';
import { projectOf } from './templates.js';

const RULE = `
Resources:
  Orders:
    Type: AWS::Lambda::Function
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - Id: orders
          Arn: !GetAtt Orders.Arn
  Weekly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(7 days)
`;
const permission = (lines: string): string => `
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Orders
${lines}`;

const linksOf = (text: string): readonly unknown[] =>
  projectOf(text).answers({ invokeLinks }).invokeLinks.map(({ fn, invoker, service, permissions, fitting }) => [invoker, fn, service, permissions.map((permission) => fitting.includes(permission))]);

test('a rule needs a permission for its service', () => {
  expect(linksOf(RULE)).toEqual([['Nightly', 'Orders', 'events.amazonaws.com', []]]);
  expect(linksOf(RULE + permission('      Principal: sns.amazonaws.com'))).toEqual([['Nightly', 'Orders', 'events.amazonaws.com', []]]);
  expect(linksOf(RULE + permission('      Principal: events.amazonaws.com'))).toEqual([['Nightly', 'Orders', 'events.amazonaws.com', [true]]]);
});

test('a permission for another rule does not count', () => {
  expect(linksOf(RULE + permission('      Principal: events.amazonaws.com\n      SourceArn: !GetAtt Weekly.Arn'))).toEqual([['Nightly', 'Orders', 'events.amazonaws.com', [false]]]);
  expect(linksOf(RULE + permission('      Principal: events.amazonaws.com\n      SourceArn: !GetAtt Nightly.Arn'))).toEqual([['Nightly', 'Orders', 'events.amazonaws.com', [true]]]);
});

test('nothing is said where a permission may come from elsewhere', () => {
  expect(linksOf(`Transform: Macro\n${RULE}`)).toEqual([]);
  expect(linksOf(`${RULE}  Fn::Transform:\n    Name: Macro\n`)).toEqual([]);
  const other = 'Parameters:\n  Name:\n    Type: String\nResources:\n  Permission:\n    Type: AWS::Lambda::Permission\n    Properties:\n      FunctionName: !Ref Name\n      Principal: events.amazonaws.com\n';
  const project = projectOf({ 'template.yaml': RULE, 'permissions.yaml': other });
  expect(project.answers({ invokeLinks }).invokeLinks).toEqual([]);
});

const TOPIC = `
Parameters:
  QueueUrl:
    Type: String
Resources:
  Placed:
    Type: AWS::SNS::Topic
    Properties:
      Subscription:
        - Protocol: sqs
          Endpoint: !GetAtt Jobs.Arn
  Jobs:
    Type: AWS::SQS::Queue
`;
const policy = (queue: string, principal: string): string => `
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [${queue}]
      PolicyDocument:
        Statement:
          Effect: Allow
          Principal: ${principal}
          Action: sqs:SendMessage
          Resource: '*'
`;

test.each([
  ['', [false]],
  [policy('!Ref Jobs', '{ Service: sns.amazonaws.com }'), [true]],
  [policy('!Ref Jobs', "{ AWS: '*' }"), [true]],
  [policy('!Ref Jobs', '{ Service: [s3.amazonaws.com, events.amazonaws.com] }'), [false]],
  [policy('!Ref QueueUrl', '{ Service: sns.amazonaws.com }'), []],
])('a topic delivers to a queue whose policy allows it: %s', (more, expected) => {
  expect(projectOf(TOPIC + more).answers({ deliveries }).deliveries.map(({ isAllowed }) => isAllowed)).toEqual(expected);
});

import { expect, it } from 'vitest';

import { definitions } from '../../src/project/definitions.js';
import { invokePermissions } from '../../src/project/invoke-permissions.js';
import { projectOf } from './templates.js';

function principals(resources: string): readonly string[] {
  const [template] = projectOf(`Transform: AWS::Serverless-2016-10-31\nResources:\n${resources}`).answers({ definitions }).definitions;
  return template ? (invokePermissions(template).get('Orders') ?? []).map(({ principal }) => principal) : [];
}

const orders = (properties: string): string => `  Orders: { Type: AWS::Serverless::Function, Properties: { ${properties} } }\n`;
const api = (type: string, properties: string): string => `${orders('')}  Shop: { Type: "AWS::Serverless::${type}", Properties: { ${properties} } }\n`;
const authorizer = (more: string): string => `Auth: { Authorizers: { A: { FunctionArn: !GetAtt Orders.Arn${more} } } }`;

it.each([
  ['a resource', `${orders('')}  P: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Orders, Principal: config.amazonaws.com } }\n`, ['config.amazonaws.com']],
  ['an event', orders('Events: { E: { Type: SNS, Properties: { Topic: !Ref T } } }'), ['sns.amazonaws.com']],
  ['an event that is polled', orders('Events: { E: { Type: SQS, Properties: { Queue: !Ref Q } } }'), []],
  ['a schedule with a role of its own', orders('Events: { E: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day) } } }'), []],
  ['a public URL', orders('FunctionUrlConfig: { AuthType: NONE }'), ['*']],
  ['a URL', orders('FunctionUrlConfig: { AuthType: AWS_IAM }'), []],
  ['an authorizer', api('Api', authorizer('')), ['apigateway.amazonaws.com']],
  ['an authorizer that is left alone', api('Api', authorizer(', DisableFunctionDefaultPermissions: true')), []],
  ['an authorizer of an HTTP API', api('HttpApi', authorizer('')), []],
  ['an authorizer of an HTTP API that asks for it', api('HttpApi', authorizer(', EnableFunctionDefaultPermissions: true')), ['apigateway.amazonaws.com']],
  ['a route', api('WebSocketApi', 'Routes: { $connect: { FunctionArn: !GetAtt Orders.Arn } }'), ['apigateway.amazonaws.com']],
  ['an authorizer of AppSync', api('GraphQLApi', 'Auth: { Type: API_KEY, Additional: [{ Type: AWS_LAMBDA, LambdaAuthorizer: { AuthorizerUri: !GetAtt Orders.Arn } }] }'), ['appsync.amazonaws.com']],
  ['a connector', `${orders('')}  T: { Type: AWS::SNS::Topic, Connectors: { C: { Properties: { Destination: { Id: Orders }, Permissions: [Write] } } } }\n`, ['sns.amazonaws.com']],
  ['a connector that asks for what there is not', `${orders('')}  T: { Type: AWS::SNS::Topic, Connectors: { C: { Properties: { Destination: { Id: Orders }, Permissions: [constructor] } } } }\n`, []],
])('%s permits %j', (_name, resources, expected) => {
  expect(principals(resources)).toEqual(expected);
});

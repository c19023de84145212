import { describe, expect, it } from 'vitest';

import { functions } from '../../src/project/functions.js';
import type { Trigger } from '../../src/project/trigger.js';
import { projectOf } from './templates.js';

/** What triggers function `Orders` of a template with the resources given beside it. */
function triggersOf(resources: string, properties = ''): readonly Trigger[] {
  const text = `Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties:\n      FunctionName: orders\n${indent(properties, 6)}\n${indent(resources, 2)}\n`;
  return projectOf(text).answers({ functions }).functions.find(({ logicalId }) => logicalId === 'Orders')?.triggers ?? [];
}

function indent(text: string, by: number): string {
  return text.trim().split('\n').map((line) => ' '.repeat(by) + line).join('\n');
}

/** kind, invocation, source; `off` for a disabled one, `permission` where nothing else is known, `streams`. */
function shown({ kind, invocation, source, isEnabled, isPermissionOnly, isStreaming }: Trigger): string {
  return [kind, invocation, source ?? '-', ...(isEnabled ? [] : ['off']), ...(isPermissionOnly ? ['permission'] : []), ...(isStreaming ? ['streams'] : [])].join(' ');
}

const shownOf = (resources: string, properties = ''): readonly string[] => triggersOf(resources, properties).map(shown);
const eventOf = (event: string, resources = ''): readonly string[] => shownOf(resources, `Events:\n  Placed: ${event}`);

describe('events of a SAM function', () => {
  it.each<readonly [string, string]>([
    ['{ Type: S3, Properties: { Bucket: !Ref Uploads, Events: s3:ObjectCreated:* } }', 's3 async Uploads'],
    ['{ Type: SNS, Properties: { Topic: !Ref Placements } }', 'sns async Placements'],
    ['{ Type: SNS, Properties: { Topic: !Ref Placements, SqsSubscription: true } }', 'sqs poll -'],
    ['{ Type: SNS, Properties: { Topic: !Ref Placements, SqsSubscription: false } }', 'sns async Placements'],
    ['{ Type: SNS, Properties: { Topic: !Ref Placements, SqsSubscription: { QueueArn: !GetAtt Jobs.Arn, QueueUrl: !Ref Jobs, Enabled: false } } }', 'sqs poll Jobs'],
    ['{ Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } }', 'sqs poll Jobs'],
    ['{ Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn, Enabled: false } }', 'sqs poll Jobs off'],
    ['{ Type: Kinesis, Properties: { Stream: !GetAtt Clicks.Arn, StartingPosition: LATEST } }', 'kinesis poll Clicks'],
    ['{ Type: DynamoDB, Properties: { Stream: !GetAtt Table.StreamArn, StartingPosition: LATEST } }', 'dynamodb-streams poll Table'],
    ['{ Type: MSK, Properties: { Stream: !Ref Cluster, Topics: [orders], StartingPosition: LATEST } }', 'msk poll Cluster'],
    ['{ Type: Schedule, Properties: { Schedule: rate(1 day) } }', 'eventbridge-schedule async -'],
    ['{ Type: Schedule, Properties: { Schedule: rate(1 day), State: DISABLED } }', 'eventbridge-schedule async - off'],
    ['{ Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day) } }', 'scheduler async -'],
    ['{ Type: EventBridgeRule, Properties: { Pattern: { source: [shop] } } }', 'eventbridge-rule async -'],
    ['{ Type: Cognito, Properties: { UserPool: !Ref Customers, Trigger: PreSignUp } }', 'cognito sync Customers'],
    ['{ Type: HttpApi }', 'apigw-http sync -'],
    ['{ Type: Api, Properties: { Path: /, Method: get, ResponseTransferMode: RESPONSE_STREAM } }', 'apigw-rest sync - streams'],
  ])('%s', (event, expected) => expect(eventOf(event)).toEqual([expected]));

  it.each<readonly [body: string, event: string, expected: string]>([
    ['{ paths: { /: {} } }', '{ Type: Api, Properties: { RestApiId: !Ref Shop, Path: /orders, Method: get } }', 'apigw-rest sync Shop permission'],
    ['{ paths: { /: {} } }, MergeDefinitions: true', '{ Type: Api, Properties: { RestApiId: !Ref Shop, Path: /orders, Method: get } }', 'apigw-rest sync Shop'],
    ['{ swagger: 2 }, MergeDefinitions: true', '{ Type: Api, Properties: { RestApiId: !Ref Shop, Path: /orders, Method: get } }', 'apigw-rest sync Shop permission'],
    ['{ paths: { /: {} } }', '{ Type: HttpApi, Properties: { ApiId: !Ref Shop } }', 'apigw-rest sync Shop'],
  ])('for an API with the definition %s: %s', (body, event, expected) => {
    expect(eventOf(event, `Shop: { Type: AWS::Serverless::Api, Properties: { StageName: live, DefinitionBody: ${body} } }`)).toEqual([expected]);
  });

  it('leaves out what it does not know', () => {
    expect(eventOf('{ Type: !Ref Kind }')).toEqual([]);
    expect(eventOf('{ Type: Fax }')).toEqual([]);
  });

  it('adds the function URL', () => {
    expect(shownOf('', 'FunctionUrlConfig: { AuthType: NONE, InvokeMode: RESPONSE_STREAM }')).toEqual(['function-url sync - streams']);
  });

  it('says neither topic nor queue where a parameter decides', () => {
    expect(eventOf('{ Type: SNS, Properties: { Topic: !Ref Placements, SqsSubscription: !ImportValue use-queue } }')).toEqual(['sqs poll -']);
  });
});

describe('APIs with a definition of their own', () => {
  const event = '{ Type: Api, Properties: { RestApiId: !Ref Shop, Path: /, Method: get, TimeoutInMillis: 5000 } }';

  it('takes an event of such an API for a permission', () => {
    expect(eventOf(event, 'Shop:\n  Type: AWS::Serverless::Api\n  Properties: { StageName: live }')).toEqual(['apigw-rest sync Shop']);
    expect(eventOf(event, 'Shop:\n  Type: AWS::Serverless::Api\n  Properties: { StageName: live, DefinitionUri: s3://shop/api.yaml }')).toEqual(['apigw-rest sync Shop permission']);
    expect(eventOf(event, 'Shop:\n  Type: AWS::ApiGateway::RestApi')).toEqual(['apigw-rest sync Shop permission']);
    expect(eventOf(event.replace('!Ref Shop', 'Shop'), 'Shop:\n  Type: AWS::Serverless::Api\n  Properties: { StageName: live, DefinitionUri: s3://shop/api.yaml }')).toEqual(['apigw-rest sync Shop permission']);
    expect(eventOf('{ Type: HttpApi, Properties: { ApiId: !Ref Shop } }', 'Shop:\n  Type: AWS::Serverless::HttpApi\n  Properties: { DefinitionBody: { openapi: 3.0.1 } }')).toEqual(['apigw-http sync Shop']);
  });

  it('reads the integration where it stands in the template, and once', () => {
    const body = "openapi: 3.0.1, paths: { /: { get: { x-amazon-apigateway-integration: { uri: !Sub 'arn:aws:apigateway:x:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations', timeoutInMillis: 7000, responseTransferMode: STREAM } } } }";
    const found = triggersOf(`Shop:\n  Type: AWS::Serverless::Api\n  Properties: { StageName: live, DefinitionBody: { ${body} } }`, `Events:\n  Placed: ${event}`);
    expect(found.map(shown)).toEqual(['apigw-rest sync Shop streams']);
    expect(found[0]?.integrationTimeoutMs).toMatchObject({ state: 'known', value: 7000 });
  });

  it('reads shared integrations of an HTTP API', () => {
    const body = 'openapi: 3.0.1, components: { x-amazon-apigateway-integrations: { orders: { uri: !GetAtt Orders.Arn } } }';
    expect(shownOf(`Shop:\n  Type: AWS::ApiGatewayV2::Api\n  Properties: { Body: { ${body} } }`)).toEqual(['apigw-http sync Shop']);
  });

  it.each([
    ['AWS::ApiGateway::RestApi', 'Body', 'swagger: 2.0, securityDefinitions', 'apigw-authorizer sync Shop'],
    ['AWS::Serverless::HttpApi', 'DefinitionBody', 'openapi: 3.0.1, components: { securitySchemes', 'apigw-http-authorizer sync Shop'],
  ])('reads authorizers: %s', (type, key, section, expected) => {
    const schemes = `{ Tokens: { type: apiKey, x-amazon-apigateway-authorizer: { type: request, authorizerUri: !Sub 'arn:aws:apigateway:x:lambda:path/2015-03-31/functions/\${Orders.Arn}/invocations' } }, Users: { type: oauth2 } }`;
    expect(shownOf(`Shop:\n  Type: ${type}\n  Properties: { ${key}: { ${section}: ${schemes}${section.includes('{') ? ' }' : ''} } }`)).toEqual([expected]);
  });

  it('reads the authorizer of a WebSocket API of SAM', () => {
    expect(shownOf('Shop:\n  Type: AWS::Serverless::WebSocketApi\n  Properties: { Auth: { AuthType: CUSTOM, AuthArn: !GetAtt Orders.Arn } }')).toEqual(['apigw-authorizer sync Shop']);
  });
});

describe('other resources', () => {
  const arn = '!GetAtt Orders.Arn';
  const uri = "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations'";
  const event = `{ integration.request.header.X-Amz-Invocation-Type: "'Event'" }`;
  it.each<readonly [string, string, string]>([
    ['AWS::S3::Bucket', `{ NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:*', Function: ${arn} }, { Event: 's3:*', Function: ${arn} }] } }`, 's3 async Source'],
    ['AWS::SNS::Topic', `{ Subscription: [{ Protocol: lambda, Endpoint: ${arn} }, { Protocol: sqs, Endpoint: ${arn} }] }`, 'sns async Source'],
    ['AWS::SNS::Subscription', `{ TopicArn: !Ref Placements, Protocol: lambda, Endpoint: ${arn} }`, 'sns async Placements'],
    ['AWS::Events::Rule', `{ EventPattern: {}, Targets: [{ Id: a, Arn: ${arn} }] }`, 'eventbridge-rule async Source'],
    ['AWS::Events::Rule', `{ ScheduleExpression: rate(1 day), State: DISABLED, Targets: [{ Id: a, Arn: ${arn} }] }`, 'eventbridge-schedule async Source off'],
    ['AWS::Scheduler::Schedule', `{ Target: { Arn: ${arn} } }`, 'scheduler async Source'],
    ['AWS::Pipes::Pipe', `{ Source: !GetAtt Jobs.Arn, Target: ${arn} }`, 'pipes sync Source'],
    ['AWS::Pipes::Pipe', `{ Target: ${arn}, TargetParameters: { LambdaFunctionParameters: { InvocationType: FIRE_AND_FORGET } } }`, 'pipes async Source'],
    ['AWS::ApiGateway::Method', `{ RestApiId: !Ref Shop, Integration: { Uri: ${uri}, ResponseTransferMode: STREAM } }`, 'apigw-rest sync Shop streams'],
    ['AWS::ApiGateway::Method', `{ RestApiId: !Ref Shop, Integration: { Uri: ${uri}, RequestParameters: ${event} } }`, 'apigw-rest async Shop'],
    ['AWS::ApiGatewayV2::Integration', `{ ApiId: !Ref Shop, IntegrationUri: ${uri} }`, 'apigw-http sync Shop'],
    ['AWS::ApiGatewayV2::Api', `{ ProtocolType: HTTP, Target: ${arn} }`, 'apigw-http sync Source'],
    ['AWS::Serverless::WebSocketApi', `{ Routes: { $default: { FunctionArn: ${arn} } } }`, 'apigw-websocket sync Source'],
    ['AWS::Serverless::GraphQLApi', `{ DataSources: { Lambda: { Orders: { FunctionArn: ${arn} } } } }`, 'appsync sync Source'],
    ['AWS::ElasticLoadBalancingV2::TargetGroup', `{ TargetType: lambda, Targets: [{ Id: ${arn} }] }`, 'alb sync Source'],
    ['AWS::Cognito::UserPool', `{ LambdaConfig: { PreSignUp: ${arn}, PreTokenGenerationConfig: { LambdaArn: ${arn}, LambdaVersion: V2_0 } } }`, 'cognito sync Source'],
    ['AWS::SES::ReceiptRule', `{ Rule: { Actions: [{ LambdaAction: { FunctionArn: ${arn}, InvocationType: RequestResponse } }] } }`, 'ses sync Source'],
    ['AWS::StepFunctions::StateMachine', "{ DefinitionString: !Sub '{\"Resource\":\"${Orders.Arn}\"}' }", 'step-functions sync Source'],
    ['AWS::Serverless::StateMachine', `{ DefinitionUri: billing.asl.json, DefinitionSubstitutions: { Arn: ${arn} } }`, 'step-functions sync Source'],
    ['AWS::KinesisFirehose::DeliveryStream', `{ ExtendedS3DestinationConfiguration: { ProcessingConfiguration: { Processors: [{ Type: Lambda, Parameters: [{ ParameterName: LambdaArn, ParameterValue: ${arn} }] }] } } }`, 'firehose sync Source'],
    ['Custom::Seed', `{ ServiceToken: ${arn} }`, 'cfn-custom-resource async Source'],
    ['AWS::Lambda::Url', `{ TargetFunctionArn: ${arn}, AuthType: NONE }`, 'function-url sync Source'],
    ['AWS::Lambda::EventSourceMapping', `{ EventSourceArn: !GetAtt Clicks.Arn, FunctionName: ${arn} }`, ''],
    ['AWS::Lambda::EventSourceMapping', `{ EventSourceArn: !Sub 'arn:aws:kinesis:\${AWS::Region}:\${AWS::AccountId}:stream/clicks', FunctionName: ${arn} }`, 'kinesis poll -'],
    ['AWS::Lambda::EventSourceMapping', `{ SelfManagedEventSource: { Endpoints: {} }, FunctionName: ${arn}, Enabled: false }`, 'self-managed-kafka poll - off'],
  ])('%s %s', (type, properties, expected) => expect(shownOf(`Source:\n  Type: ${type}\n  Properties: ${properties}`)).toEqual(expected === '' ? [] : [expected]));

  it('finds the function behind an alias, a version, a name or an ARN', () => {
    const mapping = (name: string): string => `Mapping:\n  Type: AWS::Lambda::EventSourceMapping\n  Properties: { EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:jobs', FunctionName: ${name} }`;
    const alias = 'Live:\n  Type: AWS::Lambda::Alias\n  Properties: { FunctionName: !Ref Orders, FunctionVersion: !GetAtt First.Version, Name: live }\nFirst:\n  Type: AWS::Lambda::Version\n  Properties: { FunctionName: !Ref Orders }\n';
    for (const name of ['!Ref Live', '!Ref First', '!Ref Orders.Alias', '!Ref OrdersAliaslive', "!Sub '${Orders.Arn}:live'", 'orders', "'orders:live'", "!Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:orders:live'"]) {
      expect(shownOf(alias + mapping(name))).toEqual(['sqs poll -']);
    }
    expect(shownOf(mapping('invoices'))).toEqual([]);
    expect(shownOf(mapping('!ImportValue orders'))).toEqual([]);
  });

  it('finds the queue behind an ARN by its name', () => {
    const jobs = "Jobs:\n  Type: AWS::SQS::Queue\n  Properties: { QueueName: !Sub '${AWS::StackName}-jobs' }\n";
    expect(shownOf(`${jobs}Mapping:\n  Type: AWS::Lambda::EventSourceMapping\n  Properties: { EventSourceArn: !Sub 'arn:aws:sqs:\${AWS::Region}:\${AWS::AccountId}:\${AWS::StackName}-jobs', FunctionName: !Ref Orders }`)).toEqual(['sqs poll Jobs']);
  });

  it('leaves open how a caller invokes that may choose', () => {
    const [trigger] = triggersOf(`Method:\n  Type: AWS::ApiGateway::Method\n  Properties: { Integration: { Uri: ${uri}, RequestParameters: { integration.request.header.X-Amz-Invocation-Type: method.request.header.Mode } } }`);
    expect(trigger?.integrationTimeoutMs.state).toBe('unknown');
  });
});

describe('permissions', () => {
  const permission = (principal: string, more = ''): string => `Permission:\n  Type: AWS::Lambda::Permission\n  Properties: { Action: lambda:InvokeFunction, FunctionName: !Sub '\${Orders.Arn}:live', Principal: ${principal}${more} }`;

  it('tell of a trigger that is elsewhere', () => {
    expect(shownOf(permission('s3.amazonaws.com'))).toEqual(['s3 async - permission']);
    expect(shownOf(permission("!Sub 'logs.${AWS::Region}.amazonaws.com'"))).toEqual(['cloudwatch-logs async - permission']);
    expect(shownOf(permission('logs.eu-west-1.amazonaws.com'))).toEqual(['cloudwatch-logs async - permission']);
    expect(shownOf(permission('iot.amazonaws.com'))).toEqual([]);
    expect(shownOf(permission("'123456789012'"))).toEqual([]);
  });

  it('tell nothing of an API that only asks an authorizer', () => {
    const shop = '\nShop:\n  Type: AWS::ApiGateway::RestApi';
    expect(shownOf(permission('apigateway.amazonaws.com', ", SourceArn: !Sub 'arn:aws:execute-api:eu-west-1:1:${Shop}/*/GET/'") + shop)).toEqual(['apigw-rest sync - permission']);
    expect(shownOf(permission('apigateway.amazonaws.com', ", SourceArn: !Sub 'arn:aws:execute-api:eu-west-1:1:${Shop}/authorizers/*'") + shop)).toEqual([]);
  });

  it.each([['ServerlessRestApi', 'apigw-rest'], ['ServerlessHttpApi', 'apigw-http']])('know %s, which SAM makes', (id, kind) => {
    expect(shownOf(permission('apigateway.amazonaws.com', `, SourceArn: !Sub 'arn:aws:execute-api:eu-west-1:1:\${${id}}/*/GET/'`))).toEqual([`${kind} sync - permission`]);
  });

  it('add nothing to what is known already', () => {
    const rule = 'Rule:\n  Type: AWS::Events::Rule\n  Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Orders.Arn }] }';
    expect(shownOf(`${permission('events.amazonaws.com')}\n${rule}`)).toEqual(['eventbridge-schedule async Rule']);
    expect(shownOf(permission('sns.amazonaws.com'), 'Events:\n  Placed: { Type: SNS, Properties: { Topic: !Ref Placements } }')).toEqual(['sns async Placements']);
  });
});

describe('what is written twice', () => {
  it('is one trigger when event and resource name the same source', () => {
    const bucket = 'Uploads:\n  Type: AWS::S3::Bucket\n  Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Function: !GetAtt Orders.Arn }] } }';
    expect(eventOf('{ Type: S3, Properties: { Bucket: !Ref Uploads } }', bucket)).toEqual(['s3 async Uploads']);
    const subscription = 'Subscription:\n  Type: AWS::SNS::Subscription\n  Properties: { TopicArn: !Ref Placements, Protocol: lambda, Endpoint: !GetAtt Orders.Arn }';
    expect(eventOf('{ Type: SNS, Properties: { Topic: !Ref Placements } }', subscription)).toEqual(['sns async Placements']);
  });

  it('is two triggers when two events name the same source', () => {
    expect(shownOf('', 'Events:\n  Small: { Type: S3, Properties: { Bucket: !Ref Uploads } }\n  Large: { Type: S3, Properties: { Bucket: !Ref Uploads } }')).toEqual(['s3 async Uploads', 's3 async Uploads']);
  });

  it('is two triggers when the sources differ', () => {
    const rule = 'Rule:\n  Type: AWS::Events::Rule\n  Properties: { ScheduleExpression: rate(1 day), Targets: [{ Arn: !GetAtt Orders.Arn }] }';
    expect(eventOf('{ Type: Schedule, Properties: { Schedule: rate(1 hour) } }', rule)).toEqual(['eventbridge-schedule async -', 'eventbridge-schedule async Rule']);
    expect(shownOf('', 'Events:\n  Place: { Type: Api, Properties: { Path: /, Method: post } }\n  List: { Type: Api, Properties: { Path: /, Method: get } }')).toHaveLength(2);
  });
});

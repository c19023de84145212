import type { TriggerKind } from '../data/triggers.js';

/** Where a resource type names a function that it invokes. */
export interface TriggerShape {
  readonly kind: TriggerKind;
  /** From the properties to the function; `*` is every item of a list or every value of a map. */
  readonly target: readonly string[];
  /** The property that names the invoking resource, where that is another one. */
  readonly source?: string;
  /** Items whose `Protocol` is another one are not for functions. */
  readonly protocol?: 'lambda';
}

const CLOUDFRONT_ASSOCIATION = ['LambdaFunctionAssociations', '*', 'LambdaFunctionARN'];
const FIREHOSE_PARAMETER = ['ProcessingConfiguration', 'Processors', '*', 'Parameters', '*', 'ParameterValue'];

const SAM_AUTHORIZER = ['Auth', 'Authorizers', '*', 'FunctionArn'];

/** By resource type; SAM's own resources included. Source: facts/lambda-facts.json, `triggers[].cfnResources`. */
const SHAPES: ReadonlyMap<string, readonly TriggerShape[]> = new Map<string, readonly TriggerShape[]>([
  ['AWS::S3::Bucket', [{ kind: 's3', target: ['NotificationConfiguration', 'LambdaConfigurations', '*', 'Function'] }]],
  // What CDK writes for `bucket.addEventNotification`.
  ['Custom::S3BucketNotifications', [{ kind: 's3', target: ['NotificationConfiguration', 'LambdaFunctionConfigurations', '*', 'LambdaFunctionArn'], source: 'BucketName' }]],
  ['AWS::SNS::Topic', [{ kind: 'sns', target: ['Subscription', '*', 'Endpoint'], protocol: 'lambda' }]],
  ['AWS::SNS::Subscription', [{ kind: 'sns', target: ['Endpoint'], source: 'TopicArn', protocol: 'lambda' }]],
  ['AWS::Events::Rule', [{ kind: 'eventbridge-rule', target: ['Targets', '*', 'Arn'] }]],
  ['AWS::Scheduler::Schedule', [{ kind: 'scheduler', target: ['Target', 'Arn'] }]],
  ['AWS::Pipes::Pipe', [{ kind: 'pipes', target: ['Target'] }, { kind: 'pipes', target: ['Enrichment'] }]],
  ['AWS::ApiGateway::Method', [{ kind: 'apigw-rest', target: ['Integration', 'Uri'], source: 'RestApiId' }]],
  ['AWS::ApiGatewayV2::Integration', [{ kind: 'apigw-http', target: ['IntegrationUri'], source: 'ApiId' }]],
  ['AWS::ApiGatewayV2::Api', [{ kind: 'apigw-http', target: ['Target'] }]],
  ['AWS::Serverless::WebSocketApi', [{ kind: 'apigw-websocket', target: ['Routes', '*', 'FunctionArn'] }, { kind: 'apigw-authorizer', target: ['Auth', 'AuthArn'] }]],
  ['AWS::ApiGateway::Authorizer', [{ kind: 'apigw-authorizer', target: ['AuthorizerUri'], source: 'RestApiId' }]],
  ['AWS::ApiGatewayV2::Authorizer', [{ kind: 'apigw-http-authorizer', target: ['AuthorizerUri'], source: 'ApiId' }]],
  ['AWS::Serverless::Api', [{ kind: 'apigw-authorizer', target: SAM_AUTHORIZER }]],
  ['AWS::Serverless::HttpApi', [{ kind: 'apigw-http-authorizer', target: SAM_AUTHORIZER }]],
  ['AWS::Lambda::EventInvokeConfig', [
    { kind: 'lambda-on-success', target: ['DestinationConfig', 'OnSuccess', 'Destination'], source: 'FunctionName' },
    { kind: 'lambda-on-failure', target: ['DestinationConfig', 'OnFailure', 'Destination'], source: 'FunctionName' },
  ]],
  ['AWS::Serverless::Function', [
    { kind: 'lambda-on-success', target: ['EventInvokeConfig', 'DestinationConfig', 'OnSuccess', 'Destination'] },
    { kind: 'lambda-on-failure', target: ['EventInvokeConfig', 'DestinationConfig', 'OnFailure', 'Destination'] },
  ]],
  ['AWS::Lambda::Url', [{ kind: 'function-url', target: ['TargetFunctionArn'] }]],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', [{ kind: 'alb', target: ['Targets', '*', 'Id'] }]],
  ['AWS::CloudFront::Distribution', [
    { kind: 'lambda-at-edge', target: ['DistributionConfig', 'DefaultCacheBehavior', ...CLOUDFRONT_ASSOCIATION] },
    { kind: 'lambda-at-edge', target: ['DistributionConfig', 'CacheBehaviors', '*', ...CLOUDFRONT_ASSOCIATION] },
  ]],
  ['AWS::Logs::SubscriptionFilter', [{ kind: 'cloudwatch-logs', target: ['DestinationArn'], source: 'LogGroupName' }]],
  ['AWS::IoT::TopicRule', [
    { kind: 'iot-rule', target: ['TopicRulePayload', 'Actions', '*', 'Lambda', 'FunctionArn'] },
    { kind: 'iot-rule', target: ['TopicRulePayload', 'ErrorAction', 'Lambda', 'FunctionArn'] },
  ]],
  ['AWS::SES::ReceiptRule', [{ kind: 'ses', target: ['Rule', 'Actions', '*', 'LambdaAction', 'FunctionArn'] }]],
  ['AWS::CodeCommit::Repository', [{ kind: 'codecommit', target: ['Triggers', '*', 'DestinationArn'] }]],
  ['AWS::CodePipeline::Pipeline', [{ kind: 'codepipeline', target: ['Stages', '*', 'Actions', '*', 'Configuration', 'FunctionName'] }]],
  ['AWS::Config::ConfigRule', [{ kind: 'config', target: ['Source', 'SourceIdentifier'] }]],
  ['AWS::SecretsManager::RotationSchedule', [{ kind: 'secretsmanager-rotation', target: ['RotationLambdaARN'] }]],
  ['AWS::AppSync::DataSource', [{ kind: 'appsync', target: ['LambdaConfig', 'LambdaFunctionArn'] }]],
  ['AWS::AppSync::GraphQLApi', [
    { kind: 'appsync', target: ['LambdaAuthorizerConfig', 'AuthorizerUri'] },
    { kind: 'appsync', target: ['AdditionalAuthenticationProviders', '*', 'LambdaAuthorizerConfig', 'AuthorizerUri'] },
  ]],
  ['AWS::Serverless::GraphQLApi', [
    { kind: 'appsync', target: ['DataSources', 'Lambda', '*', 'FunctionArn'] },
    { kind: 'appsync', target: ['Auth', 'LambdaAuthorizer', 'AuthorizerUri'] },
    { kind: 'appsync', target: ['Auth', 'Additional', '*', 'LambdaAuthorizer', 'AuthorizerUri'] },
  ]],
  ['AWS::Cognito::UserPool', [{ kind: 'cognito', target: ['LambdaConfig', '*'] }, { kind: 'cognito', target: ['LambdaConfig', '*', 'LambdaArn'] }]],
  ['AWS::Lex::BotAlias', [{ kind: 'lex', target: ['BotAliasLocaleSettings', '*', 'BotAliasLocaleSetting', 'CodeHookSpecification', 'LambdaCodeHook', 'LambdaArn'] }]],
  ['AWS::Connect::IntegrationAssociation', [{ kind: 'connect', target: ['IntegrationArn'] }]],
  ['AWS::VpcLattice::TargetGroup', [{ kind: 'vpc-lattice', target: ['Targets', '*', 'Id'] }]],
  ['AWS::KinesisFirehose::DeliveryStream', [
    { kind: 'firehose', target: ['ExtendedS3DestinationConfiguration', ...FIREHOSE_PARAMETER] },
    { kind: 'firehose', target: ['AmazonopensearchserviceDestinationConfiguration', ...FIREHOSE_PARAMETER] },
    { kind: 'firehose', target: ['HttpEndpointDestinationConfiguration', ...FIREHOSE_PARAMETER] },
    { kind: 'firehose', target: ['RedshiftDestinationConfiguration', ...FIREHOSE_PARAMETER] },
  ]],
]);

const CUSTOM_RESOURCE: readonly TriggerShape[] = [{ kind: 'cfn-custom-resource', target: ['ServiceToken'] }];

/** Where a resource of the type names functions, if it ever does. */
export function triggerShapes(type: string): readonly TriggerShape[] {
  const isCustom = type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
  return SHAPES.get(type) ?? (isCustom ? CUSTOM_RESOURCE : []);
}

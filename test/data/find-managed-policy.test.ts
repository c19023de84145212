import { describe, expect, it } from 'vitest';
import { overbroadPolicy } from '../../src/data/find-managed-policy.js';

describe('overbroadPolicy', () => {
  it.each([
    ['AmazonS3FullAccess', 'AmazonS3FullAccess', 's3:*'],
    ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess', 'AmazonDynamoDBFullAccess', 'dynamodb:*'],
    ['arn:aws-us-gov:iam::aws:policy/AmazonSQSFullAccess', 'AmazonSQSFullAccess', 'sqs:*'],
    ['arn:${AWS::Partition}:iam::aws:policy/AWSLambda_FullAccess', 'AWSLambda_FullAccess', 'lambda:*'],
    ['arn:aws:iam::aws:policy/job-function/DatabaseAdministrator', 'DatabaseAdministrator', 'rds:*'],
    ['AdministratorAccess', 'AdministratorAccess', '*'],
    ['PowerUserAccess', 'PowerUserAccess', 'everything but iam:*'],
    ['SecretsManagerReadWrite', 'SecretsManagerReadWrite', 'secretsmanager:*'],
    ['AmazonVPCFullAccess', 'AmazonVPCFullAccess', 'full access'],
    ['arn:aws:iam::aws:policy/SomethingNewFullAccess', 'SomethingNewFullAccess', 'full access'],
  ])('%s', (given, name, grants) => {
    expect(overbroadPolicy(given)?.name).toBe(name);
    expect(overbroadPolicy(given)?.grants).toContain(grants);
  });

  it.each([
    'AWSLambdaBasicExecutionRole',
    'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
    'AWSXRayDaemonWriteAccess',
    'CloudWatchLambdaInsightsExecutionRolePolicy',
    'AmazonS3ReadOnlyAccess',
    'arn:aws:iam::aws:policy/ReadOnlyAccess',
    'AmazonElasticFileSystemClientFullAccess',
    'AmazonAPIGatewayInvokeFullAccess',
    'arn:aws:iam::aws:policy/AWSAppSyncInvokeFullAccess',
    'AWSMarketplaceMeteringFullAccess',
    'arn:aws:iam::123456789012:policy/AmazonS3FullAccess',
    'arn:aws:iam::${AWS::AccountId}:policy/AdministratorAccess',
    'OrdersTableFullAccess',
    'AwsomeFullAccess',
    'constructor',
    '',
  ])('nothing for %s', (given) => {
    expect(overbroadPolicy(given)).toBeUndefined();
  });
});

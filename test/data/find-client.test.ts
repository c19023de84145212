import { describe, expect, it } from 'vitest';
import { findClient } from '../../src/data/find-client.js';

describe('findClient', () => {
  it.each([
    ['@aws-sdk/client-s3', ['S3Client'], true, 'aws-sdk-v3'],
    ['@aws-sdk/client-s3', ['S3'], true, 'aws-sdk-v3'],
    ['@aws-sdk/client-dynamodb', ['DynamoDB'], true, 'aws-sdk-v3'],
    ['@aws-sdk/client-cognito-identity-provider', ['CognitoIdentityProvider'], true, 'aws-sdk-v3'],
    ['aws-sdk', ['default', 'S3'], true, 'aws-sdk-v2'],
    ['aws-sdk', ['DynamoDB', 'DocumentClient'], true, 'aws-sdk-v2'],
    ['aws-sdk/clients/s3', ['default'], true, 'aws-sdk-v2'],
    ['aws-sdk/clients/s3', [], true, 'aws-sdk-v2'],
    ['aws-sdk/clients/dynamodb', ['DocumentClient'], true, 'aws-sdk-v2'],
    ['pg', ['default', 'Pool'], true, 'postgres'],
    ['pg', ['Client'], true, 'postgres'],
    ['postgres', ['default'], false, 'postgres'],
    ['mysql2/promise', ['createPool'], false, 'mysql'],
    ['mongodb', ['MongoClient'], true, 'mongodb'],
    ['redis', ['default', 'createClient'], false, 'redis'],
    ['ioredis', ['default'], true, 'redis'],
    ['ioredis', ['default', 'Cluster'], true, 'redis'],
    ['@prisma/client', ['PrismaClient'], true, 'orm'],
    ['stripe', [], false, 'saas'],
    ['https', ['Agent'], true, 'http'],
    ['node:http', ['default', 'Agent'], true, 'http'],
  ])('%s %j', (specifier, path, isNew, kind) => {
    const client = findClient(specifier, path, isNew);
    expect(client?.kind).toBe(kind);
    expect(client?.expensive === true || client?.connectionOriented === true).toBe(true);
  });

  it.each([
    ['@aws-sdk/client-s3', ['GetObjectCommand'], true],
    ['@aws-sdk/client-s3', ['NoSuchKey'], true],
    ['@aws-sdk/client-s3', ['S3ServiceException'], true],
    ['@aws-sdk/client-s3', ['S3Client'], false],
    ['@aws-sdk/client-s3', ['paginateListObjectsV2'], false],
    ['aws-sdk', ['default', 'Endpoint'], true],
    ['aws-sdk', ['SharedIniFileCredentials'], true],
    ['aws-sdk', ['Signers', 'V4'], true],
    ['aws-sdk', ['HttpRequest'], true],
    ['aws-sdk', ['config', 'update'], false],
    ['aws-sdk/clients/s3', ['ManagedUpload'], true],
    ['pg', ['types', 'setTypeParser'], false],
    ['mongodb', ['ObjectId'], true],
    ['mongoose', ['default', 'connect'], false],
    ['https', ['request'], false],
    ['./pg', ['Pool'], true],
    ['pg-promise', ['Pool'], true],
  ])('nothing for %s %j', (specifier, path, isNew) => {
    expect(findClient(specifier, path, isNew)).toBeUndefined();
  });

  it.each([
    ['@aws-sdk/lib-storage', ['Upload'], true],
    ['@aws-sdk/lib-dynamodb', ['DynamoDBDocumentClient', 'from'], false],
    ['@aws-sdk/lib-dynamodb', ['DynamoDBDocument', 'from'], false],
    ['axios', ['default', 'create'], false],
    ['got', ['default', 'extend'], false],
    ['ky', ['default', 'create'], false],
    ['node-fetch', ['default'], false],
    ['superagent', ['agent'], false],
    ['drizzle-orm/node-postgres', ['drizzle'], false],
  ])('marks %s %j as cheap', (specifier, path, isNew) => {
    expect(findClient(specifier, path, isNew)).toMatchObject({ expensive: false, connectionOriented: false });
  });
});

import { describe, expect, it } from 'vitest';

import { bind, createDriver } from '../../src/analysis.js';
import { loadRepository } from '../../src/engine/load.js';
import { readTable } from '../../src/engine/read-table.js';
import { createFactsCache } from '../../src/facts/cache.js';
import { bindProject } from '../../src/project/files.js';
import { tableReader } from '../../src/project/inputs.js';
import { usedOfGrant } from '../../src/project/used-of-grant.js';
import { memorySource } from '../../src/source/file-source.js';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: ., Events: { Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } } } }
  Jobs: { Type: AWS::SQS::Queue }
`;
const ORDERS = { kind: 'function', logicalId: 'Orders', functions: ['Orders'], roles: [] } as const;

/** What is said of a pattern of actions that function 'Orders' with this code may use. */
function said(source: string, ...patterns: readonly string[]): string {
  const { projects: [project] } = loadRepository(memorySource({ 'template.yaml': TEMPLATE, 'orders.js': source }), ['template.yaml'], { templates: createFactsCache(9), modules: createFactsCache(9) });
  if (!project) throw new Error('there is no project');
  return createDriver([...bindProject(project), bind(tableReader, readTable)]).answers({ usedOfGrant }).usedOfGrant('template.yaml', ORDERS, patterns);
}

const GET_AND_PUT = `
  import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
  const client = new DynamoDBClient({});
  export const handler = async () => { await client.send(new GetItemCommand({})); await client.send(new PutItemCommand({})); };`;

describe('usedOfGrant', () => {
  it('names what is called', () => {
    expect(said(GET_AND_PUT, 'dynamodb:*')).toBe("; the code calls only 'dynamodb:GetItem' and 'dynamodb:PutItem'");
    expect(said(GET_AND_PUT, '*')).toBe("; the code calls only 'dynamodb:GetItem' and 'dynamodb:PutItem'");
    expect(said(GET_AND_PUT, 'sns:*')).toBe('; the code calls nothing of it');
  });

  it('gives an upper bound where a name may mean a call', () => {
    expect(said(`${GET_AND_PUT} import { SendMessageCommand } from '@aws-sdk/client-sqs'; import { ScanCommand } from '@aws-sdk/client-dynamodb'; export { ScanCommand };`, 'dynamodb:*'))
      .toBe("; the code calls at most 'dynamodb:GetItem', 'dynamodb:PutItem' and 'dynamodb:Scan'");
  });

  it('says nothing of what others may use', () => {
    expect(said(GET_AND_PUT, 'sqs:*')).toBe('');
    expect(said(GET_AND_PUT, 'kms:*')).toBe('');
    expect(said(`${GET_AND_PUT} import 'some-package';`, 'dynamodb:*')).toBe('');
    expect(said(GET_AND_PUT)).toBe('');
  });
});

import { describe, expect, it } from 'vitest';
import type { CallExpression, Expression } from '../../src/facts/model.js';
import { sdkMeaning } from '../../src/project/sdk-operation.js';

const span = { start: 0, end: 0 };
const text = (value: string): Expression => ({ kind: 'string', value, ...span });
const keywords = (values: Readonly<Record<string, Expression>>): Expression => ({
  kind: 'object', complete: true, properties: Object.entries(values).map(([name, value]) => ({ name, value })), ...span,
});

type Step = string | readonly [string, ...Expression[]];

/** The facts of `boto3.a(…).b(…).c`: each step is a member, and a call of it where arguments follow. */
function chain(...steps: readonly Step[]): { readonly path: readonly string[]; readonly receiver: CallExpression | undefined } {
  const path: string[] = [];
  let receiver: CallExpression | undefined;
  for (const step of steps) {
    const [name, ...given] = typeof step === 'string' ? [step] : step;
    path.push(name);
    if (typeof step === 'string') continue;
    receiver = { kind: 'call', callee: { kind: 'import', specifier: 'boto3', path: [...path] }, isNew: false, ...(receiver ? { receiver } : {}), arguments: given, ...span };
    path.push('#call');
  }
  return { path, receiver };
}

function meaning(steps: readonly Step[], ...given: readonly Expression[]): string | undefined {
  const { path, receiver } = chain(...steps);
  const found = sdkMeaning({ specifier: 'boto3', path, receiver: receiver && { path: 'orders.py', value: receiver } }, { isNew: false, arguments: given }, 'orders.py');
  if (found?.kind !== 'operations') return undefined;
  const on = found.resource?.value.kind === 'string' ? ` on ${found.resource.value.value}` : '';
  return `${found.via} ${found.operations.map(({ service, operation }) => `${service}:${operation}`).join(' ')}${on}${found.input ? ' with input' : ''}`;
}

describe('boto3', () => {
  it.each<readonly [string, readonly Step[], readonly Expression[], string | undefined]>([
    ['a client', [['client', text('dynamodb')], 'put_item'], [keywords({ TableName: text('orders') })], 'call dynamodb:PutItem with input'],
    ['another name of the service', [['client', text('stepfunctions')], 'start_execution'], [], 'call sfn:StartExecution'],
    ['the service as keyword', [['client', keywords({ service_name: text('events') })], 'put_events'], [], 'call eventbridge:PutEvents'],
    ['a session', [['Session'], ['client', text('s3')], 'list_objects_v2'], [], 'call s3:ListObjectsV2'],
    ['what is no name of a service', [['client', text('https://x:token@github.com/shop')], 'put_events'], [], undefined],
    ['an acronym', [['client', text('rds')], 'describe_db_instances'], [], 'call rds:DescribeDBInstances'],
    ['an exception', [['client', text('iam')], 'list_open_id_connect_providers'], [], 'call iam:ListOpenIDConnectProviders'],
    ['a resource', [['resource', text('dynamodb')], ['Table', text('orders')], 'put_item'], [], 'call dynamodb:PutItem on orders'],
    ['a resource below a resource', [['resource', text('s3')], ['Bucket', text('orders')], ['Object', text('a.txt')], 'put'], [], 'call s3:PutObject on orders'],
    ['a collection', [['resource', text('s3')], ['Bucket', text('orders')], 'objects', 'filter'], [keywords({ Prefix: text('a') })], 'paginator s3:ListObjects on orders with input'],
    ['a batch writer', [['resource', text('dynamodb')], ['Table', text('orders')], 'batch_writer'], [], 'helper dynamodb:BatchWriteItem on orders'],
    ['the client of a resource', [['resource', text('s3')], 'meta', 'client', 'head_object'], [], 'call s3:HeadObject'],
    ['a paginator', [['client', text('s3')], ['get_paginator', text('list_objects_v2')], 'paginate'], [keywords({ Bucket: text('a') })], 'paginator s3:ListObjectsV2 with input'],
    ['a waiter', [['client', text('s3')], ['get_waiter', text('object_exists')], 'wait'], [], 'waiter s3:HeadObject'],
    ['a presigned address', [['client', text('s3')], 'generate_presigned_url'], [text('get_object'), keywords({ Params: keywords({ Bucket: text('a') }) })], 'presigned s3:GetObject with input'],
    ['a download', [['client', text('s3')], 'download_file'], [text('orders'), text('a'), text('/tmp/a')], 'helper s3:HeadObject s3:GetObject on orders'],
    ['a service that is not known', [['client', { kind: 'unknown', ...span }], 'put_item'], [], undefined],
    ['an exception class', [['client', text('s3')], 'exceptions', 'ClientError'], [], undefined],
    ['no operation', [['client', text('s3')], 'close'], [], undefined],
    ['a name of the language', [['resource', text('dynamodb')], ['Table', text('orders')], 'constructor'], [], undefined],
  ])('%s', (_, steps, given, expected) => expect(meaning(steps, ...given)).toBe(expected));

  it('knows the utilities of Powertools', () => {
    const call = { isNew: false, arguments: [text('orders')] };
    const origins = [
      { specifier: 'aws_lambda_powertools.utilities', path: ['parameters', 'get_secret'], receiver: undefined },
      { specifier: 'aws_lambda_powertools.utilities.parameters', path: ['get_secret'], receiver: undefined },
    ];
    for (const origin of origins) expect(sdkMeaning(origin, call, 'orders.py')).toMatchObject({ operations: [{ service: 'secrets-manager', operation: 'GetSecretValue' }] });
  });
});

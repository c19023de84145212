import { expect, test } from 'vitest';

import { known } from '../../src/resolved.js';
import { permissions } from '../../src/project/permissions.js';
import { projectOf } from './templates.js';

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage:
    Type: String
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: orders
      AutoPublishAlias: live
  Invoices:
    Type: AWS::Lambda::Function
  InvoicesLive:
    Type: AWS::Lambda::Alias
    Properties:
      FunctionName: !Ref Invoices
      Name: current
  InvoicesVersion:
    Type: AWS::Lambda::Version
    Properties:
      FunctionName: !Ref Invoices
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: `;

const none = { kind: 'none' };
const unknown = { kind: 'unknown' };
const named = (name: string): unknown => ({ kind: 'named', name });

test.each([
  ['!Ref Orders', 'Orders', none],
  ['!GetAtt Orders.Arn', 'Orders', none],
  ['orders', 'Orders', none],
  ['orders:live', 'Orders', named('live')],
  ['!Sub ${Orders.Arn}:live', 'Orders', named('live')],
  ['!Sub arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:orders', 'Orders', none],
  ['!Sub arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Orders}:live', 'Orders', named('live')],
  ['!Ref Orders.Alias', 'Orders', named('live')],
  ['!Sub ${Orders.Alias}', 'Orders', named('live')],
  ['!Ref OrdersAliaslive', 'Orders', named('live')],
  ['!Ref Orders.Version', 'Orders', unknown],
  ['!Ref InvoicesLive', 'Invoices', named('current')],
  ['!Ref InvoicesVersion', 'Invoices', named('InvoicesVersion')],
  ['!Sub ${Invoices}:3', 'Invoices', unknown],
  ['!Sub ${Invoices}:${Stage}', 'Invoices', unknown],
  ['!Sub ${Invoices.Arn}:${!stageVariables.alias}', 'Invoices', unknown],
  ['!Ref Stage', undefined, unknown],
])('%s', (written, fn, qualifier) => {
  const [permission] = projectOf(TEMPLATE + written).answers({ permissions }).permissions;
  expect(permission).toMatchObject({ fn, qualifier });
});

test('the principal is told without its region', () => {
  const text = `${TEMPLATE}!Ref Orders\n      Principal: !Sub logs.\${AWS::Region}.amazonaws.com\n      SourceAccount: '123456789012'`;
  const [permission] = projectOf(text).answers({ permissions }).permissions;
  expect(permission?.service).toBe('logs.amazonaws.com');
  expect(permission && known(permission.sourceAccount)).toEqual(['123456789012']);
  expect(permission?.sourceArn.state).toBe('absent');
});

import { describe, expect, it } from 'vitest';

import { grants } from '../../src/project/grants.js';
import type { Grants } from '../../src/project/grants.js';
import { granteeWords } from '../../src/project/grantee-words.js';
import { projectOf } from './templates.js';

function grantsOf(resources: string, sections = ''): Grants {
  return projectOf(`Transform: AWS::Serverless-2016-10-31\n${sections}Resources:\n${resources}`).answers({ grants }).grants;
}

/** "Function 'Orders': Allow s3:GetObject on *". */
function statements(resources: string, sections = ''): readonly string[] {
  return grantsOf(resources, sections).statements.map(({ grantee, effect, actions, resources: on, hasCondition }) => {
    const words = actions.map(({ text, when }) => [text, when].filter(Boolean).join(' ')).join(',');
    return `${granteeWords(grantee)}: ${effect} ${words} on ${on.map(({ text }) => text).join(',')}${hasCondition ? ' if' : ''}`;
  });
}

const DOCUMENT = '{ Statement: { Effect: Allow, Action: s3:GetObject, Resource: "*" } }';
const ORDERS = '  Orders: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt OrdersRole.Arn } }\n';
const trust = (service: string): string => `AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: [${service}] }, Action: "sts:AssumeRole" }] }`;
const ROLE = `  OrdersRole: { Type: AWS::IAM::Role, Properties: { RoleName: orders } }\n`;

describe('statements', () => {
  it('come from Policies of SAM functions in every form', () => {
    const found = grantsOf(`
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AWSLambdaBasicExecutionRole
        - !Sub arn:\${AWS::Partition}:iam::aws:policy/AmazonS3FullAccess
        - SQSPollerPolicy: { QueueName: jobs }
        - ${DOCUMENT}
        - !If [A, !Ref AWS::NoValue, { Statement: [{ Effect: Deny, Action: [a:b, !If [B, c:d, !Ref AWS::NoValue]], Resource: !Ref X }] }]
`, 'Parameters: { X: { Type: String } }\n');
    expect(found.attached.map(({ name }) => name)).toEqual(['AWSLambdaBasicExecutionRole', 'arn:aws:iam::aws:policy/AmazonS3FullAccess']);
    expect(found.policyTemplates.map(({ name, grantee }) => [name, grantee.logicalId])).toEqual([['SQSPollerPolicy', 'Orders']]);
    expect(found.statements.map(({ effect, actions, resources }) => [effect, actions.map(({ text, when }) => [text, when]), resources.map(({ text, isLiteral }) => [text, isLiteral])])).toEqual([
      ['Allow', [['s3:GetObject', undefined]], [['*', true]]],
      ['Deny', [['a:b', "when 'A' is false"], ['c:d', "when 'A' is false and 'B' is true"]], [['${…}', false]]],
    ]);
  });

  it.each([
    ['is set', '!Ref OtherRole', 0],
    ['comes from a parameter', '!Ref RoleArn', 0],
    ['is no value', '!Ref AWS::NoValue', 1],
    ['is null', 'null', 1],
    ['is set in one branch only', '!If [A, !Ref RoleArn, !Ref AWS::NoValue]', 1],
  ])('of Policies count unless a role %s', (_name, role, count) => {
    const resources = `  Orders: { Type: AWS::Serverless::Function, Properties: { Role: ${role}, Policies: [${DOCUMENT}] } }\n`;
    expect(statements(resources, 'Parameters: { RoleArn: { Type: String } }\n')).toHaveLength(count);
  });

  it('come from roles that functions run with, and others that trust Lambda', () => {
    const policies = `Policies: [{ PolicyName: p, PolicyDocument: ${DOCUMENT} }]`;
    expect(statements(`${ORDERS}  OrdersRole: { Type: AWS::IAM::Role, Properties: { ${policies} } }\n`)).toEqual(["Role 'OrdersRole' of function 'Orders': Allow s3:GetObject on *"]);
    expect(statements(`  Free: { Type: AWS::IAM::Role, Properties: { ${trust('lambda.amazonaws.com')}, ${policies} } }\n`)).toEqual(["Role 'Free': Allow s3:GetObject on *"]);
    expect(statements(`  Build: { Type: AWS::IAM::Role, Properties: { ${trust('codebuild.amazonaws.com')}, ${policies} } }\n`)).toEqual([]);
  });

  it('keep their condition in sight', () => {
    expect(statements('  Orders: { Type: AWS::Serverless::Function, Properties: { Policies: { Statement: [{ Effect: Allow, Action: "*", NotResource: a, Condition: {} }] } } }\n')).toEqual(["Function 'Orders': Allow * on  if"]);
  });
});

describe('a policy of its own', () => {
  const policy = (type: string, properties: string): string => `  P: { Type: "AWS::IAM::${type}", Properties: { PolicyDocument: ${DOCUMENT}${properties} } }\n`;
  const OF_ORDERS = ["Policy 'P' of function 'Orders': Allow s3:GetObject on *"];

  it.each([
    ['that names the role', policy('Policy', ', Roles: [!Ref OrdersRole]')],
    ['that names the role by its name', policy('Policy', ', Roles: [orders]')],
    ['for one role', policy('RolePolicy', ', RoleName: !Ref OrdersRole')],
    ['that names it in one branch', policy('Policy', ', Roles: [!If [A, !Ref OrdersRole, other]]')],
  ])('%s counts', (_name, resource) => {
    expect(statements(ORDERS + ROLE + resource)).toEqual(OF_ORDERS);
  });

  it('that names the role SAM makes counts', () => {
    const made = '  Orders: { Type: AWS::Serverless::Function }\n';
    expect(statements(made + policy('Policy', ', Roles: [!Ref OrdersRole]'))).toEqual(OF_ORDERS);
    expect(statements(ORDERS + policy('Policy', ', Roles: [!Ref OrdersRole]'))).toEqual([]);
  });

  it('that the role or a function attaches counts', () => {
    expect(statements(`${ORDERS}  OrdersRole: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [!Ref P] } }\n${policy('ManagedPolicy', '')}`)).toEqual(OF_ORDERS);
    expect(statements(`  Orders: { Type: AWS::Serverless::Function, Properties: { Policies: [!Ref P] } }\n${policy('ManagedPolicy', '')}`)).toEqual(OF_ORDERS);
  });

  it('that nobody names may be for a function, if there is one', () => {
    expect(statements(ORDERS + ROLE + policy('ManagedPolicy', ''))).toEqual(["Policy 'P': Allow s3:GetObject on *"]);
    expect(statements(ROLE + policy('ManagedPolicy', ''))).toEqual([]);
  });

  it.each([
    ['people', policy('Policy', ', Groups: [developers]')],
    ['a role elsewhere', policy('Policy', ', Roles: [deployment]')],
    ['an unknown role', policy('RolePolicy', ', RoleName: !ImportValue role')],
    ['another role of the template', `${policy('Policy', ', Roles: [!Ref Build]')}  Build: { Type: AWS::IAM::Role, Properties: { ${trust('codebuild.amazonaws.com')} } }\n`],
    ['a boundary', `${policy('ManagedPolicy', '')}  Invoices: { Type: AWS::Serverless::Function, Properties: { PermissionsBoundary: !Ref P } }\n`],
  ])('for %s does not count', (_name, resources) => {
    expect(statements(ORDERS + ROLE + resources)).toEqual([]);
  });
});

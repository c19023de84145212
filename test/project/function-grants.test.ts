import { describe, expect, it } from 'vitest';

import { functionGrants } from '../../src/project/function-grants.js';
import type { FunctionGrants } from '../../src/project/function-grants.js';
import { rolePolicies } from '../../src/project/role-policies.js';
import { projectOf } from './templates.js';

function grantsOf(resources: string, sections = '', fn = 'Orders'): FunctionGrants {
  const all = projectOf(`Transform: AWS::Serverless-2016-10-31\n${sections}Resources:\n${resources}`).answers({ functionGrants }).functionGrants;
  const found = [...all].find(([key]) => key.endsWith(fn))?.[1];
  if (!found) throw new Error(`no function '${fn}'`);
  return found;
}

/** A SAM function with these properties. */
const orders = (properties: string): string => `  Orders: { Type: AWS::Serverless::Function, Properties: { ${properties} } }\n`;

/** "generated AWSLambdaBasicExecutionRole: logs:PutLogEvents on *", without what every function has. */
function statements({ statements: all }: FunctionGrants): readonly string[] {
  return all
    .filter(({ policy }) => policy !== 'AWSLambdaBasicExecutionRole')
    .map(({ origin, policy, actions, resources, hasCondition }) =>
      `${[origin, policy].filter(Boolean).join(' ')}: ${actions.map(({ text }) => text).join(',')} on ${resources.map(({ text, when }) => [text, when].filter(Boolean).join(' ')).join(',')}${hasCondition ? ' if' : ''}`,
    );
}

const QUEUE = '  Jobs: { Type: AWS::SQS::Queue }\n';
const ARN = 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:';

describe('a policy template', () => {
  it.each([
    ['a literal', 'SQSSendMessagePolicy: { QueueName: jobs }', `sqs:SendMessage* on ${ARN}jobs`],
    ['an attribute', 'SQSSendMessagePolicy: { QueueName: !GetAtt Jobs.QueueName }', `sqs:SendMessage* on ${ARN}\${Jobs.QueueName}`],
    ['either of two', 'SQSSendMessagePolicy: { QueueName: !If [A, jobs, !Ref Name] }', `sqs:SendMessage* on ${ARN}jobs when 'A' is true,${ARN}tasks by default when 'A' is false`],
    ['what is not known', 'SQSSendMessagePolicy: { QueueName: !ImportValue jobs }', `sqs:SendMessage* on ${ARN}\${…}`],
  ])('is filled in with %s', (_name, policy, expected) => {
    const name = policy.slice(0, policy.indexOf(':'));
    const sections = 'Parameters: { Name: { Type: String, Default: tasks }, Stage: { Type: String } }\nConditions: { A: !Equals [!Ref Stage, x] }\n';
    const found = grantsOf(orders(`Policies: [{ ${policy} }]`) + QUEUE, sections);
    expect(statements(found)).toEqual([`policy template ${name}: ${expected}`]);
    expect(found.isComplete).toBe(true);
  });

  it('keeps the gaps of its resources', () => {
    const [statement] = grantsOf(orders('Policies: [{ SQSPollerPolicy: { QueueName: !GetAtt Jobs.QueueName } }]') + QUEUE).statements;
    expect(statement?.resources[0]?.value.at(-1)).toEqual({ kind: 'resource', logicalId: 'Jobs', attribute: 'QueueName' });
  });

  it.each([
    ['of another name', 'OrdersPolicy: {}'],
    ['without a parameter', 'SQSPollerPolicy: {}'],
    ['with a condition', 'AWSSecretsManagerRotationPolicy: { FunctionName: orders }'],
  ])('%s leaves the role open', (_name, policy) => {
    expect(grantsOf(orders(`Policies: [{ ${policy} }]`)).isComplete).toBe(false);
  });
});

describe('a role that SAM makes', () => {
  it('may be that of another function as well', () => {
    const other = '  Refunds: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt OrdersRole.Arn, Policies: [{ SQSPollerPolicy: { QueueName: jobs } }] } }\n';
    const found = grantsOf(orders('Policies: [{ SQSSendMessagePolicy: { QueueName: jobs } }]') + other, '', 'Refunds');
    expect([found.isComplete, statements(found)]).toEqual([true, [`policy template SQSSendMessagePolicy: sqs:SendMessage* on ${ARN}jobs`]]);
  });

  it('has the policies that the function needs', () => {
    const found = grantsOf(orders('Tracing: Active, VpcConfig: { SubnetIds: [a] }, Events: { E: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } }') + QUEUE);
    expect(found.managedPolicies).toEqual(['AWSLambdaBasicExecutionRole', 'AWSXrayWriteOnlyAccess', 'AWSLambdaVPCAccessExecutionRole', 'AWSLambdaSQSQueueExecutionRole']);
    expect(new Set(found.statements.map(({ origin }) => origin))).toEqual(new Set(['generated']));
    expect(found.isComplete).toBe(true);
  });

  it.each([
    ['the dead-letter queue', 'DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Jobs.Arn }', ['sqs:SendMessage on ${Jobs.Arn}']],
    ['a destination', 'EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SNS, Destination: !Ref Alerts } } }', ['sns:Publish on ${Alerts}']],
    ['a destination that SAM makes', 'EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: SQS } } }', ['sqs:SendMessage on ${OrdersEventInvokeConfigOnSuccessQueue.Arn}']],
    ['a broker', 'Events: { E: { Type: MQ, Properties: { Broker: !GetAtt B.Arn, SourceAccessConfigurations: [{ Type: BASIC_AUTH, URI: !Ref S }] } } }', ['secretsmanager:GetSecretValue on ${S}', 'mq:DescribeBroker on ${B.Arn}']],
    ['a failure destination of a stream', 'Events: { E: { Type: MSK, Properties: { DestinationConfig: { OnFailure: { Type: S3, Destination: !GetAtt B.Arn } } } } }', ['s3:PutObject on ${B.Arn}/*', 's3:ListBucket on ${B.Arn}']],
  ])('allows %s', (_name, properties, expected) => {
    const own = statements(grantsOf(orders(properties) + QUEUE)).filter((line) => line.startsWith('generated: '));
    expect(own).toEqual(expected.map((line) => `generated: ${line}`));
  });

  it.each([
    ['Tracing: Disabled', ['AWSLambdaBasicExecutionRole']],
    ['Tracing: PassThrough', ['AWSLambdaBasicExecutionRole', 'AWSXrayWriteOnlyAccess']],
    ['DurableConfig: { ExecutionTimeout: 60 }', ['AWSLambdaBasicDurableExecutionRolePolicy']],
    ['Policies: [AmazonS3ReadOnlyAccess]', ['AWSLambdaBasicExecutionRole', 'AmazonS3ReadOnlyAccess']],
    ['Role: !GetAtt Other.Arn, Tracing: Active', []],
  ])('with %s has %j', (properties, expected) => {
    expect(grantsOf(orders(properties)).managedPolicies).toEqual(expected);
  });
});

describe('a role is complete', () => {
  const role = (properties: string): string => `${orders('Role: !GetAtt OrdersRole.Arn')}  OrdersRole: { Type: AWS::IAM::Role, Properties: { ${properties} } }\n`;
  const inline = (statement: string): string => `Policies: [{ PolicyName: p, PolicyDocument: { Statement: [${statement}] } }]`;
  const GET = '{ Effect: Allow, Action: s3:GetObject, Resource: "*" }';

  it.each([
    ['with statements that can be read', role(inline(GET)), true],
    ['with a managed policy of AWS', role('ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]'), true],
    ['with a managed policy of the template', `${role('ManagedPolicyArns: [!Ref P]')}  P: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: ${GET} } } }\n`, true],
    ['not with another managed policy', role('ManagedPolicyArns: [!ImportValue p]'), false],
    ['not with one of the account', role('ManagedPolicyArns: ["arn:aws:iam::123456789012:policy/orders"]'), false],
    ['not with a statement from elsewhere', role(inline(`${GET}, !ImportValue s`)), false],
    ['not with a policy from elsewhere', role('Policies: !ImportValue p'), false],
    ['not with a condition', role(inline('{ Effect: Allow, Action: s3:GetObject, Resource: "*", Condition: {} }')), false],
    ['not with exceptions', role(inline('{ Effect: Allow, NotAction: s3:GetObject, Resource: "*" }')), false],
    ['not if it is elsewhere', orders('Role: !ImportValue r'), false],
    ['not if it is SAM that may make it', `${orders('Role: !If [A, !GetAtt OrdersRole.Arn, !Ref AWS::NoValue]')}  OrdersRole: { Type: AWS::IAM::Role }\n`, false],
    ['not without one', '  Orders: { Type: AWS::Lambda::Function }\n', false],
    ['not with a document from elsewhere', orders('Policies: [!Ref Given]'), false],
  ])('%s', (_name, resources, expected) => {
    expect(grantsOf(resources, 'Parameters: { Given: { Type: String }, S: { Type: String } }\nConditions: { A: !Equals [!Ref S, x] }\n').isComplete).toBe(expected);
  });
});

describe('a connector', () => {
  const TABLE = '  Table: { Type: AWS::DynamoDB::Table }\n';
  const WRITE = 'generated: dynamodb:PutItem,dynamodb:UpdateItem,dynamodb:DeleteItem,dynamodb:BatchWriteItem,dynamodb:PartiQLDelete,dynamodb:PartiQLInsert,dynamodb:PartiQLUpdate on ${Table.Arn},${Table.Arn}/index/*';

  it.each([
    ['of its own', `${orders('')}  C: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Orders }, Destination: { Id: Table }, Permissions: [Write] } }\n`],
    ['in the attribute', '  Orders: { Type: AWS::Serverless::Function, Connectors: { C: { Properties: { Destination: [{ Id: Table }], Permissions: [Write] } } } }\n'],
    ['of a role', `${orders('Role: !GetAtt R.Arn')}  R: { Type: AWS::IAM::Role }\n  C: { Type: AWS::Serverless::Connector, Properties: { Source: { Type: AWS::Lambda::Function, RoleName: !Ref R }, Destination: { Id: Table }, Permissions: [Write] } }\n`],
  ])('%s gives the source access', (_name, resources) => {
    expect(statements(grantsOf(resources + TABLE))).toEqual([WRITE]);
  });

  it('from a queue gives it to the destination', () => {
    const queue = '  Jobs: { Type: AWS::SQS::Queue, Connectors: { C: { Properties: { Destination: { Id: Orders }, Permissions: [Read] } } } }\n';
    expect(statements(grantsOf(orders('') + queue))).toEqual(['generated: sqs:ReceiveMessage,sqs:GetQueueAttributes on ${Jobs.Arn}']);
  });

  it.each([
    ['to nothing', 'Destination: { Id: Nothing }, Permissions: [Read]'],
    ['between what cannot be joined', 'Destination: { Id: Orders2 }, Permissions: [Read]'],
    ['of wrong form', 'Destination: [[1]], Permissions: { a: b }'],
  ])('%s gives nothing', (_name, properties) => {
    const fn = `  Orders: { Type: AWS::Serverless::Function, Connectors: { C: { Properties: { ${properties} } } } }\n`;
    expect(statements(grantsOf(`${fn}  Orders2: { Type: AWS::SES::Template }\n`))).toEqual([]);
  });

  it.each([
    ['whose ends are elsewhere', `${orders('')}  C: { Type: AWS::Serverless::Connector, Properties: { Source: !ImportValue s, Destination: !ImportValue d, Permissions: [Read] } }\n`, false],
    ['in the attribute that is read elsewhere', '  Orders: { Type: AWS::Serverless::Function, Connectors: { C: !ImportValue c } }\n', false],
    ['of which one is elsewhere', `${orders('')}  C: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Orders }, Destination: { Id: Table }, Permissions: [Read] } }\n  D: { Type: AWS::Serverless::Connector, Properties: !ImportValue d }\n`, false],
    ['to a role that is not told', `${orders('')}  C: { Type: AWS::Serverless::Connector, Properties: { Source: { Type: AWS::Lambda::Function, RoleName: !ImportValue r }, Destination: { Id: Table }, Permissions: [Read] } }\n`, false],
    ['that is read', `${orders('')}  C: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Orders }, Destination: { Id: Table }, Permissions: [Read] } }\n`, true],
    ['and another in the attribute, both read', '  Orders: { Type: AWS::Serverless::Function, Connectors: { C: { Properties: { Destination: { Id: Table }, Permissions: [Read] } }, D: { Properties: { Destination: { Id: Table }, Permissions: [Write] } } } }\n', true],
  ])('%s: the role is seen or not', (_name, resources, expected) => {
    expect(grantsOf(resources + TABLE).isVisible).toBe(expected);
  });

  it('of one function gives another nothing', () => {
    const connector = '  C: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Orders }, Destination: { Id: Table }, Permissions: [Write] } }\n';
    const refunds = (properties: string): string => `  Refunds: { Type: AWS::Serverless::Function, Properties: { ${properties} } }\n`;
    expect(statements(grantsOf(orders('') + refunds('') + connector + TABLE, '', 'Refunds'))).toEqual([]);
    expect(statements(grantsOf(orders('') + refunds('Role: !ImportValue r') + connector + TABLE, '', 'Refunds'))).toEqual([]);
  });
});

it('a role that is written in the template is its own, whatever it is called', () => {
  const roles = ['Orders', 'Refunds'].map((name) => `  ${name}Role: { Type: AWS::IAM::Role, Properties: { Policies: [{ PolicyName: p, PolicyDocument: { Statement: { Effect: Allow, Action: s3:Get${name}, Resource: "*" } } }] } }\n`).join('');
  const refunds = '  Refunds: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt OrdersRole.Arn } }\n';
  expect(statements(grantsOf(orders('Role: !GetAtt RefundsRole.Arn') + refunds + roles, '', 'Refunds'))).toEqual(['inline: s3:GetOrders on *']);
});

it('statements of a managed policy of the template are called so', () => {
  const policy = '  P: { Type: AWS::IAM::ManagedPolicy, Properties: { Roles: [!Ref R], PolicyDocument: { Statement: { Effect: Allow, Action: s3:GetObject, Resource: "*" } } } }\n';
  expect(statements(grantsOf(`${orders('Role: !GetAtt R.Arn')}  R: { Type: AWS::IAM::Role }\n${policy}`))).toEqual(['managed: s3:GetObject on *']);
});

it.each([
  ['without one of two parameters', 'Policies: [{ DynamoDBStreamReadPolicy: { TableName: orders } }]', false],
  ['with both', 'Policies: [{ DynamoDBStreamReadPolicy: { TableName: orders, StreamName: s } }]', true],
  ['with an effect that is told at deployment', 'Policies: [{ Statement: { Effect: !Ref E, Action: s3:GetObject, Resource: "*" } }]', false],
  ['with one action of two', 'Policies: [{ Statement: { Effect: Allow, Action: [s3:GetObject, !Ref E], Resource: "*" } }]', false],
])('a policy %s is all there is: %s', (_name, properties, expected) => {
  expect(grantsOf(orders(properties), 'Parameters: { E: { Type: String } }\n').isComplete).toBe(expected);
});

describe('functions with one role', () => {
  const statement = (name: string): string => `{ Effect: Allow, Action: s3:Get${name}, Resource: "*" }`;
  const role = (name: string): string => `  ${name}: { Type: AWS::IAM::Role, Properties: { Policies: [{ PolicyName: p, PolicyDocument: { Statement: [${statement('Object')}, ${statement(name)}] } }] } }\n`;
  const running = (id: string, name: string): string => `  ${id}: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt ${name}.Arn } }\n`;
  const template = `Transform: AWS::Serverless-2016-10-31\nResources:\n${running('Orders', 'R')}${running('Refunds', 'R')}${running('Invoices', 'Q')}${role('R')}${role('Q')}`;

  it('share its statements, however many both are', () => {
    const { functionGrants: all, rolePolicies: roles } = projectOf(template).answers({ functionGrants, rolePolicies });
    const [one, other, third] = [...all];
    expect(other?.[1].statements).toBe(one?.[1].statements);
    expect(third?.[1].statements).not.toBe(one?.[1].statements);
    expect(roles(other?.[0] ?? '')?.statements).toBe(roles(one?.[0] ?? '')?.statements);
    expect(roles(third?.[0] ?? '')?.statements).not.toBe(roles(one?.[0] ?? '')?.statements);
  });
});

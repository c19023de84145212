import { describe, expect, test } from 'vitest';

import { createDriver } from '../../src/analysis.js';
import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { findCandidates } from '../../src/engine/discover.js';
import { loadRepository } from '../../src/engine/load.js';
import { createCaches, vet } from '../../src/engine/vet.js';
import { bindProject } from '../../src/project/files.js';
import { functionGrants } from '../../src/project/function-grants.js';
import { inspection } from '../../src/project/inspection.js';
import { functions } from '../../src/project/functions.js';
import type { LambdaFunction } from '../../src/project/functions.js';
import { displayText } from '../../src/project/text.js';
import { known } from '../../src/resolved.js';
import { memorySource } from '../../src/source/file-source.js';
import { RULES } from '../../rules/index.js';

type Sources = Readonly<Record<string, string>>;

/** `path:line` of every finding of a rule. */
function findings(sources: Sources, rule: string): readonly string[] {
  const source = memorySource(sources);
  const severityIn: Parameters<typeof vet>[2]['severityIn'] = ({ id, severity }) => (id === rule ? severity : 'off');
  const { diagnostics, problems } = vet(source, findCandidates(source, ''), { rules: RULES, severityIn, today: '2026-11-20', runtimes: BUILT_IN_RUNTIMES });
  expect(problems).toEqual([]);
  return diagnostics.map(({ location: { path, startLine } }) => `${path}:${startLine}`);
}

function project(sources: Sources): ReturnType<typeof createDriver> {
  const source = memorySource(sources);
  const [loaded] = loadRepository(source, findCandidates(source, ''), createCaches()).projects;
  if (!loaded) throw new Error('no project');
  return createDriver(bindProject(loaded));
}

function functionsOf(sources: Sources): readonly LambdaFunction[] {
  return project(sources).answers({ functions }).functions;
}

function sam(resources: string, more = ''): string {
  return `Transform: AWS::Serverless-2016-10-31\n${more}Resources:\n${resources}`;
}

function stack(id: string, url: string, parameters = '{}'): string {
  return `  ${id}:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: ${url}, Parameters: ${parameters} }\n`;
}

function fn(id: string, properties = ''): string {
  return `  ${id}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: index.handler\n      Runtime: nodejs22.x\n      InlineCode: 'exports.handler = async () => {}'\n${properties}`;
}

const QUEUE = '  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: 30\n';
const WORKER = sam(fn('Worker', '      Timeout: 60\n      Events:\n        Job: { Type: SQS, Properties: { Queue: !Ref JobsArn } }\n'), 'Parameters:\n  JobsArn: { Type: String }\n');

describe('a queue of another stack', () => {
  test('is imported and comes down from there, also where conditions of the stack below hang on it', () => {
    const queues = `Resources:\n${QUEUE}Outputs:\n  Jobs:\n    Value: !GetAtt Jobs.Arn\n    Export: { Name: jobs }\n`;
    const work = WORKER.replace('Resources:', "Conditions:\n  HasJobs: !Not [!Equals [!Ref JobsArn, '']]\nResources:\n  Done: { Type: AWS::SNS::Topic, Condition: HasJobs }");
    const app = sam(`${stack('Work', 'work/template.yaml', '{ JobsArn: !ImportValue jobs }')}${fn('Own', '      Environment: { Variables: { JOBS: !ImportValue jobs } }\n')}`);
    expect(findings({ 'queues.yaml': queues, 'app.yaml': app, 'work/template.yaml': work }, 'queue-visibility-below-timeout')).toEqual(['queues.yaml:5']);
  });

  test('comes down through a parameter', () => {
    const sources = { 'template.yaml': `Resources:\n${QUEUE}${stack('Work', 'work.yaml', '{ JobsArn: !GetAtt Jobs.Arn }')}`, 'work.yaml': WORKER };
    expect(findings(sources, 'queue-visibility-below-timeout')).toEqual(['template.yaml:5']);
    expect(findings(sources, 'queue-without-dead-letter-queue')).toEqual(['template.yaml:2']);
    expect(functionsOf(sources).map(({ triggers }) => triggers.map(({ source }) => source))).toEqual([['template.yaml#Jobs']]);
  });

  test('comes up through an output, and down into a third stack', () => {
    const sources = {
      'template.yaml': `Resources:\n${stack('Work', 'work.yaml', '{ JobsArn: !GetAtt Storage.Outputs.Arn }')}${stack('Storage', 'storage.yaml')}`,
      'work.yaml': WORKER,
      'storage.yaml': `Resources:\n${QUEUE}Outputs:\n  Arn: { Value: !GetAtt Jobs.Arn }\n`,
    };
    expect(findings(sources, 'queue-visibility-below-timeout')).toEqual(['storage.yaml:5']);
  });

  test('comes down two levels, in a text around it', () => {
    const middle = `Parameters:\n  Name: { Type: String }\nResources:\n${stack('Work', 'work.yaml', "{ JobsArn: !Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Name}' }")}`;
    const sources = { 'template.yaml': `Resources:\n${QUEUE}${stack('Middle', 'middle.yaml', '{ Name: !GetAtt Jobs.QueueName }')}`, 'middle.yaml': middle, 'work.yaml': WORKER };
    expect(findings(sources, 'queue-visibility-below-timeout')).toEqual(['template.yaml:5']);
  });

  test('is not one of the same name that the template has itself', () => {
    const work = `${WORKER}${QUEUE.replace('30', '600')}`;
    const sources = { 'template.yaml': `Resources:\n${QUEUE}${stack('Work', 'work.yaml', '{ JobsArn: !GetAtt Jobs.Arn }')}`, 'work.yaml': work };
    expect(findings(sources, 'queue-visibility-below-timeout')).toEqual(['template.yaml:5']);
    expect(findings(sources, 'queue-without-dead-letter-queue')).toEqual(['template.yaml:2']);
  });

  test('is its own again when it comes back', () => {
    const echo = 'Parameters:\n  Arn: { Type: String }\nResources: { Topic: { Type: AWS::SNS::Topic } }\nOutputs:\n  Same: { Value: !Ref Arn }\n';
    const parent = sam(`${QUEUE}${stack('Echo', 'echo.yaml', '{ Arn: !GetAtt Jobs.Arn }')}${fn('Worker', '      Timeout: 60\n      Events:\n        Job: { Type: SQS, Properties: { Queue: !GetAtt Echo.Outputs.Same } }\n')}`);
    const sources = { 'template.yaml': parent, 'echo.yaml': echo };
    expect(functionsOf(sources).map(({ triggers }) => triggers.map(({ source }) => source))).toEqual([['Jobs']]);
  });

  test('each deployment of a template has its own', () => {
    const queues = QUEUE + QUEUE.replace('Jobs', 'Mails').replace('30', '600');
    const sources = { 'template.yaml': `Resources:\n${queues}${stack('A', 'work.yaml', '{ JobsArn: !GetAtt Jobs.Arn }')}${stack('B', 'work.yaml', '{ JobsArn: !GetAtt Mails.Arn }')}`, 'work.yaml': WORKER };
    expect(findings(sources, 'queue-visibility-below-timeout')).toEqual(['template.yaml:5']);
  });

  test('may be a dead-letter queue there', () => {
    const worker = WORKER.replace('Resources:', 'Resources:\n  Mails: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !Ref JobsArn, maxReceiveCount: 5 } } }');
    const sources = { 'template.yaml': `Resources:\n${QUEUE}${stack('Work', 'work.yaml', '{ JobsArn: !GetAtt Jobs.Arn }')}`, 'work.yaml': worker };
    expect(findings(sources, 'queue-without-dead-letter-queue')).toEqual([]);
  });

  test('may be of the wrong type for a dead-letter queue', () => {
    const child = sam(fn('Mail', '      DeadLetterQueue: { Type: SQS, TargetArn: !Ref Dead }\n'), 'Parameters:\n  Dead: { Type: String }\n');
    const parent = (fifo: string): string => `Resources:\n  Dead: { Type: AWS::SQS::Queue${fifo} }\n${stack('Mails', 'mails.yaml', '{ Dead: !GetAtt Dead.Arn }')}`;
    expect(findings({ 'template.yaml': parent(', Properties: { FifoQueue: true }'), 'mails.yaml': child }, 'dead-letter-queue-type-mismatch')).toEqual(['template.yaml:5']);
    expect(findings({ 'template.yaml': parent(''), 'mails.yaml': child }, 'dead-letter-queue-type-mismatch')).toEqual([]);
  });
});

describe('a function of another stack', () => {
  const CHILD = `${sam(fn('Orders'))}Outputs:\n  Arn: { Value: !GetAtt Orders.Arn }\n`;
  const parent = (resources: string): Sources => ({ 'template.yaml': `Resources:\n${stack('Shop', 'shop.yaml')}${resources}`, 'shop.yaml': CHILD });
  const triggersOf = (resources: string): readonly unknown[] => functionsOf(parent(resources)).flatMap(({ triggers }) => triggers.map(({ kind, source }) => [kind, source]));

  test.each([
    ['  Files: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: s3:ObjectCreated:*, Function: !GetAtt Shop.Outputs.Arn }] } } }\n', ['s3', 'template.yaml#Files']],
    ['  Topic: { Type: AWS::SNS::Topic }\n  Mails: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Shop.Outputs.Arn } }\n', ['sns', 'template.yaml#Topic']],
    ['  Jobs: { Type: AWS::SQS::Queue }\n  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !GetAtt Shop.Outputs.Arn } }\n', ['sqs', 'template.yaml#Jobs']],
    ['  Machine: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: m.asl.json, DefinitionSubstitutions: { Orders: !GetAtt Shop.Outputs.Arn } } }\n', ['step-functions', 'template.yaml#Machine']],
  ])('is invoked from here: %s', (resources, trigger) => {
    expect(triggersOf(resources)).toEqual([trigger]);
  });

  test('loses events that the parent sends', () => {
    const bucket = '  Files: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: s3:ObjectCreated:*, Function: !GetAtt Shop.Outputs.Arn }] } } }\n';
    const config = '  Failures: { Type: AWS::SQS::Queue }\n  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !GetAtt Shop.Outputs.Arn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Failures.Arn } } } }\n';
    expect(findings(parent(bucket), 'async-without-failure-destination')).toEqual(['shop.yaml:3']);
    expect(findings(parent(bucket + config), 'async-without-failure-destination')).toEqual([]);
    expect(findings(parent(bucket + config.replace('Queue }', 'Queue, Properties: { FifoQueue: true } }')), 'dead-letter-queue-type-mismatch')).toEqual(['template.yaml:7']);
  });

  test('may have its permission in any of the stacks', () => {
    const permission = '  Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !GetAtt Shop.Outputs.Arn, Action: lambda:InvokeFunction, Principal: sns.amazonaws.com, SourceArn: !Ref Topic } }\n';
    const topic = '  Topic: { Type: AWS::SNS::Topic }\n  Mails: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Shop.Outputs.Arn } }\n';
    expect(findings(parent(topic), 'trigger-without-permission')).toEqual(['template.yaml:6']);
    expect(findings(parent(topic + permission), 'trigger-without-permission')).toEqual([]);
    expect(findings(parent(`${topic}${stack('Allow', 'https://example.com/allow.yaml', '{ Arn: !GetAtt Shop.Outputs.Arn }')}`), 'trigger-without-permission')).toEqual([]);
    const there = CHILD.replace('Outputs:', '  Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Orders, Action: lambda:InvokeFunction, Principal: sns.amazonaws.com } }\nOutputs:');
    expect(findings({ ...parent(topic), 'shop.yaml': there }, 'trigger-without-permission')).toEqual([]);
    const shown = project(parent(topic + permission)).answers({ inspection }).inspection.map(({ permissions }) => permissions.map(({ principal, at }) => [principal, at.path]));
    expect(shown).toEqual([[['sns.amazonaws.com', 'template.yaml']]]);
  });
});

describe('other resources', () => {
  test.each([
    ['!Join [",", [!Ref Base, "arn:aws:lambda:eu-west-1:123456789012:layer:log:2"]]', ['${Base}', 'arn:aws:lambda:eu-west-1:123456789012:layer:log:2']],
    ['!Ref Names', ['a', 'b']],
    ['!ImportValue layers', undefined],
    ['!Join [",", [!Ref Base, !ImportValue layers]]', undefined],
  ])('make lists: %s', (passed, expected) => {
    const child = sam(fn('Orders', '      Layers: !Ref Layers\n'), 'Parameters:\n  Layers: { Type: CommaDelimitedList }\n');
    const parent = `Parameters:\n  Names: { Type: CommaDelimitedList, Default: "a,b" }\nResources:\n  Base: { Type: AWS::Lambda::LayerVersion }\n${stack('Shop', 'shop.yaml', `{ Layers: ${passed} }`)}`;
    const [orders] = functionsOf({ 'template.yaml': parent, 'shop.yaml': child });
    expect(orders && known(orders.layers)?.map(displayText)).toEqual(expected);
  });

  test('are what variables of the environment name', () => {
    const child = sam(fn('Orders', '      Environment: { Variables: { TABLE: !Ref Table } }\n'), 'Parameters:\n  Table: { Type: String }\n');
    const [orders] = functionsOf({ 'template.yaml': `Resources:\n  Invoices: { Type: AWS::DynamoDB::Table }\n${stack('Shop', 'shop.yaml', '{ Table: !Ref Invoices }')}`, 'shop.yaml': child });
    const table = orders && known(orders.environment)?.get('TABLE')?.value;
    expect(table && known(table)).toEqual([{ kind: 'resource', logicalId: 'template.yaml#Invoices', attribute: undefined }]);
  });

  const ROLE = (more = ''): string => `  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Action: sts:AssumeRole, Principal: { Service: lambda.amazonaws.com } }] }
      Policies: [{ PolicyName: read, PolicyDocument: { Statement: [{ Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt Invoices.Arn }] } }]
  Invoices: { Type: AWS::DynamoDB::Table }
${more}`;
  const CHILD = sam(fn('Orders', '      Role: !Ref RoleArn\n'), 'Parameters:\n  RoleArn: { Type: String }\n  RoleName: { Type: String, Default: "" }\n');
  const grantsOf = (sources: Sources): readonly unknown[] =>
    [...project(sources).answers({ functionGrants }).functionGrants.values()].map(({ isComplete, statements }) => [isComplete, ...statements.flatMap(({ resources }) => resources.map(({ value }) => value))]);

  test('a role says what the function may do', () => {
    const sources = { 'template.yaml': `Resources:\n${ROLE()}${stack('Shop', 'shop.yaml', '{ RoleArn: !GetAtt Role.Arn }')}`, 'shop.yaml': CHILD };
    expect(grantsOf(sources)).toEqual([[true, [{ kind: 'resource', logicalId: 'template.yaml#Invoices', attribute: 'Arn' }]]]);
  });

  test('a role that another stack adds to is not complete', () => {
    const policy = '  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Ref RoleName], PolicyDocument: { Statement: [] } } }\n';
    const sources = { 'template.yaml': `Resources:\n${ROLE()}${stack('Shop', 'shop.yaml', '{ RoleArn: !GetAtt Role.Arn, RoleName: !Ref Role }')}`, 'shop.yaml': CHILD + policy };
    expect(grantsOf(sources)).toEqual([[false, [{ kind: 'resource', logicalId: 'template.yaml#Invoices', attribute: 'Arn' }]]]);
  });

  test('a queue policy may stand in another stack than the queue', () => {
    const policy = 'Parameters:\n  Url: { Type: String }\n  Arn: { Type: String }\nResources:\n  Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Url], PolicyDocument: { Statement: [{ Effect: Allow, Action: sqs:SendMessage, Principal: { Service: sns.amazonaws.com }, Resource: "*" }] } } }\n';
    const topic = 'Parameters:\n  Arn: { Type: String }\nResources:\n  Topic: { Type: AWS::SNS::Topic }\n  Mails: { Type: AWS::SNS::Subscription, Properties: { Protocol: sqs, TopicArn: !Ref Topic, Endpoint: !Ref Arn } }\n';
    const parent = `Resources:\n${QUEUE}${stack('Send', 'send.yaml', '{ Arn: !GetAtt Jobs.Arn }')}`;
    expect(findings({ 'template.yaml': parent, 'send.yaml': topic }, 'delivery-policy-missing')).toEqual(['send.yaml:5']);
    expect(findings({ 'template.yaml': `${parent}${stack('Allow', 'allow.yaml', '{ Url: !Ref Jobs, Arn: !GetAtt Jobs.Arn }')}`, 'send.yaml': topic, 'allow.yaml': policy }, 'delivery-policy-missing')).toEqual([]);
  });
});

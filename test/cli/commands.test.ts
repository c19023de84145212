import { describe, expect, test } from 'vitest';

import { RULES } from '../../rules/index.js';
import { CLEAN, DEPRECATED, folderWith, HANDLER, runCli } from './run-cli.js';

describe('rules and explain', () => {
  test('list every rule', () => {
    const { code, out } = runCli('.', ['rules', '--json']);
    const { rules } = JSON.parse(out) as { readonly rules: readonly { readonly id: string }[] };
    expect(code).toBe(0);
    expect(rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    expect(runCli('.', ['rules']).out).toMatch(/^deprecated-runtime +runtime +warning +high +recommended +unsafe$/m);
  });

  test('explain one rule', () => {
    const { code, out } = runCli('.', ['explain', 'deprecated-runtime']);
    expect(code).toBe(0);
    for (const part of ['deprecated-runtime', 'Why', 'Way out', 'Silent when', 'References', 'https://']) expect(out).toContain(part);
    expect(runCli('.', ['explain', 'depreciated-runtime'])).toEqual({ code: 2, out: '', err: "Unknown rule 'depreciated-runtime'; did you mean 'deprecated-runtime'?\n" });
    expect(runCli('.', ['explain'])).toEqual({ code: 2, out: '', err: 'explain needs one rule: lambdavet explain RULE\n' });
  });
});

test('help fits a screen and names no network', () => {
  const { code, out } = runCli('.', ['--help']);
  expect(code).toBe(0);
  expect(out.split('\n').length).toBeLessThan(50);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(out).toContain('never opens the network');
});

test('the version comes with the day of the runtime dates', () => {
  expect(runCli('.', ['--version']).out).toMatch(/^lambdavet \d+\.\d+\.\d+\S* \(runtime dates of \d{4}-\d{2}-\d{2}\)\n$/);
});

describe('inspect', () => {
  const TEMPLATE = [
    'Transform: AWS::Serverless-2016-10-31',
    'Parameters:',
    '  Stage: { Type: String }',
    'Resources:',
    '  Jobs: { Type: AWS::SQS::Queue }',
    '  Worker:',
    '    Type: AWS::Serverless::Function',
    '    Properties:',
    '      Runtime: nodejs24.x',
    '      Handler: worker.handler',
    '      CodeUri: .',
    '      Environment: { Variables: { STAGE: !Ref Stage, DB_PASSWORD: correct-horse-battery } }',
    '      Policies: [ { DynamoDBReadPolicy: { TableName: orders } }, { Statement: { Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Jobs.Arn } } ]',
    '      Events: { Poll: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } }',
    '  Plain:',
    '    Type: AWS::Lambda::Function',
    '    Properties: { Runtime: nodejs24.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: { ZipFile: "exports.handler = async () => 1;" } }',
    '  Role:',
    '    Type: AWS::IAM::Role',
    '    Properties: { AssumeRolePolicyDocument: {}, Policies: [ { PolicyDocument: { Statement: { Effect: Allow, Action: "s3:GetObject", Resource: "*" } } } ] }',
    '  MayInvoke:',
    '    Type: AWS::Lambda::Permission',
    '    Properties: { FunctionName: !Ref Plain, Principal: events.amazonaws.com, Action: "lambda:InvokeFunction" }',
    '',
  ].join('\n');
  const TABLE = 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders';
  const WORKER = [
    "import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';",
    "import { key } from './key.js';",
    'const client = new DynamoDBClient({});',
    'export const handler = () => client.send(new GetItemCommand({ TableName: "orders", Key: key }));',
    '',
  ].join('\n');
  const project = (): string => folderWith({ 'template.yaml': TEMPLATE, 'worker.ts': WORKER, 'key.ts': 'export const key = {};\n' });

  test('has every key of the contract', () => {
    const { code, out } = runCli(project(), ['inspect', 'Worker', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      projects: [{
        root: '.',
        templates: ['template.yaml'],
        functions: [{
          id: 'Worker', type: 'AWS::Serverless::Function', template: 'template.yaml', line: 6,
          runtime: { state: 'known', value: 'nodejs24.x' }, handler: { state: 'known', value: 'worker.handler' },
          timeout: { state: 'known', value: 3 }, memorySize: { state: 'known', value: 128 }, packageType: { state: 'known', value: 'Zip' },
          architectures: { state: 'known', value: ['x86_64'] }, tracing: expect.objectContaining({ state: 'known' }) as object, vpc: false,
          environment: { STAGE: { state: 'unknown', reason: "parameter 'Stage' has no default" }, DB_PASSWORD: { state: 'known', value: 'corr… (21 characters)' } },
          environmentComplete: true, layers: { state: 'absent' },
          entry: { state: 'found', file: 'worker.ts', export: 'handler', reason: null },
          files: ['worker.ts', 'key.ts'],
          triggers: [{ kind: 'sqs', invocation: 'poll', source: 'Jobs', batchSize: { state: 'known', value: 10 }, line: 14, file: 'template.yaml' }],
          deadLetter: { state: 'absent' }, onFailure: { state: 'absent' }, onSuccess: { state: 'absent' }, permissions: [],
          role: {
            complete: true,
            managedPolicies: ['AWSLambdaBasicExecutionRole', 'AWSLambdaSQSQueueExecutionRole'],
            statements: [
              { effect: 'Allow', actions: ['sqs:SendMessage'], resources: ['${Jobs.Arn}'], origin: 'inline', line: 13, file: 'template.yaml' },
              { effect: 'Allow', actions: expect.arrayContaining(['dynamodb:GetItem']) as object, resources: [TABLE, `${TABLE}/index/*`], origin: 'policy template', line: 13, file: 'template.yaml' },
              { effect: 'Allow', actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], resources: ['*'], origin: 'generated', line: 6, file: 'template.yaml' },
              { effect: 'Allow', actions: expect.arrayContaining(['sqs:ReceiveMessage']) as object, resources: ['*'], origin: 'generated', line: 14, file: 'template.yaml' },
            ],
          },
          sdkCalls: [{ service: 'dynamodb', operation: 'GetItem', file: 'worker.ts', line: 4, resource: { state: 'known', value: 'orders' } }],
          package: { kind: 'zip', bytes: expect.any(Number) as number, files: 3, complete: true, reason: null },
        }],
        leftOut: [],
      }],
      leftOutTemplates: [],
      problems: [],
    });
  });

  test('knows a whole role, permissions and inline code', () => {
    const { out } = runCli(project(), ['inspect', 'Plain', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      projects: [{ functions: [{
        entry: { state: 'found', file: 'template.yaml' },
        permissions: [{ principal: 'events.amazonaws.com', line: 21 }],
        role: { complete: true, managedPolicies: [], statements: [{ actions: ['s3:GetObject'], line: 20 }] },
        package: { kind: 'inline' },
      }] }],
    });
  });

  test('reads as a tree, and says why a handler was skipped', () => {
    const folder = folderWith({ 'template.yaml': DEPRECATED.replace('python3.8', 'go1.x'), 'broken.yaml': 'Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: {{{\n', 'orders.py': HANDLER });
    const { code, out } = runCli(folder, ['inspect']);
    expect(code).toBe(0);
    expect(out).toContain("handler orders.handler: unknown: code for 'go1.x' is not read");
    expect(out).toMatch(/\nNot read\n  broken\.yaml:\d+ \(parse\)/);
  });

  test('says why a function is not there', () => {
    const template = `${DEPRECATED}    Condition: Never\n  Jobs: { Type: AWS::SQS::Queue }\nConditions: { Never: !Equals [a, b] }\n`;
    const folder = folderWith({ 'template.yaml': template, 'broken.yaml': 'Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: {{{\n' });
    const errorOf = (id: string): string => runCli(folder, ['inspect', id]).err;
    expect(runCli(folder, ['inspect']).out).toContain("  left out: Orders  template.yaml:3, its condition 'Never' never holds\n");
    expect(errorOf('Orders')).toBe("Function 'Orders' (template.yaml:3) is left out: its condition 'Never' never holds\n");
    expect(errorOf('Jobs')).toBe("'Jobs' (template.yaml:7) is no function, but 'AWS::SQS::Queue'\n");
    expect(errorOf('Shipments')).toBe("No template here defines a function 'Shipments'; not all could be read of broken.yaml\n");
    expect(errorOf('./')).toBe("inspect takes the logical id of a function, and './' is a path: run it in the folder\n");
    expect(errorOf('Ship-ments')).toContain("No template here defines a function 'Ship-ments'");
  });

  test('names the file of what stands elsewhere', () => {
    const parent = 'Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n  Work: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: work.yaml } }\n  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !GetAtt Work.Outputs.Arn } }\n';
    const child = `${CLEAN}Outputs: { Arn: { Value: !GetAtt Orders.Arn } }\n`;
    const folder = folderWith({ 'template.yaml': parent, 'work.yaml': child, 'orders.py': HANDLER });
    expect(runCli(folder, ['inspect']).out).toContain('sqs (poll) from template.yaml#Jobs, batches of 10, template.yaml:4\n');
  });

  test('a template that packaging wrote is named with its source', () => {
    const OUTPUT = 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders: { Type: AWS::Serverless::Function, Properties: { CodeUri: s3://artifacts/3f2a9c0d1b7e48569a0c2d4e6f8b1a35 } }\n  Refunds: { Type: AWS::SQS::Queue }\n';
    const folder = folderWith({ 'template.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders: { Type: AWS::Serverless::Function, Properties: { CodeUri: src/ } }\n', 'packaged.yaml': OUTPUT });
    expect(runCli(folder, ['inspect']).out).toMatch(/\nLeft out\n {2}packaged\.yaml {2}packaging made it of 'template\.yaml'\n\n$/);
    expect(JSON.parse(runCli(folder, ['inspect', '--json']).out)).toMatchObject({ leftOutTemplates: [{ template: 'packaged.yaml', reason: "packaging made it of 'template.yaml'" }] });
    expect(runCli(folder, ['inspect', 'Refunds']).err).toBe("No template here defines a function 'Refunds'; 'packaged.yaml' is left out: packaging made it of 'template.yaml'\n");
  });

  test('an unknown function, nothing to read', () => {
    expect(runCli(project(), ['inspect', 'Wroker'])).toEqual({ code: 2, out: '', err: "No template here defines a function 'Wroker'; did you mean 'Worker'?\n" });
    expect(runCli(folderWith({}), ['inspect'])).toEqual({ code: 2, out: '', err: 'No SAM or CloudFormation template found here\n' });
  });
});

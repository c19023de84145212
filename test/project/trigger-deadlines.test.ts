import { describe, expect, it } from 'vitest';

import { functions } from '../../src/project/functions.js';
import type { Trigger } from '../../src/project/trigger.js';
import { projectOf } from './templates.js';

function triggerOf(resources: string): Trigger | undefined {
  const text = `Resources:\n  Charge: { Type: AWS::Lambda::Function, Properties: { Timeout: 60 } }\n  Ship: { Type: AWS::Lambda::Function }\n${resources}`;
  return projectOf(text).answers({ functions }).functions.find(({ logicalId }) => logicalId === 'Charge')?.triggers[0];
}

const machine = (properties: string): string => `  Checkout: { Type: AWS::StepFunctions::StateMachine, Properties: ${properties} }\n`;
const waitOf = (states: string): unknown => triggerOf(machine(`{ Definition: { States: ${states} } }`))?.deadlineSeconds;

describe('the deadline of a trigger', () => {
  it('is fixed for some callers, and absent for others', () => {
    const pool = '  Customers: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PreSignUp: !GetAtt Charge.Arn } } }\n';
    expect(triggerOf(pool)).toMatchObject({ kind: 'cognito', deadlineSeconds: { state: 'known', value: 5, implicit: true } });
    const bucket = '  Uploads: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Function: !GetAtt Charge.Arn }] } } }\n';
    expect(triggerOf(bucket)).toMatchObject({ kind: 's3', deadlineSeconds: { state: 'absent' } });
  });

  it('is none for a custom sender of a user pool', () => {
    const pool = '  Customers: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { CustomSMSSender: { LambdaArn: !GetAtt Charge.Arn } } } }\n';
    expect(triggerOf(pool)).toMatchObject({ kind: 'cognito', deadlineSeconds: { state: 'absent' } });
  });

  it('is the longest of the tasks of a state machine', () => {
    const task = (seconds: number): string => `{ Type: Task, Resource: !GetAtt Charge.Arn, TimeoutSeconds: ${seconds} }`;
    expect(waitOf(`{ First: ${task(10)}, Second: ${task(20)}, Third: { Type: Task, Resource: !GetAtt Ship.Arn } }`)).toMatchObject({ state: 'known', value: 20 });
  });

  it('is none where a task waits without a limit', () => {
    expect(waitOf('{ First: { Type: Task, Resource: !GetAtt Charge.Arn, TimeoutSeconds: 10 }, Second: { Type: Task, Resource: !GetAtt Charge.Arn } }')).toMatchObject({ state: 'absent' });
  });

  it('is read from a definition that is a text', () => {
    const text = JSON.stringify({ States: { First: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: '${Charge.Arn}' }, TimeoutSeconds: 7 } } });
    expect(triggerOf(machine(`{ DefinitionString: !Sub '${text}' }`))?.deadlineSeconds).toMatchObject({ state: 'known', value: 7 });
    expect(triggerOf(machine(`{ DefinitionString: !Sub '{ "Resource": "\${Charge.Arn}", ' }`))?.deadlineSeconds).toMatchObject({ state: 'absent' });
  });

  it('is read through substitutions', () => {
    const properties = "{ DefinitionSubstitutions: { Target: !GetAtt Charge.Arn }, Definition: { States: { First: { Type: Task, Resource: '${Target}', TimeoutSeconds: 9 } } } }";
    expect(triggerOf(machine(properties))?.deadlineSeconds).toMatchObject({ state: 'known', value: 9 });
  });
});

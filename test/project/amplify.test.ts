import { expect, it } from 'vitest';

import { isFunctionOfAmplify } from '../../src/project/amplify.js';
import { extractTemplate } from '../../src/facts/template/extract.js';
import { makerOf, withoutFramework } from '../../src/project/cdk.js';
import type { TemplateFacts } from '../../src/facts/model.js';

function templateOf(parameters: readonly string[], resources: readonly string[]): TemplateFacts {
  const text = `Parameters:\n${parameters.map((name) => `  ${name}: { Type: String }\n`).join('')}Resources:\n${resources.join('')}`;
  const { facts } = extractTemplate('template.yaml', text);
  if (!facts) throw new Error('no template');
  return facts;
}

const fn = (id: string): string => `  ${id}: { Type: AWS::Lambda::Function, Properties: {} }\n`;
const ROLE = '  UserPoolClientRole: { Type: AWS::IAM::Role, Properties: {} }\n';
const QUEUE = '  Jobs: { Type: AWS::SQS::Queue }\n';

const namesOf = ({ resources }: TemplateFacts): readonly string[] => resources.map(({ logicalId }) => logicalId);

it.each([
  ['of sign-in', ['authRoleArn', 'unauthRoleArn'], 'UserPoolClientLambda'],
  ['around all stacks', ['AuthRoleName', 'UnauthRoleName'], 'UpdateRolesWithIDPFunction'],
])('what Amplify writes into the stack %s is nobody’s', (_name, parameters, made) => {
  const template = templateOf(parameters, [fn(made), fn('Orders'), ROLE, QUEUE]);
  expect(namesOf(withoutFramework(template))).toEqual(['Orders', 'Jobs']);
  expect(template.resources.map((resource) => makerOf(resource, template))).toEqual(['Amplify', undefined, 'Amplify', undefined]);
});

it.each([
  ['functions of such names elsewhere', ['authRoleArn'], [fn('UserPoolClientLambda'), ROLE]],
  ['roles beside other functions', ['authRoleArn', 'unauthRoleArn'], [fn('Orders'), ROLE]],
])('%s are their author’s', (_name, parameters, resources) => {
  const template = templateOf(parameters, resources);
  expect(withoutFramework(template)).toBe(template);
});

it('tells the template of a function by what Amplify passes to it', () => {
  expect(isFunctionOfAmplify(templateOf(['env', 's3Key', 'deploymentBucketName'], [fn('LambdaFunction')]))).toBe(true);
  expect(isFunctionOfAmplify(templateOf(['GROUP', 'modules', 'resourceName', 'parentResource', 'parentStack', 'env'], [fn('LambdaFunction')]))).toBe(true);
  expect(isFunctionOfAmplify(templateOf(['env', 's3Key'], [fn('LambdaFunction')]))).toBe(false);
});

it('looks through the parameters of a template once', () => {
  const facts = templateOf(['authRoleArn', 'unauthRoleArn'], [ROLE, ROLE.replace('Client', 'Other'), ROLE.replace('Client', 'Third')]);
  let asked = 0;
  const template = { resources: facts.resources, get parameters() { asked++; return facts.parameters; } };
  for (const resource of facts.resources) makerOf(resource, template);
  expect(asked).toBe(2);
});

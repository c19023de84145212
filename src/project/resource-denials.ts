import { defineAnalysis } from '../analysis.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { member } from './evaluate.js';
import { functionKey } from './files.js';
import type { FunctionGrant } from './function-grants.js';
import type { LambdaFunction } from './functions.js';
import { perTemplate } from './per-template.js';
import { policyStatements } from './policy-document.js';
import { referredIn } from './policy-grantees.js';
import { isEveryone } from './trust.js';
import { principalStatements } from './policy-principals.js';
import { createResourceArns } from './resource-arns.js';
import { toRoleStatement } from './role-policies.js';
import type { RoleStatement } from './role-policies.js';
import type { FunctionSdkCall } from './sdk-calls.js';
import { referredResource } from './text.js';

/** Types of policies about other resources, and the property that names these. */
const POLICIES: Readonly<Record<string, string>> = { 'AWS::S3::BucketPolicy': 'Bucket', 'AWS::SQS::QueuePolicy': 'Queues', 'AWS::SNS::TopicPolicy': 'Topics' };

/** What the policy of the resource of a call forbids to everyone, whatever a role allows. */
export const resourceDenials = defineAnalysis({
  name: 'resourceDenials',
  requires: { definitions },
  run: ({ definitions: templates }): ((fn: LambdaFunction, call: FunctionSdkCall) => readonly RoleStatement[]) => {
    const byFunction = new Map(templates.flatMap((template) => template.functions.map((definition) => [functionKey(definition), template] as const)));
    return (fn, { resource }) => {
      const template = byFunction.get(fn.key);
      const id = resource.state === 'known' ? referredResource(resource.value) : undefined;
      return template && id !== undefined ? (denialsOf(template).get(id) ?? []) : [];
    };
  },
});

const denialsOf = perTemplate(({ scope }: TemplateDefinitions): ReadonlyMap<string, readonly RoleStatement[]> => {
  const found = new Map<string, readonly RoleStatement[]>();
  const arns = createResourceArns(scope);
  for (const { type, properties } of scope.template.resources) {
    const property = Object.hasOwn(POLICIES, type) ? POLICIES[type] : undefined;
    const document = property === undefined ? undefined : member(scope, properties, 'PolicyDocument');
    if (property === undefined || !document) continue;
    const [statements, principals] = [policyStatements(scope, document), principalStatements(scope, document)];
    if (statements.length !== principals?.length) continue;
    const denials = statements.filter(({ effect, inverted }, index) => effect === 'Deny' && inverted.length === 0 && principals[index]?.principals.some((one) => one.when === undefined && isEveryone(one)) === true);
    const read = denials.map((statement) => toRoleStatement(arns, { ...statement, origin: 'inline' } satisfies FunctionGrant));
    for (const id of read.length > 0 ? referredIn(scope, member(scope, properties, property)) : []) found.set(id, [...(found.get(id) ?? []), ...read]);
  }
  return found;
});

import { defineAnalysis } from '../analysis.js';
import type { ResourceFact, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { keyPolicyOf } from './customer-keys.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import type { NeededAction } from './demands.js';
import { member } from './evaluate.js';
import { functionKey } from './files.js';
import type { LambdaFunction } from './functions.js';
import { parseJsonText } from './json-text.js';
import { perTemplate } from './per-template.js';
import { isAccount, principalStatements } from './policy-principals.js';
import type { PolicyPrincipal } from './policy-principals.js';
import { textOf } from './read-value.js';
import { walkReferences } from './references.js';
import { qualifiedId, stackOf } from './resource-id.js';
import { referredResource } from './text.js';
import type { FunctionSdkCall } from './sdk-calls.js';

interface PolicyType {
  /** What comes before the colon of the actions that it can allow. */
  readonly service: string;
  readonly property: string;
}

/** Types with a policy about another resource, and the property that holds it. */
const POLICIES: Readonly<Record<string, PolicyType>> = {
  'AWS::S3::BucketPolicy': { service: 's3', property: 'PolicyDocument' }, 'AWS::S3::AccessPoint': { service: 's3', property: 'Policy' },
  'AWS::SQS::QueuePolicy': { service: 'sqs', property: 'PolicyDocument' }, 'AWS::SQS::QueueInlinePolicy': { service: 'sqs', property: 'PolicyDocument' },
  'AWS::SNS::TopicPolicy': { service: 'sns', property: 'PolicyDocument' }, 'AWS::SNS::TopicInlinePolicy': { service: 'sns', property: 'PolicyDocument' },
  'AWS::SecretsManager::ResourcePolicy': { service: 'secretsmanager', property: 'ResourcePolicy' }, 'AWS::Events::EventBusPolicy': { service: 'events', property: 'Statement' },
  'AWS::Kinesis::ResourcePolicy': { service: 'kinesis', property: 'ResourcePolicy' }, 'AWS::DynamoDB::Table': { service: 'dynamodb', property: 'ResourcePolicy' },
  'AWS::Lambda::Permission': { service: 'lambda', property: 'Principal' },
};

/** Whether the policy of what a call works on may allow it to a role by itself. */
export const resourcePolicies = defineAnalysis({
  name: 'resourcePolicies',
  requires: { definitions },
  run: ({ definitions: templates }): ((fn: LambdaFunction, role: string | undefined, needed: Pick<NeededAction, 'action'>, call: Pick<FunctionSdkCall, 'resource'>) => boolean) => {
    const byFunction = new Map(templates.flatMap((template) => template.functions.map((definition) => [functionKey(definition), template] as const)));
    return (fn, role, { action }, { resource }) => {
      const template = byFunction.get(fn.key);
      const id = resource.state === 'known' ? referredResource(resource.value) : undefined;
      // A role that trusts another one of the account by name lets that take it on without a grant.
      if (!template || action.startsWith('sts:AssumeRole')) return true;
      if (action.startsWith('kms:')) return id === undefined || keyMayAllow(template, id, role, action);
      const openedIn = (one: TemplateDefinitions): ReadonlySet<string> => opened(one).get(action.slice(0, action.indexOf(':'))) ?? NONE;
      // A policy of the template may be about the resource even where that is not seen.
      if (id === undefined) return openedIn(template).size > 0;
      // One of another stack may have its policy there, or in a third.
      const around = stackOf(id) === undefined ? [template] : templates;
      return around.map(openedIn).some((ids) => ids.has(qualifiedId(template.scope.key, id)) || ids.has(ANY));
    };
  },
});

/** A key that leaves the decision to the policies of the account allows what its policy says to others than that. */
function keyMayAllow({ scope }: TemplateDefinitions, id: string, role: string | undefined, action: string): boolean {
  const policy = scope.resources.get(id)?.type === 'AWS::KMS::Key' ? keyPolicyOf(scope, id) : undefined;
  return !policy?.isDelegated || policy.mayAllow(role, action);
}

const ANY = '*';
const NONE: ReadonlySet<string> = new Set();

/** Resources of a template with a policy of their own that allows something to others than AWS services, by the service of the actions. */
const opened = perTemplate(({ scope }: TemplateDefinitions): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const resource of scope.template.resources) {
    const policy = Object.hasOwn(POLICIES, resource.type) ? POLICIES[resource.type] : undefined;
    if (!policy || !resource.properties || !allowsOthers(scope, resource, policy.property)) continue;
    const ids = found.get(policy.service) ?? new Set();
    found.set(policy.service, ids);
    const names = [...walkReferences(resource.properties)].filter((name) => scope.resources.has(name));
    if (names.length === 0 && resource.type !== 'AWS::DynamoDB::Table') ids.add(ANY);
    for (const name of [...names, resource.logicalId]) ids.add(qualifiedId(scope.key, name));
  }
  return found;
});

function allowsOthers(scope: TemplateDefinitions['scope'], { type, properties }: ResourceFact, property: string): boolean {
  const written = member(scope, properties, property);
  if (!written) return false;
  if (type === 'AWS::Lambda::Permission') return written.kind !== 'scalar' || !/\.amazonaws\.com/.test(written.text);
  const statements = type === 'AWS::Events::EventBusPolicy' ? undefined : principalStatements(scope, type === 'AWS::DynamoDB::Table' ? member(scope, written, 'PolicyDocument') : readJson(scope, written));
  return statements?.every(({ effect, principals, isOpen, notPrincipal }) => effect === 'Deny' || (!isOpen && notPrincipal === undefined && principals.every(isNoRole))) !== true;
}

/** A document may be written as a text. */
function readJson(scope: TemplateDefinitions['scope'], document: TemplateValue): TemplateValue {
  const text = known(textOf(scope, document, scope.at(document)));
  return (text && parseJsonText(text, document)) ?? document;
}

/** A service, an account, which leaves it to the policies of its roles, or the identity that CloudFront comes with to a bucket. */
function isNoRole(principal: PolicyPrincipal): boolean {
  const { kind, text } = principal;
  return kind === 'Service' || isAccount(principal) || (kind === 'CanonicalUser' && /\.S3CanonicalUserId\}$/.test(text)) || (kind === 'AWS' && /^arn:[^:]+:iam::cloudfront:user\//.test(text));
}

import { defineAnalysis } from '../analysis.js';
import type { ResourceFact, TemplateValue } from '../facts/model.js';
import { possibilities } from '../resolved.js';
import { isComplete } from './complete-template.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { member } from './evaluate.js';
import { grants } from './grants.js';
import { findResource } from './named-resource.js';
import { perTemplate } from './per-template.js';
import { membersAt } from './plain-triggers.js';
import { each } from './policy-document.js';
import type { Item } from './policy-document.js';
import { principalStatements } from './policy-principals.js';
import { textOf } from './read-value.js';
import { walkReferences } from './references.js';
import { createResourceArns } from './resource-arns.js';
import type { ResourceArns } from './resource-arns.js';
import { qualifiedId, stackOf } from './resource-id.js';
import { sentMessages, TARGET_TYPES } from './sent-messages.js';
import type { SentMessage } from './sent-messages.js';
import { servicePrincipal } from './service-principal.js';
import type { TemplateScope } from './template-scope.js';

/** A service that puts messages into a queue or topic of the template, and is allowed to by the policy of that queue or topic alone. */
export interface Delivery extends SentMessage {
  readonly isAllowed: boolean;
}

/** Resources that hold a policy, with the property that says for what. */
const POLICIES: ReadonlyMap<string, string> = new Map([
  ['AWS::SQS::QueuePolicy', 'Queues'],
  ['AWS::SQS::QueueInlinePolicy', 'Queue'],
  ['AWS::SNS::TopicPolicy', 'Topics'],
  ['AWS::SNS::TopicInlinePolicy', 'TopicArn'],
]);

/** Every such delivery, where the template shows all policies that there can be. */
export const deliveries = defineAnalysis({
  name: 'deliveries',
  requires: { definitions, grants },
  run: ({ definitions: templates, grants: { statements } }): readonly Delivery[] => {
    // A policy for something that is not known may be for the queue of another template.
    const policies = templates.flatMap(policiesOf);
    const open = new Set<string>(policies.flatMap(({ type, targets }) => (targets ? [] : [type.startsWith('AWS::SQS::') ? 'queue' : 'topic'])));
    // A function that is allowed to write policies may do so.
    for (const { effect, actions } of statements) for (const { text } of effect === 'Allow' ? actions : []) for (const [kind, writes] of WRITERS) if (writes.test(text)) open.add(kind);
    const made = new Set(templates.flatMap(policiesOfSam));
    const areAllSeen = templates.every(showsPolicies);
    return templates.flatMap((template) => sentFrom(template).filter(({ targetKey, isElsewhere, targetKind }) => !open.has(targetKind) && !made.has(targetKey) && (areAllSeen || !isElsewhere)))
      .map((sent) => ({ ...sent, isAllowed: policies.some((policy) => policy.type.startsWith(TARGET_TYPES[sent.targetKind]) && allows(policy, sent)) }));
  },
});

/** Actions that write a policy; all of a service says nothing of it. */
const WRITERS = [['queue', /^sqs:(?:AddPermission|(?:Set|\*)QueueAttributes)$/i], ['topic', /^sns:(?:AddPermission|(?:Set|\*)TopicAttributes)$/i]] as const;

/** EventBridge may take a role instead of a policy. */
const sentFrom = perTemplate((template: TemplateDefinitions): readonly SentMessage[] => (showsPolicies(template) ? sentMessages(template.scope).filter(({ hasRole }) => !hasRole) : []));

/** Everything that writes policies can be seen. */
function showsPolicies({ scope }: TemplateDefinitions): boolean {
  return isComplete(scope.template) && !scope.template.resources.some(isConnected);
}

/** Connectors write policies. */
function isConnected({ type, connectors }: ResourceFact): boolean {
  return type === 'AWS::Serverless::Connector' || connectors !== undefined;
}

interface Policy {
  readonly type: string;
  /** Keys; undefined where part of what it is for is not known. */
  readonly targets: ReadonlySet<string> | undefined;
  /** The services that it lets send, or may; `*` for any. Each with the resources that it may do so for, undefined where it may for others. */
  readonly senders: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  readonly stack: string;
}

const policiesOf = perTemplate(({ scope }: TemplateDefinitions): readonly Policy[] => scope.template.resources.flatMap((resource) => policyOf(scope, resource)));

function policyOf(scope: TemplateScope, { type, key, properties }: ResourceFact): readonly Policy[] {
  const property = POLICIES.get(type);
  if (property === undefined) return [];
  const named = each(scope, member(scope, properties, property), scope.at(key)).map(({ value }) => (value?.kind === 'text' ? findResource(scope, value.text) : undefined));
  const targets = named.flatMap((id) => (id === undefined ? [] : [qualifiedId(scope.key, id)]));
  return [{ type, targets: targets.length === named.length ? new Set(targets) : undefined, senders: sendersOf(scope, member(scope, properties, 'PolicyDocument')), stack: scope.key }];
}

/** Queues to which an event of a function subscribes: SAM writes their policy. */
function policiesOfSam({ scope, functions }: TemplateDefinitions): readonly string[] {
  const written = functions.flatMap(({ properties }) => membersAt(scope, properties, ['Events', '*', 'Properties', 'SqsSubscription']));
  const named = written.flatMap(({ value }) => membersAt(scope, value, ['QueueArn'])).flatMap(({ value }) => possibilities(textOf(scope, value, scope.at(value))).flatMap((one) => findResource(scope, one.value) ?? []));
  return [...written.flatMap(({ value }) => [...walkReferences(value)]), ...named].map((id) => qualifiedId(scope.key, id));
}

/** The policy lets the service send, or may do so. */
function allows({ targets, senders, stack }: Policy, { targetKey, service, sourceKey }: SentMessage): boolean {
  if (targets?.has(targetKey) !== true) return false;
  return [service, ANY].some((one) => {
    if (!senders.has(one)) return false;
    const sources = senders.get(one);
    // What comes from another stack may have come here by a way that is not seen.
    return !sources || sourceKey === undefined || (stackOf(sourceKey) ?? '') !== stack || sources.has(sourceKey);
  });
}

const ANY = '*';

/** One policy may have a statement for each of thousands of queues: it is read once. */
function sendersOf(scope: TemplateScope, document: TemplateValue | undefined): Policy['senders'] {
  const statements = principalStatements(scope, document);
  if (!statements) return new Map([[ANY, undefined]]);
  const arns = createResourceArns(scope);
  const found = new Map<string, Set<string> | undefined>();
  for (const { effect, isOpen, principals, resource, condition } of statements) {
    if (effect === 'Deny' || namesNoArn(scope, arns, resource)) continue;
    const sources = sourcesOf(scope, condition);
    const services = isOpen ? [ANY] : principals.map(({ text }) => (text === '*' || text.includes('${…}') ? ANY : servicePrincipal(text)));
    for (const service of services) {
      const before = found.get(service);
      if (!sources || (found.has(service) && !before)) found.set(service, undefined);
      else if (before) for (const one of sources) before.add(one);
      else found.set(service, new Set(sources));
    }
  }
  return found;
}

const SOURCE_TYPES: ReadonlySet<string> = new Set(['AWS::SNS::Topic', 'AWS::S3::Bucket', 'AWS::Events::Rule']);

/** The resources of the template that a statement counts for by its condition on `aws:SourceArn`; undefined where it may count for others. */
function sourcesOf(scope: TemplateScope, condition: TemplateValue | undefined): readonly string[] | undefined {
  if (condition?.kind !== 'map') return undefined;
  for (const { key, value } of condition.entries) {
    if (!/^(?:Arn|String)(?:Equals|Like)$/i.test(key) || value.kind !== 'map') continue;
    const entry = value.entries.find((one) => one.key.toLowerCase() === 'aws:sourcearn');
    const named = entry ? each(scope, entry.value, scope.at(condition)).map((item) => sourceOf(scope, item)) : [];
    if (named.length > 0 && named.every((one) => one !== undefined)) return named;
  }
  return undefined;
}

function sourceOf(scope: TemplateScope, { value }: Item): string | undefined {
  const [hole, other] = value?.kind === 'text' ? value.text : [];
  if (typeof hole !== 'object' || hole.kind !== 'resource' || other !== undefined) return undefined;
  const located = scope.locate(hole.logicalId);
  return located?.scope === scope && SOURCE_TYPES.has(located.resource.type) ? qualifiedId(scope.key, hole.logicalId) : undefined;
}

/** `!Ref Jobs` is the URL of a queue, for which no policy holds. */
function namesNoArn(scope: TemplateScope, arns: ResourceArns, resource: TemplateValue | undefined): boolean {
  const items = resource ? each(scope, resource, scope.at(resource)) : [];
  return items.length > 0 && items.every(({ value }) => value?.kind === 'text' && typeof value.text[0] === 'object' && arns.isNoArn(value.text[0]));
}

import { defineAnalysis } from '../analysis.js';
import type { ResourceFact } from '../facts/model.js';
import { known } from '../resolved.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { findResource } from './named-resource.js';
import { logicalIdOf, qualifiedId, stackOf } from './resource-id.js';
import { sdkCalls } from './sdk-calls.js';
import type { FunctionSdkCall, SdkCalls } from './sdk-calls.js';
import { scopeWithin } from './template-scope.js';
import type { TemplateScope } from './template-scope.js';
import { literal } from './text.js';
import type { Text } from './text.js';

/** A call of the SDK that works on a resource of the templates. */
export interface ResourceCall {
  readonly fn: LambdaFunction;
  readonly call: FunctionSdkCall;
  /** Names the resource within the project. */
  readonly key: string;
  readonly resource: ResourceFact;
  /** In which the properties of the resource are read. */
  readonly scope: TemplateScope;
}

/** Services whose calls are looked at, with what `Ref` or an attribute must lead to. */
const TYPES: ReadonlyMap<string, RegExp> = new Map([
  ['dynamodb', /^AWS::DynamoDB::(?:Global)?Table$|^AWS::Serverless::SimpleTable$/],
  ['sqs', /^AWS::SQS::Queue$/],
  ['sns', /^AWS::SNS::Topic$/],
  ['s3', /^AWS::S3::Bucket$/],
  ['kinesis', /^AWS::Kinesis::Stream$/],
]);

/** Attributes that name the resource itself; `StreamArn` and the like name something else. */
const OWN_ATTRIBUTES: ReadonlySet<string | undefined> = new Set([undefined, 'Arn', 'QueueUrl', 'QueueName', 'TopicArn', 'TopicName']);

/** What the code of every function does with tables, queues, topics, buckets and streams that a template defines; found when it is first asked for. */
export const resourceCalls = defineAnalysis({
  name: 'resourceCalls',
  requires: { functions, sdkCalls, definitions },
  run: ({ functions: all, sdkCalls: byFunction, definitions: templates }): (() => readonly ResourceCall[]) => {
    let found: readonly ResourceCall[] | undefined;
    return () => (found ??= callsOnResources(all, byFunction, templates));
  },
});

function callsOnResources(all: readonly LambdaFunction[], byFunction: SdkCalls, templates: readonly TemplateDefinitions[]): readonly ResourceCall[] {
  const scopes = new Map(templates.map(({ scope }) => [scope.key, scope]));
  return all.flatMap((fn) => {
    const calls = byFunction.get(fn.key);
    const scope = calls && scopes.get(stackOf(fn.key) ?? '');
    return scope ? calls.flatMap((call) => onResource(fn, call, scope) ?? []) : [];
  });
}

function onResource(fn: LambdaFunction, call: FunctionSdkCall, scope: TemplateScope): ResourceCall | undefined {
  const types = TYPES.get(call.service);
  const text = known(call.resource);
  const id = types && text ? namedBy(scope, text, call.service) : undefined;
  const located = id === undefined ? undefined : scope.locate(id);
  if (!located || id === undefined || !types?.test(located.resource.type)) return undefined;
  const { scope: around, resource } = located;
  return { fn, call, key: qualifiedId(around.key, logicalIdOf(id)), resource, scope: scopeWithin(around, resource) };
}

/** A text that is the reference itself, an ARN, or a name that the template gives to the resource. */
function namedBy(scope: TemplateScope, text: Text, service: string): string | undefined {
  const [only, other] = text;
  if (other === undefined && only !== undefined && typeof only !== 'string') return only.kind === 'resource' && OWN_ATTRIBUTES.has(only.attribute) ? only.logicalId : undefined;
  const name = literal(text);
  if (name !== undefined && name.startsWith('arn:')) return findResource(scope, text);
  return name === undefined || name.includes('/') ? undefined : findResource(scope, [`arn:aws:${service}:::${name}`]);
}

/** Calls at one place, of however many functions, on one resource: a fault of the call is one finding. */
export function byCall(calls: readonly ResourceCall[]): readonly (readonly [ResourceCall, ...ResourceCall[]])[] {
  const groups = new Map<string, [ResourceCall, ...ResourceCall[]]>();
  for (const one of calls) {
    const { at, operation } = one.call;
    const key = `${at.path}:${at.start}:${operation}:${one.key}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

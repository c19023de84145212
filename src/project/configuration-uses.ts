import type { Location } from '../diagnostic.js';
import type { GappedText } from '../iam/gapped-text.js';
import { known } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import type { DemandResource } from './demand-resource.js';
import { evaluate, mayBeAbsent, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import type { LambdaFunction } from './functions.js';
import { keySpan } from './key-span.js';
import { membersAt } from './plain-triggers.js';
import { ANY_PART, ANYTHING } from './resource-arns.js';
import type { ResourceArns } from './resource-arns.js';
import { logicalIdOf } from './resource-id.js';
import type { TemplateScope } from './template-scope.js';
import { displayText } from './text.js';
import type { Text } from './text.js';
import type { Trigger } from './trigger.js';

/** Something that Lambda does with the role of a function because the function's configuration asks for it. */
export interface ConfigurationUse {
  readonly kind: 'source' | 'deadLetter' | 'destination' | 'network' | 'tracing';
  /** Its row in the table of permissions. */
  readonly setting: string;
  readonly at: Location;
  /** "'Jobs'", or what is known of one that is elsewhere. */
  readonly name: string;
  /** What it is about, where the template tells. */
  readonly target: Resolved<Text>;
  readonly resource: DemandResource;
}

export interface ConfiguredFunction {
  readonly fn: LambdaFunction;
  readonly definition: FunctionDefinition;
  readonly onSuccess: Resolved<Text>;
}

/** All of a function, as far as it is certain that Lambda will do it. */
export function configurationUses(arns: ResourceArns, { fn, definition, onSuccess }: ConfiguredFunction): readonly ConfigurationUse[] {
  const { scope } = definition;
  const mapped = fn.triggers.filter(({ mapping, isEnabled }) => mapping !== undefined && isEnabled);
  const destinations = [fn.onFailure, onSuccess, ...mapped.flatMap(({ mapping }) => (mapping ? [mapping.onFailure] : []))];
  return [
    ...mapped.flatMap((trigger) => sourceUse(scope, arns, trigger) ?? []),
    ...sendingUse(arns, 'deadLetter', fn.deadLetter),
    ...destinations.flatMap((destination) => sendingUse(arns, 'destination', destination)),
    ...networkUse(definition),
    ...(known(fn.tracing) === 'Active' ? [ofAccount('tracing', 'tracing', fn.tracing.at)] : []),
  ];
}

function ofAccount(kind: ConfigurationUse['kind'], setting: string, at: Location): ConfigurationUse {
  return { kind, setting, at, name: '', target: { state: 'absent', at }, resource: { resource: [ANYTHING] } };
}

const SOURCES: ReadonlyMap<string, { readonly service: string; readonly types: RegExp; readonly word: string }> = new Map([
  ['sqs', { service: 'sqs', types: /^AWS::SQS::Queue$/, word: 'an SQS queue' }],
  ['kinesis', { service: 'kinesis', types: /^AWS::Kinesis::Stream$/, word: 'a Kinesis stream' }],
  ['dynamodb-streams', { service: 'dynamodb', types: /^AWS::DynamoDB::(?:Global)?Table$/, word: 'a DynamoDB stream' }],
]);

function sourceUse(scope: TemplateScope, arns: ResourceArns, { kind, source, at }: Trigger): ConfigurationUse | undefined {
  const expected = SOURCES.get(kind);
  if (!expected) return undefined;
  const located = source === undefined ? undefined : scope.locate(source);
  // A consumer with shards of its own asks for other actions.
  if (located?.resource.type === 'AWS::Kinesis::StreamConsumer' || (located && hasStreamPolicy(located))) return undefined;
  const text: Text = source === undefined || !located || !expected.types.test(located.resource.type) ? [] : [{ kind: 'resource', logicalId: source, attribute: undefined }];
  const referred = arns.referred(text);
  const behind: GappedText = kind === 'dynamodb-streams' ? ['/stream/', ANY_PART] : [];
  if (source === undefined || !referred) return { kind: 'source', setting: kind, at, name: expected.word, target: { state: 'absent', at }, resource: { resource: ['arn:', ANY_PART, `:${expected.service}:`, ANYTHING] } };
  return { kind: 'source', setting: kind, at, name: `'${logicalIdOf(source)}'`, target: { state: 'known', value: text, at }, resource: within(referred, behind) };
}

/** The stream of a table may have a policy that lets a role read it. */
function hasStreamPolicy({ scope, resource: { properties } }: NonNullable<ReturnType<TemplateScope['locate']>>): boolean {
  return member(scope, properties, 'StreamSpecification', 'ResourcePolicy') !== undefined || membersAt(scope, properties, ['Replicas', '*', 'ReplicaStreamSpecification']).length > 0;
}

function within({ arn, reference }: { readonly arn: GappedText; readonly reference: string | undefined }, behind: GappedText): DemandResource {
  return { resource: [...arn, ...behind], ...(reference === undefined ? {} : { reference: { name: reference, length: arn.length } }) };
}

/** What follows the ARN of a destination: an object of a bucket, perhaps a version of a function. */
const BEHIND: ReadonlyMap<string, GappedText> = new Map([['s3', ['/', ANYTHING]], ['lambda', [ANYTHING]]]);
const SERVICES: ReadonlySet<string> = new Set(['sqs', 'sns', 'lambda', 'events', 's3']);

function sendingUse(arns: ResourceArns, kind: 'deadLetter' | 'destination', target: Resolved<Text>): readonly ConfigurationUse[] {
  // A default may be anything else at deployment.
  if (target.state !== 'known' || target.when !== undefined) return [];
  const { value: text, at } = target;
  const referred = arns.referred(text);
  const service = referred?.service ?? serviceOf(text);
  if (service === undefined || !SERVICES.has(service)) return [];
  const behind = BEHIND.get(service) ?? [];
  const [only] = text;
  const name = referred && typeof only === 'object' && only.kind === 'resource' ? logicalIdOf(only.logicalId) : displayText(text);
  return [{ kind, setting: `to ${service}`, at, name: `'${name}'`, target, resource: referred ? within(referred, behind) : { resource: [...arns.gapped(text), ...behind] } }];
}

/** The service in an ARN that is written out. The colons of pseudo parameters would look like those of the ARN. */
function serviceOf(text: Text): string | undefined {
  const [prefix, , service] = displayText(text).replaceAll('AWS::', 'AWS.').split(':');
  return prefix === 'arn' && text.every((part) => typeof part === 'string' || part.kind === 'pseudo') ? service : undefined;
}

function networkUse({ scope, properties }: FunctionDefinition): readonly ConfigurationUse[] {
  const entry = properties?.kind === 'map' ? properties.entries.find(({ key }) => key === 'VpcConfig') : undefined;
  if (!entry || !namesSubnets(scope, entry.value)) return [];
  return [ofAccount('network', 'vpc', scope.at(keySpan(entry)))];
}

/** An empty list takes a function out of its VPC, and a parameter may be one. */
function namesSubnets(scope: TemplateScope, config: NonNullable<FunctionDefinition['properties']>): boolean {
  const subnets = mayBeAbsent(scope, config) ? undefined : member(scope, config, 'SubnetIds');
  if (!subnets || mayBeAbsent(scope, subnets)) return false;
  const parameter = subnets.kind === 'call' && subnets.name === 'Ref' && subnets.argument.kind === 'scalar' ? scope.parameters.get(subnets.argument.text) : undefined;
  if (parameter) return /List<AWS::EC2::Subnet::Id>/.test(parameter.type);
  const list = known(evaluate(scope, subnets, scope.at(subnets)));
  return list?.kind === 'list' && list.items.some((item) => !mayBeAbsent(scope, item));
}

import type { Gap, GappedText } from '../iam/gapped-text.js';
import { known } from '../resolved.js';
import { member } from './evaluate.js';
import { textOf } from './read-value.js';
import { qualifiedId, stackOf } from './resource-id.js';
import type { LocatedResource, TemplateScope } from './template-scope.js';
import { literal } from './text.js';
import type { Hole, Text } from './text.js';
import { writtenReference } from './written-reference.js';
import type { WrittenReference } from './written-reference.js';

/** How resources of a type are named in their ARN. */
interface Naming {
  readonly types: RegExp;
  readonly service: string;
  /** What stands before the name in the last part of the ARN. */
  readonly prefix: string;
  /** The property that names it; none where AWS makes an id. */
  readonly property?: string;
  readonly ref: 'name' | 'arn' | 'url';
  readonly attributes: Readonly<Record<string, 'name' | 'arn' | 'url'>>;
}

const NAMINGS: readonly Naming[] = [
  { types: /^AWS::DynamoDB::(?:Global)?Table$|^AWS::Serverless::SimpleTable$/, service: 'dynamodb', prefix: 'table/', property: 'TableName', ref: 'name', attributes: { Arn: 'arn' } },
  { types: /^AWS::S3::Bucket$/, service: 's3', prefix: '', property: 'BucketName', ref: 'name', attributes: { Arn: 'arn' } },
  { types: /^AWS::SQS::Queue$/, service: 'sqs', prefix: '', property: 'QueueName', ref: 'url', attributes: { Arn: 'arn', QueueName: 'name', QueueUrl: 'url' } },
  { types: /^AWS::SNS::Topic$/, service: 'sns', prefix: '', property: 'TopicName', ref: 'arn', attributes: { TopicArn: 'arn', TopicName: 'name' } },
  { types: /^AWS::(?:Lambda|Serverless)::Function$/, service: 'lambda', prefix: 'function:', property: 'FunctionName', ref: 'name', attributes: { Arn: 'arn' } },
  { types: /^AWS::StepFunctions::StateMachine$/, service: 'states', prefix: 'stateMachine:', property: 'StateMachineName', ref: 'arn', attributes: { Arn: 'arn', Name: 'name' } },
  { types: /^AWS::Serverless::StateMachine$/, service: 'states', prefix: 'stateMachine:', property: 'Name', ref: 'arn', attributes: { Arn: 'arn', Name: 'name' } },
  { types: /^AWS::Events::EventBus$/, service: 'events', prefix: 'event-bus/', property: 'Name', ref: 'name', attributes: { Arn: 'arn', Name: 'name' } },
  { types: /^AWS::Kinesis::Stream$/, service: 'kinesis', prefix: 'stream/', property: 'Name', ref: 'name', attributes: { Arn: 'arn' } },
  { types: /^AWS::KinesisFirehose::DeliveryStream$/, service: 'firehose', prefix: 'deliverystream/', property: 'DeliveryStreamName', ref: 'name', attributes: { Arn: 'arn' } },
  { types: /^AWS::SSM::Parameter$/, service: 'ssm', prefix: 'parameter/', property: 'Name', ref: 'name', attributes: {} },
  { types: /^AWS::SecretsManager::Secret$/, service: 'secretsmanager', prefix: 'secret:', property: 'Name', ref: 'arn', attributes: { Id: 'arn' } },
  { types: /^AWS::KMS::Key$/, service: 'kms', prefix: 'key/', ref: 'name', attributes: { Arn: 'arn', KeyId: 'name' } },
  { types: /^AWS::Cognito::UserPool$/, service: 'cognito-idp', prefix: 'userpool/', ref: 'name', attributes: { Arn: 'arn', UserPoolId: 'name' } },
];

/** Further types to which `Ref` is a name. Source: AWS CloudFormation User Guide, return values of each. */
const NAMED_BY_REF: ReadonlySet<string> = new Set(['AWS::IAM::Role', 'AWS::Logs::LogGroup']);

/** Its ARN is that of its function with its name. */
const ALIAS: Naming = { types: /^AWS::Lambda::Alias$/, service: 'lambda', prefix: 'function:', property: 'Name', ref: 'arn', attributes: { AliasArn: 'arn' } };

const PARTITION: Gap = pseudo('AWS::Partition');
const REGION: Gap = pseudo('AWS::Region');
const ACCOUNT: Gap = pseudo('AWS::AccountId');
/** Any text at all. */
export const ANYTHING: Gap = { excludes: '' };
/** Any part of an ARN. */
export const ANY_PART: Gap = { excludes: ':' };

function pseudo(name: string): Gap {
  return { id: name, excludes: ':/' };
}

/** `arn:…` in the account and region of the stack. S3 has neither in its ARNs. */
export function localArn(service: string, rest: GappedText, region: Gap = REGION): GappedText {
  return service === 's3' ? ['arn:', PARTITION, ':s3:::', ...rest] : ['arn:', PARTITION, `:${service}:`, region, ':', ACCOUNT, ':', ...rest];
}

export interface ReferredArn {
  readonly service: string;
  readonly arn: GappedText;
  /** What gives the ARN in a template: `Orders.Arn`, `Topic`; undefined where nothing does. */
  readonly reference: string | undefined;
}

/** Texts of one template with their gaps in the words of IAM: one resource has one ARN, however it is referred to. */
export interface ResourceArns {
  /** A text as it stands in a policy, `arn:aws:` and the like read as the partition of the stack. */
  gapped(text: Text): GappedText;
  /** The ARN of the resource that a text is a reference to, by whatever attribute; undefined for other texts. */
  referred(text: Text): ReferredArn | undefined;
  /** What a template writes for a resource of the service that a text names in a roundabout way. */
  written(service: string, text: Text): WrittenReference | undefined;
  /** Whether the hole is a name, or part of one: no ARN and no URL. */
  isName(hole: Hole): boolean;
  /** Whether the hole is certainly no ARN: a name, or the URL of a queue. */
  isNoArn(hole: Hole): boolean;
}

export function createResourceArns(scope: TemplateScope): ResourceArns {
  const names = new Map<string, { readonly naming: Naming; readonly name: GappedText; readonly arn: GappedText } | undefined>();
  const texts = new WeakMap<Text, GappedText>();

  function describe(logicalId: string): ReturnType<typeof names.get> {
    if (!names.has(logicalId)) {
      const located = scope.locate(logicalId);
      const naming = located && NAMINGS.find(({ types }) => types.test(located.resource.type));
      names.set(logicalId, naming ? { naming, ...nameAndArn(located, naming) } : describeAlias(located));
    }
    return names.get(logicalId);
  }

  function describeAlias(located: LocatedResource | undefined): ReturnType<typeof names.get> {
    // The function of an alias of another stack has another id here.
    if (located?.scope !== scope || located.resource.type !== 'AWS::Lambda::Alias') return undefined;
    const { properties, key } = located.resource;
    const [owner, other] = known(textOf(scope, member(scope, properties, 'FunctionName'), scope.at(key))) ?? [];
    const isFunction = typeof owner === 'object' && owner.kind === 'resource' && other === undefined && /::Function$/.test(scope.locate(owner.logicalId)?.resource.type ?? '');
    const of = isFunction ? describe(owner.logicalId) : undefined;
    const name = of && literal(known(textOf(scope, member(scope, properties, 'Name'), scope.at(key))) ?? []);
    return name ? { naming: ALIAS, name: [name], arn: joined([...of.arn, `:${name}`]) } : undefined;
  }

  const formOf = (hole: Hole & { readonly kind: 'resource' }): 'name' | 'arn' | 'url' | undefined => {
    const naming = describe(hole.logicalId)?.naming;
    return hole.attribute === undefined ? naming?.ref : naming?.attributes[hole.attribute];
  };

  const isName = (hole: Hole): boolean => hole.kind === 'pseudo' || (hole.kind === 'resource' && formOf(hole) === 'name');
  const isNamedByRef = ({ logicalId, attribute }: Hole & { readonly kind: 'resource' }): boolean =>
    attribute === undefined && NAMED_BY_REF.has(scope.locate(logicalId)?.resource.type ?? '');

  function ofHole(hole: Hole): GappedText {
    if (hole.kind === 'pseudo') return [pseudo(hole.name)];
    if (hole.kind === 'unknown') return [ANYTHING];
    const found = describe(hole.logicalId);
    const form = formOf(hole);
    if (found && form === 'name') return found.name;
    if (found && form === 'arn') return found.arn;
    return [{ id: `${qualifiedId(scope.key, hole.logicalId)}.${hole.attribute ?? ''}`, excludes: '' }];
  }

  function gapped(text: Text): GappedText {
    const done = texts.get(text) ?? joined(withPartition(text.flatMap((part) => (typeof part === 'string' ? [part] : ofHole(part)))));
    texts.set(text, done);
    return done;
  }

  return {
    gapped,
    isName,
    isNoArn: (hole) => isName(hole) || (hole.kind === 'resource' && (formOf(hole) === 'url' || isNamedByRef(hole))),
    written: (service, text) => writtenReference(scope, service, text, (hole, wanted) => {
      const naming = describe(hole.logicalId)?.naming;
      return naming?.service === wanted && formOf(hole) !== undefined ? arnReference(hole.logicalId, naming) : undefined;
    }),
    referred(text) {
      const [only, other] = text;
      const found = typeof only === 'object' && only.kind === 'resource' && other === undefined ? describe(only.logicalId) : undefined;
      return found && typeof only === 'object' && only.kind === 'resource' ? { service: found.naming.service, arn: found.arn, reference: arnReference(only.logicalId, found.naming) } : undefined;
    },
  };
}

/** A resource of another stack has no reference that holds here. */
function arnReference(logicalId: string, { ref, attributes }: Naming): string | undefined {
  if (stackOf(logicalId) !== undefined) return undefined;
  if (ref === 'arn') return logicalId;
  const attribute = Object.keys(attributes).find((name) => attributes[name] === 'arn');
  return attribute && `${logicalId}.${attribute}`;
}

function nameAndArn({ scope, resource }: LocatedResource, { service, prefix, property }: Naming): { readonly name: GappedText; readonly arn: GappedText } {
  const id = `${qualifiedId(scope.key, resource.logicalId)}.name`;
  const name = nameOf(scope, resource, property, id, WITH_PATHS.has(service) ? ':' : ':/');
  const [first, ...rest] = name;
  const plain = service === 'ssm' && typeof first === 'string' ? [first.replace(/^\//, ''), ...rest] : name;
  // AWS adds six characters to the name of a secret; to one that it makes itself as well.
  const suffix: GappedText = service === 'secretsmanager' && typeof name[0] === 'string' ? ['-', { id: `${id}.suffix`, excludes: ':/' }] : [];
  return { name, arn: joined(localArn(service, [prefix, ...plain, ...suffix])) };
}

/** Services whose resources may be given a name with slashes. */
const WITH_PATHS: ReadonlySet<string> = new Set(['ssm', 'secretsmanager', 'events']);

function nameOf(scope: TemplateScope, { properties, key }: LocatedResource['resource'], property: string | undefined, id: string, excludes: string): GappedText {
  const written = property === undefined ? undefined : member(scope, properties, property);
  const resolved = textOf(scope, written, scope.at(key));
  // A name that CloudFormation makes has no slash.
  if (resolved.state === 'absent') return [{ id, excludes: ':/', isUnique: true, ...(property === undefined ? {} : { isMadeUp: true as const }) }];
  const text = known(resolved);
  if (!text || literal(text) === '') return [{ id, excludes }];
  return text.map((part, index) => {
    if (typeof part === 'string') return part;
    return part.kind === 'pseudo' ? pseudo(part.name) : { id: `${id}.${index}`, excludes };
  });
}

/** A template is deployed in the partition that its ARNs name. */
function withPartition([first, ...rest]: GappedText): GappedText {
  if (first === undefined) return [];
  const named = typeof first === 'string' ? /^arn:aws(?:-cn|-us-gov)?:(.*)$/s.exec(first) : null;
  return named ? ['arn:', PARTITION, `:${named[1] ?? ''}`, ...rest] : [first, ...rest];
}

function joined(parts: GappedText): GappedText {
  const all: (string | Gap)[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (typeof part === 'string' && typeof last === 'string') all[all.length - 1] = last + part;
    else if (part !== '') all.push(part);
  }
  return all;
}

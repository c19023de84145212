import type { ActionFact } from '../data/service-actions.js';
import type { Gap, GappedText } from '../iam/gapped-text.js';
import type { Resolved } from '../resolved.js';
import { ANY_PART, ANYTHING, localArn } from './resource-arns.js';
import type { ResourceArns } from './resource-arns.js';
import { literal } from './text.js';
import type { Text } from './text.js';
import type { WrittenReference } from './written-reference.js';

/** What is known of a call's input. */
export interface CallInput {
  /** The name, ARN or URL of what it works on. */
  readonly resource: Resolved<Text>;
  /** Another member; absent only where the input is written out without it. */
  member(name: string): Resolved<Text>;
  /** Set where the client names a region of its own. */
  readonly region?: Gap;
}

/** Resource types whose ARNs are put together here, with the part before the name. */
const PREFIXES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dynamodb: { table: 'table/' },
  s3: { bucket: '', object: '' },
  sqs: { queue: '' },
  sns: { topic: '' },
  lambda: { function: 'function:' },
  events: { 'event-bus': 'event-bus/' },
  secretsmanager: { Secret: 'secret:' },
  ssm: { parameter: 'parameter/' },
  states: { statemachine: 'stateMachine:' },
  kinesis: { stream: 'stream/' },
  firehose: { deliverystream: 'deliverystream/' },
  'cognito-idp': { userpool: 'userpool/' },
  kms: { key: 'key/' },
};

export interface DemandResource {
  readonly resource: GappedText;
  /** What gives the beginning of it in the template, with the number of its parts: `Orders.Arn`. */
  readonly reference?: { readonly name: string; readonly length: number };
  /** How a template writes it, where no reference gives the beginning. */
  readonly written?: WrittenReference;
  /** What it may be where that depends on the way to the call, or where the call works on several. */
  readonly possible?: readonly DemandResource[];
}

/** What an action of a call works on, as far as it is known. `isOwn`: the resource that the call names is that of the action. */
export function demandResource(arns: ResourceArns, service: string, action: ActionFact, input: CallInput, isOwn: boolean): DemandResource {
  const resource = resourceText(arns, service, action, input, isOwn);
  const { resource: named } = input;
  if (isOwn && named.state === 'unknown' && named.isComplete && named.possible) return { resource, possible: named.possible.map((one) => demandResource(arns, service, action, { ...input, resource: one }, isOwn)) };
  const referred = isOwn && named.state === 'known' ? arns.referred(named.value) : undefined;
  if (referred?.reference === undefined || !referred.arn.every((part, index) => part === resource[index])) {
    const written = isOwn && named.state === 'known' && !/ByPath$/.test(action.name) ? arns.written(service, named.value) : undefined;
    return { resource, ...(written ? { written } : {}) };
  }
  return { resource, reference: { name: referred.reference, length: referred.arn.length } };
}

function resourceText(arns: ResourceArns, service: string, action: ActionFact, input: CallInput, isOwn: boolean): GappedText {
  const type = resourceType(service, action);
  const prefix = type === undefined ? undefined : PREFIXES[service]?.[type];
  if (type === undefined || prefix === undefined) return [ANYTHING];
  const { resource } = input;
  const named = isOwn && resource.state === 'known' ? namedArn(arns, service, prefix, resource.value, input.region) : undefined;
  if (!named && action.needsStar) return [ANYTHING];
  const owner = named ?? ['arn:', ANY_PART, `:${service}:`, ANY_PART, ':', ANY_PART, `:${prefix}`, service === 's3' ? { excludes: ':/' } : ANY_PART];
  return [...owner, ...detail(service, type, action, input, named !== undefined)];
}

/** The one that an action needs; those of two kinds of storage count as that of buckets. */
function resourceType(service: string, { resourceTypes }: ActionFact): string | undefined {
  const known = PREFIXES[service] ?? {};
  const required = resourceTypes.filter(({ isRequired }) => isRequired);
  const candidates = required.length > 0 ? required : resourceTypes;
  const own = candidates.filter(({ name }) => Object.hasOwn(known, name));
  const others = candidates.filter(({ name }) => !Object.hasOwn(known, name) && !name.startsWith('accesspoint'));
  return own.length === 1 && others.length === 0 ? own[0]?.name : undefined;
}

function namedArn(arns: ResourceArns, service: string, prefix: string, text: Text, region: Gap | undefined): GappedText | undefined {
  const referred = arns.referred(text);
  if (referred) return referred.service === service ? referred.arn : undefined;
  const [first] = text;
  if (first === undefined) return undefined;
  if (typeof first === 'string' && first.startsWith('arn:')) return isArnOf(service, prefix, text) ? arns.gapped(text) : undefined;
  // It may turn out to be an ARN or a URL.
  if (typeof first !== 'string' && !arns.isName(first)) return undefined;
  if (service === 'sqs') return queueOfUrl(text);
  const name = service === 'ssm' && typeof first === 'string' ? [first.replace(/^\//, ''), ...text.slice(1)] : text;
  if (name.some((part) => typeof part === 'string' && !/^[\w.\-/+=@]*$/.test(part))) return undefined;
  if (service === 'ssm' && typeof first !== 'string') return undefined;
  // What an alias stands for may change.
  if (service === 'kms' && typeof first === 'string' && first.startsWith('alias/')) return undefined;
  // Directory buckets and access points have ARNs of other forms.
  if (service === 's3' && /--x-s3$|-s3alias$/.test(literal(text) ?? '')) return undefined;
  return localArn(service, [prefix, ...arns.gapped(name)], region);
}

function isArnOf(service: string, prefix: string, text: Text): boolean {
  const start = text.map((part) => (typeof part === 'string' ? part : '$')).join('').split(':');
  return start[2] === service && start.slice(5).join(':').startsWith(prefix) && !/^accesspoint|[?#]/.test(start[5] ?? '');
}

function queueOfUrl(text: Text): GappedText | undefined {
  const [, region, account, name] = /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com\/(\d{12})\/([\w.-]+)$/.exec(literal(text) ?? '') ?? [];
  return region !== undefined && account !== undefined && name !== undefined ? ['arn:', ANY_PART, `:sqs:${region}:${account}:${name}`] : undefined;
}

/** What follows the name: an object, an index, a qualifier, the suffix of a secret. */
function detail(service: string, type: string, action: ActionFact, input: CallInput, isNamed: boolean): GappedText {
  if (type === 'object') return ['/', ...keyOf(input)];
  if (service === 'dynamodb' && action.resourceTypes.some(({ name }) => name === 'index')) return optional(input.member('IndexName'), '/index/');
  if (service === 'lambda') return optional(input.member('Qualifier'), ':', input.resource);
  if (service === 'secretsmanager') return suffixOf(input.resource, isNamed);
  if (service === 'ssm' && /ByPath$/.test(action.name)) return [ANY_PART];
  return [];
}

function keyOf({ resource, member }: CallInput): GappedText {
  const key = member('Key');
  const text = key.state === 'known' && resource.state === 'known' ? literal(key.value) : undefined;
  return text === undefined || text === '' || /[*?$]/.test(text) ? [ANYTHING] : [text];
}

/** Nothing where the member is left out; where it may be either, anything may follow. */
function optional(member: Resolved<Text>, separator: string, resource?: Resolved<Text>): GappedText {
  // Whether an unqualified ARN stands for `$LATEST` is not documented.
  if (member.state !== 'absent') return member.state === 'known' && literal(member.value) !== '$LATEST' ? [separator, ANY_PART] : [ANYTHING];
  const isWhole = resource === undefined || (resource.state === 'known' && resource.value.every((part) => typeof part === 'string' || part.kind !== 'unknown') && !hasQualifier(resource.value));
  return isWhole ? [] : [ANYTHING];
}

/** The name or ARN of a function may hold a qualifier of its own: `orders:live`. */
function hasQualifier(text: Text): boolean {
  return /(?:function:[^:]+|^[^:]+):[^:]+$/.test(text.map((part) => (typeof part === 'string' ? part : '$')).join(''));
}

/** AWS adds six characters to the name of a secret. An ARN of the template has them; a written one may. */
function suffixOf(resource: Resolved<Text>, isNamed: boolean): GappedText {
  const [first, other] = isNamed && resource.state === 'known' ? resource.value : [];
  if (typeof first === 'object' && other === undefined) return [];
  return typeof first === 'string' && !first.startsWith('arn:') ? ['-', ANY_PART] : [ANY_PART];
}

import { known } from '../resolved.js';
import { member } from './evaluate.js';
import { textOf } from './read-value.js';
import { stackOf } from './resource-id.js';
import type { TemplateScope } from './template-scope.js';
import type { Hole, Text } from './text.js';

/** A resource as a template writes it: `!Ref Paid`, `!GetAtt Orders.Arn`, `!Sub ${Orders.Arn}:live`. */
export type WrittenReference = { readonly kind: 'sub'; readonly text: string } | { readonly kind: 'reference'; readonly name: string };

type ResourceHole = Hole & { readonly kind: 'resource' };

/** What gives the ARN of a resource in the template, where it is of a service and has a plain name. */
type ArnReference = (hole: ResourceHole, service: string) => string | undefined;

/**
 * What a template would write for a resource that a text names in another way than by a reference to its ARN or name: an alias, a
 * parameter, which has no ARN to refer to, an ARN or URL that is put together. Undefined for others, and where nothing is written in this template.
 */
export function writtenReference(scope: TemplateScope, service: string, text: Text, arnReference: ArnReference): WrittenReference | undefined {
  const [hole, other] = text.filter((part): part is ResourceHole => typeof part !== 'string' && part.kind === 'resource');
  if (!hole || other || stackOf(hole.logicalId) !== undefined) return undefined;
  if (text.length === 1) return ofWhole(scope, service, hole, arnReference);
  const [first, second, third] = text;
  const name = arnReference(hole, service);
  if (name === undefined) return undefined;
  if (service === 'lambda' && first === hole && typeof second === 'string' && /^:[\w-]+$/.test(second) && third === undefined) return { kind: 'sub', text: `\${${name}}${second}` };
  const isNamed = typeof first === 'string' && text.at(-1) === hole && (service === 'sqs' ? /^(?:arn:|https:\/\/sqs\.)/ : /^arn:/).test(first);
  return isNamed && COMPOSED.has(service) ? { kind: 'reference', name } : undefined;
}

/** Nothing follows the name in their ARNs that a call would add. */
const COMPOSED: ReadonlySet<string> = new Set(['sns', 'sqs', 'lambda', 'states', 'events', 'kinesis', 'firehose', 'kms']);

function ofWhole(scope: TemplateScope, service: string, hole: ResourceHole, arnReference: ArnReference): WrittenReference | undefined {
  const { logicalId, attribute } = hole;
  const resource = scope.resources.get(logicalId);
  const [owner = logicalId, part = attribute] = logicalId.split('.');
  switch (service) {
    case 'lambda':
      if (resource && /^AWS::Lambda::(?:Alias|Version)$/.test(resource.type) && attribute === undefined) return { kind: 'reference', name: logicalId };
      // SAM reads `Orders.Alias` as a name, which `Fn::GetAtt` does not have.
      return part === 'Alias' && scope.resources.get(owner)?.type === 'AWS::Serverless::Function' ? { kind: 'sub', text: `\${${owner}.Alias}` } : undefined;
    case 'ssm': {
      const slash = resource?.type === 'AWS::SSM::Parameter' && attribute === undefined ? slashBefore(scope, logicalId) : undefined;
      return slash === undefined ? undefined : { kind: 'sub', text: `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${slash}\${${logicalId}}` };
    }
    case 'dynamodb': return attribute === 'StreamArn' && resource ? { kind: 'reference', name: `${logicalId}.StreamArn` } : undefined;
    case 'kms': {
      const target = resource?.type === 'AWS::KMS::Alias' ? known(textOf(scope, member(scope, resource.properties, 'TargetKeyId'), scope.at(resource.key))) : undefined;
      const [key, more] = target ?? [];
      const name = typeof key === 'object' && key.kind === 'resource' && more === undefined && stackOf(key.logicalId) === undefined ? arnReference(key, 'kms') : undefined;
      return name === undefined ? undefined : { kind: 'reference', name };
    }
    default: return undefined;
  }
}

/** The ARN of a parameter holds its name without a slash at the beginning. Names that CloudFormation makes have none. */
function slashBefore(scope: TemplateScope, logicalId: string): '' | '/' | undefined {
  const resource = scope.resources.get(logicalId);
  const name = resource && textOf(scope, member(scope, resource.properties, 'Name'), scope.at(resource.key));
  if (name?.state === 'absent') return '/';
  const [first] = (name && known(name)) ?? [];
  if (typeof first !== 'string') return undefined;
  return first.startsWith('/') ? '' : '/';
}

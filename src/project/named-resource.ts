import { known } from '../resolved.js';
import { member } from './evaluate.js';
import { textOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, referredResource } from './text.js';
import type { Text } from './text.js';

/** Service in an ARN, with the types it may stand for and the property that names them. */
const NAMES: ReadonlyMap<string, { readonly types: RegExp; readonly property: string }> = new Map([
  ['sqs', { types: /^AWS::SQS::Queue$/, property: 'QueueName' }],
  ['sns', { types: /^AWS::SNS::Topic$/, property: 'TopicName' }],
  ['s3', { types: /^AWS::S3::Bucket$/, property: 'BucketName' }],
  ['kinesis', { types: /^AWS::Kinesis::Stream$/, property: 'Name' }],
  ['dynamodb', { types: /^AWS::DynamoDB::(?:Global)?Table$|^AWS::Serverless::SimpleTable$/, property: 'TableName' }],
]);

/** Logical id of what a text leads to: the one resource it refers to, or the one whose name ends the ARN. */
export function findResource(scope: TemplateScope, text: Text): string | undefined {
  const referred = referredResource(text);
  if (referred !== undefined) return referred;
  const [prefix, , service = '', , , ...rest] = shown(text).split(':');
  const kind = NAMES.get(service);
  if (prefix !== 'arn' || !kind) return undefined;
  const name = rest.join(':').replace(/^(?:stream|table)\//, '').split('/')[0] ?? '';
  if (name === '' || name.includes('${…}')) return undefined;
  return namesOf(scope).get(`${service} ${name}`);
}

const indexes = new WeakMap<TemplateScope['resources'], ReadonlyMap<string, string>>();

/** Logical ids of the resources with names that are known, by service and name; of two with one name the first. Made once for a template. */
function namesOf(scope: TemplateScope): ReadonlyMap<string, string> {
  const done = indexes.get(scope.resources);
  if (done) return done;
  const found = new Map<string, string>();
  for (const { type, properties, key, logicalId } of scope.template.resources) {
    for (const [service, { types, property }] of NAMES) {
      if (!types.test(type)) continue;
      const own = known(textOf(scope, member(scope, properties, property), scope.at(key)));
      const entry = own && `${service} ${shown(own)}`;
      if (entry !== undefined && !found.has(entry)) found.set(entry, logicalId);
    }
  }
  indexes.set(scope.resources, found);
  return found;
}

/** The colons of pseudo parameters would look like those of the ARN. */
function shown(text: Text): string {
  return displayText(text).replaceAll('AWS::', 'AWS.');
}

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
  return scope.template.resources.find(({ type, properties, key }) => {
    if (!kind.types.test(type)) return false;
    const own = known(textOf(scope, member(scope, properties, kind.property), scope.at(key)));
    return own !== undefined && shown(own) === name;
  })?.logicalId;
}

/** The colons of pseudo parameters would look like those of the ARN. */
function shown(text: Text): string {
  return displayText(text).replaceAll('AWS::', 'AWS.');
}

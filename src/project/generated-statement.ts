import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { member } from './evaluate.js';
import { policyEntries, policyEntry } from './policy-document.js';
import type { PolicyEntry, PolicyStatement } from './policy-document.js';
import { stringOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';

/** The destination that a configuration names. */
export function destinationEntries(scope: TemplateScope, config: TemplateValue, at: Location): readonly PolicyEntry[] {
  return policyEntries(scope, member(scope, config, 'Destination'), at);
}

/** What sending to a destination takes, by the `Type` that the configuration gives. Without one SAM adds nothing. */
export function sendingStatements(scope: TemplateScope, config: TemplateValue, owner: Location, target: readonly PolicyEntry[]): readonly PolicyStatement[] {
  const at = scope.at(config);
  switch (known(stringOf(scope, member(scope, config, 'Type'), owner))) {
    case 'SQS':
      return [allow(['sqs:SendMessage'], target, at)];
    case 'SNS':
      return [allow(['sns:Publish'], target, at)];
    case 'EventBridge':
      return [allow(['events:PutEvents'], target, at)];
    case 'Lambda':
      return [allow(['lambda:InvokeFunction'], target, at)];
    case 'S3Bucket':
    case 'S3': {
      const objects = target.map((entry) => policyEntry([...entry.value, '/*'], entry.at, entry.when));
      return [allow(['s3:PutObject'], objects, at), allow(['s3:ListBucket'], target, at)];
    }
    default:
      return [];
  }
}

/** A statement that SAM writes. */
export function allow(actions: readonly string[], resources: readonly PolicyEntry[], at: Location, when?: string): PolicyStatement {
  return {
    at,
    effect: 'Allow',
    actions: actions.map((action) => policyEntry([action], at, when)),
    resources,
    inverted: [],
    hasCondition: false,
  };
}

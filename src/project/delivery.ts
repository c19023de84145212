import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { ResourceFact, TemplateValue } from '../facts/model.js';
import { member } from './evaluate.js';
import { keySpan } from './key-span.js';
import { destinationOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import type { Delivery } from './trigger.js';

const TARGET_KEYS = { config: 'DeadLetterConfig', arn: 'Arn' } as const;
const DEAD_LETTER_KEYS: ReadonlyMap<TriggerKind, { readonly config: string; readonly arn: string }> = new Map<TriggerKind, { config: string; arn: string }>([
  ['sns', { config: 'RedrivePolicy', arn: 'deadLetterTargetArn' }],
  ['eventbridge-rule', TARGET_KEYS],
  ['eventbridge-schedule', TARGET_KEYS],
  ['scheduler', TARGET_KEYS],
]);

/** Where the dead-letter queue of a delivery stands: on a SAM event, a target, a subscription. Undefined for kinds that have none. */
export function deliveryOf(scope: TemplateScope, kind: TriggerKind, owner: TemplateValue | undefined, at: Location): Delivery | undefined {
  const keys = DEAD_LETTER_KEYS.get(kind);
  return keys && { at, deadLetter: destinationOf(scope, member(scope, owner, keys.config), keys.arn, at) };
}

/** A target of a rule or a schedule is told from its neighbours by the function it names. */
export function targetDelivery(scope: TemplateScope, target: TemplateValue | undefined, resource: ResourceFact): Delivery | undefined {
  return deliveryOf(scope, 'eventbridge-rule', target, keyAt(scope, target, 'Arn') ?? scope.at(resource.key));
}

/** A subscription inside a topic cannot have a redrive policy. */
export function subscriptionDelivery(scope: TemplateScope, subscription: TemplateValue | undefined, resource: ResourceFact): Delivery | undefined {
  const at = resource.type === 'AWS::SNS::Topic' ? keyAt(scope, subscription, 'Endpoint') : undefined;
  return at ? { at, deadLetter: { state: 'absent', at } } : deliveryOf(scope, 'sns', resource.properties, scope.at(resource.key));
}

/** The key that names the function: its value may start lines below. */
function keyAt(scope: TemplateScope, parent: TemplateValue | undefined, key: string): Location | undefined {
  const entry = parent?.kind === 'map' ? parent.entries.find((one) => one.key === key) : undefined;
  return entry && scope.at(keySpan(entry));
}

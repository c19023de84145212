import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { possibilities } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { definitions } from './definitions.js';
import { member } from './evaluate.js';
import { failureDestinations, successDestinations } from './failure-destinations.js';
import { functionKey } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import { findResource } from './named-resource.js';
import { pairedPossibilities } from './paired-possibilities.js';
import type { Situated } from './paired-possibilities.js';
import { booleanOf, destinationOf } from './read-value.js';
import { qualifier } from './shared-values.js';
import { scopeWithin } from './template-scope.js';
import type { TemplateScope } from './template-scope.js';
import { displayText } from './text.js';
import type { Text } from './text.js';
import type { Trigger } from './trigger.js';
import { triggers } from './triggers.js';

/** A reference to a queue or topic that takes what failed (or, as a destination, what came out), with the types of both ends. */
export interface DeadLetterTarget {
  readonly at: Location;
  readonly when: string;
  readonly role: 'dead-letter queue' | 'failure destination' | 'success destination';
  /** What has it: a function, a queue, an event, a mapping. */
  readonly owner: string;
  /** Where a source queue decides what it may be: that queue; else it has to be a standard one. */
  readonly queue: { readonly name: string; readonly isFifo: boolean } | undefined;
  readonly target: { readonly name: string; readonly kind: 'queue' | 'topic'; readonly isFifo: boolean };
  readonly fn: string | undefined;
}

type From = Pick<DeadLetterTarget, 'role' | 'owner' | 'fn'>;

/** Every such reference, for each combination of types that the two ends may have. */
export const deadLetterTargets = defineAnalysis({
  name: 'deadLetterTargets',
  requires: { definitions, triggers, failureDestinations, successDestinations },
  run: ({ definitions: templates, triggers: byFunction, failureDestinations: onFailure, successDestinations: onSuccess }): readonly DeadLetterTarget[] =>
    templates.flatMap(({ scope, functions }) => {
      const absent = ({ at }: FunctionDefinition): Resolved<Text> => ({ state: 'absent', at });
      return [
        ...ofQueues(scope),
        ...functions.flatMap((definition) => {
          const { logicalId: fn, deadLetter } = definition;
          const key = functionKey(definition);
          const from = (role: DeadLetterTarget['role']): From => ({ role, owner: fn, fn });
          return [
            ...targets(scope, from('dead-letter queue'), deadLetter),
            ...targets(scope, from('failure destination'), onFailure.get(key) ?? absent(definition)),
            ...targets(scope, from('success destination'), onSuccess.get(key) ?? absent(definition)),
            ...(byFunction.get(key) ?? []).flatMap((trigger) => ofTrigger(scope, trigger, fn)),
          ];
        }),
      ];
    }),
});

function ofQueues(around: TemplateScope): readonly DeadLetterTarget[] {
  return around.template.resources.flatMap((resource) => {
    const { type, logicalId: name, key, properties } = resource;
    if (type !== 'AWS::SQS::Queue') return [];
    const scope = scopeWithin(around, resource);
    const at = scope.at(key);
    const from = { role: 'dead-letter queue', owner: name, fn: undefined } as const;
    const source = { name, fifo: fifoOf(scope, member(scope, properties, 'FifoQueue'), at) };
    return targets(scope, from, destinationOf(scope, member(scope, properties, 'RedrivePolicy'), 'deadLetterTargetArn', at), source);
  });
}

function ofTrigger(scope: TemplateScope, { name, mapping, delivery }: Trigger, fn: string): readonly DeadLetterTarget[] {
  const from = (role: DeadLetterTarget['role']): From => ({ role, owner: name, fn });
  return [
    ...(mapping ? targets(scope, from('failure destination'), mapping.onFailure) : []),
    ...(delivery ? targets(scope, from('dead-letter queue'), delivery.deadLetter) : []),
  ];
}

interface Source {
  readonly name: string;
  readonly fifo: Situated<boolean>;
}

interface Target extends Omit<DeadLetterTarget['target'], 'isFifo'> {
  readonly fifo: Situated<boolean>;
}

/** Every combination of types that can come about, for every reference that the value may be. */
function targets(scope: TemplateScope, from: From, resolved: Resolved<Text>, source?: Source): readonly DeadLetterTarget[] {
  return possibilities(resolved).flatMap((reference): readonly DeadLetterTarget[] => {
    const target = targetOf(scope, reference.value);
    if (!target) return [];
    const { fifo, ...named } = target;
    const ofSource = source?.fifo ?? standard(scope, reference.at);
    return pairedPossibilities(ofSource, fifo).flatMap((pair) => {
      const { first, second, when } = pair;
      const types: Situated<boolean> = { value: { state: 'known', value: second.value, at: second.at, ...(when === undefined ? {} : { when }) }, scenario: scope };
      return pairedPossibilities({ value: reference, scenario: scope }, types).map((both) => ({
        ...from,
        at: reference.at,
        when: qualifier(both),
        queue: source && { name: source.name, isFifo: first.value },
        target: { ...named, isFifo: second.value },
      }));
    });
  });
}

/** Undefined where it is neither a queue nor a topic. */
function targetOf(scope: TemplateScope, text: Text): Target | undefined {
  const logicalId = findResource(scope, text);
  if (logicalId === undefined) return fromArn(scope, displayText(text));
  const { scope: around, resource } = scope.locate(logicalId) ?? {};
  const kind = resource?.type === 'AWS::SQS::Queue' ? 'queue' : resource?.type === 'AWS::SNS::Topic' ? 'topic' : undefined;
  if (!around || !resource || !kind) return undefined;
  const own = scopeWithin(around, resource);
  return { name: resource.logicalId, kind, fifo: fifoOf(own, member(own, resource.properties, kind === 'queue' ? 'FifoQueue' : 'FifoTopic'), own.at(resource.key)) };
}

/** Characters of an ARN that is looked at. */
const MAX_ARN = 2048;

/** The name of a FIFO queue or topic ends in `.fifo`, that of no other does. */
function fromArn(scope: TemplateScope, arn: string): Target | undefined {
  // A longer one names nothing, and the expression would try every colon with every other.
  if (arn.length > MAX_ARN) return undefined;
  const [, service, name] = /^arn:.*:(sqs|sns):.*:([\w-]+(?:\.fifo)?)$/.exec(arn) ?? [];
  if (name === undefined) return undefined;
  const at = scope.at({ start: 0, end: 0 });
  return { name, kind: service === 'sqs' ? 'queue' : 'topic', fifo: { value: { state: 'known', value: name.endsWith('.fifo'), at }, scenario: scope } };
}

function fifoOf(scope: TemplateScope, setting: TemplateValue | undefined, owner: Location): Situated<boolean> {
  const value = booleanOf(scope, setting, owner);
  return value.state === 'absent' ? standard(scope, owner) : { value, scenario: scope };
}

function standard(scope: TemplateScope, at: Location): Situated<boolean> {
  return { value: { state: 'known', value: false, at, implicit: true }, scenario: scope };
}

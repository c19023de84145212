import { defineAnalysis } from '../analysis.js';
import { LIMITS } from '../data/limits.js';
import type { Location } from '../diagnostic.js';
import type { ResourceFact, TemplateValue } from '../facts/model.js';
import { known, possibilities } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { definitions } from './definitions.js';
import type { Scenario } from './paired-possibilities.js';
import { perTemplate } from './per-template.js';
import { evaluate, member } from './evaluate.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { findResource } from './named-resource.js';
import { booleanOf, numberOf, textOf } from './read-value.js';
import { qualifiedId, stackOf } from './resource-id.js';
import { scopeWithin } from './template-scope.js';
import type { TemplateScope } from './template-scope.js';
import { walkReferences } from './references.js';
import type { Trigger } from './trigger.js';

/** A function that polls a queue. A mapping that is switched off polls nothing. */
export interface QueueConsumer {
  readonly function: LambdaFunction;
  readonly trigger: Trigger;
}

/** An SQS queue of a template, with the functions that its messages go to. */
export interface Queue {
  /** Names it within the project. */
  readonly key: string;
  readonly logicalId: string;
  /** The logical id; for a queue that SAM makes, the event that has it made. */
  readonly at: Location;
  /** When the queue is there. */
  readonly scenario: Scenario;
  readonly visibilityTimeout: Resolved<number>;
  readonly isFifo: boolean;
  /** How often a message is tried before it goes to the dead-letter queue; absent without one. */
  readonly maxReceiveCount: Resolved<number>;
  /** Whether messages that keep failing go elsewhere. */
  readonly redrive: 'set' | 'missing' | 'unknown';
  /** Something sends its own failures here: another queue, a function, a topic, a rule, a schedule. */
  readonly isDeadLetterQueue: boolean;
  readonly consumers: readonly QueueConsumer[];
  /** `SqsSubscription: true`: SAM makes it with default settings. */
  readonly isGenerated: boolean;
}

/** What templates say of their queues, by the key of the stack: without consumers. */
const declaredQueues = defineAnalysis({
  name: 'declaredQueues',
  requires: { definitions },
  run({ definitions: templates }): ReadonlyMap<string, readonly Queue[]> {
    const deadLetterQueues = new Set(templates.flatMap(deadLetterTargets));
    return new Map(templates.map((template) => [template.scope.key, writtenQueues(template).map((queue) => ({ ...queue, isDeadLetterQueue: queue.isDeadLetterQueue || deadLetterQueues.has(queue.key), consumers: [] }))]));
  },
});

/** The queues of the project, those that SAM generates included. */
export const queues = defineAnalysis({
  name: 'queues',
  requires: { definitions, declaredQueues, functions },
  run({ definitions: templates, declaredQueues: declared, functions: all }): readonly Queue[] {
    const consumers = consumersBySource(all);
    const generated = new Map<string, Queue[]>();
    for (const fn of all) for (const queue of generatedQueues(fn)) generated.set(stackOfFunction(fn), [...(generated.get(stackOfFunction(fn)) ?? []), queue]);
    return templates.flatMap(({ scope: { key } }) => {
      const written = (declared.get(key) ?? []).map((queue) => {
        const own = consumers.get(queue.key);
        return own ? { ...queue, consumers: own } : queue;
      });
      return [...written, ...(generated.get(key) ?? [])];
    });
  },
});

function stackOfFunction({ key }: LambdaFunction): string {
  return stackOf(key) ?? '';
}

/** By the key of the queue. */
function consumersBySource(functions: readonly LambdaFunction[]): ReadonlyMap<string, readonly QueueConsumer[]> {
  const found = new Map<string, QueueConsumer[]>();
  for (const fn of functions) {
    for (const trigger of fn.triggers) {
      const { kind, source, isEnabled } = trigger;
      if (kind !== 'sqs' || source === undefined || !isEnabled) continue;
      const key = qualifiedId(stackOfFunction(fn), source);
      const list = found.get(key);
      if (list) list.push({ function: fn, trigger });
      else found.set(key, [{ function: fn, trigger }]);
    }
  }
  return found;
}

/** What the template itself says of its queues. */
const writtenQueues = perTemplate(({ scope }): readonly Omit<Queue, 'consumers'>[] => {
  return scope.template.resources.filter(({ type }) => type === 'AWS::SQS::Queue').map((resource) => toQueue(scope, resource));
});

function toQueue(around: TemplateScope, resource: ResourceFact): Omit<Queue, 'consumers'> {
  const scope = scopeWithin(around, resource);
  const { logicalId, properties } = resource;
  const at = scope.at(resource.key);
  const timeout = numberOf(scope, member(scope, properties, 'VisibilityTimeout'), at);
  return {
    key: qualifiedId(around.key, logicalId),
    logicalId,
    at,
    scenario: scope,
    visibilityTimeout: timeout.state === 'absent' ? defaultVisibility(at) : timeout,
    isFifo: known(booleanOf(scope, member(scope, properties, 'FifoQueue'), at)) === true,
    maxReceiveCount: numberOf(scope, member(scope, properties, 'RedrivePolicy', 'maxReceiveCount'), at),
    redrive: redriveOf(scope, properties, at),
    isDeadLetterQueue: member(scope, properties, 'RedriveAllowPolicy') !== undefined,
    isGenerated: false,
  };
}

function defaultVisibility(at: Location): Resolved<number> {
  return { state: 'known', value: LIMITS.queue.visibilityTimeoutSeconds.default, at, implicit: true, when: 'by default' };
}

function redriveOf(scope: TemplateScope, properties: TemplateValue | undefined, at: Location): Queue['redrive'] {
  const policy = evaluate(scope, member(scope, properties, 'RedrivePolicy'), at);
  if (policy.state === 'unknown') return 'unknown';
  return policy.state === 'known' ? 'set' : 'missing';
}

function generatedQueues(fn: LambdaFunction): readonly Queue[] {
  if (!fn.triggers.some(({ hasGeneratedQueue }) => hasGeneratedQueue)) return [];
  return fn.triggers
    .filter(({ hasGeneratedQueue, source }) => hasGeneratedQueue && source === undefined)
    .map((trigger) => ({
      key: `${fn.key}${trigger.name}Queue`,
      logicalId: `${fn.logicalId}${trigger.name}Queue`,
      at: trigger.at,
      scenario: fn.scenario,
      visibilityTimeout: defaultVisibility(trigger.at),
      isFifo: false,
      maxReceiveCount: { state: 'absent', at: trigger.at },
      redrive: 'missing',
      isDeadLetterQueue: false,
      consumers: [{ function: fn, trigger }],
      isGenerated: true,
    }));
}

/** Keys under which a resource names where its failures go. */
const DEAD_LETTER_KEYS: ReadonlySet<string> = new Set(['RedrivePolicy', 'DeadLetterConfig', 'DeadLetterQueue', 'OnFailure', 'ErrorAction', 'deadLetterTargetArn']);

/** Keys of resources that stand anywhere below such a key, or whose ARN does. */
const deadLetterTargets = perTemplate(({ scope }): readonly string[] => {
  const found = new Set<string>();
  const search = (value: TemplateValue): void => {
    if (value.kind === 'list') value.items.forEach(search);
    else if (value.kind === 'call') search(value.argument);
    else if (value.kind === 'map') {
      for (const { key, value: inner } of value.entries) {
        if (DEAD_LETTER_KEYS.has(key)) for (const id of namedBelow(scope, inner)) found.add(id);
        else search(inner);
      }
    }
  };
  for (const { properties } of scope.template.resources) if (properties) search(properties);
  if (scope.template.globals) search(scope.template.globals);
  return [...found].map((id) => qualifiedId(scope.key, id));
});

function namedBelow(scope: TemplateScope, value: TemplateValue): readonly string[] {
  return [...walkReferences(value), ...arnsBelow(scope, value)];
}

function arnsBelow(scope: TemplateScope, value: TemplateValue): readonly string[] {
  if (value.kind === 'map') return value.entries.flatMap((entry) => arnsBelow(scope, entry.value));
  if (value.kind === 'list') return value.items.flatMap((item) => arnsBelow(scope, item));
  return possibilities(textOf(scope, value, scope.at(value))).flatMap(({ value: text }) => findResource(scope, text) ?? []);
}

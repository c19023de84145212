import type { TriggerKind } from '../data/triggers.js';
import { TRIGGERS } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import { mapResolved } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import type { ObjectEvents } from './object-events.js';
import type { RuleEvents } from './rule-events.js';
import type { Preflight } from './preflight.js';
import { idWithin, qualifiedId } from './resource-id.js';
import { relocated } from './text.js';
import type { Text } from './text.js';

/** Settings of an event source mapping; absent where the source's default counts. */
export interface MappingSettings {
  readonly batchSize: Resolved<number>;
  readonly batchingWindowSeconds: Resolved<number>;
  readonly parallelizationFactor: Resolved<number>;
  readonly tumblingWindowSeconds: Resolved<number>;
  readonly retryAttempts: Resolved<number>;
  readonly recordAgeSeconds: Resolved<number>;
  readonly maximumConcurrency: Resolved<number>;
  /** Where records go that the function keeps failing on. */
  readonly onFailure: Resolved<Text>;
  /** The mapping reads from the answer which records failed (`ReportBatchItemFailures`); absent where it declares no response type. */
  readonly reportsBatchFailures: Resolved<boolean>;
  /** `QUEUE` for Kafka share groups, which have retries of their own. */
  readonly consumptionMode: Resolved<string>;
}

/** How a service hands events to a function that it invokes asynchronously: a subscription, a target of a rule, a schedule. */
export interface Delivery {
  /** The target, the subscription or the event. */
  readonly at: Location;
  /** Where events go that never reach the function. */
  readonly deadLetter: Resolved<Text>;
}

/** One way in which a function is invoked. */
export interface Trigger {
  readonly kind: TriggerKind;
  readonly invocation: 'sync' | 'async' | 'poll';
  /** The SAM event's key or the resource's logical id. */
  readonly at: Location;
  readonly name: string;
  /** The resource that invokes or is polled, where a template defines it: its id in the template of the function. */
  readonly source: string | undefined;
  /** For event source mappings. */
  readonly mapping: MappingSettings | undefined;
  /** For APIs: how long the integration waits, in milliseconds; absent where the API's maximum counts. */
  readonly integrationTimeoutMs: Resolved<number>;
  /** For APIs: the response is streamed, which has a longer limit. */
  readonly isStreaming: boolean;
  /** For a caller with a fixed limit: how long it waits for the function, in seconds; absent where nothing but the timeout of the function counts. */
  readonly deadlineSeconds: Resolved<number>;
  /** For kinds whose service tries again before it gives an event up. */
  readonly delivery: Delivery | undefined;
  /** For APIs that hand the request over as it is: the format of the event, `1.0` or `2.0`; undefined where that is not known. */
  readonly payloadFormat: string | undefined;
  /** For routes of REST APIs: the API answers their preflight requests by itself. */
  readonly preflight: Preflight | undefined;
  /** For buckets: which of their events invoke the function. */
  readonly objectEvents: ObjectEvents | undefined;
  /** For rules whose pattern is known: which events they take. */
  readonly ruleEvents: RuleEvents | undefined;
  /** An event source mapping, subscription or notification that passes on a part of the events only, or may. */
  readonly isFiltered: boolean;
  /** `SqsSubscription: true`: SAM makes a queue with default settings between topic and function. */
  readonly hasGeneratedQueue: boolean;
  /** A schedule that keeps the function warm: its events carry nothing. */
  readonly keepsWarm: boolean;
  /** False where the template switches it off: `Enabled: false`, `State: DISABLED`. */
  readonly isEnabled: boolean;
  /** Nothing but a permission tells of it: the source is elsewhere. */
  readonly isPermissionOnly: boolean;
}

/** Services that invoke a function asynchronously, but wait for a report of its own and notice its absence. */
export const REPORTING_KINDS: ReadonlySet<TriggerKind> = new Set<TriggerKind>(['cfn-custom-resource', 'codepipeline', 'secretsmanager-rotation']);

/** Callers whose limit no setting raises, and none but the function's own timeout is below. Limits of APIs are settings of their own. */
const FIXED_DEADLINES: ReadonlySet<TriggerKind> = new Set<TriggerKind>(['cognito', 'lambda-at-edge', 'appsync', 'firehose', 'pipes', 'apigw-http-authorizer']);
const DEADLINES: ReadonlyMap<TriggerKind, number> = new Map(
  TRIGGERS.flatMap(({ kind, maxTimeoutSeconds }) => (FIXED_DEADLINES.has(kind) && maxTimeoutSeconds !== null ? [[kind, maxTimeoutSeconds] as const] : [])),
);

function fixedDeadline(kind: TriggerKind, at: Location): Resolved<number> {
  const value = DEADLINES.get(kind);
  return value === undefined ? { state: 'absent', at } : { state: 'known', value, at, implicit: true };
}

const INVOCATIONS: ReadonlyMap<TriggerKind, Trigger['invocation']> = new Map(
  TRIGGERS.map(({ kind, invocation }) => [kind, invocation === 'varies' ? 'sync' : invocation]),
);

/** What people call the kinds: "SNS subscription". */
export const TRIGGER_NAMES: ReadonlyMap<TriggerKind, string> = new Map(TRIGGERS.map(({ kind, name }) => [kind, name]));

/** A trigger that one template makes for a function of another, with resources named as they are there. */
export function relocatedTrigger(trigger: Trigger, from: string, to: string): Trigger {
  if (from === to) return trigger;
  const { source, mapping, delivery } = trigger;
  const moved = (text: Resolved<Text>): Resolved<Text> => mapResolved(text, (value) => relocated(value, from, to), '');
  return {
    ...trigger,
    source: source === undefined ? undefined : idWithin(to, qualifiedId(from, source)),
    mapping: mapping && { ...mapping, onFailure: moved(mapping.onFailure) },
    delivery: delivery && { ...delivery, deadLetter: moved(delivery.deadLetter) },
  };
}

/** A trigger with what every kind has; the rest from `more`. */
export function createTrigger(kind: TriggerKind, name: string, at: Location, more: Partial<Trigger> = {}): Trigger {
  return {
    kind,
    invocation: INVOCATIONS.get(kind) ?? 'sync',
    at,
    name,
    source: undefined,
    mapping: undefined,
    integrationTimeoutMs: { state: 'absent', at },
    isStreaming: false,
    deadlineSeconds: fixedDeadline(kind, at),
    delivery: undefined,
    payloadFormat: undefined,
    preflight: undefined,
    objectEvents: undefined,
    ruleEvents: undefined,
    isFiltered: false,
    hasGeneratedQueue: false,
    keepsWarm: false,
    isEnabled: true,
    isPermissionOnly: false,
    ...more,
  };
}

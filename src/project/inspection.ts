import { defineAnalysis } from '../analysis.js';
import { LIMITS } from '../data/limits.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { Resolved } from '../resolved.js';
import { definitions } from './definitions.js';
import { successDestinations } from './failure-destinations.js';
import { files, functionKey } from './files.js';
import type { PackageContent } from './files.js';
import { functionGrants } from './function-grants.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCall } from './handler-code.js';
import { inspectRole } from './inspected-role.js';
import type { InspectedRole } from './inspected-role.js';
import { invokePermissions } from './invoke-permissions.js';
import type { InvokePermission } from './invoke-permissions.js';
import { queues } from './queues.js';
import type { Text } from './text.js';
import type { Trigger } from './trigger.js';

export interface InspectedTrigger {
  readonly trigger: Trigger;
  /** With the default of its source; absent where events do not come in batches. */
  readonly batchSize: Resolved<number>;
}

/** A call of AWS in the code behind a handler. */
export interface SdkCall {
  readonly service: string;
  readonly operation: string;
  readonly at: Location;
}

/** All that was understood of one function. */
export interface InspectedFunction {
  readonly fn: LambdaFunction;
  readonly triggers: readonly InspectedTrigger[];
  readonly onSuccess: Resolved<Text>;
  readonly permissions: readonly InvokePermission[];
  readonly role: InspectedRole;
  readonly sdkCalls: readonly SdkCall[];
  readonly content: PackageContent | undefined;
}

/** What `inspect` shows: every function with all that is linked to it. */
export const inspection = defineAnalysis({
  name: 'inspection',
  requires: { files, definitions, functions, queues, functionGrants, successDestinations },
  run: ({ files: { packageOf }, definitions: templates, functions: all, queues: every, functionGrants: granted, successDestinations: destinations }): readonly InspectedFunction[] => {
    const byKey = new Map(all.map((fn) => [fn.key, fn]));
    const fifo = new Set(every.filter(({ isFifo }) => isFifo).map(({ logicalId }) => logicalId));
    return templates.flatMap((template) => {
      const permissions = invokePermissions(template);
      return template.functions.flatMap((definition): InspectedFunction[] => {
        const key = functionKey(definition);
        const fn = byKey.get(key);
        if (!fn) return [];
        return [{
          fn,
          triggers: fn.triggers.map((trigger) => ({ trigger, batchSize: batchSizeOf(trigger, fifo) })),
          onSuccess: destinations.get(key) ?? { state: 'absent', at: fn.at },
          permissions: permissions.get(fn.logicalId) ?? [],
          role: inspectRole(granted.get(key)),
          sdkCalls: (fn.handlerCode?.calls ?? []).flatMap(toSdkCall),
          content: packageOf(key),
        }];
      });
    });
  },
});

const SOURCES: ReadonlyMap<TriggerKind, keyof typeof LIMITS.batchSizeBySource> = new Map([
  ['sqs', 'sqs'],
  ['dynamodb-streams', 'dynamodbStreams'],
  ['kinesis', 'kinesis'],
  ['msk', 'msk'],
  ['self-managed-kafka', 'selfManagedKafka'],
  ['mq', 'mq'],
  ['documentdb', 'documentdb'],
]);

function batchSizeOf({ kind, at, source, mapping }: Trigger, fifo: ReadonlySet<string>): Resolved<number> {
  if (!mapping) return { state: 'absent', at };
  const name = kind === 'sqs' && source !== undefined && fifo.has(source) ? 'sqsFifo' : SOURCES.get(kind);
  if (mapping.batchSize.state !== 'absent' || name === undefined) return mapping.batchSize;
  return { state: 'known', value: LIMITS.batchSizeBySource[name].default, at, implicit: true };
}

/** A command of SDK v3 names one operation. Source: smithy-typescript, which generates `<Operation>Command` for each. */
function toSdkCall({ fact, at }: HandlerCall): readonly SdkCall[] {
  const { callee, isNew } = fact;
  if (!isNew || callee.kind !== 'import') return [];
  const service = /^@aws-sdk\/client-([a-z0-9-]+)$/.exec(callee.specifier)?.[1];
  const operation = /^([A-Z]\w*)Command$/.exec(callee.path.at(-1) ?? '')?.[1];
  return service === undefined || operation === undefined ? [] : [{ service, operation, at }];
}

import { defineAnalysis } from '../analysis.js';
import { LIMITS } from '../data/limits.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Resolved } from '../resolved.js';
import { definitions } from './definitions.js';
import { successDestinations } from './failure-destinations.js';
import { files, functionKey } from './files.js';
import type { PackageContent } from './files.js';
import { functionGrants } from './function-grants.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { inspectRole } from './inspected-role.js';
import type { InspectedRole } from './inspected-role.js';
import { invokePermissions, permissionsElsewhere } from './invoke-permissions.js';
import type { InvokePermission } from './invoke-permissions.js';
import { queues } from './queues.js';
import { qualifiedId } from './resource-id.js';
import { sdkCalls } from './sdk-calls.js';
import type { FunctionSdkCall } from './sdk-calls.js';
import type { Text } from './text.js';
import type { Trigger } from './trigger.js';

export interface InspectedTrigger {
  readonly trigger: Trigger;
  /** With the default of its source; absent where events do not come in batches. */
  readonly batchSize: Resolved<number>;
}

/** All that was understood of one function. */
export interface InspectedFunction {
  readonly fn: LambdaFunction;
  readonly triggers: readonly InspectedTrigger[];
  readonly onSuccess: Resolved<Text>;
  readonly permissions: readonly InvokePermission[];
  readonly role: InspectedRole;
  readonly sdkCalls: readonly FunctionSdkCall[];
  readonly content: PackageContent | undefined;
}

/** What `inspect` shows: every function with all that is linked to it. */
export const inspection = defineAnalysis({
  name: 'inspection',
  requires: { files, definitions, functions, queues, functionGrants, successDestinations, sdkCalls },
  run: ({ files: { packageOf }, definitions: templates, functions: all, queues: every, functionGrants: granted, successDestinations: destinations, sdkCalls: called }): readonly InspectedFunction[] => {
    const byKey = new Map(all.map((fn) => [fn.key, fn]));
    const fifo = new Set(every.filter(({ isFifo }) => isFifo).map((queue) => queue.key));
    const fromElsewhere = permissionsElsewhere(templates);
    return templates.flatMap((template) => {
      const permissions = invokePermissions(template);
      return template.functions.flatMap((definition): InspectedFunction[] => {
        const key = functionKey(definition);
        const fn = byKey.get(key);
        if (!fn) return [];
        return [{
          fn,
          triggers: fn.triggers.map((trigger) => ({ trigger, batchSize: batchSizeOf(trigger, template.scope.key, fifo) })),
          onSuccess: destinations.get(key) ?? { state: 'absent', at: fn.at },
          permissions: [...(permissions.get(fn.logicalId) ?? []), ...(fromElsewhere.get(key) ?? [])],
          role: inspectRole(granted.get(key)),
          sdkCalls: called.get(key) ?? [],
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

function batchSizeOf({ kind, at, source, mapping }: Trigger, stack: string, fifo: ReadonlySet<string>): Resolved<number> {
  if (!mapping) return { state: 'absent', at };
  const name = kind === 'sqs' && source !== undefined && fifo.has(qualifiedId(stack, source)) ? 'sqsFifo' : SOURCES.get(kind);
  if (mapping.batchSize.state !== 'absent' || name === undefined) return mapping.batchSize;
  return { state: 'known', value: LIMITS.batchSizeBySource[name].default, at, implicit: true };
}

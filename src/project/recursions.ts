import { defineAnalysis } from '../analysis.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import { known } from '../resolved.js';
import { isCertain } from './certain-call.js';
import { entryParameter } from './event-path.js';
import type { ModuleGraph } from './find-export.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { moduleGraph } from './module-graph.js';
import { reachesKey, writesToOwnBucket } from './object-writes.js';
import { resourceCalls } from './resource-calls.js';
import { logicalIdOf, qualifiedId, stackOf } from './resource-id.js';
import { sdkCalls } from './sdk-calls.js';
import type { FunctionSdkCall } from './sdk-calls.js';
import { memberOf } from './sdk-meaning.js';
import type { Trigger } from './trigger.js';
import { valueFlow } from './value-flow.js';

/** A call on every run that brings the function its next event. */
export interface Recursion {
  readonly fn: LambdaFunction;
  readonly call: FunctionSdkCall;
  /** Undefined where the function invokes itself. */
  readonly loop: { readonly trigger: Trigger; readonly source: string } | undefined;
  readonly at: Location;
}

/** What makes a trigger fire. Deletions are left out: what is gone is not deleted again. */
const WRITES: ReadonlyMap<TriggerKind, ReadonlySet<string>> = new Map<TriggerKind, ReadonlySet<string>>([
  ['s3', new Set(['s3 PutObject', 's3 CopyObject', 's3 CompleteMultipartUpload'])],
  ['sqs', new Set(['sqs SendMessage', 'sqs SendMessageBatch'])],
  ['sns', new Set(['sns Publish', 'sns PublishBatch'])],
  ['dynamodb-streams', new Set(['dynamodb PutItem', 'dynamodb UpdateItem'])],
  ['kinesis', new Set(['kinesis PutRecord', 'kinesis PutRecords'])],
]);

/** Functions that feed themselves whenever they run. */
export const recursions = defineAnalysis({
  name: 'recursions',
  requires: { functions, sdkCalls, resourceCalls, moduleGraph },
  run: ({ functions: all, sdkCalls: byFunction, resourceCalls: onResources, moduleGraph: graph }): readonly Recursion[] => {
    const keys = new Map(onResources.map(({ call, key }) => [call, key]));
    return all.flatMap((fn) => {
      const code = fn.handlerCode;
      // The template says that a loop is intended, or may.
      if (!code || fn.recursiveLoop.state === 'unknown' || known(fn.recursiveLoop)?.toLowerCase() === 'allow') return [];
      const certain = (byFunction.get(fn.key) ?? []).filter(({ via, call }) => (via === 'call' || via === 'helper') && isCertain(graph, code, call));
      return byPlaceOfCall(certain.flatMap((call) => toRecursion(fn, call, keys.get(call), graph) ?? []));
    });
  },
});

/** A helper performs several operations. */
function byPlaceOfCall(found: readonly Recursion[]): readonly Recursion[] {
  return [...new Map(found.map((one) => [`${one.at.path}:${one.at.start}`, one])).values()];
}

function toRecursion(fn: LambdaFunction, call: FunctionSdkCall, key: string | undefined, graph: ModuleGraph): Recursion | undefined {
  if (invokesItself(fn, call, graph)) return { fn, call, loop: undefined, at: call.at };
  const operation = `${call.service} ${call.operation}`;
  for (const trigger of fn.triggers) {
    const { kind, source, isEnabled, isFiltered, isPermissionOnly } = trigger;
    if (!WRITES.get(kind)?.has(operation) || source === undefined || !isEnabled || isFiltered || isPermissionOnly) continue;
    const isOwn = key === qualifiedId(stackOf(fn.key) ?? '', source) || (kind === 's3' && writesToOwnBucket(fn, call, graph));
    if (isOwn && fires(fn, trigger, call, graph)) return { fn, call, loop: { trigger, source: logicalIdOf(source) }, at: call.at };
  }
  return undefined;
}

function fires(fn: LambdaFunction, { kind, objectEvents }: Trigger, call: FunctionSdkCall, graph: ModuleGraph): boolean {
  if (kind === 's3') return reachesKey(fn, call, objectEvents, graph);
  return kind !== 'dynamodb-streams' || changesAnyway(call);
}

/** A write without a condition that does not leave the item as it is. */
function changesAnyway({ operation, input }: FunctionSdkCall): boolean {
  if (input?.value.kind !== 'object' || !input.value.complete || memberOf(input.value, 'ConditionExpression') || memberOf(input.value, 'Expected')) return false;
  const update = memberOf(input.value, 'UpdateExpression');
  return operation === 'PutItem' ? true : update?.kind === 'string' && /\bADD\b|[+-]\s*:|list_append/i.test(update.value);
}

function invokesItself({ handlerCode }: LambdaFunction, { service, operation, input }: FunctionSdkCall, graph: ModuleGraph): boolean {
  const name = service === 'lambda' && operation === 'Invoke' && input ? memberOf(input.value, 'FunctionName') : undefined;
  if (!name || !input || !handlerCode) return false;
  const [only, other] = valueFlow(graph).values(input.path, name);
  if (!only || other) return false;
  if (only.value.kind === 'env') return only.value.variable === 'AWS_LAMBDA_FUNCTION_NAME';
  const member = entryParameter(graph, handlerCode.entries, only, 1, 0)?.join('.');
  return member !== undefined && /^(?:functionName|function_name|invokedFunctionArn|invoked_function_arn)$/.test(member);
}

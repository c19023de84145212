import type { Expression } from '../facts/model.js';
import { endsWith, eventPath } from './event-path.js';
import type { ModuleGraph } from './find-export.js';
import type { LambdaFunction } from './functions.js';
import type { KeyFilter, ObjectEvents } from './object-events.js';
import type { FunctionSdkCall } from './sdk-calls.js';
import { memberOf } from './sdk-meaning.js';
import { valueFlow } from './value-flow.js';
import type { Sited } from './value-flow.js';

/** The bucket of the call is the one that the event names. */
export function writesToOwnBucket({ handlerCode }: LambdaFunction, { input, named }: FunctionSdkCall, graph: ModuleGraph): boolean {
  const bucket = named ?? memberAt(input, 'Bucket');
  return bucket !== undefined && handlerCode !== undefined && endsWith(eventPath(graph, handlerCode.entries, bucket), 's3', 'bucket', 'name');
}

function memberAt(input: Sited<Expression> | undefined, name: string): Sited<Expression> | undefined {
  const value = memberOf(input?.value, name);
  return input && value && { path: input.path, value };
}

/** Whether the notification tells of what the call writes: its event, and a key that is certainly among those told of. `isOwn`: it told of the event that the function has. */
export function reachesKey(fn: LambdaFunction, call: FunctionSdkCall, events: ObjectEvents | undefined, graph: ModuleGraph, isOwn: boolean): boolean {
  if (!events?.keys || !events.types.some((type) => isEventOf(type, call.operation))) return false;
  const { keys } = events;
  if (keys.prefix === '' && keys.suffix === '') return true;
  const key = memberAt(call.input, 'Key');
  if (!key) return false;
  // What passed the filter once passes it again, but not that of another function.
  const isOwnKey = isOwn && fn.handlerCode !== undefined && endsWith(eventPath(graph, fn.handlerCode.entries, key), 's3', 'object', 'key');
  const values = valueFlow(graph).values(key.path, key.value);
  return isOwnKey || (values.length > 0 && values.every(({ value }) => passes(keys, value)));
}

/** Source: Amazon S3 User Guide, 'Event notification types and destinations'. */
function isEventOf(type: string, operation: string): boolean {
  const name = operation === 'CopyObject' ? 'Copy' : operation === 'PutObject' ? 'Put' : 'CompleteMultipartUpload';
  return type === 's3:ObjectCreated:*' || type === `s3:ObjectCreated:${name}`;
}

/** What stands at the start and at the end of the key suffices. */
function passes({ prefix, suffix }: KeyFilter, key: Expression): boolean {
  const parts = key.kind === 'text' ? key.parts : [key];
  return edge(parts[0]).startsWith(prefix) && edge(parts.at(-1)).endsWith(suffix);
}

function edge(part: Expression | undefined): string {
  return part?.kind === 'string' ? part.value : '';
}

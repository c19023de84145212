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
  const isOwnKey = (part: Sited<Expression>): boolean => isOwn && namesObject(fn, part, graph);
  const values = valueFlow(graph).values(key.path, key.value);
  return isOwnKey(key) || (values.length > 0 && values.every(({ path, value }) => passes(keys, value, (part) => isOwnKey({ path, value: part }))));
}

const DECODER = /^(?:decodeURIComponent|unquote|unquote_plus)$/;

/** The key in the event, decoded or not: `decodeURIComponent(key.replace(/\+/g, ' '))`. */
function namesObject({ handlerCode }: LambdaFunction, { path, value }: Sited<Expression>, graph: ModuleGraph): boolean {
  const encoded = value.kind === 'call' && 'path' in value.callee && DECODER.test(value.callee.path.at(-1) ?? '') ? withoutReplacing(value.arguments[0]) : value;
  return encoded !== undefined && handlerCode !== undefined && endsWith(eventPath(graph, handlerCode.entries, { path, value: encoded }), 's3', 'object', 'key');
}

function withoutReplacing(text: Expression | undefined): Expression | undefined {
  if (text?.kind !== 'call' || text.callee.kind !== 'parameter' || !/^replace(?:All)?$/.test(text.callee.path.at(-1) ?? '')) return text;
  return { ...text.callee, path: text.callee.path.slice(0, -1), start: text.start, end: text.end };
}

/** Source: Amazon S3 User Guide, 'Event notification types and destinations'. */
function isEventOf(type: string, operation: string): boolean {
  const name = operation === 'CopyObject' ? 'Copy' : operation === 'PutObject' ? 'Put' : 'CompleteMultipartUpload';
  return type === 's3:ObjectCreated:*' || type === `s3:ObjectCreated:${name}`;
}

/** What stands at the start and at the end of the key suffices: `resized/${key}` of a picture ends as its own key does. */
function passes({ prefix, suffix }: KeyFilter, key: Expression, isOwnKey: (part: Expression) => boolean): boolean {
  const parts = key.kind === 'text' ? key.parts : [key];
  const [first] = parts;
  const last = parts.at(-1);
  const begins = edge(first).startsWith(prefix) || (first !== undefined && isOwnKey(first));
  return begins && (edge(last).endsWith(suffix) || (last !== undefined && isOwnKey(last)));
}

function edge(part: Expression | undefined): string {
  return part?.kind === 'string' ? part.value : '';
}

import { defineAnalysis } from '../analysis.js';
import { known } from '../resolved.js';
import { isCertain } from './certain-call.js';
import { definitions } from './definitions.js';
import { edgeFinder, fires, passesAll, WRITES } from './event-edges.js';
import type { EventEdge } from './event-edges.js';
import { entryParameter } from './event-path.js';
import type { ModuleGraph } from './find-export.js';
import { codeFiles } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { moduleGraph } from './module-graph.js';
import { writesToOwnBucket } from './object-writes.js';
import { resourceCalls } from './resource-calls.js';
import { logicalIdOf } from './resource-id.js';
import { sdkCalls } from './sdk-calls.js';
import type { FunctionSdkCall } from './sdk-calls.js';
import { memberOf } from './sdk-meaning.js';
import { sentMessages } from './sent-messages.js';
import { valueFlow } from './value-flow.js';

/** Calls on every run that bring a function its next event: one, or one of each function on the way back to it. */
export type Recursion = readonly [EventEdge, ...EventEdge[]];

/** More functions in a circle are not looked for. */
const MAX_FUNCTIONS = 4;

/** Functions that feed themselves whenever they run, alone or by way of others. */
export const recursions = defineAnalysis({
  name: 'recursions',
  requires: { functions, sdkCalls, resourceCalls, moduleGraph, definitions, codeFiles },
  run: ({ functions: all, sdkCalls: byFunction, resourceCalls: onResources, moduleGraph: graph, definitions: templates, codeFiles: { shownIn } }): readonly Recursion[] => {
    // They stand at calls.
    if (shownIn !== undefined && !all.some((fn) => byFunction.standIn(fn.key, shownIn))) return [];
    const keys = new Map(onResources().map(({ call, key }) => [call, key]));
    const find = edgeFinder(all, templates, templates.flatMap(({ scope }) => sentMessages(scope)), graph);
    const edges = new Map<LambdaFunction, readonly EventEdge[]>();
    for (const fn of all) {
      const code = fn.handlerCode;
      // The template says that a loop is intended, or may.
      if (!code || fn.recursiveLoop.state === 'unknown' || known(fn.recursiveLoop)?.toLowerCase() === 'allow') continue;
      const certain = (byFunction.get(fn.key) ?? []).filter(({ via, call }) => (via === 'call' || via === 'helper') && isCertain(graph, code, call));
      const found = certain.flatMap((call) => [...find(fn, call, keys.get(call)), ...ownEdges(fn, call, graph)]);
      if (found.length > 0) edges.set(fn, found);
    }
    const alone = [...edges].flatMap(([fn, found]) => byPlaceOfCall(found.filter(({ to }) => to === fn)));
    const loops = new Set(alone.map(({ from }) => from));
    return [...alone.map((edge): Recursion => [edge]), ...circles([...edges.keys()].filter((fn) => !loops.has(fn)), edges)];
  },
});

/** A helper performs several operations. */
function byPlaceOfCall(found: readonly EventEdge[]): readonly EventEdge[] {
  return [...new Map(found.map((one) => [`${one.call.at.path}:${one.call.at.start}`, one])).values()];
}

/** What only the event or the runtime tells: the bucket that the event names, the function's own name. */
function ownEdges(fn: LambdaFunction, call: FunctionSdkCall, graph: ModuleGraph): readonly EventEdge[] {
  const base = { from: fn, to: fn, call };
  if (invokesItself(fn, call, graph)) return [{ ...base, how: 'invokes', source: fn.logicalId, trigger: undefined, places: [] }];
  if (!WRITES.get('s3')?.has(`${call.service} ${call.operation}`) || !writesToOwnBucket(fn, call, graph)) return [];
  const trigger = fn.triggers.find((one) => one.kind === 's3' && one.source !== undefined && passesAll(one) && fires(fn, fn, one, call, graph));
  return trigger?.source === undefined ? [] : [{ ...base, how: 'writes', source: logicalIdOf(trigger.source), trigger, places: [trigger.at] }];
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

/** The shortest way back to each function, every circle once. */
function circles(all: readonly LambdaFunction[], edges: ReadonlyMap<LambdaFunction, readonly EventEdge[]>): readonly Recursion[] {
  const found = new Map<string, Recursion>();
  for (const start of all) {
    let ways: readonly Recursion[] = (edges.get(start) ?? []).map((edge): Recursion => [edge]);
    const seen = new Set<LambdaFunction>();
    for (let length = 1; length <= MAX_FUNCTIONS && ways.length > 0; length++) {
      const back = ways.find((way) => way.at(-1)?.to === start);
      if (back) {
        const name = back.map(({ from }) => from.key).sort().join(' ');
        if (!found.has(name)) found.set(name, back);
        break;
      }
      ways = ways.flatMap(([first, ...rest]) => {
        const last = rest.at(-1) ?? first;
        if (seen.has(last.to)) return [];
        seen.add(last.to);
        return (edges.get(last.to) ?? []).map((next): Recursion => [first, ...rest, next]);
      });
    }
  }
  return [...found.values()];
}

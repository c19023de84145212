import { defineAnalysis } from '../analysis.js';
import { LIMITS } from '../data/limits.js';
import type { Location } from '../diagnostic.js';
import { known } from '../resolved.js';
import { definitions } from './definitions.js';
import type { FunctionDefinition } from './function-definition.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { moduleGraph } from './module-graph.js';
import { stackOf } from './resource-id.js';
import { sdkCalls } from './sdk-calls.js';
import type { FunctionSdkCall } from './sdk-calls.js';
import { memberOf } from './sdk-meaning.js';
import { finderOf } from './target-function.js';
import type { Text } from './text.js';
import { valueFlow } from './value-flow.js';
import type { ValueFlow } from './value-flow.js';

/** A call that invokes a function of the templates and waits for its answer. */
export interface SynchronousInvoke {
  readonly caller: LambdaFunction;
  readonly callee: FunctionDefinition;
  readonly callerSeconds: number;
  readonly calleeSeconds: number;
  readonly at: Location;
}

/** Invocations that are waited for, where the timeouts of both functions are known. */
export const synchronousInvokes = defineAnalysis({
  name: 'synchronousInvokes',
  requires: { functions, sdkCalls, definitions, moduleGraph },
  run: ({ functions: all, sdkCalls: byFunction, definitions: templates, moduleGraph: graph }): readonly SynchronousInvoke[] => {
    const byStack = new Map(templates.map((template) => [template.scope.key, template]));
    return all.flatMap((caller) => {
      const calls = byFunction.get(caller.key);
      if (!calls) return [];
      const template = byStack.get(stackOf(caller.key) ?? '');
      const callerSeconds = known(caller.timeout);
      if (!template || callerSeconds === undefined || caller.isDurable) return [];
      return calls.flatMap((call): SynchronousInvoke[] => {
        const name = isInvoke(call) ? known(call.resource) : undefined;
        if (!name || !isWholeName(name) || !isWaitedFor(call, valueFlow(graph)) || !outwaits(call, callerSeconds)) return [];
        const callee = finderOf(template).byText(name);
        const calleeSeconds = callee && known(callee.timeout);
        // The execution of a durable function has a timeout of its own. A function that invokes itself is another subject.
        if (!callee || calleeSeconds === undefined || callee.isDurable || callee.at === caller.at) return [];
        return [{ caller, callee, callerSeconds, calleeSeconds, at: call.at }];
      });
    });
  },
});

function isInvoke({ service, operation, via, isPerInvocation }: FunctionSdkCall): boolean {
  return service === 'lambda' && operation === 'Invoke' && via === 'call' && isPerInvocation;
}

/** A reference stands for the whole name, maybe within an ARN and before a qualifier: `${Orders}-copy` is another function. */
function isWholeName(text: Text): boolean {
  return text.every((part, index) => {
    if (typeof part === 'string' || part.kind !== 'resource') return true;
    const before = text[index - 1] ?? ':';
    const after = text[index + 1] ?? ':';
    return typeof before === 'string' && before.endsWith(':') && typeof after === 'string' && after.startsWith(':');
  });
}

/** `InvocationType` is `RequestResponse` where it is left out. A second argument may hold a signal that ends the wait, or a callback. */
function isWaitedFor({ client, call: { fact }, input, outcome }: FunctionSdkCall, flow: ValueFlow): boolean {
  if (input?.value.kind !== 'object' || !input.value.complete || fact.arguments.length > 1) return false;
  if (sdkOf(client) !== 'boto3' && outcome !== 'awaited' && outcome !== 'returned') return false;
  const type = memberOf(input.value, 'InvocationType');
  return !type || flow.values(input.path, type).every(({ value }) => value.kind === 'string' && value.value === 'RequestResponse');
}

const TIMEOUTS = ['requestHandler', 'defaultsMode', 'httpOptions', 'config'];

/** The client waits for as long as the function runs: it has no timeout of its own, or a longer one. */
function outwaits({ client }: FunctionSdkCall, seconds: number): boolean {
  const sdk = sdkOf(client);
  if (!client || !sdk) return false;
  const isPlain = client.value.arguments.every((one) => one.kind === 'string' || (one.kind === 'object' && one.complete && !TIMEOUTS.some((name) => memberOf(one, name))));
  return isPlain && (sdk === 'javascriptV3' || seconds <= LIMITS.sdkRequestSeconds[sdk]);
}

function sdkOf(client: FunctionSdkCall['client']): 'boto3' | 'javascriptV2' | 'javascriptV3' | undefined {
  if (client?.value.callee.kind !== 'import') return undefined;
  const { specifier } = client.value.callee;
  if (specifier.startsWith('@aws-sdk/')) return 'javascriptV3';
  return /^aws-sdk(?:\/|$)/.test(specifier) ? 'javascriptV2' : specifier === 'boto3' ? 'boto3' : undefined;
}

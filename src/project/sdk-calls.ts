import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { Resolved } from '../resolved.js';
import type { CallExpression, CallFact, CallOutcome, Expression } from '../facts/model.js';
import { codeFiles } from './files.js';
import { functions } from './functions.js';
import type { CallStep, HandlerCall, HandlerCode } from './handler-code.js';
import { moduleGraph } from './module-graph.js';
import type { ModuleGraph } from './find-export.js';
import { typedOrigin } from './receiver-type.js';
import type { ReceiverTypes } from './receiver-type.js';
import { sdkMeaning } from './sdk-operation.js';
import type { SdkCallKind, SdkMeaning, SdkOperation } from './sdk-meaning.js';
import { sdkResource } from './sdk-resource.js';
import type { Text } from './text.js';
import { valueFlow } from './value-flow.js';
import type { Sited, ValueFlow } from './value-flow.js';

/** A call of an AWS service in code that a handler runs. */
export interface SdkCall {
  /** Suffix of the package of SDK v3, in every language: `dynamodb`, `cognito-identity-provider`, `cloudwatch-logs`. */
  readonly service: string;
  /** As in the API: `PutItem`. */
  readonly operation: string;
  readonly via: SdkCallKind;
  /** What names the operation: `new PutItemCommand`, `s3.putObject`. */
  readonly at: Location;
  /** What performs it: `client.send(command)`, where that was found. For commands this may stand elsewhere than `at`. */
  readonly call: HandlerCall;
  readonly outcome: CallOutcome;
  readonly isPerInvocation: boolean;
  /** The way from the handler to `call`. */
  readonly steps: readonly CallStep[];
  /** The construction of the client with its options, in the module where it is written. Of a document client: that of the client in it. */
  readonly client: Sited<CallExpression> | undefined;
  readonly input: Sited<Expression> | undefined;
  /** What names the resource outside of an input: `Table(name)` of boto3, `getSecret(name)`. */
  readonly named: Sited<Expression> | undefined;
}

/** The same for one function: what the call works on depends on its environment. */
export interface FunctionSdkCall extends SdkCall {
  /** The name, ARN or URL that the call works on; absent where it names none, as `ListTables`. */
  readonly resource: Resolved<Text>;
}

/** What each handler calls, whichever functions it is the handler of. */
const codeCalls = defineAnalysis({
  name: 'codeCalls',
  requires: { codeFiles, moduleGraph },
  run: ({ codeFiles: { receiverTypes }, moduleGraph: graph }): ((code: HandlerCode) => readonly SdkCall[]) => {
    const found = new Map<HandlerCode, readonly SdkCall[]>();
    const meanings = createMeanings(graph, receiverTypes);
    return (code) => {
      const calls = found.get(code) ?? callsIn(code, meanings, valueFlow(graph));
      found.set(code, calls);
      return calls;
    };
  },
});

/**
 * What the code behind every function calls in AWS, by `LambdaFunction.key`: SDK v3 and v2, boto3 and utilities that call AWS, through
 * factories, exports and parameters as far as all callers that are seen agree. Functions whose code is not read have no entry.
 */
export const sdkCalls = defineAnalysis({
  name: 'sdkCalls',
  requires: { functions, moduleGraph, codeCalls },
  run: ({ functions: all, moduleGraph: graph, codeCalls: callsOf }): ReadonlyMap<string, readonly FunctionSdkCall[]> => {
    const found = new Map<string, readonly FunctionSdkCall[]>();
    for (const fn of all) if (fn.handlerCode) found.set(fn.key, callsOf(fn.handlerCode).map((call) => ({ ...call, resource: sdkResource(fn, call, valueFlow(graph)) })));
    return found;
  },
});

/** Many functions may load the same code: what a call means is asked once. */
function createMeanings(graph: ModuleGraph, types: ReceiverTypes | undefined): (path: string, fact: CallFact) => readonly Sited<SdkMeaning>[] {
  const flow = valueFlow(graph);
  const known = new Map<CallFact, readonly Sited<SdkMeaning>[]>();
  return (path, fact) => {
    const before = known.get(fact);
    if (before) return before;
    const { callee } = fact;
    const followed = callee.kind === 'import' || callee.kind === 'parameter' ? flow.origins(path, callee, fact.receiver) : [];
    const origins = followed.length > 0 || !types ? followed : typedOrigin(types.receiverOf(path, fact.end));
    const found = origins.flatMap((origin): readonly Sited<SdkMeaning>[] => {
      const value = sdkMeaning(origin, fact, path);
      return value ? [{ path, value }] : [];
    });
    known.set(fact, found);
    return found;
  };
}

interface Sent {
  readonly call: HandlerCall;
  readonly via: SdkCallKind;
  readonly client: Sited<Expression> | undefined;
}

function callsIn({ calls, openCalls }: HandlerCode, meanings: (path: string, fact: CallFact) => readonly Sited<SdkMeaning>[], flow: ValueFlow): readonly SdkCall[] {
  const meant = [...calls, ...openCalls].flatMap((call) => meanings(call.at.path, call.fact).map(({ value }) => ({ call, value })));
  const sent = new Map<string, Sent>();
  for (const { call, value } of meant) {
    if (value.kind !== 'send' || !value.command) continue;
    for (const command of flow.values(call.at.path, value.command)) {
      const key = `${command.path}:${command.value.kind === 'call' ? command.value.start : ''}`;
      const before = sent.get(key);
      if (!before || (!before.call.isPerInvocation && call.isPerInvocation)) sent.set(key, { call, via: value.via, client: value.client });
    }
  }
  return meant.flatMap(({ call, value }) => {
    if (value.kind === 'send') return [];
    const { operations, input } = value;
    const by = value.kind === 'command' ? sent.get(`${call.at.path}:${call.fact.start}`) : { call, via: value.via, client: value.client };
    return operations.map((operation) => toSdkCall(operation, call, input, by, flow, value.kind === 'operations' ? value.resource : undefined));
  });
}

function toSdkCall(
  { service, operation }: SdkOperation, named: HandlerCall, input: Sited<Expression> | undefined, by: Sent | undefined, flow: ValueFlow, resource: Sited<Expression> | undefined,
): SdkCall {
  const call = by?.call ?? named;
  return {
    service,
    operation,
    via: by?.via ?? 'call',
    at: named.at,
    call,
    outcome: call.fact.outcome,
    isPerInvocation: call.isPerInvocation,
    steps: call.steps,
    client: by?.client && construction(by.client, flow),
    input: input && flow.values(input.path, input.value)[0],
    named: resource,
  };
}

/** A document client is made from another client, which has the options. */
function construction(client: Sited<Expression>, flow: ValueFlow): Sited<CallExpression> | undefined {
  for (const { path, value } of flow.values(client.path, client.value)) {
    if (value.kind !== 'call') continue;
    const [inner] = value.arguments;
    const isDocument = value.callee.kind === 'import' && value.callee.path.at(-1) === 'from' && /lib-dynamodb$/.test(value.callee.specifier);
    return isDocument && inner ? (construction({ path, value: inner }, flow) ?? { path, value }) : { path, value };
  }
  return undefined;
}

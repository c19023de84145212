import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { Resolved } from '../resolved.js';
import type { CallExpression, CallFact, CallOutcome, Expression, ModuleFacts } from '../facts/model.js';
import { codeFiles } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { foreignCalls } from './handler-code.js';
import type { CallStep, HandlerCall, HandlerCode } from './handler-code.js';
import { moduleGraph } from './module-graph.js';
import { typedOrigin } from './receiver-type.js';
import type { ReceiverTypes } from './receiver-type.js';
import { sdkMeaning } from './sdk-operation.js';
import type { SdkCallKind, SdkMeaning, SdkOperation } from './sdk-meaning.js';
import { SharedAnswers, sdkResource, variablesOf } from './sdk-resource.js';
import type { Text } from './text.js';
import { valueFlow, valueFlowOf } from './value-flow.js';
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
  readonly steps: () => readonly CallStep[];
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

interface CodeCalls {
  of(code: HandlerCode): readonly SdkCall[];
  standIn(code: HandlerCode, path: string): boolean;
}

/** What each handler calls, whichever functions it is the handler of. */
const codeCalls = defineAnalysis({
  name: 'codeCalls',
  requires: { codeFiles, moduleGraph },
  run: ({ codeFiles: { receiverTypes }, moduleGraph: graph }): CodeCalls => {
    const found = new Map<HandlerCode, readonly SdkCall[]>();
    const meanings = createMeanings(valueFlow(graph), receiverTypes);
    return {
      of(code) {
        const own = valueFlowOf(graph, code);
        const calls = found.get(code) ?? callsIn(code, ownMeanings(valueFlow(graph), own, meanings, receiverTypes), own);
        found.set(code, calls);
        return calls;
      },
      standIn: (code, path) => tellingCalls(code, meanings, (module) => module.path === path).length > 0,
    };
  },
});

/** The calls of functions, by `LambdaFunction.key`; found for those that are asked for. */
export interface SdkCalls {
  /** Undefined for a function whose code is not read. */
  get(key: string): readonly FunctionSdkCall[] | undefined;
  /** Whether a part of one of them stands in a module: what names the operation, or what performs it. */
  standIn(key: string, path: string): boolean;
}

/**
 * What the code behind every function calls in AWS: SDK v3 and v2, boto3 and utilities that call AWS, through
 * factories, exports and parameters as far as all callers that are seen agree.
 */
export const sdkCalls = defineAnalysis({
  name: 'sdkCalls',
  requires: { functions, moduleGraph, codeCalls },
  run: ({ functions: all, moduleGraph: graph, codeCalls: calls }): SdkCalls => {
    const byKey = new Map(all.flatMap((fn) => (fn.handlerCode ? [[fn.key, { fn, code: fn.handlerCode }] as const] : [])));
    const found = new Map<string, readonly FunctionSdkCall[]>();
    const shared = new SharedAnswers<SdkCall, FunctionSdkCall>();
    const callsOf = (fn: LambdaFunction, code: HandlerCode): readonly FunctionSdkCall[] => {
      const [own, flow] = [variablesOf(fn), valueFlowOf(graph, code)];
      return calls.of(code).map((call) => shared.answer(call, own, (variables) => ({ ...call, resource: sdkResource(variables, call, flow) })));
    };
    return {
      get(key) {
        const one = byKey.get(key);
        const known = found.get(key) ?? (one && callsOf(one.fn, one.code));
        if (known) found.set(key, known);
        return known;
      },
      standIn(key, path) {
        const one = byKey.get(key);
        return one !== undefined && calls.standIn(one.code, path);
      },
    };
  },
});

interface Meanings {
  of(path: string, fact: CallFact): readonly Sited<SdkMeaning>[];
  /** Those of the calls of a module that mean something: few do. */
  among(calls: readonly CallFact[], path: string): readonly CallFact[];
}

/** Where callers give the client, only those count that the code itself runs: another function may give the same class another one. */
function ownMeanings(all: ValueFlow, flow: ValueFlow, shared: Meanings, types: ReceiverTypes | undefined): Meanings {
  const own = createMeanings(flow, types);
  return { ...shared, of: (path, fact) => (all.isGiven(path, fact.callee) ? own : shared).of(path, fact) };
}

/** Many functions may load the same code: what a call means is asked once. */
function createMeanings(flow: ValueFlow, types: ReceiverTypes | undefined): Meanings {
  const known = new Map<CallFact, readonly Sited<SdkMeaning>[]>();
  const telling = new Map<readonly CallFact[], readonly CallFact[]>();
  const find = (path: string, fact: CallFact): readonly Sited<SdkMeaning>[] => {
    const { callee } = fact;
    const followed = callee.kind === 'import' || callee.kind === 'parameter' || callee.kind === 'global' ? flow.origins(path, callee, fact.receiver) : [];
    const origins = followed.length > 0 || !types ? followed : typedOrigin(types.receiverOf(path, fact.end));
    return origins.flatMap((origin): readonly Sited<SdkMeaning>[] => {
      const value = sdkMeaning(origin, fact, path);
      return value ? [{ path, value }] : [];
    });
  };
  const of = (path: string, fact: CallFact): readonly Sited<SdkMeaning>[] => {
    const found = known.get(fact) ?? find(path, fact);
    known.set(fact, found);
    return found;
  };
  return {
    of,
    among(calls, path) {
      const found = telling.get(calls) ?? calls.filter((fact) => of(path, fact).length > 0);
      telling.set(calls, found);
      return found;
    },
  };
}

interface Sent {
  readonly call: HandlerCall;
  readonly via: SdkCallKind;
  readonly client: Sited<Expression> | undefined;
}

/** The calls that mean something; those that only types tell about come last. */
function tellingCalls(code: HandlerCode, { among }: Meanings, isIn: (module: ModuleFacts) => boolean): readonly HandlerCall[] {
  const calls = code.callsOf((module) => (isIn(module) ? among(foreignCalls(module), module.path) : []));
  const open = code.callsOf((module) => (isIn(module) && module.openCalls ? among(module.openCalls, module.path) : []));
  return open.length > 0 ? [...calls, ...open] : calls;
}

function callsIn(code: HandlerCode, meanings: Meanings, flow: ValueFlow): readonly SdkCall[] {
  const meant = tellingCalls(code, meanings, () => true).flatMap((call) => meanings.of(call.at.path, call.fact).map(({ value }) => ({ call, value })));
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

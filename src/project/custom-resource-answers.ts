import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { Expression, ModuleFacts, Span } from '../facts/model.js';
import { known } from '../resolved.js';
import type { EntryFunction } from './entry-functions.js';
import { files } from './files.js';
import type { ModuleGraph } from './find-export.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { isHandedAway, isShowing } from './handed-away.js';
import type { HandlerCode } from './handler-code.js';
import { moduleGraph } from './module-graph.js';
import { sdkCalls } from './sdk-calls.js';
import type { FunctionSdkCall } from './sdk-calls.js';
import type { Trigger } from './trigger.js';

/** A function behind a custom resource that may end without the answer that CloudFormation waits for. */
export interface MissingAnswer {
  readonly fn: LambdaFunction;
  readonly resource: Trigger;
  /** Nothing of the code answers; an exception leaves it before it does; what answers is not there. */
  readonly reason: 'never' | 'exception' | 'module';
  /** The call that may throw. */
  readonly call: FunctionSdkCall | undefined;
  readonly at: Location;
}

/** Functions of custom resources, each with the first reason that is certain. */
export const missingAnswers = defineAnalysis({
  name: 'missingAnswers',
  requires: { functions, sdkCalls, moduleGraph, files },
  run: ({ functions: all, sdkCalls: callsOf, moduleGraph: graph, files: { packageOf } }): readonly MissingAnswer[] =>
    all.flatMap((fn): MissingAnswer[] => {
      const code = fn.handlerCode;
      if (!code) return [];
      const resource = fn.triggers.find(({ kind }) => kind === 'cfn-custom-resource');
      const [entry, other] = code.entries;
      if (!resource || !entry || other || !entry.isDirect || entry.fact.isDecorated || !code.isWhole) return [];
      const base = { fn, resource, call: undefined };
      const absent = packageOf(fn.key)?.isComplete === true ? absentModule(fn, code, graph) : undefined;
      if (absent) return [{ ...base, reason: 'module', at: absent }];
      const answers = howItAnswers(entry, code, graph);
      if (answers === 'never') return [{ ...base, reason: 'never', at: entry.head }];
      const call = answers === 'here' ? uncaughtCall(callsOf.get(fn.key) ?? [], entry, graph) : undefined;
      return call ? [{ ...base, reason: 'exception', call, at: call.call.at }] : [];
    }),
});

/** CloudFormation puts the module beside inline code and nowhere else. A layer may bring it. */
function absentModule({ code: { kind }, layers }: LambdaFunction, { imports }: HandlerCode, graph: ModuleGraph): Location | undefined {
  if (kind !== 'local' || (layers.state !== 'absent' && known(layers)?.length !== 0)) return undefined;
  return imports.find(({ specifier, at }) => specifier === 'cfnresponse' && graph.resolve(at.path, specifier) === undefined)?.at;
}

/** Names of what sends an answer. */
const SENDERS = /^(?:cfn-?response(?:-\w+)?)$/i;

/** `here`: through the module that CloudFormation gives, or to the address in the event. Undefined where code outside of the project may answer. */
function howItAnswers({ eventReads }: EntryFunction, { imports, literals }: HandlerCode, graph: ModuleGraph): 'never' | 'here' | undefined {
  const reads = (name: string): boolean => eventReads.some(({ path }) => path[0] === name);
  if (reads('ResponseURL') || imports.some(({ specifier }) => SENDERS.test(specifier.replace(/^[./]+/, '')))) return imports.every(({ specifier, at }) => isPlain(graph, at.path, specifier)) ? 'here' : undefined;
  const isOpen = eventReads.some((read) => read.path.length === 0 && isHandedAway(read)) || literals.some(({ text }) => text.includes('ResponseURL'));
  return isOpen || !reads('RequestType') ? undefined : 'never';
}

/** Of the project, the runtime or AWS: a framework catches what the handler throws. */
function isPlain(graph: ModuleGraph, path: string, specifier: string): boolean {
  return graph.resolve(path, specifier) !== undefined || !/crhelper|custom_resource|cfn.{0,40}helper|powertools|middy|decorator/i.test(specifier);
}

/** The first call of AWS on an invocation that no clause catches on its way from the handler, which has not answered before. */
function uncaughtCall(calls: readonly FunctionSdkCall[], entry: EntryFunction, graph: ModuleGraph): FunctionSdkCall | undefined {
  const answers = answersIn(entry);
  const starts = (of: readonly Answer[]): readonly number[] => of.map(({ start }) => start).sort((a, b) => a - b);
  const [answered = Infinity] = starts(answers);
  // What is answered under a condition, `if (event.RequestType === 'Delete')`, is open for the rest; two answers may be those of both branches.
  const [, second = Infinity] = starts(answers.filter(({ isBranched }) => isBranched));
  const [first = Infinity] = starts(answers.filter(({ isBranched }) => !isBranched));
  const answeredForSure = Math.min(first, second);
  return calls.find(({ via, isPerInvocation, outcome, client, call: { fact, at }, steps }) => {
    const way = via === 'call' && isPerInvocation ? steps() : [];
    if (way.length === 0) return false;
    const places = [at, ...way.slice(1).map((step) => step.at)];
    if ((places[1] ?? at).start > (places.length > 1 || fact.isBranched ? answered : answeredForSure) || places.some((place) => isCaught(graph.modules.get(place.path), place))) return false;
    const isPython = client?.value.callee.kind === 'import' && client.value.callee.specifier === 'boto3';
    return isPython || ((outcome === 'awaited' || outcome === 'returned') && fact.arguments.length < 2 && places.every((place) => !hasChains(graph.modules.get(place.path))));
  });
}

interface Answer {
  readonly start: number;
  readonly isBranched?: boolean;
}

/** Where the handler itself may have answered. */
function answersIn({ fact, calls, eventReads, at }: EntryFunction): readonly Answer[] {
  const isEvent = (value: Expression): boolean => value.kind === 'parameter' && value.function === fact.id && value.index === 0 && value.path.length === 0;
  const sends = calls.filter(({ callee, arguments: given }) => given.some(isEvent) && !('path' in callee && isShowing(callee.path.at(-1) ?? '')));
  const reads = eventReads.filter((read) => read.path[0] === 'ResponseURL' && read.at.path === at.path && at.start <= read.at.start && read.at.end <= at.end);
  return [...sends, ...reads.map((read) => read.at)];
}

/** What is called by way of a table, `ACTIONS[event["RequestType"]]`, stands there outside of all functions: who calls it may catch. */
function isCaught(module: ModuleFacts | undefined, place: Span): boolean {
  return module === undefined || !module.functions.some(({ start, end }) => start <= place.start && place.end <= end) || [...module.catches.map(({ tried }) => tried), ...module.finalised].some(({ start, end }) => start <= place.start && place.end <= end);
}

/** Promises whose rejection a function given to them may take. */
function hasChains(module: ModuleFacts | undefined): boolean {
  return module === undefined || module.handedOn.some(({ to }) => /(?:^|\.)(?:catch|then|on)$/.test(to));
}

import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { IamTables } from '../data/iam-tables.js';
import type { OperationNeeds } from '../data/service-actions.js';
import type { Resolved } from '../resolved.js';
import { clientTrust } from './client-trust.js';
import type { ClientTrust } from './client-trust.js';
import { definitions } from './definitions.js';
import { demandResource } from './demand-resource.js';
import type { CallInput, DemandResource } from './demand-resource.js';
import type { ModuleGraph } from './find-export.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { iamTables } from './iam-tables.js';
import { moduleGraph } from './module-graph.js';
import { ANY_PART, createResourceArns } from './resource-arns.js';
import type { ResourceArns } from './resource-arns.js';
import { stackOf } from './resource-id.js';
import { sdkCalls } from './sdk-calls.js';
import type { FunctionSdkCall } from './sdk-calls.js';
import { SharedAnswers, sdkInputMember, variablesOf } from './sdk-resource.js';
import type { Variables } from './sdk-resource.js';
import type { Text } from './text.js';
import { valueFlowOf } from './value-flow.js';

/** An action on a resource that a call needs. */
export interface NeededAction extends DemandResource {
  /** `dynamodb:PutItem`. */
  readonly action: string;
  /** The call names what the action works on. */
  readonly isOwn: boolean;
}

/** What the role of a function must allow for one call. */
export interface CallDemands {
  readonly call: FunctionSdkCall;
  /** All of these. */
  readonly required: readonly NeededAction[];
  /** One of each group, by what the call says. */
  readonly oneOf: readonly (readonly NeededAction[])[];
  /** Actions that it may need, by options and keys. */
  readonly conditional: readonly string[];
  /** It may be about a version of an object, for which S3 asks for an action of its own. */
  readonly mayNameVersion: boolean;
  readonly needs: 'known' | 'unknown';
  /** It is known what the call needs, and that it is made with the role of the function. */
  readonly isCertain: boolean;
}

/** Gives what the calls of a function need; tables are read for the functions that are asked for only. */
export type Demands = (key: string) => readonly CallDemands[];

/** What the SDK calls of every function need, by `LambdaFunction.key`. */
export const demands = defineAnalysis({
  name: 'demands',
  requires: { definitions, functions, sdkCalls, moduleGraph, iamTables },
  run: ({ definitions: templates, functions: all, sdkCalls: called, moduleGraph: graph, iamTables: tables }): Demands => {
    const found = new Map<string, readonly CallDemands[]>();
    const byKey = new Map(all.map((fn) => [fn.key, fn]));
    const scopes = new Map(templates.map(({ scope }) => [scope.key, { arns: createResourceArns(scope), trusts: new Map<string, SharedAnswers<FunctionSdkCall, CallDemands>>() }]));
    return (key) => {
      const [fn, own] = [byKey.get(key), scopes.get(stackOf(key) ?? '')];
      const known = found.get(key) ?? (fn && own ? demandsOf(fn, called.get(key) ?? [], own, tables, graph, all) : []);
      found.set(key, known);
      return known;
    };
  },
});

/** What functions of one template share: the ARNs of its resources, and what calls that they have in common need, by what is known of their clients. */
interface DemandScope {
  readonly arns: ResourceArns;
  readonly trusts: Map<string, SharedAnswers<FunctionSdkCall, CallDemands>>;
}

function demandsOf(fn: LambdaFunction, calls: readonly FunctionSdkCall[], { arns, trusts }: DemandScope, tables: IamTables, graph: ModuleGraph, all: readonly LambdaFunction[]): readonly CallDemands[] {
  const flow = valueFlowOf(graph, fn.handlerCode);
  const trust = clientTrust(fn, calls, all, graph);
  const own = variablesOf(fn);
  const demandsOfCall = (call: FunctionSdkCall, { isTrusted, hasRegion }: ClientTrust, variables: Variables): CallDemands => {
    const client = tables.client(call.service);
    const service = client && tables.service(client.prefix);
    const needs = service?.operation(call.service, call.operation);
    const input: CallInput = { resource: outsideTemplates(call), member: (name) => sdkInputMember(variables, call, name, flow), ...(hasRegion ? { region: ANY_PART } : {}) };
    const toNeeded = (action: string, isOwn: boolean): NeededAction => ({ action, isOwn, ...resourceOf(tables, arns, action, input, isOwn) });
    return { call, ...readNeeds(needs, toNeeded), mayNameVersion: mayNameVersion(call, input), needs: needs === undefined || needs.state === 'unknown' ? 'unknown' : 'known', isCertain: isTrusted && !isOfOwnUpload(call, calls) && needs !== undefined && needs.state !== 'unknown' && !(needs.state === 'known' && needs.isCurated) };
  };
  return calls.map((call) => {
    const trusted = trust(call);
    const key = `${trusted.isTrusted}${trusted.hasRegion}`;
    const shared = trusts.get(key) ?? new SharedAnswers();
    trusts.set(key, shared);
    return shared.answer(call, own, (variables) => demandsOfCall(call, trusted, variables));
  });
}

/** Deep in the input, or in a text of it. */
const NAME_VERSIONS_ELSEWHERE = new Set(['DeleteObjects', 'CopyObject', 'UploadPartCopy']);

function mayNameVersion({ service, operation }: FunctionSdkCall, { member }: CallInput): boolean {
  if (service !== 's3') return false;
  return NAME_VERSIONS_ELSEWHERE.has(operation) || ['VersionId', 'ExtraArgs'].some((name) => member(name).state !== 'absent');
}

const OF_UPLOADS = new Set(['AbortMultipartUpload', 'ListParts']);

/**
 * An upload that is one call in the code is given up only when a part of it fails; and whoever starts an upload may list its parts
 * and give it up without a grant. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions.
 */
function isOfOwnUpload(call: FunctionSdkCall, calls: readonly FunctionSdkCall[]): boolean {
  if (call.service !== 's3' || !OF_UPLOADS.has(call.operation)) return false;
  const standAt = (operation: string, at: Location): boolean => calls.some((other) => other.service === 's3' && other.operation === operation && other.at.path === at.path && other.at.start === at.start);
  return standAt('UploadPart', call.at) || calls.some(({ service, operation, at }) => service === 's3' && operation === 'CreateMultipartUpload' && !standAt('UploadPart', at));
}

/** In code that a template puts together, `${…}` and `_` may stand for what deployment fills in. */
function outsideTemplates({ resource, at }: FunctionSdkCall): Resolved<Text> {
  const isOpen = at.path.includes('#') && resource.state === 'known' && resource.value.some((part) => typeof part === 'string' && /[_$]/.test(part));
  return isOpen ? { state: 'unknown', reason: 'the template puts it together', at } : resource;
}

function readNeeds(needs: OperationNeeds | undefined, toNeeded: (action: string, isOwn: boolean) => NeededAction): Pick<CallDemands, 'required' | 'oneOf' | 'conditional'> {
  if (needs?.state !== 'known') return { required: [], oneOf: [], conditional: needs?.state === 'unknown' ? needs.conditional.map(({ action }) => action) : [] };
  const { required, oneOf, conditional, operation } = needs;
  // Of several actions one may be about something else: what is copied from, the role that is passed.
  const isOwn = (action: string): boolean => required.length === 1 || action.endsWith(`:${operation}`) || (/Copy/.test(operation) && action === 's3:PutObject');
  return {
    required: required.map((action) => toNeeded(action, isOwn(action))),
    oneOf: oneOf.map(({ actions }) => actions.map((action) => toNeeded(action, required.length === 0))),
    conditional: conditional.map(({ action }) => action),
  };
}

function resourceOf(tables: IamTables, arns: ResourceArns, action: string, input: CallInput, isOwn: boolean): DemandResource {
  const [prefix = '', name = ''] = action.split(':', 2);
  const fact = tables.service(prefix)?.action(name);
  return fact ? demandResource(arns, prefix, fact, input, isOwn) : ANY_RESOURCE;
}

const ANY_RESOURCE: DemandResource = { resource: [{ excludes: '' }] };

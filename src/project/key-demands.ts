import { defineAnalysis } from '../analysis.js';
import type { IamTables } from '../data/iam-tables.js';
import type { Location } from '../diagnostic.js';
import { evaluate } from '../iam/evaluate.js';
import type { RequestContext } from '../iam/statement.js';
import { accessJudgements } from './access-judgements.js';
import type { JudgedCall } from './access-judgements.js';
import { keyPolicyOf, keysOfResources } from './customer-keys.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { successDestinations } from './failure-destinations.js';
import { functionKey } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { iamTables } from './iam-tables.js';
import { moduleGraph } from './module-graph.js';
import { createResourceArns } from './resource-arns.js';
import type { ResourceArns } from './resource-arns.js';
import { logicalIdOf } from './resource-id.js';
import { rolePolicies } from './role-policies.js';
import type { RolePolicies } from './role-policies.js';
import { known } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { sdkInputMember, variablesOf } from './sdk-resource.js';
import type { TemplateScope } from './template-scope.js';
import type { Text } from './text.js';
import { valueFlowOf } from './value-flow.js';
import type { ValueFlow } from './value-flow.js';

/** Something that a function does with a resource that is encrypted. */
export interface KeyUse {
  readonly kind: 'call' | 'source' | 'destination';
  /** The operation, where it is a call. */
  readonly operation: string;
  readonly resource: string;
  readonly at: Location;
  /** What KMS is asked for. */
  readonly actions: readonly string[];
}

/** A function that reads or writes what is encrypted with a key that it may not use. */
export interface DeniedKey {
  readonly fn: LambdaFunction;
  readonly role: string | undefined;
  readonly key: { readonly logicalId: string; readonly at: Location };
  readonly use: KeyUse;
  /** `role`: its policies do not allow it; `key`: the policy of the key lets nobody but others in. */
  readonly missingIn: 'role' | 'key';
}

/** Keys of the template that functions need and may not use, as far as their roles and the policies of the keys are seen. */
export const deniedKeys = defineAnalysis({
  name: 'deniedKeys',
  requires: { definitions, functions, accessJudgements, successDestinations, rolePolicies, iamTables, moduleGraph },
  run({ definitions: templates, functions: all, accessJudgements: judged, successDestinations: onSuccess, rolePolicies: roleOf, iamTables: tables, moduleGraph: graph }): readonly DeniedKey[] {
    const byKey = new Map(all.map((fn) => [fn.key, fn]));
    return templates.flatMap((template) => {
      const keys = keysOfResources(template);
      if (keys.size === 0) return [];
      const arns = createResourceArns(template.scope);
      return template.functions.flatMap((definition): readonly DeniedKey[] => {
        const fn = byKey.get(functionKey(definition));
        const role = fn && roleOf(fn.key);
        if (!fn || !role?.isComplete) return [];
        const success: Resolved<Text> = onSuccess.get(fn.key) ?? { state: 'absent', at: definition.at };
        const uses = [...judged().filter((one) => one.fn === fn).flatMap((call) => useOfCall(tables, call, valueFlowOf(graph, fn.handlerCode))), ...usesOfPlatform(template.scope, fn, success)];
        return uses.flatMap((use) => judge(template, arns, { fn, role, use, key: keys.get(use.resource) }) ?? []);
      });
    });
  },
});

function judge({ scope }: TemplateDefinitions, arns: ResourceArns, { fn, role, use, key }: { readonly fn: LambdaFunction; readonly role: RolePolicies; readonly use: KeyUse; readonly key: string | undefined }): DeniedKey | undefined {
  const resource = key === undefined ? undefined : scope.resources.get(key);
  const arn = key === undefined ? undefined : arns.referred([{ kind: 'resource', logicalId: key, attribute: undefined }])?.arn;
  const policy = key === undefined ? undefined : keyPolicyOf(scope, key);
  if (key === undefined || !resource || !arn || !policy) return undefined;
  const { role: roleId } = role.grants;
  const left = use.actions.filter((action) => !policy.mayAllow(roleId, action));
  const denied = policy.isDelegated ? left.filter((action) => evaluate({ action, resource: arn, context: NO_CONTEXT }, { role }).verdict === 'denied') : left;
  if (denied.length === 0) return undefined;
  return { fn, role: roleId && logicalIdOf(roleId), key: { logicalId: key, at: scope.at(resource.key) }, use: { ...use, actions: denied }, missingIn: policy.isDelegated ? 'role' : 'key' };
}

const NO_CONTEXT: RequestContext = new Map();

/** What a call asks of KMS. Where the role does not surely allow the call itself, that is another matter. */
function useOfCall(tables: IamTables, { fn, demands: { call }, verdict }: JudgedCall, flow: ValueFlow): readonly KeyUse[] {
  const resource = onlyResource(call.resource);
  const client = tables.client(call.service);
  const needs = client && tables.service(client.prefix)?.operation(call.service, call.operation);
  if (verdict !== 'allowed' || resource === undefined || needs?.state !== 'known') return [];
  const actions = needs.conditional.filter(({ when }) => when === 'cmk').map(({ action }) => action);
  // An object may be written with another encryption than that of its bucket.
  const isOther = call.service === 's3' && actions.includes('kms:GenerateDataKey') && sdkInputMember(variablesOf(fn), call, 'ServerSideEncryption', flow).state !== 'absent';
  return actions.length === 0 || isOther ? [] : [{ kind: 'call', operation: call.operation, resource, at: call.at, actions }];
}

/** What Lambda reads from and writes to with the role of a function. */
function usesOfPlatform(scope: TemplateScope, { triggers, deadLetter, onFailure }: LambdaFunction, onSuccess: Resolved<Text>): readonly KeyUse[] {
  const sources = triggers.filter(({ mapping, source }) => mapping !== undefined && READ_TYPES.has(scope.resources.get(source ?? '')?.type ?? '')).flatMap(({ source, at }): readonly KeyUse[] => {
    return source === undefined ? [] : [{ kind: 'source', operation: '', resource: source, at, actions: ['kms:Decrypt'] }];
  });
  const written = [deadLetter, onFailure, onSuccess, ...triggers.flatMap(({ mapping }) => (mapping ? [mapping.onFailure] : []))];
  return [...sources, ...written.flatMap((target): readonly KeyUse[] => {
    const resource = onlyResource(target);
    return resource === undefined ? [] : [{ kind: 'destination', operation: '', resource, at: target.at, actions: ['kms:GenerateDataKey'] }];
  })];
}

const READ_TYPES: ReadonlySet<string> = new Set(['AWS::SQS::Queue', 'AWS::Kinesis::Stream']);

/** The one resource that a text is a reference to, without anything around it. */
function onlyResource(text: Resolved<Text>): string | undefined {
  const [only, other] = known(text) ?? [];
  return typeof only === 'object' && only.kind === 'resource' && other === undefined ? only.logicalId : undefined;
}

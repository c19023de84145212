import { defineAnalysis } from '../analysis.js';
import { evaluate } from '../iam/evaluate.js';
import type { Answer, Policies } from '../iam/evaluate.js';
import type { RequestContext } from '../iam/statement.js';
import { demands } from './demands.js';
import type { CallDemands, NeededAction } from './demands.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCode } from './handler-code.js';
import { resourceDenials } from './resource-denials.js';
import { resourcePolicies } from './resource-policies.js';
import { rolePolicies } from './role-policies.js';
import type { RolePolicies, RoleStatement } from './role-policies.js';
import { sdkCalls } from './sdk-calls.js';
import type { FunctionSdkCall } from './sdk-calls.js';
import { isOfUnsetVariable } from './sdk-resource.js';
import { moduleGraph } from './module-graph.js';
import { isSwitchedOff } from './switched-off.js';
import { valueFlow } from './value-flow.js';
import type { ValueFlow } from './value-flow.js';

/** An action of a call with the answer of the role. */
export interface JudgedAction extends NeededAction {
  readonly answer: Answer<RoleStatement>;
}

/** A call of a function with what its role says to it. */
export interface JudgedCall {
  readonly fn: LambdaFunction;
  readonly role: RolePolicies;
  readonly demands: CallDemands;
  readonly required: readonly JudgedAction[];
  /** Actions that are surely not allowed, though the call needs them. Of alternatives all. */
  readonly denied: readonly JudgedAction[];
  readonly verdict: 'allowed' | 'denied' | 'unknown';
}

/** Judges the calls that stand in a module, or all. */
export type AccessJudge = (path?: string) => readonly JudgedCall[];

/** What the roles of the functions say to their SDK calls. Only roles of which all can be seen are asked. */
export const accessJudgements = defineAnalysis({
  name: 'accessJudgements',
  requires: { functions, sdkCalls, demands, rolePolicies, resourcePolicies, resourceDenials, moduleGraph },
  run: ({ moduleGraph: graph, functions: all, sdkCalls: callsOf, demands: demandsOf, rolePolicies: roleOf, resourcePolicies: allowsMore, resourceDenials: denials }): AccessJudge => {
    const known = new Map<string | undefined, readonly JudgedCall[]>();
    return (path) => {
      const isAsked = ({ at }: FunctionSdkCall): boolean => path === undefined || at.path === path;
      const found = known.get(path) ?? withoutDispatch(all.flatMap((fn): readonly JudgedCall[] => {
        const isCalling = path === undefined ? fn.handlerCode !== undefined : callsOf.standIn(fn.key, path);
        const role = isCalling ? roleOf(fn.key) : undefined;
        if (!role?.isComplete) return [];
        const asked = demandsOf(fn.key).filter(({ call }) => isAsked(call));
        return asked.map((one) => judge(fn, role, one, (needed) => ({ statements: denials(fn, one.call), isComplete: !allowsMore(fn, role.grants.role, needed, one.call) })));
      }), all, valueFlow(graph));
      known.set(path, found);
      return found;
    };
  },
});

function judge(fn: LambdaFunction, role: RolePolicies, one: CallDemands, policyOf: (needed: NeededAction) => Policies<RoleStatement>): JudgedCall {
  const answered = (needed: NeededAction): JudgedAction => ({
    ...needed,
    answer: evaluate({ ...needed, context: NO_CONTEXT }, { role, resource: policyOf(needed) }),
  });
  const required = one.required.map(answered);
  const groups = one.oneOf.map((group) => group.map(answered));
  // Which case it is, is not looked at: none may be allowed.
  const isNoCaseAllowed = groups.every((group) => group.length > 0 && group.every(isDenied));
  // Where a version of an object is named, S3 asks for `s3:DeleteObjectVersion` instead.
  const ofVersion = ({ action }: NeededAction): string => `${action}Version`;
  const isVersionAllowed = (needed: NeededAction): boolean => one.mayNameVersion && one.conditional.includes(ofVersion(needed)) && !isDenied(answered({ ...needed, action: ofVersion(needed) }));
  const denied = [...required.filter((action) => isDenied(action) && !isVersionAllowed(action)), ...(isNoCaseAllowed ? groups.flat() : [])];
  const isAllowed = required.every(isAllowedAction) && groups.every((group) => group.some(isAllowedAction));
  const verdict = !one.isCertain ? 'unknown' : denied.length > 0 ? 'denied' : isAllowed ? 'allowed' : 'unknown';
  return { fn, role, demands: one, required, denied: verdict === 'denied' ? denied : [], verdict };
}

const NO_CONTEXT: RequestContext = new Map();

function isDenied({ answer }: JudgedAction): boolean {
  return answer.verdict === 'denied';
}

function isAllowedAction({ answer }: JudgedAction): boolean {
  return answer.verdict === 'allowed';
}

/** One handler for several functions may do in each of them a part of what it can: what one of them may do was meant for that one. */
function withoutDispatch(judged: readonly JudgedCall[], all: readonly LambdaFunction[], flow: ValueFlow): readonly JudgedCall[] {
  const users = new Map<HandlerCode | undefined, number>();
  for (const { handlerCode } of all) users.set(handlerCode, (users.get(handlerCode) ?? 0) + 1);
  const denials = new Map<HandlerCode | undefined, Map<string, Set<string>>>();
  for (const { fn, demands: { call }, verdict } of judged) {
    if (verdict !== 'denied' || users.get(fn.handlerCode) === 1) continue;
    const places = denials.get(fn.handlerCode) ?? new Map<string, Set<string>>();
    denials.set(fn.handlerCode, places);
    places.set(placeOf(call), (places.get(placeOf(call)) ?? new Set()).add(fn.key));
  }
  return judged.map((one): JudgedCall => {
    const sharing = users.get(one.fn.handlerCode) ?? 1;
    const isMeantForAnother = one.verdict === 'denied' && sharing > 1 && denials.get(one.fn.handlerCode)?.get(placeOf(one.demands.call))?.size !== sharing;
    const isNotMade = isOfUnsetVariable(one.fn, one.demands.call.resource) || (one.verdict === 'denied' && isSwitchedOff(one.fn, one.demands.call.call, flow));
    return isMeantForAnother || isNotMade ? { ...one, verdict: 'unknown', denied: [] } : one;
  });
}

function placeOf({ at, operation }: FunctionSdkCall): string {
  return `${at.path}:${at.start}:${operation}`;
}

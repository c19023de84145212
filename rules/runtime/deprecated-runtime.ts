import type { Proposal } from '../../src/change.js';
import type { RuntimeTable } from '../../src/data/runtime-table.js';
import type { Location } from '../../src/diagnostic.js';
import { callbackHandlers } from '../../src/project/callback-handlers.js';
import { functions, runsRuntime } from '../../src/project/functions.js';
import type { LambdaFunction } from '../../src/project/functions.js';
import { parameters } from '../../src/project/parameters.js';
import { runtimeTable, today } from '../../src/project/inputs.js';
import { byPlace, functionNames, otherOwners } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'deprecated-runtime',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  fix: 'unsafe',
  reportsIn: 'template',
  docs: {
    summary: 'Runtime is past its deprecation date.',
    rationale: 'AWS no longer patches a deprecated runtime, and later blocks first the creation, then the update of functions that use it.',
    remedy: 'Move to a supported runtime of the same family and test with it.',
    silentWhen: ['the runtime is not known before deployment', 'the function runs a container image', 'creating functions is already blocked: `blocked-runtime` says so', 'the runtime has no deprecation date yet'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html'],
  },
  messages: {
    deprecated: "Runtime '{runtime}' of {functions} has been deprecated since {date}{when}.",
    alsoHere: "Function '{fn}' uses it.",
  },
  requires: { callbackHandlers, functions, parameters, runtimeTable, today },

  *check({ callbackHandlers: handlers, functions: all, parameters: given, runtimeTable: { runtimes }, today: day }) {
    const byId = new Map(runtimes.map((runtime) => [runtime.id, runtime]));
    const withCallback = new Set(handlers.flatMap(({ owners }) => owners));
    for (const { at, value, when, owners } of byPlace(all.filter(runsRuntime), ({ runtime }) => runtime)) {
      const fact = byId.get(value);
      if (!fact?.deprecation || fact.deprecation > day) continue;
      if (fact.blockCreate !== null && fact.blockCreate <= day) continue;
      yield {
        message: 'deprecated',
        data: { runtime: value, functions: functionNames(owners), date: fact.deprecation, when },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere', data: { fn: fn.logicalId }, at: fn.at })),
        fixes: () => (owners.some(losesVersion2) || given.some((one) => one.isChoice && one.default?.at.path === at.path && one.default.at.start === at.start) ? [] : successor(value, byId, day, at, owners.some((fn) => withCallback.has(fn)))),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

/** SDK v2 comes with the runtimes up to this one; what needs it may not be in the package. */
function losesVersion2({ runtime, handlerCode }: LambdaFunction): boolean {
  const isOld = runtime.state === 'known' && /^nodejs1[0-6]\./.test(runtime.value);
  return isOld && handlerCode?.imports.some(({ specifier }) => /^aws-sdk(?:\/|$)/.test(specifier)) === true;
}

/** The next one of the family that is still kept up and starts the handler. */
function successor(runtime: string, byId: ReadonlyMap<string, RuntimeTable['runtimes'][number]>, day: string, at: Location, hasCallback: boolean): readonly Proposal[] {
  for (let next = byId.get(runtime)?.successor; next !== null && next !== undefined; next = byId.get(next)?.successor) {
    const fact = byId.get(next);
    if (!fact || (fact.refusesCallbacks && hasCallback)) continue;
    if (fact.deprecation === null || fact.deprecation > day) return [{ title: `Move to '${next}'`, applicability: 'unsafe', changes: [{ kind: 'replace', at, value: next }] }];
  }
  return [];
}

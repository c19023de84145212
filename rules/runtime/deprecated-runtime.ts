import { functions, runsRuntime } from '../../src/project/functions.js';
import { runtimeTable, today } from '../../src/project/inputs.js';
import { byPlace, functionNames, otherOwners } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'deprecated-runtime',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
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
  requires: { functions, runtimeTable, today },

  *check({ functions: all, runtimeTable: { runtimes }, today: day }) {
    const byId = new Map(runtimes.map((runtime) => [runtime.id, runtime]));
    for (const { at, value, when, owners } of byPlace(all.filter(runsRuntime), ({ runtime }) => runtime)) {
      const fact = byId.get(value);
      if (!fact?.deprecation || fact.deprecation > day) continue;
      if (fact.blockCreate !== null && fact.blockCreate <= day) continue;
      yield {
        message: 'deprecated',
        data: { runtime: value, functions: functionNames(owners), date: fact.deprecation, when },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere', data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

import { functions, runsRuntime } from '../../src/project/functions.js';
import { runtimeTable, today } from '../../src/project/inputs.js';
import { byPlace, functionNames, otherOwners } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'blocked-runtime',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'AWS refuses to create, or even to update, functions with the runtime.',
    rationale: 'The deployment fails: a new function cannot be created, and after the second date an existing one cannot be changed either.',
    remedy: 'Move to a supported runtime of the same family and test with it.',
    silentWhen: ['the runtime is not known before deployment', 'the function runs a container image', 'the block date lies ahead; AWS has moved these dates before'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html'],
  },
  messages: {
    create: "Runtime '{runtime}' of {functions} is blocked{when}: AWS creates no function with it since {date}.",
    update: "Runtime '{runtime}' of {functions} is blocked{when}: AWS neither creates nor updates functions with it since {date}.",
    alsoHere: "Function '{fn}' uses it.",
  },
  requires: { functions, runtimeTable, today },

  *check({ functions: all, runtimeTable: { runtimes }, today: day }) {
    const byId = new Map(runtimes.map((runtime) => [runtime.id, runtime]));
    for (const { at, value, when, owners } of byPlace(all.filter(runsRuntime), ({ runtime }) => runtime)) {
      const fact = byId.get(value);
      if (!fact) continue;
      const isUpdateBlocked = fact.blockUpdate !== null && fact.blockUpdate <= day;
      const date = isUpdateBlocked ? fact.blockUpdate : fact.blockCreate;
      if (date === null || date > day) continue;
      yield {
        message: isUpdateBlocked ? 'update' : 'create',
        data: { runtime: value, functions: functionNames(owners), date, when },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere', data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

import { isNoRuntime } from '../../src/data/runtime-table.js';
import type { RuntimeFact } from '../../src/data/runtimes.js';
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
    summary: 'AWS refuses to create, or even to update, functions with the runtime, or never had it.',
    rationale: 'The deployment fails: a new function cannot be created, and after the second date an existing one cannot be changed either.',
    remedy: 'Move to a supported runtime of the same family and test with it.',
    silentWhen: ['the runtime is not known before deployment', 'the function runs a container image', 'the block date lies ahead; AWS has moved these dates before', 'the runtime is not known here and may be newer than lambdavet, or has a suffix (`java25.al2023`)'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html'],
  },
  messages: {
    create: "Runtime '{runtime}' of {functions} is blocked{when}: AWS creates no function with it since {date}.",
    update: "Runtime '{runtime}' of {functions} is blocked{when}: AWS neither creates nor updates functions with it since {date}.",
    none: "Runtime '{runtime}' of {functions} is none that Lambda has{when}.",
    alsoHere: "Function '{fn}' uses it.",
  },
  requires: { functions, runtimeTable, today },

  *check({ functions: all, runtimeTable: table, today: day }) {
    const byId = new Map(table.runtimes.map((runtime) => [runtime.id, runtime]));
    for (const { at, value, when, owners } of byPlace(all.filter(runsRuntime), ({ runtime }) => runtime)) {
      const blocked = blockOf(byId.get(value), day) ?? (isNoRuntime(value, table) ? { message: 'none' as const, date: '' } : undefined);
      if (!blocked) continue;
      yield {
        message: blocked.message,
        data: { runtime: value, functions: functionNames(owners), date: blocked.date, when },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere', data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

function blockOf(fact: RuntimeFact | undefined, day: string): { readonly message: 'create' | 'update'; readonly date: string } | undefined {
  if (fact?.blockUpdate && fact.blockUpdate <= day) return { message: 'update', date: fact.blockUpdate };
  return fact?.blockCreate && fact.blockCreate <= day ? { message: 'create', date: fact.blockCreate } : undefined;
}

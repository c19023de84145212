import { functionNames, otherOwners, quotedNames } from '../../src/project/shared-values.js';
import { versionGaps } from '../../src/project/version-gaps.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'module-not-in-runtime',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Code imports a part of the language that the version of its runtime does not have.',
    rationale: 'The import fails on every invocation. Only the template says which version runs: the code works on the machine of its author, and stops with an upgrade of the runtime.',
    remedy: 'Choose a runtime that has it, or use what replaced it.',
    silentWhen: ['the import stands in a `try` or a branch', 'the code holds a module of that name', 'a layer, or a package that is not known here, may bring a module that was removed'],
    references: ['https://docs.python.org/3/whatsnew/3.13.html', 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html'],
  },
  messages: {
    tooOld: "Runtime {runtimes} of {functions} does not have '{name}', which came with version {version}.",
    tooNew: "Runtime {runtimes} of {functions} does not have '{name}', which version {version} removed.",
    alsoHere: "Function '{fn}' imports it.",
  },
  requires: { versionGaps },

  *check({ versionGaps: gaps }) {
    for (const { name, range: { since, removed }, at, owners } of gaps) {
      const runtimes = [...new Set(owners.flatMap(({ runtime }) => known(runtime) ?? []))];
      const isRemoved = removed !== undefined;
      yield {
        message: isRemoved ? 'tooNew' : 'tooOld',
        data: { name, runtimes: quotedNames(runtimes), functions: functionNames(owners), version: removed ?? since ?? '' },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

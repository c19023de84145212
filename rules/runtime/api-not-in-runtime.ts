import { apiGaps } from '../../src/project/api-gaps.js';
import { functionNames, otherOwners, quotedNames } from '../../src/project/shared-values.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'api-not-in-runtime',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Code calls something of the standard library that the version of its runtime does not have.',
    rationale: 'The call ends in a ReferenceError, a TypeError or an AttributeError whenever it is reached: a compiler rewrites syntax, but it brings no functions. Only the template says which version runs.',
    remedy: 'Choose a runtime that has it, use what was there before, or add a package that brings it.',
    silentWhen: [
      'the code tests or sets it anywhere, or asks for the version of the language',
      'a package is imported that may bring it, or esbuild puts something in front of the bundle',
      'another bundler or build may do that',
      '`NODE_OPTIONS` is set, or the environment is not known before deployment',
      'the call is all that a `try` calls, and its `catch` throws nothing; in Python: it stands in a `try` or a branch',
      'it is a method of a value: what the value is cannot be told',
    ],
    references: ['https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects', 'https://nodejs.org/api/globals.html', 'https://docs.python.org/3/whatsnew/index.html', 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html'],
  },
  messages: {
    tooOld: "Runtime {runtimes} of {functions} does not have '{name}', which came with {language} {version}.",
    tooNew: "Runtime {runtimes} of {functions} does not have '{name}', which {language} {version} removed.",
    alsoHere: "Function '{fn}' calls it.",
  },
  requires: { apiGaps },

  *check({ apiGaps: gaps }) {
    for (const { name, language, range: { since, removed }, at, owners } of gaps) {
      const runtimes = [...new Set(owners.flatMap(({ runtime }) => known(runtime) ?? []))];
      yield {
        message: removed === undefined ? 'tooOld' : 'tooNew',
        data: { name, language, version: removed ?? since ?? '', runtimes: quotedNames(runtimes), functions: functionNames(owners) },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

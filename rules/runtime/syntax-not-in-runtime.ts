import { functionNames, otherOwners, quotedNames } from '../../src/project/shared-values.js';
import { syntaxGaps } from '../../src/project/syntax-gaps.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'syntax-not-in-runtime',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Code is written in syntax that the version of its runtime does not read.',
    rationale: 'The file does not load, so every invocation ends in a SyntaxError, whatever conditions stand around the syntax. Only the template says which version runs: the code works on the machine of its author.',
    remedy: 'Choose a runtime that reads it, write it in another way, or compile the code for the version of the runtime.',
    silentWhen: [
      'a bundler or another build may rewrite the code, or it is TypeScript',
      'the file is loaded under a condition, in a `try` or in a function',
      'a union in an annotation (`A | B`) joins other than types of the language, stands in a function, or `from __future__ import annotations` is there',
      'the runtime cannot be told, or it is a container image',
    ],
    references: ['https://docs.python.org/3/whatsnew/index.html', 'https://nodejs.org/en/blog/release/v22.0.0', 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html'],
  },
  messages: {
    tooOld: 'Runtime {runtimes} of {functions} cannot load this file: {words} came with {language} {version}.',
    tooNew: 'Runtime {runtimes} of {functions} cannot load this file: {words} went with {language} {version}.',
    alsoHere: "Function '{fn}' loads it.",
  },
  requires: { syntaxGaps },

  *check({ syntaxGaps: gaps }) {
    for (const { syntax: { words, language, since, removed }, at, owners } of gaps) {
      const runtimes = [...new Set(owners.flatMap(({ runtime }) => known(runtime) ?? []))];
      yield {
        message: removed === undefined ? 'tooOld' : 'tooNew',
        data: { words, language, version: removed ?? since ?? '', runtimes: quotedNames(runtimes), functions: functionNames(owners) },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

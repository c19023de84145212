import { unusedSuppressions } from '../../src/project/inputs.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'unused-suppression',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  fix: 'safe',
  docs: {
    summary: 'Suppression silences nothing.',
    rationale: 'The finding that it was for is gone or elsewhere, or its rule is misspelt; left in place, it hides the next one.',
    remedy: 'Remove the rule from the comment, or name the rule that is meant.',
    silentWhen: ['the rule that it names did not run'],
    references: ['https://www.npmjs.com/package/lambdavet'],
  },
  messages: {
    unused: "No finding of '{rule}' is here to be ignored.",
    unknown: "There is no rule '{rule}' to be ignored.",
    unnamed: "The suppression names no rule in the form 'ignore[rule-id]' and silences nothing.",
    misplaced: "'ignore-file' counts in the first 10 lines of a file only and silences nothing here.",
  },
  requires: { unusedSuppressions },

  *check({ unusedSuppressions: unused }) {
    for (const { problem, at, rule } of unused) {
      if (problem === 'unused') yield { message: problem, data: { rule }, at, fixes: () => [{ title: 'Remove the suppression', applicability: 'safe', changes: [{ kind: 'unsuppress', at }] }] };
      else if (problem === 'unknown') yield { message: problem, data: { rule }, at };
      else if (problem === 'unnamed') yield { message: problem, at };
      else yield { message: problem, at };
    }
  },
});

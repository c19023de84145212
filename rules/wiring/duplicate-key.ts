import { duplicateKeys } from '../../src/project/duplicate-keys.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'duplicate-key',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Key is written twice in one map of the template.',
    rationale: 'Only one of the two counts and the other is dropped without a word: a setting or a whole resource is missing after deployment.',
    remedy: 'Merge the two or remove one.',
    silentWhen: ['the file is written for a template engine'],
    references: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html'],
  },
  messages: {
    duplicate: "Key '{key}' is written twice here; only one of the two takes effect.",
    first: "'{key}' stands here first.",
  },
  requires: { duplicateKeys },

  *check({ duplicateKeys: all }) {
    for (const { key, first, second } of all) {
      yield { message: 'duplicate', data: { key }, at: second, related: [{ message: 'first', data: { key }, at: first }] };
    }
  },
});

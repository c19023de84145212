import { RULES } from '../../rules/index.js';
import { files } from '../../src/project/files.js';
import { defineRule } from '../../src/rule.js';
import type { RegisteredRule } from '../../src/rule.js';

const docs = { summary: 'A rule for tests.', rationale: '', remedy: '', silentWhen: [], references: [] };

/** Reports the first export of every module that belongs to a function. */
export const exportRule: RegisteredRule = {
  ...defineRule({
    id: 'first-export',
    severity: 'note',
    precision: 'high',
    preset: 'recommended',
    docs,
    messages: { found: "Export '{name}' of {{ braces }} is there." },
    requires: { files },
    *check({ files: { modules } }) {
      for (const module of modules.values()) {
        const [first] = module.exports;
        if (first) yield { message: 'found', data: { name: first.name }, at: { path: module.path, start: first.start, end: first.end } } as never;
      }
    },
  }),
  concern: 'wiring',
};

/** Fails on every project. */
export const failingRule: RegisteredRule = {
  ...defineRule({
    id: 'always-fails',
    severity: 'error',
    precision: 'high',
    preset: 'recommended',
    docs,
    messages: { never: 'Never.' },
    requires: { files },
    check() {
      throw new Error('no way');
    },
  }),
  concern: 'wiring',
};

/** Finds nothing, and tells which projects it was asked about. */
export function recordingRule(record: (root: string) => void): RegisteredRule {
  const rule = defineRule({
    id: 'records',
    severity: 'note',
    precision: 'high',
    preset: 'recommended',
    docs,
    messages: { never: 'Never.' },
    requires: { files },
    check({ files: { root } }) {
      record(root);
      return [];
    },
  });
  return { ...rule, concern: 'wiring' };
}

/** The rule that every test about templates uses, and those above. */
export const TEST_RULES: readonly RegisteredRule[] = [...RULES.filter(({ id }) => ['deprecated-runtime', 'unused-suppression'].includes(id)), exportRule];

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import type { Analysis, Source } from '../src/analysis.js';
import { CONCERNS } from '../src/rule.js';
import { RULES } from '../rules/index.js';
import { FIXTURES } from './fixture-cases.js';

const ROOT = join(import.meta.dirname, '..');

describe.each(RULES.map((rule) => ({ rule, id: rule.id })))('$id', ({ rule, id }) => {
  test('has its file, and the cases that its docs show', () => {
    expect(CONCERNS).toContain(rule.concern);
    expect(existsSync(join(ROOT, 'rules', rule.concern, `${id}.ts`))).toBe(true);
    expect(readdirSync(join(FIXTURES, id))).toEqual(expect.arrayContaining(['invalid', 'valid']));
  });

  test('shows a finding, a near miss and something unknown', () => {
    const cases = readdirSync(join(FIXTURES, id));
    expect(cases.length).toBeGreaterThanOrEqual(3);
  });

  test('has messages that are one sentence of fact', () => {
    for (const message of Object.values(rule.messages)) {
      expect(message).toMatch(/^[A-Z'{].*[.]$/);
      expect(message).not.toMatch(/\bplease\b|\bshould\b|\bconsider\b/i);
    }
  });

  test('has docs that say what, why, when not and where from', () => {
    const { summary, rationale, remedy, silentWhen, references } = rule.docs;
    for (const sentence of [summary, rationale, remedy]) expect(sentence).toMatch(/^[A-Z`].*[.]$/);
    expect(silentWhen.length).toBeGreaterThan(0);
    for (const url of references) expect(url).toMatch(/^https:\/\//);
    expect(references.length).toBeGreaterThan(0);
  });

  test('weighs security only where it is about security', () => {
    if (rule.securitySeverity !== undefined) expect(['secrets', 'permissions']).toContain(rule.concern);
  });
});

test('ids are unique, and fixtures belong to rules', () => {
  const ids = RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const folders = readdirSync(FIXTURES).filter((name) => !name.startsWith('_') && name !== 'sample');
  expect(folders.filter((name) => !ids.includes(name))).toEqual([]);
});

test('analyses are acyclic and uniquely named', () => {
  const names = new Map<string, Source<unknown>>();
  const visit = (source: Source<unknown>, above: readonly Source<unknown>[]): void => {
    expect(above).not.toContain(source);
    expect(names.get(source.name) ?? source).toBe(source);
    names.set(source.name, source);
    if (source.kind === 'analysis') for (const required of Object.values((source satisfies Analysis<unknown>).requires)) visit(required, [...above, source]);
  };
  for (const rule of RULES) for (const source of Object.values(rule.requires)) visit(source, []);
});

test('every rule is named in the README', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  for (const { id } of RULES) expect(readme).toContain(`\`${id}\``);
});

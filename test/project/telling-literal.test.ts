import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { RULES } from '../../rules/index.js';
import type { Requirements } from '../../src/analysis.js';
import { reportsInCode } from '../../src/engine/vet-module.js';
import { emptyModule } from '../../src/facts/handler/empty-module.js';
import { toldFacts } from '../../src/project/telling-literal.js';

const ROOT = join(import.meta.dirname, '../..');

/** Whoever reads texts of code, and what it looks for in them. Who comes to read others has to have them told, or ESLint shows what was found before they were typed. */
const READERS: Readonly<Record<string, string>> = {
  'rules/secrets/secret-in-source.ts': 'credentials',
  'src/project/connection-reuse.ts': 'AWS_NODEJS_CONNECTION_REUSE_ENABLED',
  'src/project/custom-resource-answers.ts': 'ResponseURL',
  'src/project/endless-calls.ts': 'AWS_DEFAULTS_MODE and its like',
  'src/project/handler-code.ts': 'nothing, they are handed on',
  'src/project/handler-literals.ts': 'nothing, they are handed on',
  'src/project/named-reads.ts': 'names of variables, for a rule about templates',
  'src/project/telling-literal.ts': 'all of these',
  'src/project/unread-variables.ts': 'names of variables, for a rule about templates',
};

/** What sees more of a text than its facts. */
const FOR_TEMPLATES = ['handlerReadings', 'unreadVariables'];

function readers(): readonly string[] {
  const files = ['rules', 'src/project'].flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`));
  return files.filter((path) => path.endsWith('.ts') && /^(?!\s*(?:\/?\*|\/\/)).*\b(?:literals|handlerLiterals|environmentNames)\b/m.test(readFileSync(join(ROOT, path), 'utf8'))).sort();
}

function asked(requires: Requirements): readonly string[] {
  return Object.values(requires).flatMap((source) => [source.name, ...(source.kind === 'analysis' ? asked(source.requires) : [])]);
}

describe('what is told of the texts of a module', () => {
  test('all that read them are known', () => expect(readers()).toEqual(Object.keys(READERS)));

  test('no rule that reports in code asks for more than facts', () => {
    const given = RULES.map(({ id, requires, ...rule }) => ({ id, isInCode: reportsInCode({ ...rule, id, requires }), more: asked(requires).filter((name) => FOR_TEMPLATES.includes(name)) }));
    expect(given.filter(({ isInCode, more }) => isInCode && more.length > 0)).toEqual([]);
    expect(new Set(given.flatMap(({ more }) => more))).toEqual(new Set(FOR_TEMPLATES));
  });

  test.each([
    ['how orders are kept', undefined, false],
    ['AWS_NODEJS_CONNECTION_REUSE_ENABLED', undefined, true],
    ['AWS_ENABLE_DEFAULT_SOCKET_TIMEOUT', undefined, true],
    ['event.ResponseURL', undefined, true],
    ['AKIAIOSFODNN7EXAMPLO', undefined, true],
    ['x7Gk2pQ9vLm4Zt8Rw1Ys', 'DB_PASSWORD', true],
    ['x7Gk2pQ9vLm4Zt8Rw1Ys', 'title', false],
  ])('%s under the name %s: %s', (text, name, isTold) => {
    const literal = { text, ...(name === undefined ? {} : { name }), within: null, start: 0, end: 1 };
    expect(toldFacts({ ...emptyModule('orders.mjs'), literals: [literal] }).literals).toEqual(isTold ? [literal] : []);
  });
});

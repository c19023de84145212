import js from '@eslint/js';
import { Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

import { HANDLER, lintText, makePlugin, show, TEMPLATE } from './lint.js';
import { makeProject } from './temporary-project.js';
import { failingRule, TEST_RULES } from './test-rules.js';

const FOUND = "6:16-6:26 lambdavet/deprecated-runtime Runtime 'nodejs20.x' of function 'Orders' has been deprecated since 2026-04-30.";

describe.each([9, 10] as const)('in ESLint %i', (version) => {
  it('shows findings in templates', async () => {
    const folder = makeProject({ 'template.yaml': TEMPLATE, 'src/orders.js': HANDLER });
    const messages = await lintText(folder, 'template.yaml', TEMPLATE, makePlugin().configs.templates, version);
    expect(messages.map(show)).toEqual([FOUND]);
    expect(messages[0]?.severity).toBe(1);
  });

  it('shows findings in handlers, with braces as they are', async () => {
    const folder = makeProject({ 'template.yaml': TEMPLATE, 'src/orders.js': HANDLER });
    const messages = await lintText(folder, 'src/orders.js', HANDLER, makePlugin().configs.recommended, version);
    expect(messages.map(show)).toEqual(["1:14-1:21 lambdavet/first-export Export 'handler' of {{ braces }} is there."]);
  });

  it('shows findings in Python handlers at their functions', async () => {
    const text = TEMPLATE.replace('nodejs20.x', 'python3.13');
    const folder = makeProject({ 'template.yaml': text, 'src/orders.py': 'import store\n\ndef handler(event, context): pass\n', 'src/store.py': '\nTABLE = 1\n' });
    const messages = await lintText(folder, 'template.yaml', text, makePlugin().configs.templates, version);
    expect(messages.map(show)).toEqual([
      "3:3-3:9 lambdavet/first-export Export 'store' of {{ braces }} is there (src/orders.py:1).",
      "3:3-3:9 lambdavet/first-export Export 'TABLE' of {{ braces }} is there (src/store.py:2).",
    ]);
  });

  it('reads JSON templates', async () => {
    const text = JSON.stringify({ Resources: { Orders: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs20.x', Handler: 'orders.handler' } } } }, null, 2);
    const folder = makeProject({ 'cfn/template.json': text });
    const messages = await lintText(folder, 'cfn/template.json', text, makePlugin().configs.templates, version);
    expect(messages.map(({ line, column, ruleId }) => [line, column, ruleId])).toEqual([[6, 21, 'lambdavet/deprecated-runtime']]);
  });

  it.each([
    ['js.configs.all', [js.configs.all]],
    ['typescript-eslint strict', tseslint.configs.strict],
    ['both', [js.configs.all, ...tseslint.configs.strict, ...tseslint.configs.stylistic]],
  ])('survives %s for every file', async (_, others) => {
    const text = `# orders, TODO\n${TEMPLATE}`;
    const folder = makeProject({ 'template.yaml': text, 'src/orders.js': HANDLER });
    const messages = await lintText(folder, 'template.yaml', text, [...others, ...makePlugin().configs.templates], version);
    expect(messages.map(({ ruleId }) => ruleId)).toEqual(['lambdavet/deprecated-runtime']);
  });

  it('keeps columns right behind a byte order mark', async () => {
    const text = `Resources: { Orders: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs20.x, Handler: orders.handler } } }`;
    const folder = makeProject({ 'template.yaml': `\uFEFF${text}` });
    const { templates } = makePlugin().configs;
    const column = text.indexOf('nodejs20.x') + 1;
    expect((await lintText(folder, 'template.yaml', `\uFEFF${text}`, templates, version)).map((found) => found.column)).toEqual([column]);
    expect((await lintText(folder, 'template.yaml', `\uFEFF${text} `, templates, version)).map((found) => found.column)).toEqual([column]);
  });
});

describe('the plugin', () => {
  it('counts columns as the language of the root does', async () => {
    const folder = makeProject({ 'template.json': '{"Resources":{"Orders":{"Type":"AWS::Lambda::Function","Properties":{"Runtime":"nodejs20.x"}}}}' });
    const text = '{"Resources":{"Orders":{"Type":"AWS::Lambda::Function","Properties":{"Runtime":"nodejs20.x"}}}}';
    const plugin = makePlugin();
    const { cfn } = plugin.languages;
    const root = { type: 'Document', range: [0, text.length], loc: { start: { line: 1, column: 1 }, end: { line: 1, column: text.length + 1 } } };
    const json = {
      ...cfn,
      columnStart: 1 as const,
      visitorKeys: { Document: [] },
      parse: () => ({ ok: true as const, ast: root }),
      createSourceCode: () => ({ ast: root, text, lines: [text], visitorKeys: { Document: [] }, getLoc: () => root.loc, getRange: () => root.range, traverse: () => [{ kind: 1, phase: 1, target: root, args: [root] }] }) as never,
    };
    const config = { files: ['**/*.json'], plugins: { lambdavet: plugin, other: { languages: { json } } }, language: 'other/json', rules: { 'lambdavet/deprecated-runtime': 'error' as const } };
    const messages = await lintText(folder, 'template.json', text, [config]);
    expect(messages.map(({ column, endColumn }) => [column, endColumn])).toEqual([[text.indexOf('nodejs20.x') + 1, text.indexOf('nodejs20.x') + 11]]);
  });

  it('says once that a rule of ours failed, and keeps the findings of the others', async () => {
    const folder = makeProject({ 'template.yaml': TEMPLATE });
    const { templates } = makePlugin({ rules: [...TEST_RULES, failingRule] }).configs;
    const messages = await lintText(folder, 'template.yaml', TEMPLATE, templates);
    expect(messages.map(({ line, message }) => [line, message.slice(0, 39)])).toEqual([
      [1, "Rule 'always-fails' failed here: no way"],
      [6, "Runtime 'nodejs20.x' of function 'Order"],
    ]);
  });

  it('never throws inside a lint', async () => {
    const folder = makeProject({ 'template.yaml': TEMPLATE });
    const openSource = (): never => {
      throw new Error('no disk');
    };
    const messages = await lintText(folder, 'template.yaml', TEMPLATE, makePlugin({ openSource }).configs.templates);
    expect(messages.map(({ line, message }) => [line, message])).toEqual([[1, "lambdavet could not vet this file's project: no disk."]]);
  });

  it('goes by the name that its user gives it', async () => {
    const folder = makeProject({ 'template.yaml': TEMPLATE });
    const config = defineConfig({ plugins: { aws: makePlugin() }, extends: ['aws/templates'] });
    expect((await lintText(folder, 'template.yaml', TEMPLATE, config)).map(({ ruleId }) => ruleId)).toEqual(['aws/deprecated-runtime']);
  });

  it('leaves blocks that a processor cut out of a file alone', async () => {
    const folder = makeProject({ 'template.yaml': TEMPLATE, 'src/orders.js': HANDLER });
    const plugin = makePlugin();
    const processor = { preprocess: () => [{ text: HANDLER, filename: 'block.js' }], postprocess: (lists: unknown[][]) => lists.flat() as never };
    const notes = [{ files: ['**/*.md'], plugins: { notes: { processors: { md: processor } } }, processor: 'notes/md' }];
    expect(await lintText(folder, 'src/orders.md', 'text', [...notes, ...plugin.configs.recommended])).toEqual([]);
  });

  it('names its configurations and keeps compliance rules out of them', () => {
    const [first] = TEST_RULES;
    if (!first) throw new Error('no rules');
    const rules = (['recommended', 'strict', 'compliance'] as const).map((preset) => ({ ...first, id: preset, preset, severity: 'error' as const }));
    const { configs } = makePlugin({ rules });
    expect(Object.entries(configs).map(([name, list]) => [name, list.map((config) => [config.name, Object.keys(config.rules ?? {})])])).toEqual([
      ['recommended', [['lambdavet/recommended', ['lambdavet/recommended']]]],
      ['strict', [['lambdavet/strict', ['lambdavet/recommended', 'lambdavet/strict']]]],
      ['templates', [['lambdavet/templates', ['lambdavet/recommended']]]],
      ['templates-strict', [['lambdavet/templates-strict', ['lambdavet/recommended', 'lambdavet/strict']]]],
      ['typed', [['lambdavet/typed', []]]],
    ]);
  });
});

it('a tree that is linted twice, with other rules on, has the findings of both', () => {
  const folder = makeProject({ 'template.yaml': TEMPLATE, 'src/orders.js': HANDLER });
  const linter = new Linter({ cwd: folder });
  const plugin = makePlugin();
  const rulesOf = (text: Parameters<Linter['verify']>[0], rule: string): readonly (string | null)[] =>
    linter.verify(text, [{ plugins: { lambdavet: plugin }, rules: { [`lambdavet/${rule}`]: 'error' } }], { filename: `${folder}/src/orders.js` }).map(({ ruleId }) => ruleId);
  expect(rulesOf(`${HANDLER}// more\n`, 'deprecated-runtime')).toEqual([]);
  expect(rulesOf(linter.getSourceCode(), 'first-export')).toEqual(['lambdavet/first-export']);
});

import { ESLint } from 'eslint';
import type { Linter } from 'eslint';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { isOddlyNamed } from '../../src/eslint/template-files.js';
import { makePlugin } from '../eslint/lint.js';
import { DEPRECATED, folderWith, HANDLER, runCli } from './run-cli.js';

const PROJECT = { 'template.yaml': DEPRECATED, 'orders.py': HANDLER };

describe('init', () => {
  test('writes what is missing, and works with it at once', () => {
    const folder = folderWith(PROJECT);
    const { code, out, err } = runCli(folder, ['init']);
    expect({ code, err, lines: out.split('\n') }).toEqual({ code: 0, err: '', lines: ['Found SAM: template.yaml', 'Wrote lambdavet.config.json', 'Wrote eslint.config.mjs', 'Wrote .pre-commit-config.yaml', "Next: 'npx lambdavet' shows what there is to say, 'npx lambdavet baseline' accepts all of today's, so that only new findings fail.", ''] });
    expect(runCli(folder, [])).toMatchObject({ code: 1, err: '' });
    expect(readFileSync(join(folder, 'eslint.config.mjs'), 'utf8')).toContain("from 'lambdavet/eslint'");
  });

  test('finds all frameworks, and says what those need that are built', () => {
    const plain = DEPRECATED.replace('AWS::Serverless-2016-10-31', 'x').replaceAll('AWS::Serverless::', 'AWS::Lambda::');
    const folder = folderWith({ ...PROJECT, 'a/plain.json': JSON.stringify({ Resources: { A: { Type: 'AWS::SQS::Queue' } } }), 'b/plain.yaml': plain, 'cdk.json': '{}', 'serverless.yml': 'service: a\nresources:\n  Resources:\n    A: { Type: AWS::SQS::Queue }\n' });
    const { out } = runCli(folder, ['init']);
    expect(out).toContain('Found SAM: template.yaml\nFound CloudFormation: a/plain.json, b/plain.yaml\nFound CDK: cdk.json\nFound Serverless Framework: serverless.yml\n');
    expect(out).toContain("CDK: lambdavet reads what 'cdk synth' writes");
  });

  test('names templates to ESLint whose names do not tell', async () => {
    const folder = folderWith({ ...PROJECT, 'stacks/orders [v2].yaml': DEPRECATED, 'stacks/other.yaml': 'a: 1\n', 'cdk.out/App.json': DEPRECATED });
    expect(runCli(folder, ['init']).code).toBe(0);
    const text = readFileSync(join(folder, 'eslint.config.mjs'), 'utf8');
    expect(text).toContain('files: ["stacks/orders \\\\[v2\\\\].yaml"]');
    // The configuration of ESLint itself, with the plugin of the sources.
    writeFileSync(join(folder, 'of-plugin.mjs'), text.replace(/^import .*$/m, '').replace('export default [', 'export default (lambdavet) => ['));
    const { default: configOf } = (await import(join(folder, 'of-plugin.mjs'))) as { default: (plugin: unknown) => Linter.Config[] };
    const overrideConfig = configOf(makePlugin());
    const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig });
    const languageOf = async (path: string) => ((await eslint.calculateConfigForFile(join(folder, path))) as { language?: unknown } | undefined)?.language;
    expect(await languageOf('stacks/orders [v2].yaml')).toBeDefined();
    expect(await languageOf('template.yaml')).toBeDefined();
    expect(await languageOf('stacks/other.yaml')).toBeUndefined();
    expect(await languageOf('stacks/orders v.yaml')).toBeUndefined();
  });

  test.each(['template.yaml', 'a/template.json', 'a/orders.template', 'my-template-1.yml', 'a/orders.template.json', 'orders.yaml', 'templates/orders.yaml', 'Template.yaml', 'x.template.txt'])('the names that ESLint is told are those that it would not see: %s', async (path) => {
    const folder = folderWith({ [path]: DEPRECATED });
    const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: makePlugin().configs.templates });
    expect(isOddlyNamed(path)).toBe((await eslint.calculateConfigForFile(join(folder, path))) === undefined);
  });

  test('many such templates are one pattern', () => {
    const folder = folderWith(Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`stacks/orders-${index}.yaml`, DEPRECATED])));
    runCli(folder, ['init']);
    expect(readFileSync(join(folder, 'eslint.config.mjs'), 'utf8')).toContain('files: ["**/*.{yaml,yml}"]');
  });

  test('never overwrites: what is there is told how to extend', () => {
    const files = { 'lambdavet.config.json': '{ "preset": "strict" }', 'eslint.config.ts': '// mine', '.pre-commit-config.yaml': 'repos: []\n' };
    const folder = folderWith({ ...PROJECT, ...files });
    const { code, out } = runCli(folder, ['init']);
    expect(code).toBe(0);
    for (const [name, text] of Object.entries(files)) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
      expect(out).toContain(`Kept ${name}`);
    }
    expect(out).toMatch(/Kept eslint\.config\.ts; add to it:\n {4}import lambdavet/);
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(files), 'orders.py', 'template.yaml'].sort());
    expect(runCli(folder, ['init']).out).not.toContain('Wrote');
  });

  test.each([
    [{ 'lefthook.yml': '' }, /Kept lefthook\.yml; add to it:\n {4}pre-commit:\n/],
    [{ 'package.json': '{ "lint-staged": {}, "lambdavet": {} }' }, /Kept package\.json: it has the key 'lambdavet'[\s\S]*Kept package\.json; add to 'lint-staged':\n/],
    [{ '.husky/_/h': '' }, /Wrote \.husky\/pre-commit/],
    [{ '.husky/pre-commit': 'npm test\n' }, /Kept \.husky\/pre-commit; add to it:\n {4}npx --no-install lambdavet/],
    [{ '.eslintrc.json': '{}', 'package.json': '{ "lint-staged": {} }' }, /Kept \.eslintrc\.json: the plugin needs a flat configuration [^\n]*:\n {4}import lambdavet/],
    [{ 'package.json': '{ "lint-staged": {}, "eslintConfig": {} }' }, /Kept package\.json#eslintConfig: the plugin/],
    [{ 'package.json': '{' }, /Wrote lambdavet\.config\.json/],
  ])('takes the tools that are there: %j', (files: Record<string, string>, expected) => {
    const folder = folderWith({ ...PROJECT, ...files });
    expect(runCli(folder, ['init']).out).toMatch(expected);
    expect(existsSync(join(folder, '.pre-commit-config.yaml'))).toBe('package.json' in files && files['package.json'] === '{');
  });

  // Root may write everywhere.
  test.skipIf(process.getuid?.() === 0)('a folder that cannot be written is one line', () => {
    const folder = folderWith(PROJECT);
    chmodSync(folder, 0o500);
    expect(runCli(folder, ['init'])).toMatchObject({ code: 2, err: "Cannot write 'lambdavet.config.json' (EACCES)\n" });
    chmodSync(folder, 0o700);
  });
});

describe('completions', () => {
  function complete(...words: readonly string[]): readonly string[] {
    const folder = folderWith({ 'completions.bash': runCli('.', ['completions', 'bash']).out, 'template.yaml': '' });
    const script = `source completions.bash; COMP_WORDS=(lambdavet ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _lambdavet; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '');
  }

  test('bash completes commands, files, flags, their values and rules', () => {
    expect(complete('expl')).toEqual(['explain']);
    expect(complete('templ')).toEqual(['template.yaml']);
    expect(complete('--min-p')).toEqual(['--min-precision']);
    expect(complete('--min-precision', '')).toEqual(['high', 'medium']);
    expect(complete('--format', 'm')).toEqual(['markdown']);
    expect(complete('explain', 'deprecated-')).toEqual(['deprecated-runtime']);
    expect(complete('check', '--config', 'temp')).toEqual(['template.yaml']);
  });

  test('the file that zsh loads for the first completion answers it', () => {
    // zsh runs the file as the function of that name, and asks no second time.
    expect(runCli('.', ['completions', 'zsh']).out.trimEnd().split('\n').at(-1)).toBe('if [[ "${funcstack[1]}" == _lambdavet ]]; then _lambdavet "$@"; else compdef _lambdavet lambdavet; fi');
  });

  test.each(['zsh', 'fish'])('%s knows every command and flag', (shell) => {
    const { code, out } = runCli('.', ['completions', shell]);
    expect(code).toBe(0);
    for (const word of ['baseline', 'merge', 'sarif-category', 'deprecated-runtime', 'medium']) expect(out).toContain(word);
  });

  test('another shell is one line', () => {
    expect(runCli('.', ['completions', 'csh'])).toEqual({ code: 2, out: '', err: "completions is 'csh', but must be one of bash, zsh, fish; did you mean 'zsh'?\n" });
    expect(runCli('.', ['completions']).err).toBe('completions needs one shell: lambdavet completions bash|zsh|fish\n');
  });
});

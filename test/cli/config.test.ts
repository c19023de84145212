import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { DEPRECATED, findingsOf, folderWith, HANDLER, runCli } from './run-cli.js';

const FINDING = 'template.yaml warning deprecated-runtime';

/** Findings of the deprecated project under a configuration. */
function withConfig(config: object, argv: readonly string[] = [], more: Readonly<Record<string, string>> = {}): readonly string[] {
  const folder = folderWith({ 'template.yaml': DEPRECATED, 'orders.py': HANDLER, 'lambdavet.config.json': JSON.stringify(config), ...more });
  return findingsOf(runCli(folder, ['--format', 'json', ...argv]));
}

describe('selection', () => {
  test('rules, select and ignore', () => {
    expect(withConfig({ rules: { 'deprecated-runtime': 'off' } })).toEqual([]);
    expect(withConfig({ rules: { 'deprecated-runtime': 'error' } })).toEqual(['template.yaml error deprecated-runtime']);
    expect(withConfig({ ignore: ['runtime'] })).toEqual([]);
    expect(withConfig({ select: ['secrets'] })).toEqual([]);
    expect(withConfig({ select: ['secrets'], rules: { 'deprecated-runtime': 'note' } })).toEqual(['template.yaml note deprecated-runtime']);
  });

  test('flags beat it', () => {
    expect(withConfig({ ignore: ['runtime'] }, ['--select', 'deprecated-runtime'])).toEqual([FINDING]);
    expect(withConfig({ rules: { 'deprecated-runtime': 'error' } }, ['--ignore', 'runtime'])).toEqual([]);
    expect(withConfig({ select: ['secrets'] }, ['--preset', 'all'])).toContain(FINDING);
    expect(withConfig({ ignore: ['runtime'] }, ['--no-config'])).toEqual([FINDING]);
    expect(withConfig({ ignore: ['runtime'] }, ['--config', 'other.json'], { 'other.json': '{}' })).toEqual([FINDING]);
  });

  test('exclude hides templates and findings', () => {
    expect(withConfig({ exclude: ['old/'] }, [], { 'old/template.yaml': DEPRECATED })).toEqual([FINDING]);
    expect(withConfig({ exclude: ['/template.yaml'] }, [], { 'old/template.yaml': DEPRECATED })).toEqual(['old/template.yaml warning deprecated-runtime']);
  });

  test('failOn and minSeverity count for the run', () => {
    const files = { 'template.yaml': DEPRECATED, 'orders.py': HANDLER };
    expect(runCli(folderWith({ ...files, 'lambdavet.config.json': '{ "failOn": "error" }' }), []).code).toBe(0);
    expect(runCli(folderWith({ ...files, 'lambdavet.config.json': '{ "failOn": "error" }' }), ['--fail-on', 'note']).code).toBe(1);
    expect(withConfig({ minSeverity: 'error' })).toEqual([]);
  });
});

describe('heavyPackageMegabytes', () => {
  const template = 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: src/ }\n';
  // Digits that a zip makes half as long.
  const digits = Array.from({ length: 4000 }, (_, index) => createHash('sha256').update(String(index)).digest('hex')).join('');
  const project = (folder: string) => ({ [`${folder}/template.yaml`]: template, [`${folder}/src/orders.js`]: 'exports.handler = async () => 1;\n', [`${folder}/src/digits.txt`]: digits });

  test('counts for the projects below it, and what it extends for it', () => {
    const files = { '.git/HEAD': '', ...project('a'), ...project('b'), ...project('c'), 'lambdavet.config.json': '{ "select": ["oversized-package"] }', 'a/lambdavet.config.json': '{ "extends": "../lambdavet.config.json", "heavyPackageMegabytes": 0.07 }', 'b/lambdavet.config.json': '{ "extends": "../a/lambdavet.config.json", "heavyPackageMegabytes": 0.2 }' };
    const { out } = runCli(folderWith(files), ['--format', 'concise']);
    expect(out).toContain("a/template.yaml:5:74: warning oversized-package The code of function 'Orders' ('a/src') has about 0.1 MB zipped");
    expect(out).not.toMatch(/^[bc]\//m);
  });
});

describe('which file counts', () => {
  const files = { '.git/HEAD': '', 'a/template.yaml': DEPRECATED, 'b/template.yaml': DEPRECATED };

  test('the nearest one, package.json included', () => {
    const folder = folderWith({ ...files, 'lambdavet.config.json': '{ "ignore": ["runtime"] }', 'b/package.json': '{ "name": "b", "lambdavet": { "preset": "strict" } }' });
    expect(findingsOf(runCli(folder, ['--format', 'json']))).toContain('b/template.yaml warning deprecated-runtime');
    expect(findingsOf(runCli(folder, ['--format', 'json']))).not.toContain('a/template.yaml warning deprecated-runtime');
  });

  test('extends, in order, what stands in the file above all', () => {
    const base = { 'base.json': '{ "rules": { "deprecated-runtime": "note" }, "failOn": "note" }', 'base2.json': '{ "rules": { "deprecated-runtime": "error" } }' };
    expect(withConfig({ extends: ['./base.json', './base2.json'] }, [], base)).toEqual(['template.yaml error deprecated-runtime']);
    expect(withConfig({ extends: 'base.json' }, [], base)).toEqual(['template.yaml note deprecated-runtime']);
    expect(withConfig({ extends: 'base.json', rules: { 'deprecated-runtime': 'off' } }, [], base)).toEqual([]);
  });
});

describe('mistakes name file and line', () => {
  test.each([
    ['{\n  "rulse": {}\n}', "2: unknown key 'rulse'; did you mean 'rules'?"],
    ['{\n  "rules": {\n    "deprecated-runtme": "off" } }', "3: unknown rule 'deprecated-runtme'; did you mean 'deprecated-runtime'?"],
    ['{ "rules": {\n "deprecated-runtime": "warn" } }', "2: 'rules.deprecated-runtime' is 'warn', but must be one of off, note, warning, error"],
    ['{ "select":\n ["secrets",\n "runtimes"] }', "3: unknown rule or concern 'runtimes'; did you mean 'runtime'?"],
    ['{\n "select": "secrets" }', "2: 'select' must be a list"],
    ['{\n "exclude": [1] }', "2: 'exclude.0' must be a string"],
    ['{\n "preset": 3 }', "2: 'preset' is '3', but must be one of recommended, strict, compliance, all"],
    ['{\n "heavyPackageMegabytes": "8" }', "2: 'heavyPackageMegabytes' must be a number"],
    ['{\n "heavyPackageMegabytes": 0 }', "2: 'heavyPackageMegabytes' must be more than 0"],
    ['{\n "heavyPackageMegabyte": 8 }', "2: unknown key 'heavyPackageMegabyte'; did you mean 'heavyPackageMegabytes'?"],
    ['[]', '1: the configuration must be an object'],
    ['', '1: it is empty'],
    ['{\n "preset": strict }', "2: it is not valid JSON: 'strict' must stand in double quotes"],
    ['{ "preset": "strict",\n "preset": "all" }', "2: key 'preset' is written twice"],
    ['{\n "extends": "../../x.json" }', "2: '../../x.json' leads out of the repository"],
    ['{\n "extends": "none.json" }', "2: there is no file 'none.json'"],
    ['{\n "exclude": ["*a*a*a*a*b"] }', "2: '*a*a*a*a*b' is no pattern, or has too many stars"],
    ['{\n "exclude": ["generated [ a/**"] }', "2: 'generated [ a/**' is no pattern, or has too many stars"],
    ['{\n "extends": "./lambdavet.config.json" }', "2: './lambdavet.config.json' extends itself: lambdavet.config.json -> lambdavet.config.json"],
  ])('%j', (config, message) => {
    const folder = folderWith({ 'template.yaml': DEPRECATED, 'lambdavet.config.json': config });
    expect(runCli(folder, [])).toEqual({ code: 2, out: '', err: `lambdavet.config.json:${message}\n` });
  });

  test('also in package.json and in extended files', () => {
    const folder = folderWith({ 'template.yaml': DEPRECATED, 'package.json': '{ "name": "a",\n "lambdavet": {\n "extend": "x" } }' });
    expect(runCli(folder, []).err).toBe("package.json:3: unknown key 'extend'; did you mean 'extends'?\n");
    const extending = folderWith({ 'template.yaml': DEPRECATED, 'lambdavet.config.json': '{ "extends": "config/base.json" }', 'config/base.json': '{\n\n "x": 1 }' });
    expect(runCli(extending, []).err).toBe("config/base.json:3: unknown key 'x'\n");
  });

  test('one that cannot be read ends the run, a folder of that name does not', () => {
    const linked = folderWith({ 'template.yaml': DEPRECATED });
    symlinkSync(join(folderWith({ 'shared.json': '{}' }), 'shared.json'), join(linked, 'lambdavet.config.json'));
    expect(runCli(linked, [])).toEqual({ code: 2, out: '', err: 'lambdavet.config.json: it cannot be read, or is a link that leads out of the repository\n' });
    expect(runCli(folderWith({ 'template.yaml': DEPRECATED, 'lambdavet.config.json/a.txt': '' }), []).code).toBe(1);
  });

  test('what is not ours is left alone', () => {
    const folder = folderWith({ 'template.yaml': DEPRECATED, 'package.json': '{ "name": "lambdavet", broken' });
    expect(runCli(folder, []).code).toBe(1);
  });
});

test('the generated validator fits the schema', () => {
  expect(() => execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/config-validator.mjs'), '--check'])).not.toThrow();
});

test('configurations that extend each other over and over end', () => {
  const twice = (name: string): string => JSON.stringify({ extends: [name, name] });
  const levels = Object.fromEntries(Array.from({ length: 30 }, (_, level) => [`${level}.json`, twice(`./${level + 1}.json`)]));
  const folder = folderWith({ ...levels, 'template.yaml': DEPRECATED, '30.json': '{}', 'lambdavet.config.json': twice('./0.json') });
  expect(runCli(folder, []).err).toContain('more than 100 files are extended');
});

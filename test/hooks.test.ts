import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { builtCli } from './cli/built-cli.js';
import { CLEAN, DEPRECATED, HANDLER } from './cli/run-cli.js';

const ROOT = join(import.meta.dirname, '..');
const WORK = mkdtempSync(join(tmpdir(), 'lambdavet-hooks-'));
/** A program of its own, in Python, which npm does not install; prek, which reads the same files, comes from npm. */
const PRE_COMMIT = spawnSync('pre-commit', ['--version']).status === 0 ? ['pre-commit', 'prek'] : ['prek'];
const cli = builtCli();
let tools = '';

/** The package as it is installed: linked, since nothing is published while tests run. */
function linkPackage(modules: string): void {
  const folder = join(modules, 'lambdavet');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  mkdirSync(folder);
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(dirname(cli.file()), join(folder, 'dist'));
  symlinkSync(cli.file(), join(modules, '.bin/lambdavet'));
}

beforeAll(() => {
  tools = join(WORK, 'tools');
  mkdirSync(tools);
  writeFileSync(join(tools, 'package.json'), '{ "private": true }');
  const { status, stderr } = spawnSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', 'husky@9', 'lint-staged@16', 'lefthook@2', '@j178/prek@0.5.3'], { cwd: tools, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  linkPackage(join(tools, 'node_modules'));
}, 180_000);

afterAll(() => rmSync(WORK, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly out: string;
}

interface Repository {
  put(path: string, text: string): void;
  git(...args: readonly string[]): Ran;
  run(command: string, ...args: readonly string[]): Ran;
}

function repository(name: string, files: Readonly<Record<string, string>>): Repository {
  const folder = join(WORK, name);
  const env = { ...process.env, PRE_COMMIT_HOME: join(WORK, 'pre-commit-home'), PREK_HOME: join(WORK, 'prek-home'), PATH: `${join(tools, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const run = (command: string, ...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', env });
    return { code: status, out: stdout + stderr };
  };
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const git = (...args: readonly string[]) => run('git', ...args);
  mkdirSync(folder);
  symlinkSync(join(tools, 'node_modules'), join(folder, 'node_modules'));
  for (const args of [['init', '-q', '-b', 'main'], ['config', 'user.name', 'a'], ['config', 'user.email', 'a@example.com']]) git(...args);
  put('.gitignore', 'node_modules\n');
  for (const [path, text] of Object.entries(files)) put(path, text);
  git('add', '-A');
  git('commit', '-qm', 'first', '--no-verify');
  return { put, git, run };
}

const PROJECT = { 'template.yaml': CLEAN, 'orders.py': HANDLER, 'other/template.yaml': DEPRECATED, 'other/orders.py': HANDLER };
const FOUND = /deprecated-runtime/;

/** What each client must do, whatever its own ways are. */
function behaves(commit: Repository): void {
  const { put, git } = commit;
  // Staged: what was there before in files that are not touched does not matter.
  put('orders.py', `${HANDLER}\n`);
  git('add', '-A');
  expect(git('commit', '-m', 'clean')).toMatchObject({ code: 0 });
  put('template.yaml', DEPRECATED);
  git('add', '-A');
  const refused = git('commit', '-m', 'deprecated');
  expect(refused.code).not.toBe(0);
  expect(refused.out).toMatch(FOUND);
  expect(refused.out).not.toContain('other/template.yaml');
  // Partially staged: the staged text counts, and the other is back afterwards.
  put('template.yaml', `${CLEAN}# staged\n`);
  git('add', '-A');
  put('template.yaml', `${DEPRECATED}# not staged\n`);
  expect(git('commit', '-m', 'partial')).toMatchObject({ code: 0 });
  expect(git('diff').out).toContain('+# not staged');
  git('checkout', '-q', '.');
  // Untracked files hinder nobody.
  put('new/template.yaml', DEPRECATED);
  put('orders.py', HANDLER);
  git('add', 'orders.py');
  expect(git('commit', '-m', 'beside an untracked one')).toMatchObject({ code: 0 });
  // Renamed and deleted.
  git('mv', 'template.yaml', 'sam.template.yaml');
  expect(git('commit', '-m', 'renamed')).toMatchObject({ code: 0 });
  git('rm', '-rq', 'other');
  expect(git('commit', '-m', 'deleted')).toMatchObject({ code: 0 });
  expect(git('status', '--porcelain').out).toBe('?? new/\n');
}

describe('hooks', () => {
  test.each(PRE_COMMIT)('%s, from the mirror', (tool) => {
    const mirror = join(WORK, `mirror-${tool}`);
    cpSync(join(ROOT, 'integrations/pre-commit'), mirror, { recursive: true });
    // The version of the dependency is not published while tests run.
    const manifest = readFileSync(join(mirror, 'package.json'), 'utf8');
    writeFileSync(join(mirror, 'package.json'), manifest.replace(/"dependencies": \{[^}]*\}/, '"dependencies": {}'));
    linkPackage(join(mirror, 'node_modules'));
    writeFileSync(join(mirror, 'bin/lambdavet.cjs'), `#!/usr/bin/env node\nrequire(${JSON.stringify(cli.file())});\n`);
    for (const args of [['init', '-q'], ['add', '-A', '--', ':!node_modules'], ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', '1'], ['tag', 'v0']]) spawnSync('git', args, { cwd: mirror });
    const commit = repository(`${tool}-mirror`, { ...PROJECT, '.pre-commit-config.yaml': `repos:\n  - repo: ${mirror}\n    rev: v0\n    hooks:\n      - id: lambdavet\n      - id: lambdavet-project\n        stages: [manual]\n` });
    expect(commit.run(tool, 'install', '--install-hooks')).toMatchObject({ code: 0, out: expect.stringMatching(/installed/i) });
    behaves(commit);
    expect(commit.run(tool, 'run', 'lambdavet-project', '--hook-stage', 'manual')).toMatchObject({ code: 1, out: expect.stringMatching(/deprecated-runtime[\s\S]*new\/template\.yaml:5/) });
  }, 180_000);

  test.each(PRE_COMMIT)('%s, as docs/hooks.md has it', (tool) => {
    const [, config = ''] = /## pre-commit and prek\n+```yaml\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/hooks.md'), 'utf8')) ?? [];
    const commit = repository(`${tool}-local`, { ...PROJECT, '.pre-commit-config.yaml': config });
    expect(commit.run(tool, 'install')).toMatchObject({ code: 0, out: expect.stringMatching(/installed/i) });
    behaves(commit);
  }, 180_000);

  test('the mirror asks for the version of the package', () => {
    const version = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as { version: string; dependencies: Readonly<Record<string, string>> };
    const own = version('package.json').version;
    const mirror = version('integrations/pre-commit/package.json');
    expect([mirror.version, mirror.dependencies['lambdavet']]).toEqual([own, own]);
  });

  const LINT_STAGED = JSON.stringify({ private: true, 'lint-staged': { '*.{js,mjs,cjs,ts,mts,cts,py,yaml,yml,json,template}': 'lambdavet check --no-error-on-unmatched --quiet' } });

  test('husky with lint-staged', () => {
    const commit = repository('husky', { ...PROJECT, 'package.json': LINT_STAGED, '.husky/pre-commit': 'npx --no-install lint-staged\n' });
    const { status } = spawnSync(join(tools, 'node_modules/.bin/husky'), [], { cwd: join(WORK, 'husky') });
    expect(status).toBe(0);
    behaves(commit);
  }, 120_000);

  test('lefthook', () => {
    const config = "pre-commit:\n  jobs:\n    - name: lambdavet\n      glob: ['*.{js,mjs,cjs,ts,mts,cts,py,yaml,yml,json,template}']\n      run: npx --no-install lambdavet check --no-error-on-unmatched --quiet {staged_files}\n";
    const commit = repository('lefthook', { ...PROJECT, 'lefthook.yml': config });
    const { status, stderr } = spawnSync(join(tools, 'node_modules/.bin/lefthook'), ['install'], { cwd: join(WORK, 'lefthook'), encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    behaves(commit);
  }, 120_000);
});

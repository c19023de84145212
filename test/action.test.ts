import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Log } from 'sarif';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { builtCli } from './cli/built-cli.js';
import { DEPRECATED, folderWith, HANDLER } from './cli/run-cli.js';

const ACTION = join(import.meta.dirname, '../integrations/action');
const WORK = mkdtempSync(join(tmpdir(), 'lambdavet-action-'));
const cli = builtCli();

afterAll(() => rmSync(WORK, { recursive: true, force: true }));

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

interface Metadata {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

const metadata = parse(readFileSync(join(ACTION, 'action.yml'), 'utf8')) as Metadata;

interface JobResult {
  readonly failed: boolean;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What each `uses` step was given, in order with the codes of `run` steps. */
  readonly trace: readonly string[];
  readonly sarif: string | undefined;
}

/** Runs the steps of the composite action as a runner does: expressions, conditions, outputs, the end after a failure. */
function runAction(workspace: string, given: Readonly<Record<string, string>> = {}): JobResult {
  const folder = mkdtempSync(join(WORK, 'job-'));
  const action = join(folder, 'action');
  cpSync(ACTION, action, { recursive: true });
  symlinkSync(dirname(cli.file()), join(action, 'dist'));
  const [outputFile, summaryFile] = [join(folder, 'output'), join(folder, 'summary')];
  const context = {
    inputs: { ...Object.fromEntries(Object.entries(metadata.inputs).map(([name, input]) => [name, input.default])), ...given },
    steps: {} as Record<string, { outputs: Record<string, string> }>,
  };
  const value = (path: string): string => path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], context)?.toString() ?? '';
  const fill = (text: string): string => text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, path: string) => value(path));
  const holds = (condition: string): boolean => condition.replace(/^\$\{\{ | \}\}$/g, '').split(' && ').every((part) => {
    const [, path = '', operator, literal] = /^([\w.-]+) (==|!=) '([^']*)'$/.exec(part) ?? [];
    if (path === '') throw new Error(`cannot judge '${part}'`);
    return (value(path) === literal) === (operator === '==');
  });
  const trace: string[] = [];
  let log = '';
  let failed = false;
  let sarif: string | undefined;
  for (const { id, if: condition, run, uses, env = {}, with: inputs = {} } of metadata.runs.steps) {
    if (failed || (condition !== undefined && !holds(condition))) continue;
    if (uses !== undefined) {
      trace.push(`${uses} ${fill(inputs['category'] ?? '')}`);
      sarif = readFileSync(fill(inputs['sarif_file'] ?? ''), 'utf8');
      continue;
    }
    writeFileSync(outputFile, '');
    const environment = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fill(text)]));
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run ?? ''], {
      cwd: workspace,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace, GITHUB_ACTION_PATH: action, GITHUB_OUTPUT: outputFile, GITHUB_STEP_SUMMARY: summaryFile, RUNNER_TEMP: folder, ...environment },
    });
    log += stdout + stderr;
    trace.push(`run ${status}`);
    failed = status !== 0;
    if (id !== undefined) context.steps[id] = { outputs: Object.fromEntries(readFileSync(outputFile, 'utf8').split('\n').filter((line) => line !== '').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])) };
  }
  const outputs = Object.fromEntries(Object.entries(metadata.outputs).map(([name, output]) => [name, fill(output.value)]));
  return { failed, log, trace, sarif, outputs, summary: existsSync(summaryFile) ? readFileSync(summaryFile, 'utf8') : '' };
}

const PROJECT = { '.git/HEAD': '', 'template.yaml': DEPRECATED, 'orders.py': HANDLER };
const UPLOAD = 'github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e lambdavet';

describe('the action', () => {
  test('uploads, summarises, and does not fail by default', () => {
    const { failed, trace, sarif = '', outputs, summary, log } = runAction(folderWith(PROJECT));
    expect({ failed, trace }).toEqual({ failed: false, trace: ['run 0', UPLOAD] });
    expect((JSON.parse(sarif) as Log).runs[0]?.results).toHaveLength(1);
    expect(outputs).toMatchObject({ findings: '1', 'exit-code': '0' });
    expect(summary).toContain('| [`deprecated-runtime`](');
    expect(log).toContain('template.yaml:5:');
  });

  test('uploads before it fails', () => {
    const { failed, trace, outputs } = runAction(folderWith(PROJECT), { 'fail-on': 'warning', category: 'orders' });
    expect({ failed, trace }).toEqual({ failed: true, trace: ['run 0', UPLOAD.replace(/lambdavet$/, 'orders'), 'run 1'] });
    expect(outputs['exit-code']).toBe('1');
    expect(runAction(folderWith(PROJECT), { 'fail-on': 'error' }).trace).toEqual(['run 0', UPLOAD, 'run 0']);
  });

  test('uploads as much as GitHub accepts, or as many results as are wanted', () => {
    const many = Array.from({ length: 1010 }, (_, index) => `  Orders${index}: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs24.x, Handler: a.b, Timeout: ${901 + index}, Code: s3://a/b } }\n`);
    const folder = folderWith({ '.git/HEAD': '', 'template.yaml': `Resources:\n${many.join('')}` });
    const counted = (given?: Readonly<Record<string, string>>) => (JSON.parse(runAction(folder, given).sarif ?? '') as Log).runs[0]?.results?.length;
    expect(counted()).toBeGreaterThanOrEqual(1010);
    expect(counted({ 'sarif-limit': '5' })).toBe(5);
    expect(counted({ 'sarif-limit': '' })).toBe(1000);
    expect(runAction(folder, { 'sarif-limit': '25001' })).toMatchObject({ failed: true, trace: ['run 2'] });
  }, 60_000);

  test('works without code scanning, by annotations', () => {
    const { trace, log } = runAction(folderWith(PROJECT), { 'code-scanning': 'false', annotations: 'true' });
    expect(trace).toEqual(['run 0']);
    expect(log).toMatch(/^::warning file=template\.yaml,line=5,/m);
  });

  test('a run that failed uploads nothing: alerts would be closed as fixed', () => {
    const { failed, trace, outputs, log } = runAction(folderWith({ '.git/HEAD': '', 'notes.txt': '' }), { 'fail-on': 'error' });
    expect({ failed, trace }).toEqual({ failed: true, trace: ['run 2'] });
    expect(outputs['sarif-file']).toBe('');
    expect(log).toContain('::error title=lambdavet::lambdavet ended with exit code 2; nothing is uploaded');
  });

  test('inputs are words of their own, never parts of a command', () => {
    const hostile = 'x"; touch stolen; echo "$(touch stolen)\n--fix';
    const folder = folderWith(PROJECT);
    for (const name of ['paths', 'config', 'preset', 'version']) expect(runAction(folder, { [name]: hostile }).failed).toBe(true);
    expect(existsSync(join(folder, 'stolen'))).toBe(false);
    expect(runAction(folder, { version: 'latest' }).log).toContain("version is 'latest', but must be bundled, project or an exact X.Y.Z");
    expect(runAction(folder, { version: 'project' }).log).toContain('lambdavet is not installed in node_modules');
  });

  test('shards keep their reports, and are uploaded once, merged', () => {
    const folder = folderWith({ '.git/HEAD': '', 'a/template.yaml': DEPRECATED, 'a/orders.py': HANDLER, 'b/template.yaml': DEPRECATED, 'b/orders.py': HANDLER });
    const artifacts = mkdtempSync(join(WORK, 'artifacts-'));
    for (const index of [1, 2]) {
      const { failed, trace, outputs } = runAction(folder, { shard: `${index}/2`, 'fail-on': 'warning' });
      expect({ failed, trace }).toEqual({ failed: false, trace: ['run 0'] });
      mkdirSync(join(artifacts, `shard-${index}`));
      cpSync(outputs['report-folder'] ?? '', join(artifacts, `shard-${index}`), { recursive: true });
    }
    const { failed, trace, sarif, outputs, summary } = runAction(folder, { merge: artifacts, 'fail-on': 'warning' });
    expect({ failed, trace }).toEqual({ failed: true, trace: ['run 0', UPLOAD, 'run 1'] });
    expect(sarif).toBe(runAction(folder).sarif);
    expect(outputs['findings']).toBe('2');
    expect(summary).toContain('2 warnings in 2 functions of 2 projects');
    rmSync(join(artifacts, 'shard-2'), { recursive: true });
    expect(runAction(folder, { merge: artifacts })).toMatchObject({ failed: true, trace: ['run 2'] });
  });
});

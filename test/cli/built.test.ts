import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';

import { builtCli } from './built-cli.js';
import { CLEAN, DEPRECATED, folderWith, HANDLER } from './run-cli.js';

const cli = builtCli();
const PROJECT = { 'template.yaml': DEPRECATED, 'orders.py': HANDLER };

describe('formats', () => {
  test('one run prints one format and writes the others', () => {
    const folder = folderWith(PROJECT);
    const formats = ['concise', 'full', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown'];
    const { code, out, err } = cli.run(folder, ['--format', 'github', ...formats.flatMap((format) => ['--output', `${format}=report.${format}`])]);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/^::warning file=template\.yaml,line=5,endLine=5,col=\d+,endColumn=\d+,title=lambdavet deprecated-runtime::Runtime 'python3\.8'/);
    for (const format of formats) expect(readFileSync(join(folder, `report.${format}`), 'utf8')).toMatch(/deprecated-runtime/);
  });

  test('a file that cannot be written is one line, and exit code 2', () => {
    const folder = folderWith(PROJECT);
    const { code, err } = cli.run(folder, ['--output', 'junit=none/report.xml']);
    expect({ code, err }).toEqual({ code: 2, err: "The folder of --output 'junit=none/report.xml' does not exist\n" });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

test('baseline is written, honoured and pruned', () => {
  const folder = folderWith(PROJECT);
  expect(cli.run(folder, ['baseline'])).toEqual({ code: 0, out: 'lambdavet-baseline.json accepts 1 finding: 1 new\n', err: '' });
  expect(cli.run(folder, [])).toMatchObject({ code: 0, err: '' });
  expect(cli.run(folder, ['baseline', '--prune'])).toMatchObject({ code: 0, out: 'lambdavet-baseline.json accepts 1 finding: nothing changed\n' });
});

test('the shards of a run are merged', () => {
  const folder = folderWith({ 'a/template.yaml': DEPRECATED, 'a/orders.py': HANDLER, 'b/template.yaml': DEPRECATED, 'b/orders.py': HANDLER });
  for (const index of [1, 2]) expect(cli.run(folder, ['--shard', `${index}/2`, '--output', `sarif=${index}.sarif`]).code).toBe(1);
  expect(cli.run(folder, ['merge', '1.sarif', '2.sarif'])).toEqual({ code: 1, err: '', out: cli.run(folder, ['--format', 'sarif']).out });
});

test('--watch runs again after a change, survives a broken configuration, and ends with a signal', async () => {
  const folder = folderWith(PROJECT);
  const watching = spawn(process.execPath, [cli.file(), '--watch', '--format', 'concise'], { cwd: folder, stdio: 'pipe' });
  let out = '';
  for (const stream of [watching.stdout, watching.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (out += text));
  const after = async (change: () => void, expected: RegExp): Promise<void> => {
    out = '';
    change();
    await vi.waitFor(() => expect(out).toMatch(expected), { timeout: 20_000, interval: 50 });
  };
  const ended = new Promise((resolve) => watching.on('close', (_code, signal) => resolve(signal)));
  try {
    await after(() => undefined, /deprecated-runtime[\s\S]*Watching for changes/);
    await after(() => writeFileSync(join(folder, 'template.yaml'), CLEAN), /No findings in 1 function[\s\S]*Watching for changes/);
    await after(() => writeFileSync(join(folder, 'lambdavet.config.json'), '{ "presett": 1 }'), /lambdavet\.config\.json:1: unknown key 'presett'/);
    await after(() => writeFileSync(join(folder, 'lambdavet.config.json'), '{}'), /No findings/);
    await after(() => writeFileSync(join(folder, 'template.yaml'), DEPRECATED), /1 warning in 1 function/);
  } finally {
    watching.kill('SIGINT');
  }
  expect(await ended).toBe('SIGINT');
});

test.each(['--stdin', '--output=json=a.json'])('--watch and %s exclude each other', (flag) => {
  expect(cli.run(folderWith(PROJECT), ['--watch', flag, ...(flag === '--stdin' ? ['--stdin-filename', 'template.yaml'] : [])])).toMatchObject({ code: 2, err: expect.stringMatching(/^--watch and --(?:stdin|output) exclude each other\n$/) });
});

test('--stdin stands for a file that is not saved', () => {
  const folder = folderWith({ 'template.yaml': CLEAN, 'orders.py': HANDLER });
  expect(cli.run(folder, ['--stdin', '--stdin-filename', 'template.yaml', '--format', 'concise'], { input: DEPRECATED })).toMatchObject({ code: 1, out: expect.stringContaining('template.yaml:5:') });
  expect(cli.run(folder, []).code).toBe(0);
});

test('init and completions', () => {
  const folder = folderWith(PROJECT);
  expect(cli.run(folder, ['init'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Wrote lambdavet.config.json\n') });
  expect(cli.run(folder, ['completions', 'fish'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('complete -c lambdavet -l fail-on') });
});

test('explain shows the rule with its examples and what is said about them', () => {
  const { code, out, err } = cli.run('/', ['explain', 'missing-permission']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const part of ['\nReported\n  checkout.js\n', '\nWhat is said\n  error[missing-permission] Function', '\nNot reported\n', '\nSilent when\n', 'ignore[missing-permission]']) expect(out).toContain(part);
  expect(JSON.parse(cli.run('/', ['explain', 'missing-permission', '--json']).out)).toMatchObject({ id: 'missing-permission', examples: { bad: [{ path: 'checkout.js' }, { path: 'template.yaml' }] } });
});

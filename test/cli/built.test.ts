import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { builtCli } from './built-cli.js';
import { DEPRECATED, folderWith, HANDLER } from './run-cli.js';

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

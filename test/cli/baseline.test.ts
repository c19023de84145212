import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { DEPRECATED, findingsOf, folderWith, HANDLER, reportOf, runCli } from './run-cli.js';

const FILE = 'lambdavet-baseline.json';
const GONE = (count: string) => `${FILE} accepts ${count} gone; remove ${count.startsWith('1 ') ? 'it' : 'them'} with: lambdavet baseline --prune\n`;
const TWICE = ['Transform: AWS::Serverless-2016-10-31', 'Resources:', ...['A', 'B'].flatMap((id) => [`  ${id}:`, '    Type: AWS::Serverless::Function', '    Properties: { Handler: orders.handler, CodeUri: .,', '      Runtime: python3.8 }']), ''].join('\n');

function project(template = DEPRECATED, more: Readonly<Record<string, string>> = {}): string {
  return folderWith({ 'template.yaml': template, 'orders.py': HANDLER, ...more });
}

describe('baseline', () => {
  test('accepts what is there: the next run is clean, and counts it', () => {
    const folder = project();
    expect(runCli(folder, ['baseline'])).toEqual({ code: 0, out: `${FILE} accepts 1 finding: 1 new\n`, err: '' });
    const result = runCli(folder, ['--format', 'json']);
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(reportOf(result).summary).toMatchObject({ warnings: 0, suppressed: 1 });
    expect(reportOf(result).findings).toMatchObject([{ rule: 'deprecated-runtime', suppressed: { kind: 'baseline' } }]);
    expect(runCli(folder, ['--no-baseline']).code).toBe(1);
  });

  test('survives edits above, and lets nothing new slip in', () => {
    const folder = project(TWICE);
    runCli(folder, ['baseline']);
    writeFileSync(join(folder, 'template.yaml'), `# one\n# two\n${TWICE}  C:\n    Type: AWS::Serverless::Function\n    Properties: { Handler: orders.handler, CodeUri: .,\n      Runtime: python3.8 }\n`);
    const result = runCli(folder, ['--format', 'json']);
    expect(result).toMatchObject({ code: 1, err: '' });
    expect(reportOf(result).summary).toMatchObject({ warnings: 1, suppressed: 2 });
  });

  test('is sorted and without lines, so that writing it again changes nothing', () => {
    const folder = project(TWICE, { 'a/template.yaml': DEPRECATED, 'a/orders.py': HANDLER });
    runCli(folder, ['baseline']);
    const text = readFileSync(join(folder, FILE), 'utf8');
    expect(text).toMatch(/^\{\n {2}"schemaVersion": 1,\n {2}"findings": \{\n {4}"a\/template\.yaml": \{\n {6}"deprecated-runtime": \{\n {8}"[0-9a-f]{16}": 1\n/);
    expect(Object.keys((JSON.parse(text) as { findings: object }).findings)).toEqual(['a/template.yaml', 'template.yaml']);
    expect(runCli(folder, ['baseline']).out).toBe(`${FILE} accepts 3 findings: nothing changed\n`);
    expect(readFileSync(join(folder, FILE), 'utf8')).toBe(text);
  });

  test('what is gone is told, and forgotten with --prune, which accepts nothing new', () => {
    const folder = project(TWICE);
    runCli(folder, ['baseline']);
    writeFileSync(join(folder, 'template.yaml'), DEPRECATED);
    expect(runCli(folder, [])).toMatchObject({ code: 1, err: GONE('2 findings that are') });
    expect(runCli(folder, ['baseline', '--prune']).out).toBe(`${FILE} accepts 0 findings: 2 that are gone removed\n`);
    expect(runCli(folder, [])).toMatchObject({ code: 1, err: '' });
  });

  test('nothing is called gone that was not looked for', () => {
    const folder = project(DEPRECATED, { 'a/template.yaml': DEPRECATED, 'a/orders.py': HANDLER });
    runCli(folder, ['baseline']);
    const silent = [['a'], ['--select', 'default-timeout'], ['--min-precision', 'high', '--ignore', 'runtime']];
    for (const argv of silent) expect(runCli(folder, argv).err).toBe('');
    writeFileSync(join(folder, 'a/template.yaml'), 'Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: {{{\n');
    expect(runCli(folder, []).err).toBe('');
    rmSync(join(folder, 'a'), { recursive: true });
    expect(runCli(folder, []).err).toBe(GONE('1 finding that is'));
  });

  test('of a part accepts that part only', () => {
    const folder = project(DEPRECATED, { 'a/template.yaml': DEPRECATED, 'a/orders.py': HANDLER, '.git/HEAD': '' });
    runCli(folder, ['baseline', 'a']);
    expect(findingsOf(runCli(folder, ['--format', 'json'])).length).toBe(2);
    expect(reportOf(runCli(folder, ['--format', 'json'])).summary).toMatchObject({ warnings: 1, suppressed: 1 });
  });

  test('SARIF leaves the accepted out, or names them as suppressed elsewhere', () => {
    const folder = project();
    runCli(folder, ['baseline']);
    const results = (argv: readonly string[]) => (JSON.parse(runCli(folder, ['--format', 'sarif', ...argv]).out) as { runs: { results: { suppressions?: unknown }[] }[] }).runs[0]?.results;
    expect(results([])).toEqual([]);
    expect(results(['--sarif-suppressed'])?.[0]?.suppressions).toEqual([{ kind: 'external', justification: `accepted in ${FILE}` }]);
  });

  test('a comment that silences comes first', () => {
    const folder = project(DEPRECATED.replace('}\n', '} # lambdavet: ignore[deprecated-runtime] moves next week\n'));
    expect(runCli(folder, ['baseline']).out).toBe(`${FILE} accepts 0 findings: nothing changed\n`);
    expect(existsSync(join(folder, FILE))).toBe(false);
  });

  test.each([
    ['{', `${FILE}:1: it is not valid JSON`],
    ['{ "schemaVersion": 2 }', `${FILE}:1: 'schemaVersion' must be 1`],
    ['{ "schemaVersion": 1,\n "findings": [] }', `${FILE}:2: 'findings' must be an object`],
    ['{ "schemaVersion": 1,\n "findings": { "a": { "b": {\n "c": -1 } } } }', `${FILE}:3: the count of 'c' must be a whole number from 1 on`],
    ['', `${FILE}:1: the baseline must be an object`],
  ])('a broken file (%j) is one line, and not overwritten', (text, message) => {
    const folder = project(DEPRECATED, { [FILE]: text });
    for (const argv of [[], ['baseline'], ['baseline', '--prune']]) {
      const { code, err } = runCli(folder, argv);
      expect(code).toBe(2);
      expect(err).toContain(message);
    }
    expect(readFileSync(join(folder, FILE), 'utf8')).toBe(text);
  });
});

import { readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { DEPRECATED, folderWith, HANDLER, reportOf, runCli } from './run-cli.js';

/** Three projects of one repository: two of them share a module with a finding and a comment, one is switched off in part. */
const SHARED = "import { S3Client } from '@aws-sdk/client-s3';\n// lambdavet: ignore[client-in-handler] measured\nexport const open = () => new S3Client({});\nexport const again = () => new S3Client({});\n";
const script = (id: string) => `import { open, again } from '../shared/clients.mjs';\nexport const handler = async () => { open(); again(); return '${id}'; };\n`;
const template = (more = '') => `Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: nodejs24.x, Handler: app.handler, CodeUri: ., Timeout: 901${more} }\n`;
const MONOREPO = {
  '.git/HEAD': '',
  'a/template.yaml': template(),
  'a/app.mjs': script('a'),
  'b/template.yaml': template(', MemorySize: 1'),
  'b/app.mjs': script('b'),
  'b/lambdavet.config.json': '{ "rules": { "client-in-handler": "off" } }',
  'shared/clients.mjs': SHARED,
  'c [v2]/template.yaml': DEPRECATED,
  'c [v2]/orders.py': `${HANDLER}# lambdavet: ignore[unawaited-work] silences nothing\n`,
  'd/template.yaml': template(),
  'd/app.mjs': 'export const handler = async () => {{{\n',
  'C#/template.yaml': template(),
  'C#/app.mjs': script('c'),
  'f/template.yaml': template().replace('app.handler', 'place.handler').replace('CodeUri: .', 'CodeUri: dist'),
  'f/code/place.mjs': script('f').replace('../', '../../'),
  'e/template.yaml': 'Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: {{{\n',
};

/** What a run wrote, as somebody else may have changed it. */
interface Document {
  tool: { version: string };
  shard?: object;
  findings: object[];
  problems: object[];
  summary: object;
}

interface SarifRun {
  invocations: object[];
  results: object[];
  properties?: object | null;
}

function writeShards(folder: string, count: number, format: string, argv: readonly string[] = []): readonly string[] {
  return Array.from({ length: count }, (_, at) => {
    const file = `${at + 1}.${format}`;
    runCli(folder, [...argv, '--format', 'concise', '--shard', `${at + 1}/${count}`, '--output', `${format}=${file}`]);
    return file;
  });
}

describe('shards', () => {
  test.each([['json', 1], ['json', 2], ['json', 3], ['json', 9], ['sarif', 2], ['sarif', 3], ['sarif', 9]])('merged %s of %i is the one of a single run, byte for byte', (format, count) => {
    const folder = folderWith(MONOREPO);
    const whole = runCli(folder, ['--preset', 'all', '--format', format]).out;
    expect(whole).toContain('clients.mjs');
    const { code, out, err } = runCli(folder, ['merge', ...[...writeShards(folder, count, format, ['--preset', 'all'])].reverse()]);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toBe(whole);
  });

  test.each(['json', 'sarif'])('what is wrong with a file that projects of several shards read is told once (%s)', (format) => {
    const names = ['a', 'b', 'c', 'd'];
    const folder = folderWith({
      '.git/HEAD': '',
      'code/package.json': '{ "dependencies": { "left-pad": "1.3.0" } }',
      'code/package-lock.json': '<<<<<<< HEAD\n{}\n',
      ...Object.fromEntries(names.flatMap((name) => [
        [`${name}/template.yaml`, template().replace('app.handler', `${name}.handler`).replace('CodeUri: .', 'CodeUri: ../code')],
        [`code/${name}.mjs`, "import other from 'is-odd';\nexport const handler = async () => other(1);\n"],
      ])),
    });
    const whole = runCli(folder, ['--preset', 'all', '--format', format]).out;
    expect(whole.match(/package-lock\.json/g)).toHaveLength(1);
    const { out } = runCli(folder, ['merge', ...writeShards(folder, 4, format, ['--preset', 'all'])]);
    expect(out).toBe(whole);
  });

  test('what no file could be read for is told once', () => {
    const folder = folderWith({ '.git/HEAD': '', 'a/template.yaml': template(), 'b/template.yaml': template(), 'b/app.mjs': 'export const handler = async () => 1;\n' });
    symlinkSync('/', join(folder, 'a/app.mjs'));
    const whole = runCli(folder, ['--format', 'json']).out;
    expect(whole).toContain('leads out of the repository');
    expect(runCli(folder, ['merge', ...writeShards(folder, 2, 'json')]).out).toBe(whole);
  });

  test('of a file that only a comment imports nothing is told, however large it is', () => {
    const folder = folderWith({ '.git/HEAD': '', 'a/template.yaml': template(), 'b/template.yaml': template(), 'b/app.mjs': "// import './data.mjs';\nexport const handler = async () => 1;\n", 'b/data.mjs': '' });
    truncateSync(join(folder, 'b/data.mjs'), 20_000_001);
    const whole = runCli(folder, ['--format', 'json']).out;
    expect(runCli(folder, ['merge', ...writeShards(folder, 2, 'json')]).out).toBe(whole);
  });

  test('a module that two projects import in other ways is of one shard', () => {
    const folder = folderWith({
      '.git/HEAD': '',
      'a/template.yaml': template(),
      'a/app.mjs': script('a'),
      'b/template.yaml': template(),
      'b/app.mjs': script('b').replace('shared', String.raw`sh\x61red`),
      'shared/clients.mjs': SHARED,
      ...Object.fromEntries(['c', 'd'].flatMap((name) => [[`${name}/template.yaml`, DEPRECATED.replace('CodeUri: .', 'CodeUri: ../code').replace('orders.handler', `${name}.handler`)]])),
      'code/c.py': `import kit.clients\n${HANDLER}`,
      'code/d.py': `# to import (later\nfrom kit import clients\n${HANDLER}`,
      'code/kit/clients.py': 'def now(:\n',
    });
    const whole = runCli(folder, ['--preset', 'all', '--format', 'json']).out;
    expect(whole).toContain('clients.mjs');
    for (const count of [2, 3]) expect(runCli(folder, ['merge', ...writeShards(folder, count, 'json', ['--preset', 'all'])]).out).toBe(whole);
  });

  test.each([1, 2, 4])('with room for %i results in each file, too, and is told so', (limit) => {
    const folder = folderWith(MONOREPO);
    const argv = ['--preset', 'all', '--sarif-limit', `${limit}`];
    const whole = runCli(folder, [...argv, '--format', 'sarif', '--output', 'sarif=whole.sarif']);
    expect(whole.err).toMatch(new RegExp(`^limit: The \\d+ least severe of \\d+ results are left out of the SARIF file: --sarif-limit is ${limit}, and GitHub accepts 25000\\.\n$`));
    expect(readFileSync(join(folder, 'whole.sarif'), 'utf8')).toBe(whole.out);
    expect(runCli(folder, ['merge', '--sarif-limit', `${limit}`, ...writeShards(folder, 3, 'sarif', argv)])).toEqual(whole);
  });

  test('what the shards left out stays left out, and counted', () => {
    const folder = folderWith(MONOREPO);
    const { out, err } = runCli(folder, ['merge', ...writeShards(folder, 2, 'sarif', ['--preset', 'all', '--sarif-limit', '2'])]);
    const { runs: [{ results }] } = JSON.parse(out) as { runs: [SarifRun] };
    expect(results).toHaveLength(4);
    expect(err).toMatch(/of (\d+) results are left out of the SARIF file: --sarif-limit is 2,/);
  });

  test.each(['0', '25001', 'many', '1e3'])('--sarif-limit %s is refused', (limit) => {
    const folder = folderWith(MONOREPO);
    const err = `--sarif-limit is '${limit}', but must be a number from 1 to 25000, which is what GitHub accepts\n`;
    expect(runCli(folder, ['--sarif-limit', limit])).toEqual({ code: 2, out: '', err });
    expect(runCli(folder, ['merge', 'x.sarif', '--sarif-limit', limit])).toEqual({ code: 2, out: '', err });
  });

  test('so it is for the fixtures of a rule', () => {
    const fixtures = join(import.meta.dirname, '../../fixtures/undeclared-environment-variable');
    const folder = folderWith({});
    const whole = runCli(fixtures, ['--root', '.', '--format', 'json']).out;
    for (const index of [1, 2]) runCli(fixtures, ['--root', '.', '--format', 'concise', '--shard', `${index}/2`, '--output', `json=${join(folder, `${index}.json`)}`]);
    expect(runCli(folder, ['merge', '1.json', '2.json']).out).toBe(whole);
  });

  test('each vets another part', () => {
    const folder = folderWith(MONOREPO);
    const files = writeShards(folder, 2, 'json').map((file) => reportOf({ code: 0, err: '', out: readFileSync(join(folder, file), 'utf8') }));
    const paths = files.map(({ findings }) => new Set(findings.map(({ location }) => location.path)));
    expect(paths.every(({ size }) => size > 0)).toBe(true);
    expect([...(paths[0] ?? [])].filter((path) => paths[1]?.has(path))).toEqual([]);
  });

  test.each(['0/2', '3/2', '2', 'x/y', '1/0'])('--shard %s is refused', (shard) => {
    expect(runCli(folderWith(MONOREPO), ['--shard', shard])).toMatchObject({ code: 2, err: `--shard is '${shard}', but must be I/N with I from 1 to N, as in --shard 2/4\n` });
  });
});

describe('merge', () => {
  test('gives the other formats, and the exit code of a run', () => {
    const folder = folderWith(MONOREPO);
    const files = writeShards(folder, 2, 'json');
    const whole = (format: string) => runCli(folder, ['--format', format]).out;
    for (const format of ['concise', 'github', 'gitlab', 'junit', 'markdown']) expect(runCli(folder, ['merge', '--format', format, ...files]).out).toBe(whole(format));
    expect(runCli(folder, ['merge', ...files, '--fail-on', 'never', '--output', 'markdown=summary.md']).code).toBe(0);
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toBe(whole('markdown'));
  });

  test.each([
    [['1.json'], "Not all shards are there: 2/2 is missing\n"],
    [['1.json', '1.json'], "'1.json' and '1.json' are both shard 1/2\n"],
    [['1.json', '2.sarif'], "'2.sarif' is no JSON that lambdavet wrote\n"],
    [['1.sarif', '2.json'], "'2.json' is no SARIF that lambdavet wrote\n"],
    [['1.json', 'package.json'], "'package.json' is no JSON that lambdavet wrote\n"],
    [['a/app.mjs'], "'a/app.mjs' is not valid JSON\n"],
    [['whole.json', 'whole.json'], "'whole.json' is no part of a run: it was written without --shard\n"],
    [['none.json'], "No such file: 'none.json' (merge)\n"],
    [['1.json', '2.json', '--format', 'sarif'], 'sarif cannot be made of json; give merge the reports of the shards in sarif\n'],
    [['1.sarif', '2.sarif', '--format', 'junit'], 'junit cannot be made of sarif; give merge the reports of the shards in json\n'],
    [[], 'merge needs the reports of the shards: lambdavet merge FILE...\n'],
  ])('merge %j is one line, and exit code 2', (argv, err) => {
    const folder = folderWith({ ...MONOREPO, 'package.json': '{ "schemaVersion": 1, "tool": { "name": "lambdavet", "version": "0.1.0" }, "findings": [{}], "problems": [], "summary": {} }' });
    runCli(folder, ['--output', 'json=whole.json']);
    for (const format of ['json', 'sarif']) writeShards(folder, 2, format);
    expect(runCli(folder, ['merge', ...argv])).toEqual({ code: 2, out: '', err });
  });

  test.each<[name: string, change: (document: Document) => void]>([
    ['more shards than can be counted', (document) => (document.shard = { index: 1, count: 1e9 })],
    ['a shard that is none', (document) => (document.shard = { index: 1.5, count: -1 })],
    ['a rule with a command in its name', (document) => (document.findings[0] = { ...document.findings[0], rule: 'x\u001b[2J\n::error::y' })],
    ['a concern that is no word', (document) => (document.findings[0] = { ...document.findings[0], concern: 5 })],
    ['a place that no file has', (document) => (document.findings[0] = { ...document.findings[0], location: { path: 'a', startLine: 1e300, startColumn: -5, endLine: 2, endColumn: 1 } })],
    ['a change without a place', (document) => (document.findings[0] = { ...document.findings[0], fixes: [{ title: 'x', applicability: 'safe', edits: [{}] }] })],
    ['a reason that is no text', (document) => (document.findings[0] = { ...document.findings[0], suppressed: { kind: 'comment', reason: {} } })],
    ['a version with a command in it', (document) => (document.tool.version = '1\n::error::y')],
    ['a problem of no kind', (document) => (document.problems = [{ kind: '\u001b[2J', path: 'a', message: 'b' }])],
    ['a count that is none', (document) => (document.summary = { ...document.summary, files: -1 })],
  ])('JSON with %s is refused', (_name, change) => {
    const folder = folderWith(MONOREPO);
    runCli(folder, ['--output', 'json=whole.json']);
    const document = JSON.parse(readFileSync(join(folder, 'whole.json'), 'utf8')) as Document;
    change(document);
    writeFileSync(join(folder, 'changed.json'), JSON.stringify(document));
    expect(runCli(folder, ['merge', 'whole.json']).code).toBe(1);
    expect(runCli(folder, ['merge', 'changed.json'])).toEqual({ code: 2, out: '', err: "'changed.json' is no JSON that lambdavet wrote\n" });
  });

  test.each<[name: string, change: (run: SarifRun) => void]>([
    ['a notification without a message', (run) => (run.invocations = [{ toolExecutionNotifications: [{}, {}] }])],
    ['notifications that are no list', (run) => (run.invocations = [{ toolExecutionNotifications: 5 }])],
    ['properties that are nothing', (run) => (run.properties = null)],
    ['a file that is no text', (run) => (run.results = [{ message: {}, locations: [{ physicalLocation: { artifactLocation: { uri: 7 } } }] }])],
    ['more shards than can be counted', (run) => (run.properties = { shard: { index: 1, count: 1e9 } })],
  ])('SARIF with %s is refused', (_name, change) => {
    const folder = folderWith(MONOREPO);
    runCli(folder, ['--output', 'sarif=whole.sarif']);
    const log = JSON.parse(readFileSync(join(folder, 'whole.sarif'), 'utf8')) as { runs: [SarifRun] };
    change(log.runs[0]);
    writeFileSync(join(folder, 'changed.sarif'), JSON.stringify(log));
    expect(runCli(folder, ['merge', 'whole.sarif']).code).toBe(1);
    // What is no SARIF of ours may be JSON of ours, and is none of both.
    expect(runCli(folder, ['merge', 'changed.sarif'])).toEqual({ code: 2, out: '', err: "'changed.sarif' is no JSON that lambdavet wrote\n" });
  });
});

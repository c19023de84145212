import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { CLEAN, DEPRECATED, findingsOf, folderWith, HANDLER, reportOf, runCli } from './run-cli.js';

const DEPRECATED_PROJECT = { 'template.yaml': DEPRECATED, 'orders.py': HANDLER };
const FINDING = 'template.yaml warning deprecated-runtime';

describe('exit codes', () => {
  test('1 for a warning, 0 for a clean project', () => {
    expect(runCli(folderWith(DEPRECATED_PROJECT), [])).toMatchObject({ code: 1, err: '' });
    expect(runCli(folderWith({ 'template.yaml': CLEAN, 'orders.py': HANDLER }), [])).toMatchObject({ code: 0, err: '' });
  });

  test.each([['error', 0], ['warning', 1], ['note', 1], ['never', 0]])('--fail-on %s gives %i for a warning', (failOn, code) => {
    expect(runCli(folderWith(DEPRECATED_PROJECT), ['--fail-on', failOn]).code).toBe(code);
  });

  test('a suppressed finding does not fail', () => {
    const result = runCli(folderWith({ ...DEPRECATED_PROJECT, 'template.yaml': DEPRECATED.replace('}\n', '} # lambdavet: ignore[deprecated-runtime] moves next week\n') }), ['--format', 'json']);
    expect(result.code).toBe(0);
    expect(reportOf(result).summary).toMatchObject({ warnings: 0, suppressed: 1 });
  });

  test('2 where there is nothing to read, unless that is allowed', () => {
    const folder = folderWith({ 'notes.txt': '' });
    expect(runCli(folder, [])).toEqual({ code: 2, out: '', err: "No SAM or CloudFormation template found for '.'\n" });
    writeFileSync(join(folder, 'serverless.yml'), 'service: orders\n');
    const advice = "Serverless Framework: lambdavet reads what 'serverless package' writes; run it before 'lambdavet .serverless'";
    expect(runCli(folder, [])).toEqual({ code: 2, out: '', err: `No SAM or CloudFormation template found for '.'. ${advice}\n` });
    mkdirSync(join(folder, 'infra'));
    writeFileSync(join(folder, 'infra/cdk.json'), '{}');
    expect(runCli(folder, []).err).toBe(`No SAM or CloudFormation template found for '.'. CDK: lambdavet reads what 'cdk synth' writes; run it before 'lambdavet infra/cdk.out'. ${advice}\n`);
    mkdirSync(join(folder, "apps/$'-shop"), { recursive: true });
    writeFileSync(join(folder, "apps/$'-shop/cdk.json"), '{}');
    expect(runCli(folder, ['apps']).err).toContain("run it before 'lambdavet apps/$'-shop/cdk.out'\n");
    expect(runCli(folder, ['--fail-on', 'never']).code).toBe(2);
    expect(runCli(folder, ['--no-error-on-unmatched']).code).toBe(0);
  });

  test('2 where no template could be read', () => {
    const result = runCli(folderWith({ 'template.yaml': 'Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: {{{\n' }), ['--format', 'json']);
    expect(result.code).toBe(2);
    expect(reportOf(result).problems).toMatchObject([{ kind: 'parse', path: 'template.yaml' }]);
  });

  test('problems alone do not change it', () => {
    const broken = 'Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: {{{\n';
    const result = runCli(folderWith({ 'template.yaml': CLEAN, 'orders.py': HANDLER, 'broken/template.yaml': broken }), ['--format', 'concise']);
    expect(result.code).toBe(0);
    expect(result.out).toContain('broken/template.yaml:');
  });
});

test('2 with the reason where all that there is was left out', () => {
  const template = DEPRECATED.replace('Orders:', 'TypeFunction:');
  const folder = folderWith({ '.rpdk-config': '{}', 'template.yml': template });
  const err = "Nothing to vet in '.': 'template.yml' is left out, it is for local runs of an extension of CloudFormation\n";
  expect(runCli(folder, [])).toEqual({ code: 2, out: '', err });
  expect(runCli(folder, ['--no-error-on-unmatched']).code).toBe(0);
  expect(runCli(folder, ['inspect'])).toEqual({ code: 2, out: 'Left out\n  template.yml  it is for local runs of an extension of CloudFormation\n\n', err: '' });
});

test('what packaging wrote is vetted only where its source is not', () => {
  const packaged = DEPRECATED.replace(/CodeUri: \S+(?=[, }])/, 'CodeUri: s3://artifacts/3f2a9c0d1b7e48569a0c2d4e6f8b1a35');
  const folder = folderWith({ ...DEPRECATED_PROJECT, 'packaged.yaml': packaged, 'build/packaged.yaml': packaged });
  const found = (...args: readonly string[]): readonly string[] => findingsOf(runCli(folder, [...args, '--root', '.', '--format', 'json']));
  expect(packaged).not.toBe(DEPRECATED);
  expect(found()).toEqual([FINDING]);
  expect(found('packaged.yaml')).toEqual(['packaged.yaml warning deprecated-runtime']);
  expect(found('build')).toEqual(['build/packaged.yaml warning deprecated-runtime']);
  // Changed files, handed over by a tool.
  expect(found('packaged.yaml', '--no-error-on-unmatched')).toEqual([]);
  expect(runCli(folder, ['build', 'packaged.yaml', 'template.yaml', '--root', '.', '--format', 'json'])).toMatchObject({ code: 1, err: '' });
  expect(found('packaged.yaml', 'template.yaml')).toEqual([FINDING]);
});

describe('flags', () => {
  test.each([
    [['--formt', 'json'], "Unknown flag '--formt'; did you mean '--format'?"],
    [['--format', 'jsn'], "--format is 'jsn', but must be one of full, concise, json, sarif, github, gitlab, junit, markdown; did you mean 'json'?"],
    [['--format'], '--format needs a value: --format FORMAT'],
    [['--format', '--quiet'], '--format needs a value: --format FORMAT'],
    [['--quiet=yes'], '--quiet takes no value'],
    [['--json'], "--json is no flag of 'check'"],
    [['chekc'], "'chekc' is neither a command nor a file or folder; did you mean 'check'?"],
    [['publish'], "'publish' is neither a command nor a file or folder"],
    [['src/none.ts'], "No such file or folder: 'src/none.ts'"],
    [['--select', 'secrts'], "--select: unknown rule or concern 'secrts'; did you mean 'secrets'?"],
    [['--today', '2026-02-30'], "--today is '2026-02-30', but must be a date of the form YYYY-MM-DD"],
    [['--stdin'], '--stdin and --stdin-filename FILE go together'],
    [['--root', 'nowhere'], "No such folder: 'nowhere' (--root)"],
    [['--config', 'none.json'], "No such file: 'none.json' (--config)"],
    [['--output', 'sarif=none/out.sarif'], "The folder of --output 'sarif=none/out.sarif' does not exist"],
    [['--output', 'xml=out'], "--output has format 'xml', but must have one of full, concise, json, sarif, github, gitlab, junit, markdown"],
  ])('%j is one line on stderr', (argv, message) => {
    expect(runCli(folderWith(DEPRECATED_PROJECT), argv)).toEqual({ code: 2, out: '', err: `${message}\n` });
  });

  test('--select runs nothing else, --ignore takes away', () => {
    const folder = folderWith(DEPRECATED_PROJECT);
    expect(findingsOf(runCli(folder, ['--format', 'json', '--select', 'runtime,secrets']))).toEqual([FINDING]);
    expect(findingsOf(runCli(folder, ['--format', 'json', '--select', 'secrets']))).toEqual([]);
    expect(findingsOf(runCli(folder, ['--format', 'json', '--ignore', 'secrets', '--ignore', 'deprecated-runtime']))).toEqual([]);
    expect(findingsOf(runCli(folder, ['--format', 'json', '--min-severity', 'error']))).toEqual([]);
  });

  test('--today and --runtimes decide what is deprecated', () => {
    const folder = folderWith({ ...DEPRECATED_PROJECT, 'runtimes.json': '\uFEFF{ "asOf": "2026-01-01", "runtimes": [{ "id": "python3.8", "family": "python" }] }' });
    expect(findingsOf(runCli(folder, ['--format', 'json', '--today', '2020-01-01']))).toEqual([]);
    expect(findingsOf(runCli(folder, ['--format', 'json', '--runtimes', 'runtimes.json']))).toEqual([]);
  });

  test('text for a terminal has its width, text for a file does not', () => {
    const folder = folderWith(DEPRECATED_PROJECT);
    const isBroken = (text: string): boolean => /^ {4}\S/m.test(text);
    expect(isBroken(runCli(folder, ['--no-color', '--output', 'full=report.txt'], { isTTY: true, columns: 60 }).out)).toBe(true);
    expect(isBroken(readFileSync(join(folder, 'report.txt'), 'utf8'))).toBe(false);
    expect(isBroken(runCli(folder, []).out)).toBe(false);
  });

  test('--output writes files beside what is printed and leaves nothing else behind', () => {
    const folder = folderWith(DEPRECATED_PROJECT);
    mkdirSync(join(folder, 'out'));
    const result = runCli(folder, ['--format', 'concise', '--output', 'json=out/a.json', '--output=sarif=out/a.sarif']);
    expect(result.out).toMatch(/^template\.yaml:5:28: warning deprecated-runtime /);
    expect(JSON.parse(readFileSync(join(folder, 'out/a.json'), 'utf8'))).toMatchObject({ schemaVersion: 1 });
    expect(JSON.parse(readFileSync(join(folder, 'out/a.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(readdirSync(join(folder, 'out'))).toEqual(['a.json', 'a.sarif']);
  });

  test('--quiet says nothing about a clean project', () => {
    expect(runCli(folderWith({ 'template.yaml': CLEAN, 'orders.py': HANDLER }), ['--quiet'])).toEqual({ code: 0, out: '', err: '' });
    expect(runCli(folderWith(DEPRECATED_PROJECT), ['--quiet']).out).toContain('deprecated-runtime');
  });

  test('--timing goes to stderr', () => {
    expect(runCli(folderWith(DEPRECATED_PROJECT), ['--timing']).err).toMatch(/^find .* ms, read .* ms, rules .* ms, report .* ms, total .* ms\n(?: +\d+\.\d ms {2}[a-z-]+ \(analyses .* ms\)\n)* +\d+\.\d ms {2}\d+ other rules\n$/);
  });

  test('--stdin stands for the file and selects it', () => {
    const folder = folderWith({ 'template.yaml': CLEAN, 'orders.py': HANDLER });
    const result = runCli(folder, ['--stdin', '--stdin-filename', 'template.yaml', '--format', 'json'], { stdin: DEPRECATED });
    expect(findingsOf(result)).toEqual([FINDING]);
    expect(findingsOf(runCli(folder, ['--stdin', '--stdin-filename', 'new.yaml', '--format', 'json'], { stdin: DEPRECATED }))).toEqual(['new.yaml warning deprecated-runtime']);
  });

  test('colour follows flags, environment and terminal, in this order', () => {
    const folder = folderWith(DEPRECATED_PROJECT);
    const isColoured = (argv: readonly string[], env: Readonly<Record<string, string>>, isTTY: boolean): boolean => runCli(folder, argv, { env, isTTY }).out.includes('\u001B[');
    expect(isColoured([], {}, true)).toBe(true);
    expect(isColoured([], {}, false)).toBe(false);
    expect(isColoured([], { NO_COLOR: '1' }, true)).toBe(false);
    expect(isColoured([], { FORCE_COLOR: '1' }, false)).toBe(true);
    expect(isColoured([], { FORCE_COLOR: '0' }, true)).toBe(false);
    expect(isColoured(['--color'], { NO_COLOR: '1' }, false)).toBe(true);
    expect(isColoured(['--no-color'], { FORCE_COLOR: '1' }, true)).toBe(false);
  });
});

describe('paths', () => {
  const MONOREPO = {
    '.git/HEAD': '',
    'a/template.yaml': DEPRECATED,
    'a/orders.py': HANDLER,
    'b/template.yaml': DEPRECATED,
    'b/orders.py': HANDLER,
    'docs/readme.md': '',
  };

  test('select what is reported, relative to the repository', () => {
    const folder = folderWith(MONOREPO);
    expect(findingsOf(runCli(folder, ['--format', 'json']))).toEqual(['a/template.yaml warning deprecated-runtime', 'b/template.yaml warning deprecated-runtime']);
    expect(findingsOf(runCli(folder, ['--format', 'json', 'b']))).toEqual(['b/template.yaml warning deprecated-runtime']);
    expect(findingsOf(runCli(folder, ['--format', 'json'], { cwd: join(folder, 'a') }))).toEqual(['a/template.yaml warning deprecated-runtime']);
    expect(findingsOf(runCli(folder, ['--format', 'json', 'template.yaml'], { cwd: join(folder, 'a') }))).toEqual(['a/template.yaml warning deprecated-runtime']);
    expect(findingsOf(runCli(folder, ['--format', 'json', join(folder, 'b/template.yaml')]))).toEqual(['b/template.yaml warning deprecated-runtime']);
  });

  test('a file of a project is fine, one of none is not', () => {
    const folder = folderWith(MONOREPO);
    expect(runCli(folder, ['a/orders.py'])).toMatchObject({ code: 0, err: '' });
    expect(runCli(folder, ['docs/readme.md'])).toEqual({ code: 2, out: '', err: "'docs/readme.md' belongs to no Lambda project that was found\n" });
    expect(runCli(folder, ['docs/readme.md', '--no-error-on-unmatched']).code).toBe(0);
  });

  test('a finding is reported through its related places', () => {
    const unset = 'exports.handler = async () => process.env.TABLE;\n';
    const folder = folderWith({ '.git/HEAD': '', 'template.yaml': DEPRECATED.replace('python3.8', 'nodejs24.x'), 'orders.js': unset });
    const argv = ['--format', 'json', '--select', 'undeclared-environment-variable'];
    expect(findingsOf(runCli(folder, [...argv, 'template.yaml']))).toEqual(['orders.js error undeclared-environment-variable']);
  });

  test('a template above a folder owns the code below', () => {
    const folder = folderWith({ '.git/HEAD': '', 'template.yaml': DEPRECATED.replace('python3.8', 'nodejs24.x').replace('CodeUri: .', 'CodeUri: src'), 'src/orders.js': 'exports.handler = async () => process.env.TABLE;\n' });
    expect(findingsOf(runCli(folder, ['--format', 'json', 'src']))).toEqual(['src/orders.js error undeclared-environment-variable']);
  });

  test('of two repositories are refused, as is one outside --root', () => {
    const [one, two] = [folderWith(MONOREPO), folderWith(MONOREPO)];
    expect(runCli(one, ['.', two])).toMatchObject({ code: 2 });
    expect(runCli(one, ['--root', 'a', 'b']).err).toMatch(/^'b' is outside the root '.*'\n$/);
  });

  test('a broken template is named, whatever else the repository holds', () => {
    const folder = folderWith({ ...MONOREPO, 'c/template.yaml': 'Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: {{{\n' });
    const result = runCli(folder, ['c/template.yaml', '--format', 'concise']);
    expect(result).toMatchObject({ code: 2, err: "No template could be read for 'c/template.yaml'\n" });
    expect(result.out).toMatch(/^c\/template\.yaml:\d+: problem /);
    expect(runCli(folder, ['a', '--format', 'concise']).out).not.toContain('c/template.yaml');
  });

  test('a folder that git ignores can be asked for', () => {
    const folder = folderWith({ ...MONOREPO, '.gitignore': 'b/\n' });
    expect(findingsOf(runCli(folder, ['--format', 'json']))).toEqual(['a/template.yaml warning deprecated-runtime']);
    expect(findingsOf(runCli(folder, ['--format', 'json', 'b']))).toEqual(['b/template.yaml warning deprecated-runtime']);
  });

  test('code that leaves the repository is a problem, not a failure', () => {
    const result = runCli(folderWith({ 'template.yaml': CLEAN.replace('CodeUri: .', 'CodeUri: ../../elsewhere') }), ['--format', 'json']);
    expect(result.code).toBe(0);
    expect(reportOf(result).problems).toMatchObject([{ kind: 'outside-root', path: 'template.yaml' }]);
  });
});

describe('hostile input', () => {
  test('a list 100,000 deep', () => {
    const result = runCli(folderWith({ 'template.yaml': `Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n` }), ['--format', 'json']);
    expect(result).toMatchObject({ code: 2, err: "No template could be read for '.'\n" });
    expect(reportOf(result).problems).toMatchObject([{ kind: 'parse' }]);
  });

  test('an alias bomb', () => {
    const levels = Array.from({ length: 12 }, (_, level) => `b${level + 1}: &b${level + 1} [${`*b${level},`.repeat(10)}]`);
    const bomb = ['b0: &b0 x', ...levels, 'Resources:', '  A:', '    Type: AWS::Lambda::Function', '    Properties: { Runtime: python3.8, Layers: *b12 }', ''].join('\n');
    expect(runCli(folderWith({ 'template.yaml': bomb }), ['--format', 'json'])).toMatchObject({ err: '' });
  });

  test('a template that is no YAML, an empty one, a list, a file of zero bytes', () => {
    const folder = folderWith({ 'template.yaml': CLEAN, 'orders.py': HANDLER, 'a.yaml': '\u0000\u0001 Resources AWS::', 'b.yaml': '', 'c.json': '[]', 'd.yaml': '- Resources\n- AWS::\n' });
    expect(runCli(folder, [])).toMatchObject({ code: 0, err: '' });
  });

  test('duplicate logical ids, in one template and in two', () => {
    const twice = `${DEPRECATED}${DEPRECATED.split('\n').slice(2).join('\n')}`;
    expect(runCli(folderWith({ 'template.yaml': twice, 'other.yaml': DEPRECATED, 'orders.py': HANDLER }), [])).toMatchObject({ code: 1, err: '' });
  });

  test('a link to itself, a dangling one, one that leaves the repository', () => {
    const folder = folderWith({ 'template.yaml': CLEAN, 'orders.py': HANDLER });
    symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
    symlinkSync('nowhere.yaml', join(folder, 'dangling.yaml'));
    symlinkSync('/etc/hostname', join(folder, 'outside.yaml'));
    const result = runCli(folder, ['--format', 'json']);
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(reportOf(result).problems).toMatchObject([{ kind: 'unreadable', path: 'loop.yaml' }, { kind: 'outside-root', path: 'outside.yaml' }]);
  });

  test('a handler behind a link that leaves the repository is unknown, not missing', () => {
    const folder = folderWith({ 'template.yaml': CLEAN, 'stock.py': HANDLER });
    symlinkSync('/etc/hostname', join(folder, 'orders.py'));
    const report = reportOf(runCli(folder, ['--format', 'json']));
    expect(report.findings).toEqual([]);
    expect(report.problems).toMatchObject([{ kind: 'outside-root', path: 'orders.py' }]);
  });

  test('patterns that are no patterns', () => {
    const folder = folderWith({ 'template.yaml': DEPRECATED, '.gitignore': '[z-a]\n[\n\\\n(((\n**q**\n', 'lambdavet.config.json': '{ "exclude": ["[z-a]", "[", "\\\\", "", "!"] }' });
    expect(runCli(folder, [])).toMatchObject({ code: 1, err: '' });
  });

  test('names that would steer a terminal', () => {
    const result = runCli(folderWith({ 'template.yaml': CLEAN }), ['--select', 'a\u001B[31m']);
    expect(result.err).not.toContain('\u001B');
  });

  test('a mistake of ours is one line, with a stack on request only', () => {
    const folder = folderWith(DEPRECATED_PROJECT);
    const stdin = (): string => {
      throw new Error('unplugged');
    };
    const argv = ['--stdin', '--stdin-filename', 'template.yaml'];
    const line = 'lambdavet failed: unplugged. This is a mistake of lambdavet, not of your project; please report it.\n';
    expect(runCli(folder, argv, { stdin })).toEqual({ code: 2, out: '', err: line });
    expect(runCli(folder, argv, { stdin, env: { LAMBDAVET_DEBUG: '1' } }).err).toMatch(/^lambdavet failed.*\nError: unplugged\n +at /);
  });
});

test('two runs print the same bytes', () => {
  const folder = folderWith({ ...DEPRECATED_PROJECT, 'z/template.yaml': DEPRECATED, 'a/template.yaml': DEPRECATED });
  for (const format of ['full', 'concise', 'json', 'sarif']) expect(runCli(folder, ['--format', format]).out).toBe(runCli(folder, ['--format', format]).out);
  expect(existsSync(join(folder, '.lambdavet'))).toBe(false);
});

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';

import { builtCli } from '../cli/built-cli.js';
import { Client, languageServer } from './language-client.js';
import type { ShownDiagnostic } from './language-client.js';
import { makeProject, put } from './temporary-project.js';

const ROOT = join(import.meta.dirname, '../..');
const SERVER = languageServer();
const cli = builtCli();
const clients: Client[] = [];
const PATIENCE = 60_000;

afterEach(() => {
  for (const client of clients.splice(0)) client.end();
});

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs18.x, Handler: orders.handler, CodeUri: src/ }
`;
const HANDLER = 'exports.handler = async () => process.env.TABLE.length;\n';
const UNDECLARED = 'lambdavet/undeclared-environment-variable';
const DEPRECATED = 'lambdavet/deprecated-runtime';
const PROJECT = { 'template.yaml': TEMPLATE, 'src/orders.js': HANDLER };

const pluginOf = (folder: string): string => pathToFileURL(join(folder, 'eslint.js')).href;
const config = (plugin: string, list = '...lambdavet.configs.recommended, ...lambdavet.configs.templates'): string => `import lambdavet from ${JSON.stringify(plugin)};\nexport default [${list}];\n`;
const codes = (items: readonly ShownDiagnostic[]) => items.map(({ code }) => code);

/** ESLint beside the configuration, as it is installed. */
function linkEslint(folder: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules/eslint'), join(folder, 'node_modules/eslint'));
}

async function open(files: Readonly<Record<string, string>>, list?: string): Promise<{ readonly client: Client; readonly folder: string }> {
  const folder = makeProject({ 'eslint.config.mjs': config(pluginOf(dirname(cli.file())), list), ...files });
  linkEslint(folder);
  return { client: await startIn(folder), folder };
}

async function startIn(folder: string, user: { readonly uid?: number } = {}): Promise<Client> {
  const client = new Client(SERVER, folder, user);
  clients.push(client);
  await client.start();
  return client;
}

/** Rights mean nothing to the superuser, as whom tests run in containers: somebody else then, if he can read what is run. */
function userWithoutRights(): { readonly uid?: number } {
  if (process.getuid?.() !== 0) return {};
  const other = { uid: 65_534 };
  const { status } = spawnSync(process.execPath, ['-e', 'require("fs").readdirSync(process.argv[1])', ROOT], other);
  return status === 0 ? other : {};
}

/** Both files of the project, and that the server still answers. */
async function expectUsual(client: Client): Promise<void> {
  client.open('src/orders.js', 'javascript', HANDLER);
  client.open('template.yaml', 'yaml', TEMPLATE);
  expect(codes(await client.diagnostics('src/orders.js'))).toEqual([UNDECLARED]);
  expect(codes(await client.diagnostics('template.yaml'))).toEqual([DEPRECATED]);
}

test('the configuration of the command, broken, is no matter of the editor', async () => {
  const { client } = await open({ ...PROJECT, 'lambdavet.config.json': '{ "rules": [' });
  await expectUsual(client);
}, PATIENCE);

test('rules without `files` find nothing in files that are none of theirs', async () => {
  const rules = `{ plugins: { lambdavet }, rules: { '${UNDECLARED}': 2, '${DEPRECATED}': 2 } }, ...lambdavet.configs.templates`;
  const { client } = await open({ ...PROJECT, 'notes/template.yaml': 'a: 1\n', 'scripts/deploy.js': '' }, rules);
  await expectUsual(client);
  client.open('notes/template.yaml', 'yaml', 'a: 1\n');
  client.open('scripts/deploy.js', 'javascript', 'module.exports = 1;\n');
  expect(await client.diagnostics('notes/template.yaml')).toEqual([]);
  expect(await client.diagnostics('scripts/deploy.js')).toEqual([]);
}, PATIENCE);

test('a project without a template is a project without findings', async () => {
  const { client } = await open({ 'src/orders.js': HANDLER });
  client.open('src/orders.js', 'javascript', HANDLER);
  expect(await client.diagnostics('src/orders.js')).toEqual([]);
  client.change('src/orders.js', `${HANDLER}// more\n`);
  expect(await client.diagnostics('src/orders.js')).toEqual([]);
}, PATIENCE);

test('a project with TypeScript 7 is vetted as any other', async () => {
  const typed = "import type { Handler } from 'aws-lambda';\nexport const handler: Handler = async () => process.env.TABLE!.length;\n";
  const parser = pathToFileURL(join(ROOT, 'node_modules/@typescript-eslint/parser/dist/index.js')).href;
  const { client, folder } = await open(
    { 'template.yaml': TEMPLATE, 'src/orders.ts': typed, 'tsconfig.json': '{ "compilerOptions": { "module": "nodenext" } }' },
    `...lambdavet.configs.recommended, ...lambdavet.configs.templates, { files: ['**/*.ts'], languageOptions: { parser: (await import(${JSON.stringify(parser)})).default } }`,
  );
  symlinkSync(join(ROOT, 'node_modules/typescript7'), join(folder, 'node_modules/typescript'));
  client.open('src/orders.ts', 'typescript', typed);
  client.open('template.yaml', 'yaml', TEMPLATE);
  expect(codes(await client.diagnostics('src/orders.ts'))).toEqual([UNDECLARED]);
  expect(codes(await client.diagnostics('template.yaml'))).toEqual([DEPRECATED]);
  expect(cli.run(folder, ['--types', '--select', 'undeclared-environment-variable', '--format', 'concise'])).toMatchObject({ code: 1, err: '', out: expect.stringContaining('src/orders.ts:2:') });
}, PATIENCE);

test('packages of a monorepo have copies and versions of their own', async () => {
  const folder = makeProject({ 'orders/template.yaml': TEMPLATE, 'orders/src/orders.js': HANDLER, 'invoices/template.yaml': TEMPLATE, 'invoices/src/orders.js': HANDLER });
  for (const [name, version] of [['orders', '0.1.0'], ['invoices', '0.0.9']] as const) {
    const copy = join(folder, name, 'node_modules/lambdavet');
    cpSync(dirname(cli.file()), join(copy, 'dist'), { recursive: true });
    for (const file of readdirSync(join(copy, 'dist')).filter((one) => one.endsWith('.cjs'))) {
      const path = join(copy, 'dist', file);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"0.1.0"', `"${version}"`));
    }
    // What is installed beside it.
    symlinkSync(join(ROOT, 'node_modules/oxc-parser'), join(folder, name, 'node_modules/oxc-parser'));
    put(folder, `${name}/eslint.config.mjs`, config(pluginOf(join(copy, 'dist'))));
    linkEslint(join(folder, name));
  }
  const client = await startIn(folder);
  for (const name of ['orders', 'invoices']) {
    client.open(`${name}/src/orders.js`, 'javascript', HANDLER);
    client.open(`${name}/template.yaml`, 'yaml', TEMPLATE);
    expect(codes(await client.diagnostics(`${name}/src/orders.js`))).toEqual([UNDECLARED]);
    expect(codes(await client.diagnostics(`${name}/template.yaml`))).toEqual([DEPRECATED]);
  }
}, PATIENCE);

test.each([['CRLF', ''], ['CRLF and a byte order mark', '\uFEFF']])('%s: ranges are right, and a fix keeps them', async (_name, mark) => {
  const inBuffer = TEMPLATE.replaceAll('\n', '\r\n');
  const handler = HANDLER.replace('process', '\r\n  process').replaceAll(/(?<!\r)\n/g, '\r\n');
  const { client } = await open({ 'template.yaml': mark + inBuffer, 'src/orders.js': mark + handler });
  // Editors take the mark off before they send a text.
  client.open('template.yaml', 'yaml', inBuffer);
  client.open('src/orders.js', 'javascript', handler);
  const [deprecated] = await client.diagnostics('template.yaml');
  expect(deprecated).toMatchObject({ code: DEPRECATED, range: { start: { line: 4, character: 27 }, end: { line: 4, character: 37 } } });
  expect(await client.quickFix('template.yaml', inBuffer, deprecated)).toBe(inBuffer.replace('nodejs18.x', 'nodejs24.x'));
  expect(await client.diagnostics('src/orders.js')).toMatchObject([{ code: UNDECLARED, range: { start: { line: 1, character: 2 } } }]);
  // Typed behind it: the text is another than on disk.
  client.change('template.yaml', `${inBuffer}# more\r\n`);
  expect(await client.diagnostics('template.yaml')).toMatchObject([{ code: DEPRECATED, range: { start: { line: 4, character: 27 } } }]);
}, PATIENCE);

test('the command keeps CRLF and a byte order mark too', () => {
  const folder = makeProject({});
  const text = `\uFEFF${TEMPLATE.replaceAll('\n', '\r\n')}`;
  put(folder, 'template.yaml', text);
  put(folder, 'src/orders.js', HANDLER);
  expect(cli.run(folder, ['--unsafe-fixes', '--select', 'deprecated-runtime']).code).toBe(0);
  expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).toBe(text.replace('nodejs18.x', 'nodejs24.x'));
});

test('nothing need be writable', async () => {
  const folder = makeProject({ 'eslint.config.mjs': config(pluginOf(dirname(cli.file()))), ...PROJECT });
  linkEslint(folder);
  const user = userWithoutRights();
  const folders = [folder, ...['src', '.git', 'node_modules'].map((name) => join(folder, name))];
  for (const one of folders) chmodSync(one, 0o555);
  try {
    chmodSync(dirname(cli.file()), 0o555);
    await expectUsual(await startIn(folder, user));
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli.file(), '--format', 'concise'], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', HOME: '/nowhere' }, ...user });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toContain('src/orders.js:1:');
    const fixed = spawnSync(process.execPath, [cli.file(), '--unsafe-fixes'], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '' }, ...user });
    if (user.uid !== undefined) expect(fixed).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^Cannot write '.*template\.yaml': EACCES[^\n]*\n$/) });
  } finally {
    for (const one of [...folders, dirname(cli.file())]) chmodSync(one, 0o755);
  }
}, PATIENCE);

test('nor need there be a repository', async () => {
  const { client, folder } = await open(PROJECT);
  rmSync(join(folder, '.git'), { recursive: true });
  await expectUsual(client);
}, PATIENCE);

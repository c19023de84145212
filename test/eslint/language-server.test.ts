import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';

import { builtCli } from '../cli/built-cli.js';
import { HANDLER as PYTHON_HANDLER } from '../cli/run-cli.js';
import { Client, languageServer } from './language-client.js';
import type { ShownDiagnostic } from './language-client.js';
import { makeProject, put } from './temporary-project.js';

const ROOT = join(import.meta.dirname, '../..');
const SERVER = languageServer();
const cli = builtCli();

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs18.x, Handler: orders.handler, CodeUri: src/ }
  Ship:
    Type: AWS::Serverless::Function
    Properties: { Runtime: python3.13, Handler: ship.handler, CodeUri: ship/ }
`;
const HANDLER = 'exports.handler = async () => process.env.TABLE.length;\n';
const clients: Client[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.end();
});

async function openProject(): Promise<{ readonly client: Client; readonly folder: string }> {
  const plugin = pathToFileURL(join(dirname(cli.file()), 'eslint.js')).href;
  const folder = makeProject({
    'eslint.config.mjs': `import lambdavet from ${JSON.stringify(plugin)};\nexport default [...lambdavet.configs.recommended, ...lambdavet.configs.templates];\n`,
    'template.yaml': TEMPLATE, 'src/orders.js': HANDLER, 'ship/ship.py': `import os\n\n${PYTHON_HANDLER.replace('return 1', "return os.environ['CARRIER']")}`,
  });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/eslint'), join(folder, 'node_modules/eslint'));
  const client = new Client(SERVER, folder);
  clients.push(client);
  await client.start();
  return { client, folder };
}

const codes = (items: readonly ShownDiagnostic[]) => items.map(({ code }) => code);

test("the server of VS Code's extension shows findings in handlers and templates, with links, and follows what is on disk and what is typed", async () => {
  const { client, folder } = await openProject();
  client.open('template.yaml', 'yaml', TEMPLATE);
  client.open('src/orders.js', 'javascript', HANDLER);
  const inTemplate = await client.diagnostics('template.yaml');
  expect(inTemplate.find(({ code }) => code === 'lambdavet/deprecated-runtime')?.range).toEqual({ start: { line: 4, character: 27 }, end: { line: 4, character: 37 } });
  // ESLint does not read Python: its findings are at the function.
  expect(inTemplate.find(({ code }) => code === 'lambdavet/undeclared-environment-variable')).toMatchObject({ message: expect.stringContaining('ship/ship.py:'), range: { start: { line: 5, character: 2 } } });
  const [undeclared] = await client.diagnostics('src/orders.js');
  expect(undeclared).toMatchObject({ code: 'lambdavet/undeclared-environment-variable', range: { start: { line: 0, character: 30 } }, codeDescription: { href: expect.stringContaining('undeclared-environment-variable') } });
  const actions = (await client.request('textDocument/codeAction', { textDocument: { uri: client.uriOf('src/orders.js') }, range: undeclared?.range, context: { diagnostics: [undeclared] } })) as readonly { readonly title: string }[];
  expect(actions.map(({ title }) => title)).toContain('Show documentation for lambdavet/undeclared-environment-variable');
  // The template on disk.
  put(folder, 'template.yaml', TEMPLATE.replace('CodeUri: src/', 'CodeUri: src/, Environment: { Variables: { TABLE: orders } }'));
  await vi.waitFor(async () => expect(await client.diagnostics('src/orders.js')).toEqual([]), { timeout: 20_000, interval: 300 });
  // What is typed and not saved.
  client.change('src/orders.js', HANDLER.replace('TABLE', 'QUEUE'));
  expect(codes(await client.diagnostics('src/orders.js'))).toEqual(['lambdavet/undeclared-environment-variable']);
}, 60_000);

test('what is typed in a template counts in the handler at once, and a quick fix is applied to the buffer', async () => {
  const { client } = await openProject();
  client.open('template.yaml', 'yaml', TEMPLATE);
  client.open('src/orders.js', 'javascript', HANDLER);
  expect(codes(await client.diagnostics('src/orders.js'))).toEqual(['lambdavet/undeclared-environment-variable']);
  const typed = TEMPLATE.replace('CodeUri: src/', 'CodeUri: src/, Environment: { Variables: { TABLE: orders } }');
  client.change('template.yaml', typed);
  await client.diagnostics('template.yaml');
  expect(await client.diagnostics('src/orders.js')).toEqual([]);
  client.change('template.yaml', TEMPLATE);
  const deprecated = (await client.diagnostics('template.yaml')).find(({ code }) => code === 'lambdavet/deprecated-runtime');
  expect(codes(await client.diagnostics('src/orders.js'))).toEqual(['lambdavet/undeclared-environment-variable']);
  const fixed = await client.quickFix('template.yaml', TEMPLATE, deprecated);
  expect(fixed).toBe(TEMPLATE.replace('nodejs18.x', 'nodejs24.x'));
  client.change('template.yaml', fixed);
  expect(codes(await client.diagnostics('template.yaml'))).not.toContain('lambdavet/deprecated-runtime');
}, 60_000);

test('it outlives a template that is deleted and a baseline that is broken, each told in one diagnostic at most', async () => {
  const { client, folder } = await openProject();
  client.open('src/orders.js', 'javascript', HANDLER);
  expect(codes(await client.diagnostics('src/orders.js'))).toEqual(['lambdavet/undeclared-environment-variable']);
  put(folder, 'lambdavet-baseline.json', '{');
  await vi.waitFor(async () => expect((await client.diagnostics('src/orders.js')).map(({ message }) => message)).toEqual([expect.stringContaining('lambdavet-baseline.json:1: it is not valid JSON')]), { timeout: 20_000, interval: 300 });
  rmSync(join(folder, 'lambdavet-baseline.json'));
  await vi.waitFor(async () => expect(codes(await client.diagnostics('src/orders.js'))).toEqual(['lambdavet/undeclared-environment-variable']), { timeout: 20_000, interval: 300 });
  rmSync(join(folder, 'template.yaml'));
  await vi.waitFor(async () => expect(await client.diagnostics('src/orders.js')).toEqual([]), { timeout: 20_000, interval: 300 });
}, 60_000);

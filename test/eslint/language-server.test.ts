import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

import { builtCli } from '../cli/built-cli.js';
import { HANDLER as PYTHON_HANDLER } from '../cli/run-cli.js';
import { makeProject, put } from './temporary-project.js';

const ROOT = join(import.meta.dirname, '../..');
const WORK = mkdtempSync(join(tmpdir(), 'lambdavet-server-'));
/** Another build of the same server: `LAMBDAVET_ESLINT_SERVER=/path/to/eslintServer.js`. */
const GIVEN_SERVER = process.env['LAMBDAVET_ESLINT_SERVER'];
const SERVER = GIVEN_SERVER ?? join(WORK, 'node_modules/vscode-langservers-extracted/bin/vscode-eslint-language-server');
const cli = builtCli();

beforeAll(() => {
  if (GIVEN_SERVER !== undefined) return;
  const { status, stderr } = spawnSync('npm', ['install', '--prefix', WORK, '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', 'vscode-langservers-extracted@4.10.0'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}, 180_000);

afterAll(() => rmSync(WORK, { recursive: true, force: true }));

interface ShownDiagnostic {
  readonly code: string;
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number }; readonly end: { readonly line: number; readonly character: number } };
  readonly codeDescription?: { readonly href: string };
}

interface ShownEdit {
  readonly range: ShownDiagnostic['range'];
  readonly newText: string;
}

interface CodeAction {
  readonly title: string;
  readonly command: { readonly command: string; readonly arguments?: readonly unknown[] };
}

/** The text with edits, from the last to the first. */
function applied(text: string, edits: readonly ShownEdit[]): string {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offset = ({ line, character }: { readonly line: number; readonly character: number }): number => (starts[line] ?? text.length) + character;
  const backwards = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
  return backwards.reduce((result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)), text);
}

/** A client of the server that editors start, over its standard streams. */
class Client {
  readonly uriOf: (path: string) => string;
  private readonly server: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<number, (result: unknown) => void>();
  private received = Buffer.alloc(0);
  private readonly appliedEdits: ShownEdit[] = [];
  private lastId = 0;
  private version = 1;

  constructor(folder: string) {
    this.uriOf = (path) => pathToFileURL(join(folder, path)).href;
    this.server = spawn(process.execPath, [SERVER, '--stdio'], { cwd: folder, stdio: 'pipe' });
    this.server.stdout.on('data', (bytes: Buffer) => this.receive(bytes));
  }

  async start(): Promise<void> {
    const workspaceFolders = [{ uri: this.uriOf(''), name: 'orders' }];
    await this.request('initialize', { processId: process.pid, rootUri: this.uriOf(''), workspaceFolders, capabilities: { workspace: { configuration: true, diagnostics: {} }, textDocument: { diagnostic: {} } } });
    this.send({ method: 'initialized', params: {} });
  }

  open(path: string, languageId: string, text: string): void {
    this.send({ method: 'textDocument/didOpen', params: { textDocument: { uri: this.uriOf(path), languageId, version: 1, text } } });
  }

  change(path: string, text: string): void {
    this.send({ method: 'textDocument/didChange', params: { textDocument: { uri: this.uriOf(path), version: ++this.version }, contentChanges: [{ text }] } });
  }

  async diagnostics(path: string): Promise<readonly ShownDiagnostic[]> {
    const { items } = (await this.request('textDocument/diagnostic', { textDocument: { uri: this.uriOf(path) } })) as { readonly items: readonly ShownDiagnostic[] };
    return items;
  }

  /** The text after the first quick fix for a diagnostic: the server asks its client to apply it. */
  async quickFix(path: string, text: string, diagnostic: ShownDiagnostic | undefined): Promise<string> {
    const actions = (await this.request('textDocument/codeAction', { textDocument: { uri: this.uriOf(path) }, range: diagnostic?.range, context: { diagnostics: [diagnostic] } })) as readonly CodeAction[];
    const command = actions.find(({ command: { command: name } }) => /^eslint\.apply(?:SingleFix|Suggestion)$/.test(name))?.command;
    if (!command) return text;
    await this.request('workspace/executeCommand', command);
    return applied(text, this.appliedEdits.splice(0));
  }

  request(method: string, params: object): Promise<unknown> {
    const id = ++this.lastId;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.send({ id, method, params });
    });
  }

  end(): void {
    this.server.kill();
  }

  private send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  private receive(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    for (let head = this.received.indexOf('\r\n\r\n'); head !== -1; head = this.received.indexOf('\r\n\r\n')) {
      const end = head + 4 + Number(/Content-Length: (\d+)/.exec(this.received.toString('latin1', 0, head))?.[1]);
      if (this.received.length < end) return;
      const message = JSON.parse(this.received.toString('utf8', head + 4, end)) as { id?: number; method?: string; result?: unknown; params?: { items?: readonly unknown[]; edit?: { documentChanges?: readonly { edits: readonly ShownEdit[] }[] } } };
      this.received = this.received.subarray(end);
      if (message.id === undefined) continue;
      if (message.method === undefined) this.waiting.get(message.id)?.(message.result);
      else if (message.method === 'workspace/applyEdit') {
        this.appliedEdits.push(...(message.params?.edit?.documentChanges ?? []).flatMap(({ edits }) => edits));
        this.send({ id: message.id, result: { applied: true } });
      } else this.send({ id: message.id, result: message.method === 'workspace/configuration' ? message.params?.items?.map(() => this.settings()) : message.method === 'eslint/confirmESLintExecution' ? 4 : null });
    }
  }

  private settings(): object {
    return {
      validate: 'on', run: 'onType', packageManager: 'npm', useESLintClass: true, experimental: { useFlatConfig: false }, workspaceFolder: { uri: this.uriOf(''), name: 'orders' }, workingDirectory: { mode: 'location' },
      codeAction: { disableRuleComment: { enable: true, location: 'separateLine' }, showDocumentation: { enable: true } }, codeActionOnSave: { mode: 'all' }, format: false, quiet: false, onIgnoredFiles: 'off', options: {},
      rulesCustomizations: [], problems: { shortenToSingleLine: false }, nodePath: null,
    };
  }
}

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
  const client = new Client(folder);
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

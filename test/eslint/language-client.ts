import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll } from 'vitest';

/** Another build of the same server: `LAMBDAVET_ESLINT_SERVER=/path/to/eslintServer.js`. */
const GIVEN_SERVER = process.env['LAMBDAVET_ESLINT_SERVER'];

/** The server of VS Code's extension, installed for the tests of one file; gives its path. */
export function languageServer(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lambdavet-server-'));
  // One test starts it as another user.
  chmodSync(folder, 0o755);
  beforeAll(() => {
    if (GIVEN_SERVER !== undefined) return;
    const { status, stderr } = spawnSync('npm', ['install', '--prefix', folder, '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', 'vscode-langservers-extracted@4.10.0'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return GIVEN_SERVER ?? join(folder, 'node_modules/vscode-langservers-extracted/bin/vscode-eslint-language-server');
}

export interface ShownDiagnostic {
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
export class Client {
  readonly uriOf: (path: string) => string;
  private readonly server: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<number, (result: unknown) => void>();
  private received = Buffer.alloc(0);
  private readonly appliedEdits: ShownEdit[] = [];
  private lastId = 0;
  private version = 1;

  constructor(server: string, folder: string, user: { readonly uid?: number } = {}) {
    this.uriOf = (path) => pathToFileURL(join(folder, path)).href;
    this.server = spawn(process.execPath, [server, '--stdio'], { cwd: folder, stdio: 'pipe', ...user });
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

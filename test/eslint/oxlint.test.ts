import { build } from 'esbuild';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it, vi } from 'vitest';

import { RULES } from '../../rules/index.js';
import type { LambdavetPlugin } from '../../src/eslint/plugin.js';
import { TEMPLATE } from './lint.js';
import { makeProject, put } from './temporary-project.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** A handler finding without a rule of its own in the set: the plugin is built with the rule of these tests. */
const ENTRY = `
import { createPlugin } from './src/eslint/plugin.js';
import { createSessions } from './src/eslint/sessions.js';
import { exportRule } from './test/eslint/test-rules.js';
export default createPlugin('0.0.0', [exportRule], createSessions({ rules: [exportRule] }));
`;

async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true, write: false, platform: 'node', format: 'esm', logLevel: 'error', mainFields: ['module', 'main'],
    external: ['oxc-parser', 'eslint'],
    // As scripts/build.mjs bundles it.
    alias: { 'oxc-parser/src-js/wrap.js': join(ROOT, 'node_modules/oxc-parser/src-js/wrap.js') },
  });
  return outputFiles[0]?.text ?? '';
}

it('the built plugin has one export and every rule', async () => {
  const folder = makeProject({ 'plugin.mjs': await bundled("export { default } from './src/eslint/index.js';") });
  const built = (await import(join(folder, 'plugin.mjs'))) as { default: LambdavetPlugin };
  expect(Object.keys(built)).toEqual(['default']);
  expect(Object.keys(built.default.rules)).toEqual(RULES.map(({ id }) => id));
  expect(built.default.meta).toMatchObject({ name: 'lambdavet', namespace: 'lambdavet' });
});

it('oxlint loads the plugin and shows findings in handlers', async () => {
  const folder = makeProject({
    'template.yaml': TEMPLATE,
    'src/orders.ts': '// Orders\nexport const handler = async (): Promise<number> => 1;\n',
    'src/invoices.ts': 'export const handler = async (): Promise<number> => 2;\n',
    '.oxlintrc.json': JSON.stringify({ jsPlugins: [{ name: 'lambdavet', specifier: './plugin.mjs' }], categories: { correctness: 'off' }, rules: { 'lambdavet/first-export': 'error' } }),
  });
  put(folder, 'plugin.mjs', await bundled(ENTRY));
  // The parser is required from the plugin, which has no dependencies beside it here.
  const { stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--format', 'json', 'src'], { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules') } });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; message: string; filename: string; labels: { span: { line: number; column: number } }[] }[] };
  expect(stderr).toBe('');
  expect(diagnostics.map(({ code, message, filename, labels }) => [code, message, filename, labels[0]?.span.line, labels[0]?.span.column])).toEqual([
    ['lambdavet(first-export)', "Export 'handler' of {{ braces }} is there.", 'src/orders.ts', 2, 14],
  ]);
});

it("oxlint's language server shows them, and what is typed", async () => {
  const text = 'export const handler = async () => 1;\n';
  const folder = makeProject({
    'template.yaml': TEMPLATE,
    'src/orders.ts': text,
    '.oxlintrc.json': JSON.stringify({ jsPlugins: [{ name: 'lambdavet', specifier: './plugin.mjs' }], categories: { correctness: 'off' }, rules: { 'lambdavet/first-export': 'error' } }),
  });
  put(folder, 'plugin.mjs', await bundled(ENTRY));
  const server = spawn(process.execPath, [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--lsp'], { cwd: folder, stdio: 'pipe', env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules') } });
  let said = '';
  server.stdout.setEncoding('utf8').on('data', (part: string) => (said += part));
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const says = (words: string): Promise<void> => vi.waitFor(() => expect(said).toContain(words), { timeout: 30_000, interval: 100 });
  const [root, uri] = [pathToFileURL(folder).href, pathToFileURL(join(folder, 'src/orders.ts')).href];
  try {
    send({ id: 1, method: 'initialize', params: { processId: process.pid, rootUri: root, workspaceFolders: [{ uri: root, name: 'orders' }], capabilities: {}, initializationOptions: [{ workspaceUri: root, options: { run: 'onType' } }] } });
    await says('"id":1');
    send({ method: 'initialized', params: {} });
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'typescript', version: 1, text } } });
    await says("Export 'handler' of");
    send({ method: 'textDocument/didChange', params: { textDocument: { uri, version: 2 }, contentChanges: [{ text: text.replace('handler', 'other') }] } });
    await says("Export 'other' of");
  } finally {
    server.kill();
  }
}, 90_000);

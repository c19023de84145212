import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { RULES } from '../../rules/index.js';
import type { Source } from '../../src/analysis.js';
import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { findCandidates } from '../../src/engine/discover.js';
import type { KeptOutcome, OutcomeStore } from '../../src/engine/keep-outcomes.js';
import type { RunOptions } from '../../src/engine/run.js';
import { vetOneByOne } from '../../src/engine/vet.js';
import { today } from '../../src/project/inputs.js';
import { memorySource } from '../../src/source/file-source.js';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
      Environment: { Variables: { TABLE: orders } }
`;
const HANDLER = `const { table } = require('./table');
exports.handler = async () => process.env.TABEL + table;
`;

/** What a store keeps, as JSON like on disk. */
function memoryStore(): OutcomeStore & { readonly bodies: Map<string, string> } {
  const bodies = new Map<string, string>();
  return {
    bodies,
    digest: (content) => createHash('sha256').update(content).digest('hex'),
    find(slot, key) {
      const body = bodies.get(`${slot} ${key}`);
      return body === undefined ? undefined : (JSON.parse(body) as KeptOutcome);
    },
    keep: (slot, key, kept) => void bodies.set(`${slot} ${key}`, JSON.stringify(kept)),
  };
}

const FILES = {
  'a/template.yaml': TEMPLATE, 'a/index.js': HANDLER, 'a/table.js': 'exports.table = 1;\n',
  'b/template.yaml': TEMPLATE, 'b/index.js': HANDLER.replace('exports', '// lambdavet: ignore[undeclared-environment-variable] on purpose\nexports'), 'b/table.js': "exports.table = (;\n",
};

function run(files: Readonly<Record<string, string>>, kept: OutcomeStore | undefined, options: Partial<RunOptions> = {}) {
  const source = memorySource(files);
  const { diagnostics, problems, secrets } = vetOneByOne(source, findCandidates(source, ''), { rules: RULES, severityIn: ({ severity }) => severity, today: '2026-11-20', runtimes: BUILT_IN_RUNTIMES, kept, ...options });
  return { result: JSON.stringify({ diagnostics, problems, secrets }), rules: diagnostics.map(({ rule, location, suppressed }) => `${rule} ${location.path}${suppressed ? ' (suppressed)' : ''}`), problems };
}

/** Runs with what a first run kept, and checks that nobody can tell: `anew` is how many projects were vetted anew. */
function again(files: Readonly<Record<string, string>>, options: Partial<RunOptions> = {}) {
  const store = memoryStore();
  run(FILES, store);
  const before = new Set(store.bodies.values());
  const kept = run(files, store, options);
  expect(kept.result).toBe(run(files, undefined, options).result);
  return { ...kept, anew: [...store.bodies.values()].filter((body) => !before.has(body)).length };
}

test('a run over the same files says the same, problems and suppressions included, and vets nothing anew', () => {
  const { rules, problems, anew } = again(FILES);
  expect(anew).toBe(0);
  expect(rules).toContain('undeclared-environment-variable a/index.js');
  expect(rules).toContain('undeclared-environment-variable b/index.js (suppressed)');
  expect(problems.map(({ path, kind }) => [path, kind])).toEqual([['b/table.js', 'parse']]);
});

test('a changed file costs its project and no other', () => {
  const { rules, anew } = again({ ...FILES, 'a/index.js': HANDLER.replace('TABEL', 'TABLE') });
  expect(anew).toBe(1);
  expect(rules).not.toContain('undeclared-environment-variable a/index.js');
});

test('so does a changed template, and a template that only moves lines', () => {
  expect(again({ ...FILES, 'a/template.yaml': TEMPLATE.replace('TABLE:', 'TABEL:') }).anew).toBe(1);
  const commented = { ...FILES, 'a/template.yaml': `# one, two\n${TEMPLATE}` };
  const store = memoryStore();
  run(commented, store);
  const moved = { ...FILES, 'a/template.yaml': `# one,\n#two\n${TEMPLATE}`.replace('\n#two', '\n#to') };
  expect(run(moved, store).result).toBe(run(moved, undefined).result);
});

test('a file that is new counts where it was looked for', () => {
  const { anew } = again({ ...FILES, 'a/table.ts': 'export const table = 2;\n' });
  expect(anew).toBe(1);
});

test('so does one that comes into a layer that wins', () => {
  const layers = '  Data: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: data/ } }\n  Newer: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: newer/ } }\n';
  const files = { 'template.yaml': `${TEMPLATE}      Layers: [!Ref Data, !Ref Newer]\n${layers}`, 'index.js': "exports.handler = require('/opt/nodejs/table').table;\n", 'newer/nodejs/db.js': '', 'data/nodejs/table.js': 'exports.table = () => process.env.TABEL;\n' };
  const store = memoryStore();
  run(files, store);
  const size = store.bodies.size;
  expect(run(files, store).rules).toContain('undeclared-environment-variable data/nodejs/table.js');
  expect(store.bodies.size).toBe(size);
  const shadowed = { ...files, 'newer/nodejs/table.js': files['data/nodejs/table.js'].replace('TABEL', 'TABLE') };
  expect(run(shadowed, store).result).toBe(run(shadowed, undefined).result);
  expect(run(shadowed, store).rules).not.toContain('undeclared-environment-variable data/nodejs/table.js');
});

test('of the folders that the source of stored code was looked for in, only what was found counts', () => {
  const template = TEMPLATE.replace('CodeUri: .', "CodeUri: 's3://shop/orders.zip'");
  const other = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`other/${index}/text.md`, '']));
  const files = { 'a/template.yaml': template, 'code/orders/index.js': HANDLER, 'code/orders/table.js': 'exports.table = 1;\n', ...other };
  const store = memoryStore();
  expect(run(files, store).rules).toContain('undeclared-environment-variable code/orders/index.js');
  expect([...store.bodies.values()].join('')).not.toContain('other/');
  expect(run({ ...files, 'other/new/text.md': '' }, store).rules).toEqual(run(files, undefined).rules);
  expect(store.bodies.size).toBe(1);
  const nearer = { ...files, 'a/orders/index.js': 'exports.handler = async () => 1;\n' };
  expect(run(nearer, store).result).toBe(run(nearer, undefined).result);
  expect(run(nearer, store).rules).not.toContain('undeclared-environment-variable code/orders/index.js');
});

test('where the source of built code was looked for, what was found and what a bundler is told count', () => {
  const template = TEMPLATE.replace('CodeUri: .', 'CodeUri: dist').replace('index.handler', 'main.handler');
  const webpack = (file: string): string => `module.exports = { entry: { main: './code/${file}.js' } };\n`;
  const files = { 'a/template.yaml': template, 'a/webpack.config.js': webpack('orders'), 'a/code/orders.js': HANDLER, 'a/code/table.js': 'exports.table = 1;\n', 'a/code/other.js': 'exports.handler = async () => 1;\n' };
  const store = memoryStore();
  expect(run(files, store).rules).toContain('undeclared-environment-variable a/code/orders.js');
  const size = store.bodies.size;
  run(files, store);
  expect(store.bodies.size).toBe(size);
  for (const changed of [{ ...files, 'a/webpack.config.js': webpack('other') }, { ...files, 'a/webpack.config.js': '' }, { ...files, 'a/dist/main.js': 'exports.handler = async () => 1;\n' }]) {
    expect(run(changed, store).result).toBe(run(changed, undefined).result);
    expect(run(changed, store).rules).not.toContain('undeclared-environment-variable a/code/orders.js');
  }
});

test('another module of the name counts where built code was found by its name', () => {
  const template = TEMPLATE.replace('CodeUri: .', 'CodeUri: dist').replace('index.handler', 'orders.handler');
  const files = { 'a/template.yaml': template, 'a/code/orders.js': HANDLER, 'a/code/table.js': 'exports.table = 1;\n' };
  const store = memoryStore();
  expect(run(files, store).rules).toContain('undeclared-environment-variable a/code/orders.js');
  const second = { ...files, 'a/more/orders.js': 'exports.handler = async () => 1;\n' };
  expect(run(second, store).result).toBe(run(second, undefined).result);
  expect(run(second, store).rules).not.toContain('undeclared-environment-variable a/code/orders.js');
});

test('a file that is gone counts, too', () => {
  const { 'a/table.js': _gone, ...rest } = FILES;
  expect(again(rest).anew).toBe(1);
});

test('settings of imports that are no JSON are told of in every run', () => {
  const files = { 'template.yaml': TEMPLATE, 'index.js': "require('shop/db');\nexports.handler = async () => 1;\n", 'package.json': '{\n  "name": "shop",\n}\n', 'tsconfig.json': '{ "compilerOptions": {\n  "paths": { "shop/*": ["src/*"] }\n' };
  const store = memoryStore();
  const first = run(files, store);
  const size = store.bodies.size;
  expect(first.problems.map(({ kind, path, line }) => [kind, path, line])).toEqual([['parse', 'package.json', 3], ['parse', 'tsconfig.json', 2]]);
  expect(run(files, store).result).toBe(first.result);
  expect(store.bodies.size).toBe(size);
});

test('other settings have outcomes of their own', () => {
  const quiet: Partial<RunOptions> = { severityIn: (rule) => (rule.id === 'undeclared-environment-variable' ? 'off' : rule.severity) };
  const { rules, anew } = again(FILES, quiet);
  expect(anew).toBe(2);
  expect(rules.filter((one) => one.startsWith('undeclared'))).toEqual([]);
});

test('another weight that is heavy counts in the projects that have it', () => {
  expect(again(FILES, { heavyPackageBytesIn: ({ root }) => (root === 'a' ? 1 : undefined) }).anew).toBe(1);
});

test('the next day is the same, and the day on which a runtime is deprecated is not', () => {
  expect(again(FILES, { today: '2026-11-21' }).anew).toBe(0);
  expect(again(FILES, { today: '2031-01-01' }).anew).toBe(2);
});

test('what failed is tried again', () => {
  const [first] = RULES;
  if (!first) throw new Error('there are rules');
  const broken = { ...first, check: () => { throw new Error('broken'); } };
  const store = memoryStore();
  run(FILES, store, { rules: [broken] });
  expect(store.bodies.size).toBe(0);
});

test('no text of the project is kept, secrets least of all', () => {
  const store = memoryStore();
  const secret = ['AKIA', 'Q3EGRIZ7EXAMPLQ'.slice(0, 12), 'ABCD'].join('');
  const token = ['ghp', '1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT1uV2wX'].join('_');
  const files = {
    'template.yaml': `${TEMPLATE.replace('TABLE: orders', `TABLE: orders, TOKEN: ${token}`)}  Inline:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: |
        const key = '${secret}'; // lambdavet: ignore[secret-in-source] for the test
        exports.handler = async () => key;
`,
    'index.js': `const token = '${token}';\n${HANDLER}`,
    'table.js': 'exports.table = 1;\n',
  };
  const { rules } = run(files, store);
  expect(rules.filter((rule) => rule.startsWith('secret-')).length).toBeGreaterThan(0);
  const withoutComment = { ...files, 'template.yaml': files['template.yaml'].replace('// lambdavet: ignore[secret-in-source] for the test', '') };
  run(withoutComment, store);
  expect(store.bodies.size).toBe(1);
  for (const body of store.bodies.values()) for (const text of [secret, token, 'exports.handler']) expect(body).not.toContain(text);
});

test('a comment in code inside a template silences in every run', () => {
  const inline = `${TEMPLATE}  Inline:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: |
        // lambdavet: ignore[undeclared-environment-variable] for the test
        exports.handler = async () => process.env.TABEL;
`;
  const files = { 'template.yaml': inline, 'index.js': HANDLER, 'table.js': 'exports.table = 1;\n' };
  const store = memoryStore();
  const first = run(files, store);
  expect(first.rules).toContain('undeclared-environment-variable template.yaml (suppressed)');
  expect(run(files, store).result).toBe(first.result);
});

test('only rules that compare the day with dates of the runtime table ask for it: what is kept is good for as long as none of these has come', () => {
  const asks = (source: Source<unknown>): boolean => source === today || (source.kind === 'analysis' && Object.values(source.requires).some(asks));
  expect(RULES.filter(({ requires }) => Object.values(requires).some(asks)).map(({ id }) => id).sort()).toEqual(['blocked-runtime', 'deprecated-runtime']);
});

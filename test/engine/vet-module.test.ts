import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import type { Diagnostic } from '../../src/diagnostic.js';
import { findCandidates } from '../../src/engine/discover.js';
import { createCaches, vet } from '../../src/engine/vet.js';
import { reportsInCode, vetModule } from '../../src/engine/vet-module.js';
import type { VetModuleOptions } from '../../src/engine/vet-module.js';
import { templatesByFile } from '../../src/eslint/projects-by-file.js';
import { memorySource, overlaySource } from '../../src/source/file-source.js';
import type { FileSource } from '../../src/source/file-source.js';
import { RULES } from '../../rules/index.js';
import { FIXTURES, fixtureCases } from '../fixture-cases.js';
import { fixtureSource, TODAY } from '../fixture-runner.js';

const SCRIPT = /\.[cm]?[jt]sx?$/;
const IN_CODE = new Set(RULES.filter(reportsInCode).map(({ id }) => id));

function options(): VetModuleOptions {
  return { rules: RULES, severityIn: ({ severity }) => severity, today: TODAY, runtimes: BUILT_IN_RUNTIMES, caches: createCaches() };
}

/** For each script of the projects: what a run over everything finds in it when a line was added, and what the short run finds. */
function compare(source: FileSource, change: (text: string) => string): { readonly whole: unknown; readonly short: unknown }[] {
  const vetting = options();
  const { repository: base, diagnostics: found } = vet(source, findCandidates(source, ''), vetting);
  const byFile = templatesByFile(base.projects);
  const modules = [...new Set(base.projects.flatMap((project) => [...project.modules.keys()]))].filter((path) => SCRIPT.test(path) && !path.includes('#'));
  return modules.flatMap((path) => {
    const templates = byFile.get(path) ?? [];
    const text = source.read(path) ?? '';
    const changed = overlaySource(source, new Map([[path, change(text)]]));
    const short = vetModule({ base, found, path, source: changed, templates }, vetting);
    if (!short) {
      // Nothing else in the fixtures is left to a run over everything.
      expect(text).toContain('lambdavet: ignore');
      return [];
    }
    return [{ short: told(path, short.diagnostics), whole: told(path, vet(changed, templates, vetting).diagnostics) }];
  });
}

function told(path: string, diagnostics: readonly Diagnostic[]): unknown {
  return diagnostics.filter(({ location }) => location.path === path);
}

describe('a module that changes', () => {
  test.each(fixtureCases().map(({ rule }) => rule))('%s: has the findings that a run over everything gives it', (rule) => {
    for (const { short, whole } of compare(fixtureSource(join(FIXTURES, rule)), (text) => `\n${text}\n`)) expect(short).toEqual(whole);
  });

  test.each(fixtureCases().filter(({ rule }) => !IN_CODE.has(rule)).map(({ rule }) => rule))('%s: reports in templates only', (rule) => {
    const source = fixtureSource(join(FIXTURES, rule));
    const { diagnostics, repository } = vet(source, findCandidates(source, ''), options());
    const modules = new Set(repository.projects.flatMap((project) => [...project.modules.keys()]));
    expect(diagnostics.filter((one) => one.rule === rule && modules.has(one.location.path) && !/\.(?:json|ya?ml)$/.test(one.location.path))).toEqual([]);
  });
});

const TEMPLATE = `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src, Handler: orders.handler, Runtime: nodejs24.x }
  Invoices:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src, Handler: invoices.handler, Runtime: nodejs24.x }
`;
const FILES = {
  'template.yaml': TEMPLATE,
  'src/orders.js': "import { table } from './table.mjs';\nexports.handler = async () => table;\n",
  'src/invoices.js': 'exports.handler = async () => process.env.INVOICES;\n',
  'src/table.mjs': 'export const table = process.env.TABLE;\n',
  'src/queue.js': "const { SQSClient } = require('@aws-sdk/client-sqs');\nexports.sqs = new SQSClient({});\n",
};

describe('a module of many functions', () => {
  const names = Array.from({ length: 30 }, (_, index) => `orders${index}`);
  const shared = "import { S3 } from 'aws-sdk';\nexport function store(table) { return table.put({ key: process.env.BUCKET }); }\nexport const s3 = () => new S3({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: process.env.KEY });\n";
  const source = memorySource({
    'template.yaml': `Resources:\n${names.map((name) => `  ${name}:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: src, Handler: ${name}.handler, Runtime: nodejs24.x, Policies: [] }\n`).join('')}`,
    'src/shared.ts': shared,
    'src/table.ts': "import { s3 } from './shared';\nexport class Table { put(item) { return s3().putObject({ Bucket: process.env.TABLE, Key: item.key }).promise(); } }\n",
    ...Object.fromEntries(names.map((name) => [`src/${name}.ts`, `import { store, s3 } from './shared';\nimport { Table } from './table';\nexport const handler = async (event) => { fetch(event.url); store(new Table()); await s3().getObject({ Bucket: process.env.${name.toUpperCase()}, Key: event.key }).promise(); };\n`])),
  });

  test.each([
    ['a line more', (text: string) => `\n${text}`],
    ['an export more', (text: string) => `export const more = () => fetch(process.env.MORE);\n${text}`],
    ['another name', (text: string) => text.replace('function store', 'function stored')],
  ])('%s: each module has the findings that a run over everything gives it', (_case, change) => {
    const compared = compare(source, change);
    expect(compared).toHaveLength(names.length + 2);
    for (const { short, whole } of compared) expect(short).toEqual(whole);
    expect(compared.flatMap(({ whole }) => whole).length).toBeGreaterThan(names.length);
  });
});

describe('key after key in a module of many functions', () => {
  const names = Array.from({ length: 12 }, (_, index) => `orders${index}`);
  const shared = "import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3';\nexport const load = async (key) => {\n  const client = new S3Client({});\n  return read(client, key);\n};\nfunction read(client, key) {\n  return client.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: key }));\n}\nfunction idle() {\n  return new S3Client({});\n}\n";
  const source = memorySource({
    'template.yaml': `Resources:\n${names.map((name) => `  ${name}:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: src, Handler: ${name}.handler, Runtime: nodejs24.x, Policies: [] }\n`).join('')}`,
    'src/shared.mjs': shared,
    ...Object.fromEntries(names.map((name) => [`src/${name}.mjs`, "import { load } from './shared.mjs';\nexport const handler = (event) => load(event.key);\n"])),
  });
  const typed = [
    `\n${shared}`,
    `// how orders are kept\n\n${shared}`,
    shared.replace('process.env.BUCKET', "'orders'"),
    shared.replace('process.env.BUCKET', "'invoices'"),
    shared.replace('read(client, key);', 'idle() ?? read(client, key);'),
    `${shared}// more`,
    shared.replace('read(client, key);', 'client;'),
    shared.replace('function idle', 'export function idle'),
    `${shared}export const more = load('more');\n`,
  ];

  test('the findings are those of a run over everything', () => {
    const vetting = options();
    const { repository: base, diagnostics: found } = vet(source, ['template.yaml'], vetting);
    const seen = typed.map((text) => {
      const changed = overlaySource(source, new Map([['src/shared.mjs', text]]));
      const short = vetModule({ base, found, path: 'src/shared.mjs', source: changed, templates: ['template.yaml'] }, vetting);
      const whole = told('src/shared.mjs', vet(changed, ['template.yaml'], vetting).diagnostics);
      expect(short && told('src/shared.mjs', short.diagnostics)).toEqual(whole);
      return whole;
    });
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBeGreaterThan(4);
  });
});

describe('the short run', () => {
  function run(path: string, text: string): readonly string[] | undefined {
    const source = memorySource(FILES);
    const vetting = options();
    const { repository: base, diagnostics: found } = vet(source, ['template.yaml'], vetting);
    return vetModule({ base, found, path, source: overlaySource(source, new Map([[path, text]])), templates: ['template.yaml'] }, vetting)?.diagnostics.map(({ location, rule }) => `${location.path}:${location.startLine} ${rule}`);
  }

  test('looks at functions that load the module, directly or not', () => {
    expect(run('src/table.mjs', '\nexport const table = process.env.OTHER;\n')).toContain('src/table.mjs:2 undeclared-environment-variable');
    expect(run('src/table.mjs', 'export const table = 1;\n')?.filter((one) => one.includes('invoices'))).toEqual([]);
  });

  test('leaves out what has no place in the module', () => {
    expect(run('src/orders.js', `${FILES['src/orders.js']}\n`)?.filter((one) => one.includes('table'))).toEqual([]);
  });

  test('runs the rules that are asked for, and those that its comments name', () => {
    const source = memorySource(FILES);
    const vetting = options();
    const { repository: base, diagnostics: found } = vet(source, ['template.yaml'], vetting);
    const told = (text: string): readonly string[] | undefined =>
      vetModule({ base, found, path: 'src/table.mjs', source: overlaySource(source, new Map([['src/table.mjs', text]])), templates: ['template.yaml'] }, { ...vetting, isAsked: ({ id }) => id === 'unused-suppression' })
        ?.diagnostics.map(({ location, rule, suppressed }) => `${location.startLine} ${rule}${suppressed ? ' silenced' : ''}`);
    expect(told('export const table = process.env.TABLE;\n')).toEqual([]);
    expect(told('// lambdavet: ignore[undeclared-environment-variable] set elsewhere\nexport const table = process.env.TABLE;\n')).toEqual(['2 undeclared-environment-variable silenced']);
    expect(told('// lambdavet: ignore[undeclared-environment-variable] set elsewhere\nexport const table = 1;\n')).toEqual(['1 unused-suppression']);
  });

  test('follows an import that was typed', () => {
    expect(run('src/invoices.js', "const { sqs } = require('./queue.js');\nconst { SendMessageCommand } = require('@aws-sdk/client-sqs');\nexports.handler = async (event) => {\n  sqs.send(new SendMessageCommand(event.message));\n};\n")).toContain('src/invoices.js:4 unawaited-work');
  });

  test.each([
    ['a comment silences a rule that speaks of templates', 'src/invoices.js', '// lambdavet: ignore-file[default-memory] small\nexports.handler = async () => 1;\n'],
    ['no project has the file', 'scripts/deploy.js', 'export {};\n'],
  ])('leaves it to a run over everything when %s', (_case, path, text) => {
    expect(run(path, text)).toBeUndefined();
  });
});

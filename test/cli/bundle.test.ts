import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';

import { isRecord } from '../../src/engine/packaging/records.js';
import { folderWith, runCli } from './run-cli.js';

/** The project's own esbuild: the real one, by way of the repository. */
const ESBUILD = {
  'node_modules/esbuild/package.json': '{"name":"esbuild","main":"main.js"}',
  'node_modules/esbuild/main.js': `module.exports = require(${JSON.stringify(createRequire(import.meta.url).resolve('esbuild'))});`,
};
const PROJECT = {
  'src/orders.ts': "import { total } from 'totals';\nimport { S3 } from '@aws-sdk/client-s3';\nexport const handler = (): number => total(new S3());\n",
  'src/node_modules/totals/index.js': 'exports.total = (client) => Object.keys(client).length;\n',
};

function template(properties = ''): string {
  return `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: src/ }
    Metadata: { BuildMethod: esbuild, BuildProperties: { External: ['@aws-sdk/*'], ${properties} } }
`;
}

function bundleOf(files: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const { out } = runCli(folderWith(files), ['inspect', '--package', '--bundle', '--json']);
  const document: unknown = JSON.parse(out);
  const one: unknown = isRecord(document) && Array.isArray(document.packages) ? document.packages[0] : undefined;
  return isRecord(one) ? one : {};
}

test('a bundle is measured with the esbuild of the project', () => {
  const { content } = bundleOf({ ...PROJECT, ...ESBUILD, 'template.yaml': template() });
  expect(content).toMatchObject({ kind: 'bundle', files: 1, complete: true, dependencies: [{ name: 'totals' }], tree: { children: [{ name: 'orders.js' }] } });
});

test('build properties of the template count', () => {
  const bytes = (properties: string): number => {
    const { content } = bundleOf({ ...PROJECT, ...ESBUILD, 'template.yaml': template(properties) });
    return isRecord(content) ? Number(content.bytes) : NaN;
  };
  expect(bytes('Minify: false')).toBeGreaterThan(bytes('Minify: true'));
});

test.each([
  ['no esbuild', { 'template.yaml': template() }, /none is installed at or above 'src'/],
  ['a file that does not parse', { ...ESBUILD, 'template.yaml': template(), 'src/orders.ts': 'export const = 1;\n' }, /esbuild cannot make it: .*\(orders\.ts:1\)/],
  ['a property that may run or read anything', { ...ESBUILD, 'template.yaml': template('Inject: [../../shim.js]') }, /'Inject' is none that is known here/],
  ['a property that deployment fills in', { ...ESBUILD, 'template.yaml': template('Target: !Ref Target') }, /'Target' is known at the build only/],
  ['an entry that is not there', { ...ESBUILD, 'template.yaml': template('EntryPoints: [invoices.ts]') }, /'invoices.ts' is not there/],
])('%s is told', (_name, files, reason) => {
  const { content, reason: told } = bundleOf({ ...PROJECT, ...files });
  expect(content).toBeNull();
  expect(told).toMatch(reason);
});

describe('without the flag esbuild is not run, and the imports tell', () => {
  const estimateOf = (files: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> => {
    const document: unknown = JSON.parse(runCli(folderWith(files), ['inspect', '--package', '--json']).out);
    const one: unknown = isRecord(document) && Array.isArray(document.packages) ? document.packages[0] : undefined;
    return isRecord(one) ? one : {};
  };

  test('what the bundle holds at most', () => {
    const files = { ...PROJECT, ...ESBUILD, 'template.yaml': template() };
    const { content } = estimateOf(files);
    expect(content).toMatchObject({
      kind: 'bundle', files: 1, complete: true, dependencies: [{ name: 'totals' }], tree: { children: [{ name: 'orders.js' }] },
      estimate: { modules: 2, externals: [{ name: '@aws-sdk/client-s3', supply: 'supplied', from: 'src/orders.ts:2' }], unknown: [], runTimeImports: [] },
    });
    const measured = bundleOf(files).content;
    expect(isRecord(content) && isRecord(measured) && Number(content.bytes) >= Number(measured.bytes) && Number(content.zippedBytes) >= Number(measured.zippedBytes)).toBe(true);
    expect(measured).toMatchObject({ estimate: null });
  });

  test('as text', () => {
    const { out } = runCli(folderWith({ ...PROJECT, 'template.yaml': template(), 'src/orders.ts': `${PROJECT['src/orders.ts']}export const load = (name: string): unknown => import(name);\n` }), ['inspect', '--package']);
    const [head, total, external, open, first] = out.split('\n');
    expect(head).toBe('Orders  template.yaml: src');
    expect(total).toMatch(/^ {2}at most \d\.\d kB, [\d.]+ k?B zipped: 2 modules in 1 file, if esbuild leaves nothing out \(--bundle measures\)$/);
    expect(external).toBe('  left as an import, the runtime has it: @aws-sdk/client-s3 (src/orders.ts:2)');
    expect(open).toBe('  known at run time only: name (src/orders.ts:4)');
    expect(first).toMatch(/orders\.js\/$/);
  });

  test('with a file for each entry and for each map', () => {
    const { content } = estimateOf({ ...PROJECT, 'template.yaml': template('EntryPoints: [orders.ts, lib/invoices.js], Sourcemap: true, OutExtension: [.js=.mjs]'), 'src/lib/invoices.js': "exports.x = require('totals');\n" });
    expect(content).toMatchObject({ files: 4, estimate: { modules: 3 } });
    const names = isRecord(content) && isRecord(content.tree) && Array.isArray(content.tree.children) ? content.tree.children.map((one: unknown) => (isRecord(one) ? one.name : '')) : [];
    expect(names.sort()).toEqual(['lib', 'orders.mjs', 'orders.mjs.map']);
  });

  test.each([
    ['a package that is not installed', { 'src/orders.ts': "import 'axios/lib';\n" }, "'axios' is not installed ('axios/lib' in src/orders.ts:1)"],
    ['a file that a package does not have', { 'src/orders.ts': "import 'totals/none';\n" }, "'totals' is installed and has no such file ('totals/none' in src/orders.ts:1)"],
    ['a file that is not there', { 'src/orders.ts': "\nimport './none';\n" }, "'./none' is not there (src/orders.ts:2)"],
    ['packages in archives', { 'src/orders.ts': "import 'axios';\n", '.pnp.cjs': '' }, "Yarn keeps packages in archives ('.pnp.cjs'), which are not read"],
    ['a file without loader', { 'src/orders.ts': "import './a.node';\n", 'src/a.node': '' }, "no loader is set for 'src/a.node'"],
  ])('%s leaves the size unknown', (_name, files, reason) => {
    const all = { ...PROJECT, 'template.yaml': template(), ...files };
    expect(estimateOf(all).content).toMatchObject({ complete: false, estimate: { unknown: [reason] } });
    const { out } = runCli(folderWith(all), ['inspect', '--package']);
    expect(out).toContain(`  size unknown: ${reason}\n  without it at most `);
    expect(runCli(folderWith(all), ['inspect', '--package', '--format', 'html']).out).toContain('; without it ');
  });

  test.each([
    ['a property that may run or read anything', 'Inject: [shim.js]', "the build property 'Inject' is none that is known here"],
    ['an entry that is not there', 'EntryPoints: [invoices.ts]', "its entry point 'invoices.ts' is not there"],
    ['a loader that nobody knows', 'Loader: [.svg=vector]', "the loader 'vector' for '.svg' is not known here"],
  ])('%s leaves all of it unknown', (_name, properties, reason) => {
    expect(estimateOf({ ...PROJECT, 'template.yaml': template(properties) })).toMatchObject({ content: null, reason });
  });

  test('a credential in the place of a name is not shown', () => {
    const key = ['AKIA', 'Q3EGRIGXEMBN5J2K'].join('');
    const all = { ...PROJECT, 'template.yaml': template().replace("'@aws-sdk/*'", `'@aws-sdk/*', ${key}`), 'src/orders.ts': `import '${key} x';\nimport '${key}';\nimport(\`${key}/\${process.argv[2]}\`);\n` };
    for (const format of ['text', 'json', 'html']) {
      const { out } = runCli(folderWith(all), ['inspect', '--package', '--format', format]);
      expect(out).toContain('AKIA');
      expect(out).not.toContain(key);
    }
  });

  test('what nothing brings is told', () => {
    const { content } = estimateOf({ ...PROJECT, 'template.yaml': template().replace("'@aws-sdk/*'", "'@aws-sdk/*', totals") });
    expect(content).toMatchObject({ estimate: { modules: 1, externals: [{ name: '@aws-sdk/client-s3' }, { name: 'totals', supply: 'missing' }] } });
  });
});

test('--bundle is for packages', () => {
  expect(runCli(folderWith({ 'template.yaml': template() }), ['inspect', '--bundle'])).toMatchObject({ code: 2, err: expect.stringContaining("--bundle is for 'inspect --package'") as string });
});

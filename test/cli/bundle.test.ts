import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

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
  ['a property that may run or read anything', { ...ESBUILD, 'template.yaml': template('Inject: [../../shim.js]') }, /'Inject' is none that --bundle knows/],
  ['a property that deployment fills in', { ...ESBUILD, 'template.yaml': template('Target: !Ref Target') }, /'Target' is known at the build only/],
  ['an entry that is not there', { ...ESBUILD, 'template.yaml': template('EntryPoints: [invoices.ts]') }, /'invoices.ts' is not there/],
])('%s is told', (_name, files, reason) => {
  const { content, reason: told } = bundleOf({ ...PROJECT, ...files });
  expect(content).toBeNull();
  expect(told).toMatch(reason);
});

test('without the flag esbuild is not run', () => {
  const folder = folderWith({ ...PROJECT, 'template.yaml': template(), 'node_modules/esbuild/package.json': '{}' });
  expect(runCli(folder, ['inspect', '--package']).out).toContain('--bundle measures it');
  expect(runCli(folder, ['inspect', '--bundle'])).toMatchObject({ code: 2, err: expect.stringContaining("--bundle is for 'inspect --package'") as string });
});

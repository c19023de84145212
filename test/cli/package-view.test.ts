import { describe, expect, test } from 'vitest';

import type { PackagesDocument } from '../../src/cli/package-document.js';
import { packageTree } from '../../src/cli/package-tree.js';
import { packagesHtml, packagesText } from '../../src/cli/package-view.js';
import { NOTHING_INSTALLED } from '../../src/project/files.js';
import type { PackageContent, PackagedFile } from '../../src/project/files.js';
import { folderWith, runCli } from './run-cli.js';

const entries: readonly PackagedFile[] = [
  { path: 'src/orders.js', inside: 'orders.js', bytes: 2_000 },
  { path: 'src/node_modules/axios/lib/axios.js', inside: 'node_modules/axios/lib/axios.js', bytes: 7_000, owner: 'axios' },
  { path: 'node_modules/@shop/money/money.js', inside: 'node_modules/@shop/money/money.js', bytes: 1_000, owner: '@shop/money' },
];
const content: PackageContent = { kind: 'folder', path: 'src', bytes: 10_000, files: 3, own: entries, entries, installed: [], weights: NOTHING_INSTALLED, missing: ['left-pad'], isComplete: false, isBuilt: true };
const document: PackagesDocument = {
  schemaVersion: 1,
  packages: [
    { function: 'Orders', template: 'template.yaml', content: { kind: 'folder', path: 'src', bytes: 10_000, zippedBytes: 3_000, files: 3, complete: false, unknownSizes: ['left-pad'], unknownReason: null, estimate: null, dependencies: [], tree: packageTree(content) }, reason: null },
    { function: 'Invoices', template: '</script><b>.yaml', content: null, reason: 'it runs a container image' },
  ],
  problems: [],
};

describe('the packages of functions', () => {
  test('have a tree with dependencies below node_modules, wherever they were found', () => {
    const tree = packageTree(content);
    expect(tree.children.map(({ name, bytes, files }) => [name, bytes, files])).toEqual([['node_modules', 8_000, 2], ['orders.js', 2_000, 1]]);
    expect(tree.children[0]?.children.map(({ name }) => name)).toEqual(['axios', '@shop/money']);
  });

  test('as text', () => {
    expect(packagesText(document)).toBe(`Orders  template.yaml: src
  at least 10.0 kB in 3 files, about 3.0 kB zipped
  size unknown, installed by the build: left-pad
  ████████████████░░░░  80.0 %    8.0 kB  node_modules/
  ██████████████░░░░░░  70.0 %    7.0 kB    axios/
  ██████████████░░░░░░  70.0 %    7.0 kB      lib/
  ██░░░░░░░░░░░░░░░░░░  10.0 %    1.0 kB    @shop/money/
  ██░░░░░░░░░░░░░░░░░░  10.0 %    1.0 kB      money.js
  ████░░░░░░░░░░░░░░░░  20.0 %    2.0 kB  orders.js

Invoices  </script><b>.yaml
  size unknown: it runs a container image
`);
  });

  test('as a page that asks for nothing else and is not left by a name', () => {
    const page = packagesHtml(document);
    expect(page.match(/<\/script>/g)).toHaveLength(1);
    expect(page).not.toMatch(/\b(?:src|href)=|url\(|import\b|fetch\b/);
    const data = /const packages = (.*);\n/.exec(page)?.[1] ?? '';
    expect(JSON.parse(data)).toEqual(document.packages);
  });
});

describe('inspect --package', () => {
  const project = (): string => folderWith({
    'template.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: python3.13, Handler: orders.handler, CodeUri: orders/ }\n  Invoices:\n    Type: AWS::Serverless::Function\n    Properties: { PackageType: Image, ImageUri: invoices }\n',
    'orders/orders.py': 'def handler(event, context):\n    return 1\n',
    'orders/requirements.txt': 'requests\n',
  });

  test('tells what one function ships', () => {
    const { code, out } = runCli(project(), ['inspect', 'Orders', '--package']);
    expect(code).toBe(0);
    expect(out).toContain('Orders  template.yaml: orders\n  at least 51 B in 2 files, about ');
    expect(out).toContain('  size unknown, installed by the build: requests\n');
  });

  test('tells of all in JSON and on a page', () => {
    const { out } = runCli(project(), ['inspect', '--package', '--json']);
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, packages: [{ function: 'Orders', content: { bytes: 51, files: 2, complete: false } }, { function: 'Invoices', content: null, reason: 'it runs a container image' }] });
    expect(runCli(project(), ['inspect', '--package', '--format', 'html']).out).toMatch(/^<!doctype html>/);
  });

  test('tells what could not be read, as does inspect', () => {
    const folder = folderWith({
      'template.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: python3.13, Handler: orders.handler, CodeUri: orders.zip }\n',
      'orders.zip': 'no archive',
    });
    const told = 'It is named like an archive and is none that can be read; Lambda will refuse it.';
    expect(runCli(folder, ['inspect', '--package']).out).toContain(`\nNot read\n  orders.zip (parse) ${told}\n`);
    expect(runCli(folder, ['inspect']).out).toContain(`Not read\n  orders.zip (parse) ${told}\n`);
    for (const args of [['inspect', '--json'], ['inspect', '--package', '--json']]) expect(JSON.parse(runCli(folder, args).out)).toMatchObject({ problems: [{ kind: 'parse', path: 'orders.zip', message: told }] });
  });

  test('refuses other formats, and formats of what is no package', () => {
    expect(runCli(project(), ['inspect', '--package', '--format', 'sarif'])).toEqual({ code: 2, out: '', err: "inspect --package knows the formats text, json and html, not 'sarif'\n" });
    expect(runCli(project(), ['inspect', '--format', 'html'])).toEqual({ code: 2, out: '', err: "--format is for 'inspect --package'\n" });
  });
});

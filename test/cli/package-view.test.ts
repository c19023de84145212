import { describe, expect, test } from 'vitest';

import type { PackagesDocument } from '../../src/cli/package-document.js';
import { packageTree } from '../../src/cli/package-tree.js';
import { packagesHtml, packagesText } from '../../src/cli/package-view.js';
import type { PackageContent, PackagedFile } from '../../src/project/files.js';

const entries: readonly PackagedFile[] = [
  { path: 'src/orders.js', inside: 'orders.js', bytes: 2_000 },
  { path: 'src/node_modules/axios/lib/axios.js', inside: 'node_modules/axios/lib/axios.js', bytes: 7_000, owner: 'axios' },
  { path: 'node_modules/@shop/money/money.js', inside: 'node_modules/@shop/money/money.js', bytes: 1_000, owner: '@shop/money' },
];
const content: PackageContent = { kind: 'folder', path: 'src', bytes: 10_000, files: 3, entries, missing: ['left-pad'], isComplete: false, isBuilt: true };
const document: PackagesDocument = {
  schemaVersion: 1,
  packages: [
    { function: 'Orders', template: 'template.yaml', content: { kind: 'folder', path: 'src', bytes: 10_000, zippedBytes: 3_000, files: 3, complete: false, unknownSizes: ['left-pad'], dependencies: [], tree: packageTree(content) }, reason: null },
    { function: 'Invoices', template: '</script><b>.yaml', content: null, reason: 'it runs a container image' },
  ],
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

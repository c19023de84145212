import { rmdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { placeFile } from '../../src/eslint/root.js';
import { makeProject } from './temporary-project.js';

function withoutRepository(): string {
  const folder = makeProject({ 'orders/src/orders.js': '' });
  rmdirSync(join(folder, '.git'));
  return folder;
}

it('takes the nearest folder with .git, whatever the working folder is', () => {
  const folder = makeProject({ 'orders/src/orders.js': '' });
  expect(placeFile(join(folder, 'orders/src/orders.js'), join(folder, 'orders'))).toEqual({ root: folder, path: 'orders/src/orders.js' });
});

it('takes the working folder where there is no repository', () => {
  const folder = withoutRepository();
  expect(placeFile(join(folder, 'orders/src/orders.js'), join(folder, 'orders'))).toEqual({ root: join(folder, 'orders'), path: 'src/orders.js' });
});

it('takes the folder of a file outside the working folder', () => {
  const folder = withoutRepository();
  expect(placeFile(join(folder, 'orders/src/orders.js'), join(folder, 'invoices'))).toEqual({ root: join(folder, 'orders/src'), path: 'orders.js' });
});

it('takes the nearest folder there is for a file that was never saved', () => {
  const folder = withoutRepository();
  expect(placeFile(join(folder, 'orders/new/lib/orders.js'), '/nowhere')).toEqual({ root: join(folder, 'orders'), path: 'new/lib/orders.js' });
});

it('walks no home folder and no disk, and knows text without a file', () => {
  expect(placeFile(join(homedir(), 'scratch.js'), '/nowhere')).toBeUndefined();
  expect(placeFile('/scratch.js', '/')).toBeUndefined();
  expect(placeFile('<input>', '/')).toBeUndefined();
});

import { afterEach, expect, test, vi } from 'vitest';

import { CLEAN, folderWith, HANDLER, runCli } from './run-cli.js';

const library = vi.hoisted(() => ({ isInstalled: true }));
vi.mock('../../src/types/receiver-types.js', async (original) => {
  const real = await original<typeof import('../../src/types/receiver-types.js')>();
  return { ...real, hasTsMorph: () => library.isInstalled && real.hasTsMorph() };
});

afterEach(() => {
  library.isInstalled = true;
});

const TYPED = {
  'template.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: . }\n',
  'tsconfig.json': '{ "compilerOptions": { "lib": ["es2015"], "module": "esnext", "moduleResolution": "bundler" } }',
  'node_modules/@aws-sdk/client-s3/package.json': '{ "name": "@aws-sdk/client-s3", "types": "index.d.ts" }',
  'node_modules/@aws-sdk/client-s3/index.d.ts': 'export declare class S3 { putObject(input: object): Promise<object> }',
  'orders.ts': "import type { S3 } from '@aws-sdk/client-s3'; declare const clients: { get(): S3 }; export const handler = async () => { await clients.get().putObject({}); };",
};

test('inspect tells what types tell, if asked to', () => {
  const folder = folderWith(TYPED);
  expect(runCli(folder, ['inspect', '--json']).out).not.toContain('PutObject');
  const { code, out } = runCli(folder, ['inspect', '--json', '--types']);
  expect(code).toBe(0);
  expect(out).toContain('"operation": "PutObject"');
});

test('check takes it as well', () => {
  expect(runCli(folderWith(TYPED), ['--types', '--fail-on', 'never']).code).toBe(0);
});

test('without the library it is an error of the command, with the way out', () => {
  library.isInstalled = false;
  const folder = folderWith({ 'template.yaml': CLEAN, 'orders.py': HANDLER });
  expect(runCli(folder, ['--types'])).toEqual({ code: 2, out: '', err: "--types needs the package 'ts-morph' beside lambdavet: npm install --save-dev ts-morph@28\n" });
  expect(runCli(folder, []).code).toBe(0);
});

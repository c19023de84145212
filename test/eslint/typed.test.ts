import { expect, it } from 'vitest';
import tseslint from 'typescript-eslint';
import type { Linter } from 'eslint';

import { RULES } from '../../rules/index.js';
import { lintText, makePlugin } from './lint.js';
import { makeProject } from './temporary-project.js';

const ORDERS = `import { Container } from './container';
import type { Store } from './store';
const store = new Container().get<Store>('store');
export const handler = async (): Promise<void> => store.save('a');
`;
/** Only its type tells what the container gives; the role of the function allows nothing. */
const FILES = {
  'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: ., Events: { Daily: { Type: Schedule, Properties: { Schedule: rate(1 day) } } } }
`,
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "lib": ["es2022"], "module": "esnext", "moduleResolution": "bundler" } }',
  'orders.ts': ORDERS,
  'container.ts': `import { Store } from './store';
export class Container { private readonly made = new Map<string, unknown>([['store', new Store()]]); get<T>(name: string): T { return this.made.get(name) as T; } }
`,
  'store.ts': `import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';
const s3 = new S3Client({});
export class Store {
  async save(key: string): Promise<void> {
    await s3.send(new PutObjectCommand({ Bucket: 'orders', Key: key }));
  }
}
`,
};

it.each([9, 10] as const)('configs.typed finds by declared types in ESLint %d', async (version) => {
  const folder = makeProject(FILES);
  const { recommended, strict, typed } = makePlugin({ rules: RULES }).configs;
  const parsed: Linter.Config = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } };
  const found = async (config: readonly Linter.Config[]): Promise<readonly string[]> => {
    const messages = await lintText(folder, 'store.ts', FILES['store.ts'], [parsed, ...config], version);
    return messages.map(({ line, ruleId, fatal }) => `${line} ${ruleId ?? ''}${fatal ? ' fatal' : ''}`).filter((one) => one.includes('permission') || one.includes('fatal'));
  };
  expect(await found([...recommended, ...strict])).toEqual([]);
  expect(await found([...recommended, ...strict, ...typed])).toEqual(['5 lambdavet/missing-permission']);
}, 30_000);

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/diagnostic.js';
import { createImportResolver } from '../../src/engine/resolve-import.js';
import { diskSource } from '../../src/source/disk-source.js';
import { memorySource } from '../../src/source/file-source.js';
import type { FileSource } from '../../src/source/file-source.js';

type Files = Readonly<Record<string, string>>;

function resolve(files: Files, specifier: string, from = 'src/orders.ts'): string | undefined {
  return createImportResolver(memorySource({ [from]: '', ...files }), () => undefined).resolve(from, specifier);
}

describe('relative imports', () => {
  it.each<readonly [string, readonly string[], string, string | undefined]>([
    ['without extension', ['src/lib/db.ts'], './lib/db', 'src/lib/db.ts'],
    ['source before output', ['src/db.js', 'src/db.ts'], './db', 'src/db.ts'],
    ['the extension of the output', ['src/db.ts'], './db.js', 'src/db.ts'],
    ['.mjs for .mts', ['src/db.mts'], './db.mjs', 'src/db.mts'],
    ['.cjs for .cts', ['src/db.cts'], './db.cjs', 'src/db.cts'],
    ['.js that is JavaScript', ['src/db.js'], './db.js', 'src/db.js'],
    ['the extension of the source', ['src/db.ts'], './db.ts', 'src/db.ts'],
    ['a dot in the name', ['src/orders.service.ts'], './orders.service', 'src/orders.service.ts'],
    ['a folder', ['src/lib/index.ts'], './lib', 'src/lib/index.ts'],
    ['a folder with a slash', ['src/lib/index.ts', 'src/lib.ts'], './lib/', 'src/lib/index.ts'],
    ['the own folder', ['src/index.ts'], '.', 'src/index.ts'],
    ['above', ['shared/db.ts'], '../shared/db', 'shared/db.ts'],
    ['data', ['src/config.json'], './config.json', 'src/config.json'],
    ['data without extension', ['src/config.json'], './config', 'src/config.json'],
    ['out of the repository', [], '../../secrets', undefined],
    ['nothing', [], './gone', undefined],
    ['a built-in module', [], 'node:fs', undefined],
    ['a package', ['node_modules/pg/index.js'], 'pg', undefined],
    ['a file of a layer', [], '/opt/nodejs/db', undefined],
  ])('%s', (_, paths, specifier, expected) => expect(resolve(Object.fromEntries(paths.map((path) => [path, ''])), specifier)).toBe(expected));
});

describe('packages of the same monorepo', () => {
  const shared = { 'packages/shared/package.json': '{ "name": "@acme/shared", "main": "dist/index.js" }', 'packages/shared/src/index.ts': '', 'packages/shared/src/db.ts': '' };
  const from = 'services/orders/src/orders.ts';

  it.each<readonly [string, Files]>([
    ['npm workspaces', { 'package.json': '{ "workspaces": ["packages/*", "services/*"] }', ...shared }],
    ['Yarn workspaces', { 'package.json': '{ "workspaces": { "packages": ["packages/**"] } }', ...shared }],
    ['pnpm workspaces', { 'pnpm-workspace.yaml': 'packages:\n  - "packages/*"\n', ...shared }],
  ])('%s', (_, files) => {
    expect(resolve(files, '@acme/shared', from)).toBe('packages/shared/src/index.ts');
    expect(resolve(files, '@acme/shared/db', from)).toBe('packages/shared/src/db.ts');
    expect(resolve(files, '@acme/other', from)).toBeUndefined();
  });

  it('follows exports', () => {
    const files = {
      'package.json': '{ "workspaces": ["packages/*"] }',
      'packages/shared/package.json': '{ "name": "shared", "exports": { ".": { "types": "./dist/main.d.ts", "import": "./dist/main.mjs" }, "./tables/*": "./dist/tables/*.js" } }',
      'packages/shared/src/main.ts': '',
      'packages/shared/src/tables/orders.ts': '',
    };
    expect(resolve(files, 'shared', from)).toBe('packages/shared/src/main.ts');
    expect(resolve(files, 'shared/tables/orders', from)).toBe('packages/shared/src/tables/orders.ts');
  });

  it('follows the imports of a package', () => {
    const files = { 'package.json': '{ "imports": { "#lib/*": "./src/lib/*.js" } }', 'src/lib/db.ts': '' };
    expect(resolve(files, '#lib/db')).toBe('src/lib/db.ts');
    expect(resolve(files, '#other/db')).toBeUndefined();
  });
});

describe('dotenv', () => {
  it('leads to the nearest .env that git does not ignore', () => {
    expect(resolve({ '.env': '', 'src/.env': '' }, 'dotenv/config')).toBe('src/.env');
    expect(resolve({ '.env': '' }, 'dotenv')).toBe('.env');
    expect(resolve({ '.env': '', '.gitignore': '.env' }, 'dotenv')).toBeUndefined();
    expect(resolve({}, 'dotenv')).toBeUndefined();
  });
});

describe('tsconfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'resolve-import-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('follows paths, baseUrl and extends', () => {
    const files = {
      'tsconfig.base.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["lib/*"] } } }',
      'service/tsconfig.json': '{ "extends": "../tsconfig.base.json" } // comment',
      'service/src/orders.ts': '',
      'lib/db.ts': '',
      'lib/tables/index.ts': '',
      'lib/config.json': '{}',
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const resolver = createImportResolver(diskSource(folder), () => undefined);
    const from = 'service/src/orders.ts';
    expect(resolver.resolve(from, '@lib/db')).toBe('lib/db.ts');
    expect(resolver.resolve(from, '@lib/db.js')).toBe('lib/db.ts');
    expect(resolver.resolve(from, '@lib/tables')).toBe('lib/tables/index.ts');
    expect(resolver.resolve(from, '@lib/config.json')).toBe('lib/config.json');
    expect(resolver.resolve(from, 'lib/db')).toBe('lib/db.ts');
    expect(resolver.resolve(from, '@lib/gone')).toBeUndefined();
    expect(resolver.resolve(from, '@aws-sdk/client-s3')).toBeUndefined();
  });

  it.each<readonly [string, string, string, Files]>([
    ['without baseUrl', '@/lib/db', 'src/lib/db.ts', { 'tsconfig.json': '{ "compilerOptions": { /* for the editor */ "paths": { "@/*": ["./src/*"] }, } }' }],
    ['with references', '@/lib/db', 'src/lib/db.ts', { 'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }', 'tsconfig.app.json': '{ "compilerOptions": { "composite": true, "paths": { "@/*": ["./src/*"] } }, "include": ["src"] }' }],
    ['with a list of what it extends', '@/lib/db', 'src/lib/db.ts', { 'tsconfig.json': '{ "extends": ["./base/strict.json"] }', 'base/strict.json': '{ "compilerOptions": { "paths": { "@/*": ["../src/*"] } } }' }],
    ['with a package that is not installed', '@/lib/db', 'src/lib/db.ts', { 'tsconfig.json': '{ "extends": "@tsconfig/node22/tsconfig.json", "compilerOptions": { // "a\n "paths": { "#*": [], "@/*": ["./src/*"], "*": ["./types/*"] }, } }' }],
    ['with baseUrl and a package that is not installed', 'lib/db', 'src/lib/db.ts', { 'tsconfig.json': '{ "extends": "@tsconfig/node22/tsconfig.json", "compilerOptions": { "baseUrl": "src" } }' }],
    ['for one name and a package that is not installed', 'database', 'src/lib/db.ts', { 'tsconfig.json': '{ "extends": "@tsconfig/node22/tsconfig.json", "compilerOptions": { "baseUrl": ".", "paths": { "database": ["src/lib/db.ts"] } } }' }],
  ])('leads %s', (name, specifier, expected, files) => {
    const root = join(folder, name.replaceAll(' ', '-'));
    for (const [path, text] of Object.entries({ 'src/lib/db.ts': '', ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const resolver = createImportResolver(diskSource(root), () => undefined);
    expect(resolver.resolve('src/orders.ts', specifier)).toBe(expected);
    expect(resolver.resolve('src/orders.ts', '@aws-sdk/client-s3')).toBeUndefined();
  });

  const aliased = (config: string, specifier: string, more: Readonly<Record<string, string>> = {}): string | undefined =>
    resolve({ 'tsconfig.json': config, 'lib/db.ts': '', 'lib/special/db.ts': '', ...more }, specifier);

  it.each([
    ['comments and last commas', '{ /* a "b" */ "compilerOptions": { // c\n "paths": { "@/*": ["./lib/*",], }, } }', '@/db', 'lib/db.ts'],
    ['the longest beginning', '{ "compilerOptions": { "paths": { "@/*": ["lib/*"], "@/s/*": ["lib/special/*"] } } }', '@/s/db', 'lib/special/db.ts'],
    ['an exact name', '{ "compilerOptions": { "paths": { "db*": ["none/*"], "db": ["lib/db"] } } }', 'db', 'lib/db.ts'],
    ['the second target', '{ "compilerOptions": { "paths": { "@/*": ["gone/*", "lib/*"] } } }', '@/db', 'lib/db.ts'],
    ['configDir', '{ "extends": "./base/tsconfig.json" }', '@/db', 'lib/db.ts'],
    ['a package', '{ "extends": "@shop/tsconfig" }', '@/db', 'lib/db.ts'],
    ['what leads out', '{ "compilerOptions": { "paths": { "@/*": ["../lib/*", "/lib/*"] } } }', '@/db', undefined],
    ['a name that leads out', '{ "compilerOptions": { "paths": { "@/*": ["lib/*"] } } }', '@/../../lib/db', undefined],
    ['one that extends itself', '{ "extends": ["./tsconfig.json", "./tsconfig.json"] }', '@/db', undefined],
    ['one that is none', '{ "paths": [', '@/db', undefined],
  ])('%s', (_name, config, specifier, expected) => {
    const base = '{ "compilerOptions": { "paths": { "@/*": ["${configDir}/lib/*"] } } }';
    expect(aliased(config, specifier, { 'base/tsconfig.json': base, 'node_modules/@shop/tsconfig/tsconfig.json': base })).toBe(expected);
  });
});

it('says nothing of settings that are empty or cannot be read', () => {
  const source = memorySource({ 'src/orders.ts': '', 'package.json': '{', 'tsconfig.json': '{ "extends": "./base.json" }', 'base.json': '// To come.\n' });
  const problemsOf = (read: FileSource['read']): readonly Problem[] => {
    const problems: Problem[] = [];
    createImportResolver({ ...source, read }, (problem) => problems.push(problem)).resolve('src/orders.ts', 'shop');
    return problems;
  };
  expect(problemsOf((path) => source.read(path)).map(({ path }) => path)).toEqual(['package.json']);
  expect(problemsOf((path) => (path === 'package.json' ? undefined : source.read(path)))).toEqual([]);
});

describe('what layers hold', () => {
  const roots = [['/opt/', 'newer'], ['/opt/', 'data'], ['/opt/nodejs/', 'built'], ['', 'data/nodejs/node_modules']] as const;
  const manifest = (more: object): string => JSON.stringify({ version: '1.0.0', ...more });

  it.each<readonly [string, Files, string, string | undefined]>([
    ['a file', { 'data/nodejs/db.js': '' }, '/opt/nodejs/db', 'data/nodejs/db.js'],
    ['a file with extension, written in TypeScript', { 'data/nodejs/db.ts': '' }, '/opt/nodejs/db.js', 'data/nodejs/db.ts'],
    ['a file of the layer that comes last', { 'data/nodejs/db.js': '', 'newer/nodejs/db.js': '' }, '/opt/nodejs/db', 'newer/nodejs/db.js'],
    ['a file of a layer that is built', { 'built/db.mjs': '' }, '/opt/nodejs/db.mjs', 'built/db.mjs'],
    ['the whole layer', { 'built/index.js': '', 'built.js': '' }, '/opt/nodejs', 'built/index.js'],
    ['the whole layer with a manifest', { 'built/index.js': '', 'built/lib/db.js': '', 'built/package.json': manifest({ main: 'lib/db.js' }) }, '/opt/nodejs', 'built/lib/db.js'],
    ['a package of its own', { 'data/nodejs/node_modules/db/index.js': '' }, 'db', 'data/nodejs/node_modules/db/index.js'],
    ['a package of its own with a manifest', { 'data/nodejs/node_modules/@shop/db/lib.js': '', 'data/nodejs/node_modules/@shop/db/package.json': manifest({ main: './lib' }) }, '@shop/db', 'data/nodejs/node_modules/@shop/db/lib.js'],
    ['a package whose manifest has a byte order mark', { 'data/nodejs/node_modules/db/lib.js': '', 'data/nodejs/node_modules/db/package.json': `\uFEFF${manifest({ main: './lib' })}` }, 'db', 'data/nodejs/node_modules/db/lib.js'],
    ['a package of its own by its path', { 'data/nodejs/node_modules/db/index.js': '' }, '/opt/nodejs/node_modules/db', 'data/nodejs/node_modules/db/index.js'],
    ['a package of its own that is one file', { 'data/nodejs/node_modules/db.js': '' }, 'db', 'data/nodejs/node_modules/db.js'],
    ['a package of others', { 'data/nodejs/node_modules/pg/index.js': '', 'data/nodejs/node_modules/pg/package.json': manifest({ repository: 'brianc/node-postgres' }) }, 'pg', undefined],
    ['a package of the runtime', { 'data/db.js': '' }, '/var/runtime/db', undefined],
    ['what leads out of the layer', { 'db.js': '', 'database/db.js': '', 'newer/a.js': '' }, '/opt/../db', undefined],
    ['what leads into a folder with a longer name', { 'database/db.js': '' }, '/opt/../database/db', undefined],
    ['what leads out of the repository', { 'db.js': '' }, '/opt/../../db', undefined],
    ['a roundabout way', { 'data/db.js': '' }, '/opt/nodejs/../db', 'data/db.js'],
    ['nothing', { 'data/db.js': '' }, '/opt/nodejs/db', undefined],
    ['what the compiler is told of', { 'tsconfig.json': '{ "compilerOptions": { "paths": { "/opt/nodejs/*": ["layers/src/*"] } } }', 'layers/src/db.ts': '' }, '/opt/nodejs/db', 'layers/src/db.ts'],
    ['an absolute path elsewhere', { 'tsconfig.json': '{ "compilerOptions": { "paths": { "/*": ["lib/*"] } } }', 'lib/db.ts': '' }, '/db', undefined],
  ])('%s', (_, files, specifier, expected) => {
    const resolver = createImportResolver(memorySource({ 'src/orders.ts': '', ...files }), () => undefined);
    expect(resolver.resolve('src/orders.ts', specifier, roots)).toBe(expected);
  });
});

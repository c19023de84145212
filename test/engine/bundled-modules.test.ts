import { buildSync } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

import type { Problem } from '../../src/diagnostic.js';
import { bundleFiles } from '../../src/engine/bundling/bundle-files.js';
import { createReach } from '../../src/engine/bundling/reach-modules.js';
import type { Reach } from '../../src/engine/bundling/reach-modules.js';
import { bundleSettings } from '../../src/engine/bundling/settings.js';
import { diskSource } from '../../src/source/disk-source.js';
import { memorySource } from '../../src/source/file-source.js';
import type { FileSource } from '../../src/source/file-source.js';
import { folderWith } from '../cli/run-cli.js';

type Files = Readonly<Record<string, string>>;
type Options = Pick<BuildOptions, 'alias' | 'banner' | 'charset' | 'conditions' | 'define' | 'external' | 'format' | 'jsx' | 'keepNames' | 'loader' | 'mainFields' | 'minify' | 'packages' | 'preserveSymlinks' | 'resolveExtensions' | 'sourcemap' | 'target'>;

interface Compared {
  readonly reach: Reach;
  readonly reached: readonly string[];
  readonly atMost: number;
  readonly inputs: readonly string[];
  readonly bytes: number;
  /** Texts of the errors of the build. */
  readonly errors: readonly string[];
}

function settingsOf(options: Options): Exclude<ReturnType<typeof bundleSettings>, string> {
  const settings = bundleSettings({ target: ['es2020'], format: 'cjs', minify: true, ...options });
  if (typeof settings === 'string') throw new Error(settings);
  return settings;
}

function reachIn(source: FileSource, entry: string, options: Options = {}, problems: Problem[] = []): Reach {
  return createReach(source, '', settingsOf(options), (problem) => problems.push(problem))([entry]);
}

/** What our reading tells of a bundle, and what esbuild makes of the same files. */
function compare(files: Files, { entry = 'orders.ts', options = {}, links = {} }: { readonly entry?: string; readonly options?: Options; readonly links?: Files } = {}): Compared {
  const folder = realpathSync(folderWith(files));
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    symlinkSync(target, join(folder, path));
  }
  const source = diskSource(folder);
  const reach = reachIn(source, entry, options);
  const atMost = bundleFiles(source, '', 'orders.js', reach, settingsOf(options)).flatMap(({ parts }) => parts).reduce((sum, { bytes }) => sum + bytes, 0);
  return { reach, reached: [...new Set(reach.modules.map(({ path }) => path))].sort(), atMost, ...built(folder, entry, options) };
}

function built(folder: string, entry: string, options: Options): Pick<Compared, 'inputs' | 'bytes' | 'errors'> {
  try {
    const { metafile, outputFiles } = buildSync({ target: ['es2020'], format: 'cjs', minify: true, ...options, absWorkingDir: folder, entryPoints: [entry], outdir: join(folder, 'out'), bundle: true, platform: 'node', write: false, metafile: true, logLevel: 'silent' });
    const inputs = Object.keys(metafile.inputs).filter((input) => !/^<|\(disabled\)|\* in |\(glob\)/.test(input) && !input.includes('*')).map((input) => relative(folder, resolve(folder, input.replace(/ with \{.*\}$/, ''))));
    return { inputs: [...new Set(inputs)].sort(), bytes: outputFiles.reduce((sum, { contents }) => sum + contents.length, 0), errors: [] };
  } catch (error) {
    const { errors } = error as { readonly errors: readonly { readonly text: string }[] };
    return { inputs: [], bytes: 0, errors: errors.map(({ text }) => text) };
  }
}

const HANDLER = 'export const handler = async (): Promise<unknown> => used;\n';
const using = (specifier: string): Files => ({ 'orders.ts': `import * as used from '${specifier}';\n${HANDLER}` });
const pkg = (name: string, fields: object, files: Files = {}): Files =>
  ({ [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', ...fields }), ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`node_modules/${name}/${path}`, text])) });
const lettered = (textOf: (name: string) => string): Files => Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => [`${name}.js`, textOf(name)]));
const DUAL = { 'index.cjs': 'exports.one = 1;\n', 'index.mjs': 'export const one = 1;\n', 'browser.js': 'export const one = 0;\n' };

const CASES: Readonly<Record<string, readonly [files: Files, more?: Parameters<typeof compare>[1]]>> = {
  'a file without ending, with one, of a folder': [{ 'orders.ts': "import './a'; import './b.js'; import './c'; import './d/';\n", 'a.ts': '', 'b.ts': '', 'c/index.js': '', 'd/index.ts': '', 'd.ts': '' }],
  'a circle of imports': [{ 'orders.ts': "import { a } from './a';\nexport const used = a;\n", 'a.ts': "import { used } from './orders';\nexport const a = () => used;\n" }],
  'data and texts': [{ 'orders.ts': "import rates from './rates.json';\nimport text from './mail.txt';\nimport logo from './logo.svg';\nexport const handler = () => [rates, text, logo];\n", 'rates.json': '{ "euro": 1.5, "crown": [1, 2, "ä"] }', 'mail.txt': 'Dear "customer"\n', 'logo.svg': '<svg></svg>' }, { options: { loader: { '.svg': 'dataurl' } } }],
  'a file beside the bundle': [{ 'orders.ts': "import wasm from './sum.wasm';\nexport const handler = () => wasm;\n", 'sum.wasm': 'x'.repeat(5000) }, { options: { loader: { '.wasm': 'file' } } }],
  'types and unused imports': [{ 'orders.ts': "import type { A } from './a';\nimport { B } from './b';\nimport { type C } from './c';\nimport {} from './d';\nimport './e';\nimport { F, type G } from './f';\nexport type { A };\nexport const handler = (b: B): A | C | G => F(b);\n", 'a.ts': '', 'b.ts': '', 'c.ts': '', 'd.ts': '', 'e.ts': '', 'f.ts': 'export const F = (b: unknown) => b as never;\n' }],
  'unused imports that a tsconfig keeps': [{ 'orders.ts': "import { B } from './b';\nexport const handler = 1;\n", 'b.ts': 'export interface B { x: 1 }\nexport const B = 1;\n', 'tsconfig.json': '{ "compilerOptions": { "verbatimModuleSyntax": true } }' }],
  'branches that are never taken': [{ 'orders.js': "if (false) require('./a');\nprocess.env.STAGE === 'live' ? require('./b') : require('./c');\nfalse && require('./d');\nif (process.env.STAGE !== 'live') { require('./e'); } else { require('./f'); }\n!true || require('./g');\nexports.x = typeof x === 'string' && require('./h');\n", ...lettered(() => 'exports.x = 1;\n') }, { entry: 'orders.js', options: { define: { 'process.env.STAGE': '"live"' } } }],
  'calls that load': [{ 'orders.js': "const a = require('./a');\nconst b = () => import('./b');\nconst c = module.require('./c');\nconst d = require(a ? './d' : './e');\nconst f = (require) => require('./f');\nconst g = require('./' + 'g');\nrequire.resolve('./h');\nmodule.exports = { a, b, c, d, f, g };\n", ...lettered((name) => `export const ${name} = '${name}';\n`) }, { entry: 'orders.js' }],
  'what is not there, and caught': [{ 'orders.js': "let pg;\ntry { pg = require('pg-native'); } catch {}\nimport('hiredis').catch(() => 0);\nexports.load = async () => { try { await import('snappy'); } catch {} };\n" }, { entry: 'orders.js' }],
  'files for a path with gaps': [{ 'orders.js': "exports.text = (name) => require(`./texts/${name}.js`);\nexports.deep = (name) => require('./all/' + name + '/x.js');\nexports.free = (name) => require(name);\n", 'texts/en.js': '', 'texts/de.js': '', 'texts/en.txt': '', 'texts/more/fr.js': '', 'all/a/x.js': '', 'all/b/c/x.js': '', 'all/a/y.js': '' }, { entry: 'orders.js' }],
  'a package for import, and another for require': [{ ...using('dual'), ...pkg('dual', { exports: { '.': { browser: './browser.js', import: './index.mjs', require: './index.cjs' } } }, DUAL) }],
  'the one for require': [{ 'orders.js': "exports.x = require('dual');\n", ...pkg('dual', { exports: { import: './index.mjs', default: './index.cjs' } }, DUAL) }, { entry: 'orders.js' }],
  'a condition of its own': [{ ...using('dual'), ...pkg('dual', { exports: { lambda: './browser.js', module: './index.mjs', default: './index.cjs' } }, DUAL) }, { options: { conditions: ['lambda'] } }],
  'conditions in conditions, and lists': [{ ...using('dual'), ...pkg('dual', { exports: { '.': [{ deno: './browser.js' }, { node: { worker: './browser.js', default: './index.mjs' } }] } }, DUAL) }],
  'paths of a package': [{ 'orders.ts': "import * as a from 'kit/a';\nimport * as b from 'kit/lib/b';\nimport * as c from 'kit/lib/deep/c.js';\nexport const handler = () => [a, b, c];\n", ...pkg('kit', { exports: { './a': './src/a.js', './lib/*': './src/*.js', './lib/deep/*.js': './src/deep/*.js', './lib/hidden/*': null } }, { 'src/a.js': '', 'src/b.js': '', 'src/deep/c.js': '' }) }],
  'main and module': [{ ...using('old'), ...pkg('old', { main: 'index.cjs', module: 'index.mjs', browser: 'browser.js' }, DUAL) }],
  'module first': [{ ...using('old'), ...pkg('old', { main: 'index.cjs', module: 'index.mjs' }, DUAL) }, { options: { mainFields: ['module', 'main'], format: 'esm' } }],
  'module alone': [{ ...using('old'), ...pkg('old', { module: 'index.mjs' }, DUAL) }],
  'main without ending, main that is a folder, and none': [{ 'orders.ts': "import * as a from 'a';\nimport * as b from 'b';\nimport * as c from 'c';\nexport const handler = () => [a, b, c];\n", ...pkg('a', { main: './lib/a' }, { 'lib/a.js': '' }), ...pkg('b', { main: 'lib' }, { 'lib/index.js': '' }), ...pkg('c', {}, { 'index.js': '' }) }],
  'sources beside compiled files in a package': [{ ...using('built'), ...pkg('built', { main: 'lib/a' }, { 'lib/a.js': '', 'lib/a.ts': 'this is not read' }) }],
  'a package in a package': [{ ...using('outer'), ...pkg('outer', {}, { 'index.js': "exports.x = require('inner');\n", 'node_modules/inner/index.js': 'exports.version = 1;\n' }), ...pkg('inner', {}, { 'index.js': 'exports.version = 2;\n' }) }],
  'imports of the package itself': [{ 'orders.ts': "import * as a from '#lib/a';\nimport * as b from '#sdk';\nimport * as c from 'shop/c';\nimport fs from '#fs';\nexport const handler = () => [a, b, c, fs];\n", 'package.json': '{ "name": "shop", "imports": { "#lib/*": "./lib/*.js", "#sdk": { "node": "kit", "default": "./lib/none.js" }, "#fs": "node:fs" }, "exports": { "./c": "./lib/c.js" } }', 'lib/a.ts': '', 'lib/c.js': '', ...pkg('kit', {}, { 'index.js': '' }) }],
  'paths of a tsconfig, and of one that it extends': [{ 'orders.ts': "import * as a from '@lib/a';\nimport * as b from 'shared';\nimport * as c from 'plain/c';\nexport const handler = () => [a, b, c];\n", 'tsconfig.json': '{ // ours\n "extends": "./base.json", "compilerOptions": { "strict": true, } }', 'base.json': '{ "compilerOptions": { "baseUrl": "src", "paths": { "@lib/*": ["none/*", "lib/*"], "shared": ["shared/all.ts"] } } }', 'src/lib/a.ts': '', 'src/shared/all.ts': '', 'src/plain/c.ts': '' }],
  'a workspace': [{ 'services/orders.ts': "import { total } from '@shop/money';\nexport const handler = () => total;\n", 'packages/money/package.json': '{ "name": "@shop/money", "main": "src/money.ts" }', 'packages/money/src/money.ts': "import tax from 'tax';\nexport const total: number = tax;\n", 'packages/money/node_modules/tax/index.js': 'module.exports = 1;\n' }, { entry: 'services/orders.ts', links: { 'node_modules/@shop/money': '../../packages/money' } }],
  'a store with links, as of pnpm': [{ ...using('outer'), 'node_modules/.pnpm/outer@1/node_modules/outer/index.js': "exports.x = require('inner');\n", 'node_modules/.pnpm/inner@1/node_modules/inner/index.js': 'exports.y = 1;\n' }, { links: { 'node_modules/outer': '.pnpm/outer@1/node_modules/outer', 'node_modules/.pnpm/outer@1/node_modules/inner': '../../inner@1/node_modules/inner' } }],
  'links that are kept': [{ 'orders.ts': "import * as a from './linked/a';\nexport const handler = () => a;\n", 'real/a.ts': "import './b';\n", 'real/b.ts': '' }, { links: { linked: 'real' }, options: { preserveSymlinks: true } }],
  externals: [{ 'orders.ts': "import { S3 } from '@aws-sdk/client-s3';\nimport * as pg from 'pg/lib/client';\nimport * as a from './a.js';\nimport fs from 'fs';\nimport { test } from 'node:test';\nexport const handler = () => [S3, pg, a, fs, test];\n", 'a.js': 'exports.x = 1;\n', ...pkg('pg', {}, { 'lib/client.js': '' }) }, { options: { external: ['@aws-sdk/*', 'pg', './a.js'] } }],
  'all packages left out': [{ 'orders.ts': "import * as a from 'a';\nimport * as b from './b';\nimport * as c from '@lib/c';\nexport const handler = () => [a, b, c];\n", 'b.ts': '', 'lib/c.ts': '', 'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }', ...pkg('a', {}, { 'index.js': '' }) }, { options: { packages: 'external' } }],
  aliases: [{ ...using('moment/locale'), ...pkg('dayjs', {}, { 'locale.js': '' }) }, { options: { alias: { moment: 'dayjs' } } }],
  'a text in the import': [{ 'orders.js': "import x from 'data:text/javascript,export default 1';\nexport const handler = () => x;\n" }, { entry: 'orders.js' }],
  'JSX by way of a runtime': [{ 'mail.tsx': 'export const handler = () => <p class="a">Hello</p>;\n', 'tsconfig.json': '{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "preact" } }', ...pkg('preact', {}, { 'jsx-runtime.js': 'exports.jsx = () => 1;\n' }) }, { entry: 'mail.tsx' }],
  'JSX by way of a name': [{ 'mail.tsx': "import React from 'react';\nexport const handler = () => <p>Hello</p>;\n", ...pkg('react', {}, { 'index.js': 'exports.createElement = () => 1;\n' }) }, { entry: 'mail.tsx' }],
  'an attribute of an import': [{ 'orders.js': "import a from './rates' with { type: 'json' };\nexport const handler = () => a;\n", rates: '{"euro":1}' }, { entry: 'orders.js' }],
  'a file with an attribute and without': [{ 'orders.js': "import a from './rates.json' with { type: 'json' };\nimport b from './rates.json';\nexport const handler = () => [a, b];\n", 'rates.json': `{"euro":"${'x'.repeat(3000)}"}` }, { entry: 'orders.js' }],
  'a script in sloppy mode': [{ 'orders.js': "var a = 010;\nwith (Math) { a = max(a, 1); }\nexports.a = require('./b');\n", 'b.js': '' }, { entry: 'orders.js' }],
  'a module that waits': [{ 'orders.ts': "import { rates } from './rates';\nexport const handler = async () => await rates;\n", 'rates.ts': 'export const rates = await Promise.resolve(1);\n' }, { options: { format: 'esm', target: ['es2022'] } }],
  'an import by require of TypeScript': [{ 'orders.ts': "import a = require('./a');\nimport type b = require('./b');\nexport const handler = (x: typeof b) => [a, x];\n", 'a.ts': 'export = 1;\n', 'b.ts': '' }],
};

describe('the modules of a bundle are those that esbuild takes in, and have no more than is told', () => {
  test.each(Object.entries(CASES))('%s', (_name, [files, more]) => {
    const { reach, reached, inputs, errors, bytes, atMost } = compare(files, more);
    expect(errors).toEqual([]);
    expect(inputs.length).toBeGreaterThan(0);
    expect({ reached, unread: reach.unread, unresolved: reach.unresolved }).toEqual({ reached: inputs, unread: [], unresolved: [] });
    expect(atMost).toBeGreaterThanOrEqual(bytes);
  });
});

describe('what esbuild cannot find is told', () => {
  test.each<[string, Files, readonly string[]]>([
    ['a package that is not installed', using('axios'), ['axios']],
    ['a path that a package does not export', { ...using('kit/hidden'), ...pkg('kit', { exports: { '.': './index.js' } }, { 'index.js': '', 'hidden.js': '' }) }, ['kit/hidden']],
    ['no condition of a package that holds', { ...using('kit'), ...pkg('kit', { exports: { deno: './index.js' } }, { 'index.js': '' }) }, ['kit']],
    ['a way out of a package', { ...using('kit'), ...pkg('kit', { exports: './../other.js' }), 'node_modules/other.js': '' }, ['kit']],
    ['a file that is not there', { 'orders.ts': "import './none';\n" }, ['./none']],
    ['a link in a circle', using('loop'), ['loop']],
  ])('%s', (_name, files, specifiers) => {
    const { reach, errors } = compare(files, { links: { 'node_modules/loop': 'loop' } });
    expect(errors.length).toBeGreaterThanOrEqual(specifiers.length);
    expect(reach.unresolved.map(({ specifier, importer, line }) => [specifier, importer, line])).toEqual(specifiers.map((one) => [one, 'orders.ts', 1]));
  });

  test('and what has no loader, or does not parse', () => {
    const { reach, errors } = compare({ 'orders.ts': "import './a.node';\nimport './b';\n", 'a.node': '', 'b.ts': 'const = 1;\n' });
    expect(errors).toHaveLength(2);
    expect(reach.unread).toEqual([expect.stringMatching(/^'b\.ts' does not parse \(.+\)$/), "no loader is set for 'a.node'"]);
  });
});

const CHAIN = Array.from({ length: 5000 }, () => 'a').join(' + ');

test.each<[string, Files, readonly string[]]>([
  ['a script', { 'orders.ts': `import './rates';\nexport const handler = (a: number): number => ${CHAIN};\n`, 'rates.ts': '' }, ["'orders.ts' nests too deeply to be read"]],
  ['data', { 'orders.ts': "import './rates.json';\n", 'rates.json': `${'['.repeat(50_000)}${']'.repeat(50_000)}` }, ["'rates.json' nests too deeply to be read"]],
  ['data of many values', { 'orders.ts': "import './rates.json';\n", 'rates.json': `${'['.repeat(1400)}${'1,'.repeat(250_000)}1${']'.repeat(1400)}` }, []],
])('%s that nests deeply ends nothing', (_name, files, unread) => {
  const source = memorySource(files);
  const options = { minify: false };
  const reach = reachIn(source, 'orders.ts', options);
  expect(reach.unread).toEqual(unread);
  expect(bundleFiles(source, '', 'orders.js', reach, settingsOf(options))).toHaveLength(1);
});

test('a package with more patterns than anybody writes takes no time', () => {
  const many = (count: number): readonly number[] => Array.from({ length: count }, (_none, index) => index);
  const exports = Object.fromEntries([...many(20_000).map((index) => [`./p${index}/*`, './none/*.js']), ['./*', './lib/*.js']]);
  const source = memorySource({ 'orders.ts': `${many(1000).map((index) => `import 'kit/q${index}';`).join('\n')}\nimport 'kit/prices';\n`, ...pkg('kit', { exports }, { 'lib/prices.js': '' }) });
  const { modules, unresolved } = reachIn(source, 'orders.ts');
  expect(modules.map(({ path }) => path)).toEqual(['orders.ts', 'node_modules/kit/lib/prices.js']);
  expect(unresolved).toHaveLength(1000);
});

test('data is as long as it is printed, and need not be for that', () => {
  const bytes = (data: unknown): number => {
    const source = memorySource({ 'orders.ts': "import './rates.json';\n", 'rates.json': JSON.stringify(data) });
    const [file] = bundleFiles(source, '', 'orders.js', reachIn(source, 'orders.ts', { minify: false }), settingsOf({ minify: false }));
    return file?.parts.find(({ path }) => path === 'rates.json')?.bytes ?? 0;
  };
  const printed = (data: unknown): number => JSON.stringify(data, null, 2).replaceAll('\n', '\n     ').length;
  const data = [{ euro: 1, names: ['euro', 'EUR', []], none: {}, more: { crown: [null, true] } }, 7, [[['x']]]];
  expect(bytes(data) - bytes([])).toBe(printed(data) - printed([]));
});

test.each<[string, Files, Options, string]>([
  ['JSX without a loader', { 'orders.js': 'export const handler = () => <p />;\n' }, {}, "'orders.js' has JSX, for which no loader is set"],
  ['a module that waits, in CommonJS', { 'orders.js': 'export const rates = await load();\n' }, {}, "'orders.js' has `await` at its top level, which the format or the target does not allow"],
  ['a module that waits, in an old edition', { 'orders.js': 'for await (const one of all) one();\n' }, { format: 'esm' }, "'orders.js' has `await` at its top level, which the format or the target does not allow"],
])('esbuild refuses %s, and that is told', (_name, files, options, reason) => {
  const { reach, errors } = compare(files, { entry: 'orders.js', options });
  expect(errors).toHaveLength(1);
  expect(reach.unread).toEqual([reason]);
});

describe('the version of esbuild counts', () => {
  const source = memorySource({
    'orders.js': "require('kit');\nexports.text = (name) => require('./texts/' + name);\n", 'texts/en.js': '',
    'node_modules/kit/package.json': '{ "exports": { "module": "./new.js", "default": "./old.js" } }', 'node_modules/kit/new.js': '', 'node_modules/kit/old.js': '',
  });
  // Of releases before and after evanw/esbuild#2417 and #2508.
  test.each([
    ['0.15.18', ['node_modules/kit/old.js', 'orders.js']],
    ['0.18.20', ['node_modules/kit/new.js', 'orders.js']],
    ['0.28.2', ['node_modules/kit/new.js', 'orders.js', 'texts/en.js']],
    [undefined, ['node_modules/kit/new.js', 'orders.js', 'texts/en.js']],
  ])('%s', (version, reached) => {
    const settings = bundleSettings({ format: 'cjs', minify: true }, version);
    if (typeof settings === 'string') throw new Error(settings);
    expect(createReach(source, '', settings, () => undefined)(['orders.js']).modules.map(({ path }) => path).sort()).toEqual(reached);
  });
});

test('imports that are known at run time only are told of own code alone', () => {
  const source = memorySource({ 'orders.js': "require('kit');\nexports.load = (name) => require(name);\n", 'node_modules/kit/index.js': 'module.exports = (name) => require(name);\n' });
  expect(reachIn(source, 'orders.js').open).toEqual([{ specifier: 'name', importer: 'orders.js', line: 2 }]);
});

test('nothing outside of the repository is looked at', () => {
  const folder = folderWith({ 'shop/orders.ts': "import '../secret';\nimport 'up';\nimport './out';\n", 'secret.ts': '', 'node_modules/up/index.js': '' });
  symlinkSync('../secret.ts', join(folder, 'shop/out.ts'));
  const reach = reachIn(diskSource(join(folder, 'shop')), 'orders.ts');
  expect(reach.modules.map(({ path }) => path)).toEqual(['orders.ts']);
  expect(reach.unresolved.map(({ specifier }) => specifier)).toEqual(['../secret', 'up', './out']);
});

describe('no more is written than is told, whatever esbuild turns it into', () => {
  const LIBRARY = `/** Adds up. */
class Total {
  // what is in it
  #sum = 0;
  static rates = { euro: 1, 'crown': [1, 2, 3] };
  static { Total.rates.euro ??= 2; }
  add(amount) { this.#sum += amount?.value ?? 0; return this; }
  async *all() { for await (const one of this.list) yield { ...one, text: \`a \${one} ä€😀\` }; }
}
export enum Stage { Live = 'live', Test = 'test' }
export namespace Names { export const first = 'a'; }
export class Point { constructor(private readonly x: number, public y = 1) {} }
export const all = [Total, Stage, Names, Point, (a: number): number => a ** 2];
export default function named() { return all.map((one) => String(one)); }
`;
  const files = { 'orders.ts': "import * as lib from './lib';\nimport named, { all, Stage } from './lib';\nimport { parse } from 'kit';\nexport const handler = async () => [lib, named(all), Stage.Live, parse('a'), await import('./late')];\nexport { parse };\n", 'lib.ts': LIBRARY, 'late.ts': 'export const late = 1;\nexport class Late { static one = 1; }\n', ...pkg('kit', {}, { 'index.js': "'use strict';var a=1,b=function(c,d){return c&&d?{e:c,f:[d,a]}:b(d,c)};exports.parse=b;/*! kept */for(var i=0;i<3;i++)if(i){a+=i}else a--;\n" }) };
  test.each<readonly [string, Options]>(([
    {}, { minify: false }, { target: 'es2017' }, { target: 'esnext', format: 'esm' }, { keepNames: true }, { minify: false, keepNames: true, target: 'es2018' }, { charset: 'utf8', minify: false },
    { sourcemap: true }, { sourcemap: 'inline', minify: false }, { banner: { js: `// ${'x'.repeat(200)}` } },
  ] as readonly Options[]).map((options) => [JSON.stringify(options), options] as const))('%s', (_name, options) => {
    const { errors, bytes, atMost, reached, inputs } = compare(files, { options: { ...options, target: [options.target ?? 'es2020'].flat() } });
    expect(errors).toEqual([]);
    expect(reached).toEqual(inputs);
    expect(atMost).toBeGreaterThanOrEqual(bytes);
    expect(atMost).toBeLessThan(3 * bytes + 6_000);
  });
});

test('modules that give on names of each other in a long chain are told, and their names not counted', () => {
  const problems: Problem[] = [];
  const chain = Object.fromEntries(Array.from({ length: 1500 }, (_none, index) => [`m${index}.ts`, `export * from './m${index + 1}';\n`]));
  const { unread } = reachIn(memorySource({ ...chain, 'm1500.ts': 'export const order = 1;\n' }), 'm0.ts', {}, problems);
  expect(unread).toEqual(["more names by way of 'export *' than are counted"]);
  expect(problems).toEqual([{ kind: 'limit', path: 'm0.ts', message: "Its modules give on each other's names with 'export *' by more than 1000000 ways; they are not counted." }]);
});

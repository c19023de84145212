import { describe, expect, it } from 'vitest';

import { locateHandler } from '../../src/engine/locate.js';
import { createFindStored } from '../../src/engine/stored-code.js';
import { extractTemplate } from '../../src/facts/template/extract.js';
import { defineTemplate } from '../../src/project/definitions.js';
import { memorySource } from '../../src/source/file-source.js';

type Files = Readonly<Record<string, string>>;

const HANDLER = 'exports.handler = async () => 1;\n';

/** The file of the handler, else why it cannot be told; the template has one function. */
function locate(properties: string, files: Files, more = '', template = 'app/template.yaml'): string {
  const text = `Resources:\n  Orders:\n    Type: AWS::Serverless::Function\n${more}    Properties: { Runtime: nodejs24.x, ${properties} }\n`;
  const { facts } = extractTemplate(template, text);
  const functions = facts ? defineTemplate(facts).functions : [];
  const [definition] = functions;
  if (!definition) throw new Error('no function');
  const source = memorySource({ [template]: text, ...files });
  const { located } = locateHandler(source, createFindStored(source), definition, functions);
  return located.state === 'found' ? located.file : `${located.state}: ${located.reason}`;
}

function handlers(...paths: readonly string[]): Files {
  return Object.fromEntries(paths.map((path) => [path, HANDLER]));
}

const NOT_THERE = (folder: string): string => `unknown: folder '${folder}' does not exist; a build may make it`;

describe('code that a build puts into a folder which is not there', () => {
  it.each<readonly [string, string, readonly string[], string]>([
    ['with the path of the handler', 'CodeUri: packed, Handler: handlers/place.handler', ['app/handlers/place.ts'], 'app/handlers/place.ts'],
    ['with that path deeper', 'CodeUri: dist/place, Handler: handlers/place.handler', ['app/source/handlers/place.js'], 'app/source/handlers/place.js'],
    ['with a name of its own', 'CodeUri: built/place, Handler: place.handler', ['app/source/api/place.ts', 'app/source/api/cancel.ts'], 'app/source/api/place.ts'],
    ['with a common name in the folder of its name', 'CodeUri: dist/api/place, Handler: index.handler', ['app/source/place/index.ts', 'app/source/cancel/index.ts'], 'app/source/place/index.ts'],
    ['in a folder of the name of its module', 'CodeUri: dist, Handler: place.handler', ['app/source/place/handler.ts', 'app/source/cancel/handler.ts'], 'app/source/place/handler.ts'],
    ['in a module of the name of its folder', 'CodeUri: dist/place, Handler: index.handler', ['app/source/place.ts', 'app/source/cancel.ts'], 'app/source/place.ts'],
    ['without the folder of a build in the handler', 'CodeUri: packages/api/dist, Handler: dist/place.handler', ['app/packages/api/place.ts'], 'app/packages/api/place.ts'],
    ['beside the template, for a folder beside that of the template', 'CodeUri: ../build, Handler: handlers/place.handler', ['source/handlers/place.ts'], 'source/handlers/place.ts'],
    ['where the path would lead from above the template', 'CodeUri: backend, Handler: src/index.handler', ['backend/src/index.ts'], 'backend/src/index.ts'],
  ])('is found %s', (_name, properties, paths, file) => {
    expect(locate(properties, handlers(...paths))).toBe(file);
  });

  it.each<readonly [string, string, Files, string]>([
    ['by a common name alone', 'CodeUri: dist, Handler: index.handler', handlers('app/source/index.ts'), 'dist'],
    ['with a common name in a folder of another name', 'CodeUri: dist/place, Handler: index.handler', handlers('app/source/cancel/index.ts'), 'dist/place'],
    ['of two that are alike', 'CodeUri: dist, Handler: place.handler', handlers('app/a/place.ts', 'app/b/place.ts'), 'dist'],
    ['of two that a bundler may name so', 'CodeUri: dist, Handler: place.handler', handlers('app/source/place/index.ts', 'app/source/place/main.ts'), 'dist'],
    ['without the handler', 'CodeUri: dist, Handler: place.handler', { 'app/source/place.ts': 'export const place = 1; // the handler is elsewhere'.replace('handler', 'caller') }, 'dist'],
    ['in tests', 'CodeUri: dist, Handler: place.handler', handlers('app/tests/place.ts'), 'dist'],
    ['outside of the next folder that is there', 'CodeUri: dist, Handler: place.handler', handlers('other/place.ts'), 'dist'],
    ['in a page of a web site', 'CodeUri: dist, Handler: place.handler', { 'app/web/place.tsx': 'export function Place() { return <a onClick={handler} />; }' }, 'dist'],
    ['from above the template, of another template', 'CodeUri: orders, Handler: place.handler', { ...handlers('orders/place.ts'), 'template.yaml': '' }, 'orders'],
    ['from above the template, of a build', 'CodeUri: dist/orders, Handler: place.handler', handlers('dist/orders/place.js'), 'dist/orders'],
    ['with common names from above the template', 'CodeUri: src, Handler: index.handler', handlers('src/index.ts'), 'src'],
    ['of a folder that something fills in', 'CodeUri: ${code}, Handler: place.handler', handlers('app/source/place.ts'), '${code}'],
    ['in another language', 'CodeUri: dist, Handler: place.handler', { 'app/source/place.py': 'def handler(event, context): pass\n' }, 'dist'],
  ])('is not told %s', (_name, properties, files, folder) => {
    expect(locate(properties.replace('${code}', "'${code}'"), files)).toBe(NOT_THERE(folder));
  });

  it('is not told where more folders would have to be looked through', () => {
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`app/a${index}/text.md`, '']));
    expect(locate('CodeUri: dist, Handler: place.handler', { ...many, ...handlers('app/a0/place.ts') })).toBe(NOT_THERE('dist'));
  });

  it('is told from one folder above the template, not from two', () => {
    const deep = (...paths: readonly string[]): string => locate('CodeUri: backend, Handler: place.handler', handlers(...paths), '', 'shop/infra/template.yaml');
    expect(deep('shop/backend/place.ts')).toBe('shop/backend/place.ts');
    expect(deep('backend/place.ts')).toBe('backend/place.ts');
    expect(deep('shop/backend/place.ts', 'backend/place.ts')).toBe(NOT_THERE('backend'));
  });

  it('is found in Python', () => {
    expect(locate('Runtime: python3.13, CodeUri: ../build, Handler: handlers.place.run', { 'src/handlers/place.py': 'def run(event, context):\n    pass\n' })).toBe('src/handlers/place.py');
  });

  it('is found for a makefile', () => {
    const makefile = '    Metadata: { BuildMethod: makefile }\n';
    expect(locate('CodeUri: ., Handler: place.handler', handlers('app/source/place.ts'), makefile)).toBe('app/source/place.ts');
    expect(locate('CodeUri: ., Handler: place.handler', handlers('app/source/place.ts', 'app/other/place.ts'), makefile)).toBe('unknown: a makefile builds it');
  });

  it('is not looked for where a layer may bring the handler', () => {
    expect(locate('CodeUri: dist, Handler: place.handler, Layers: [x]', handlers('app/source/place.ts'))).toBe('unknown: a layer may bring its handler');
  });
});

describe('what a bundler is told', () => {
  const MAIN = 'CodeUri: dist, Handler: main.handler';

  it.each<readonly [string, string, Files]>([
    ['webpack by name', MAIN, { 'app/webpack.config.js': "module.exports = { entry: { other: './source/other.js', main: './source/lambda.js' } };" }],
    ['webpack by no name', MAIN, { 'app/webpack.config.js': "module.exports = { entry: './source/lambda' };" }],
    ['webpack with what goes before', MAIN, { 'app/webpack.prod.config.ts': "export default { entry: { main: ['./polyfills.js', './source/lambda.js'] } };" }],
    ['webpack at length', MAIN, { 'app/webpack.config.js': "module.exports = { entry: { main: { import: './source/lambda.js' } } };" }],
    ['webpack by a constant', MAIN, { 'app/webpack.config.js': "const path = require('path');\nconst entry = { main: path.resolve(__dirname, 'source', 'lambda.js') };\nmodule.exports = { entry };" }],
    ['webpack above the code', 'CodeUri: functions/dist, Handler: main.handler', { 'app/functions/readme.md': '', 'app/webpack.config.js': "module.exports = { entry: { main: './source/lambda.js' } };" }],
    ['webpack for a folder of each', 'CodeUri: dist/orders, Handler: index.handler', { 'app/webpack.config.js': "module.exports = { entry: { orders: './source/lambda.js' } };" }],
    ['Rollup', 'CodeUri: dist, Handler: lambda.handler', { 'app/rollup.config.mjs': "export default { input: 'source/lambda.js' };" }],
    ['tsup', 'CodeUri: dist, Handler: lambda.handler', { 'app/tsup.config.ts': "export default defineConfig({ entry: ['source/lambda.js'] });" }],
    ['esbuild in a script of its own', 'CodeUri: dist, Handler: lambda.handler', { 'app/package.json': '{ "scripts": { "build": "node scripts/bundle.mjs" } }', 'app/scripts/bundle.mjs': "await build({ entryPoints: [`source/lambda.js`] });" }],
    ['esbuild in a command', MAIN, { 'app/package.json': '{ "scripts": { "build": "rm -rf dist && esbuild source/lambda.js --bundle --outfile=dist/main.js" } }' }],
    ['esbuild in a command, where the folder is left out', 'CodeUri: ., Handler: main.handler', { 'app/package.json': '{ "scripts": { "build": "npx esbuild --bundle \'source/lambda.js\' --outfile=dist/main.js" } }' }],
    ['esbuild by the folder', 'CodeUri: dist, Handler: lambda.handler', { 'app/package.json': '{ "scripts": { "build": "esbuild source/lambda.js --outdir=dist" } }' }],
    ['esbuild by the folder of all', 'CodeUri: dist, Handler: source/lambda.handler', { 'app/package.json': '{ "scripts": { "build": "esbuild source/lambda.js source/other.js --outdir=dist --outbase=." } }' }],
    ['webpack before what folders are called', 'CodeUri: dist, Handler: index.handler', { ...handlers('app/src/index.js'), 'app/webpack.config.js': "module.exports = { entry: { index: './source/lambda.js' } };" }],
    ['webpack with paths that count from elsewhere', MAIN, { ...handlers('app/lambda.js'), 'app/webpack.config.js': "module.exports = { context: path.resolve(__dirname, 'source'), entry: { main: './lambda.js' } };" }],
    ['esbuild by names', MAIN, { 'app/package.json': '{ "scripts": { "build": "esbuild main=source/lambda.js other=source/other.js --outdir=dist" } }' }],
  ])('is followed: %s', (_name, properties, files) => {
    expect(locate(properties, { ...handlers('app/source/lambda.js', 'app/source/other.js'), ...files })).toBe('app/source/lambda.js');
  });

  it.each<readonly [string, Files]>([
    ['that is worked out', { 'app/webpack.config.js': 'module.exports = { entry: { main: find() } };' }],
    ['by another name', { 'app/webpack.config.js': "module.exports = { entry: { other: './source/lambda.js' } };" }],
    ['twice', { 'app/webpack.config.js': "module.exports = [{ entry: { main: './source/lambda.js' } }, { entry: { main: './source/other.js' } }];" }],
    ['that is not there', { 'app/webpack.config.js': "module.exports = { entry: { main: './source/gone.js' } };" }],
    ['that counts from where nobody knows', { 'app/webpack.config.js': "module.exports = { context: folder, entry: { main: './source/lambda.js' } };" }],
    ['that is no script', { 'app/vite.config.ts': "export default { build: { rollupOptions: { input: { main: 'main.html' } } } };", 'app/main.html': '<script>exports.handler = 1;</script>' }],
    ['without the handler', { 'app/webpack.config.js': "module.exports = { entry: { main: './source/page.js' } };", 'app/source/page.js': 'export const page = 1;' }],
    ['that does not parse', { 'app/webpack.config.js': "module.exports = { entry: { main: './source/lambda.js' };" }],
    ['outside of the repository', { 'app/webpack.config.js': "module.exports = { entry: { main: '../../source/lambda.js' } };" }],
    ['of a command elsewhere', { 'app/package.json': '{ "scripts": { "build": "cd web && esbuild source/lambda.js --outfile=dist/main.js" } }' }],
    ['as a pattern', { 'app/package.json': '{ "scripts": { "build": "esbuild source/*.js --outdir=dist" } }' }],
  ])('is not followed %s', (_name, files) => {
    expect(locate(MAIN, { ...handlers('app/source/lambda.js', 'app/source/other.js'), ...files })).toBe(NOT_THERE('dist'));
  });

  it('is not followed by a common name into a folder of another, nor where two are written that could be meant', () => {
    const entries = "module.exports = { entry: { index: './source/lambda.js' } };";
    expect(locate('CodeUri: dist/orders, Handler: index.handler', { ...handlers('app/source/lambda.js'), 'app/webpack.config.js': entries })).toBe(NOT_THERE('dist/orders'));
    const makefile = '    Metadata: { BuildMethod: makefile }\n';
    const build = (...names: readonly string[]): Files => ({ 'app/package.json': JSON.stringify({ scripts: { build: names.map((name) => `esbuild ${name}/index.ts --outfile=dist/${name}/index.js`).join(' && ') } }) });
    const files = handlers('app/a/index.ts', 'app/orders/index.ts');
    expect(locate('CodeUri: ., Handler: index.handler', { ...files, ...build('a', 'orders') }, makefile)).toBe('unknown: a makefile builds it');
    expect(locate('CodeUri: ., Handler: index.handler', { ...files, ...build('orders') }, makefile)).toBe('app/orders/index.ts');
  });

  it('does not count where the file is there', () => {
    expect(locate(MAIN, { ...handlers('app/dist/main.js', 'app/source/lambda.js'), 'app/webpack.config.js': "module.exports = { entry: { main: './source/lambda.js' } };" })).toBe('app/dist/main.js');
  });
});

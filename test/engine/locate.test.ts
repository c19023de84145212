import { describe, expect, it } from 'vitest';

import { locateHandler } from '../../src/engine/locate.js';
import { createFindStored } from '../../src/engine/stored-code.js';
import { extractTemplate } from '../../src/facts/template/extract.js';
import { defineTemplate } from '../../src/project/definitions.js';
import { memorySource } from '../../src/source/file-source.js';

/** "found src/orders.ts handler", "missing: …", "unknown: …". */
function locate(properties: string, ...paths: readonly string[]): string {
  return locateIn(properties, Object.fromEntries(paths.map((path) => [path, path.endsWith('package.json') ? '{ "scripts": { "build": "tsc" } }' : ''])));
}

function locateIn(properties: string, files: Readonly<Record<string, string>>, type = 'AWS::Serverless::Function'): string {
  const text = `Resources:\n  Orders:\n    Type: ${type}\n    Properties: { Runtime: nodejs24.x, ${properties} }\n`;
  const { facts } = extractTemplate('app/template.yaml', text);
  const functions = facts ? defineTemplate(facts).functions : [];
  const [definition] = functions;
  if (!definition) throw new Error('no function');
  // A script that nothing is said of has the handler.
  const written = Object.entries(files).map(([path, content]) => [path, content === '' && /\.[cm]?[jt]sx?$/.test(path) ? 'exports.handler = 1;' : content] as const);
  const source = memorySource({ 'app/template.yaml': text, ...Object.fromEntries(written) });
  const { located } = locateHandler(source, createFindStored(source), definition, functions);
  return located.state === 'found' ? `found ${located.file} ${located.exportName}` : `${located.state}: ${located.reason}`;
}

describe('a handler', () => {
  it.each([
    ['beside the template', 'CodeUri: ., Handler: orders.handler', ['app/orders.js'], 'found app/orders.js handler'],
    ['in TypeScript', 'CodeUri: src/, Handler: orders.handler', ['app/src/orders.ts'], 'found app/src/orders.ts handler'],
    ['in a folder', 'CodeUri: src, Handler: api/orders.handler', ['app/src/api/orders.mjs'], 'found app/src/api/orders.mjs handler'],
    ['that is an index', 'CodeUri: src, Handler: orders.handler', ['app/src/orders/index.js'], 'found app/src/orders/index.js handler'],
    ['with a dotted export', 'CodeUri: src, Handler: orders.api.create', ['app/src/orders.js'], 'found app/src/orders.js api.create'],
    ['above the template', 'CodeUri: ../src, Handler: orders.handler', ['src/orders.js'], 'found src/orders.js handler'],
    ['in Python', 'Runtime: python3.13, CodeUri: src, Handler: api.orders.handler', ['app/src/api/orders.py'], 'found app/src/api/orders.py handler'],
  ])('%s is found', (_name, properties, paths, expected) => {
    expect(locate(properties, ...paths)).toBe(expected);
  });

  it.each([
    ['misspelt', 'CodeUri: src, Handler: order.handler', ['app/src/orders.js'], "missing: there is no JavaScript or TypeScript file 'order' in 'src'"],
    ['misspelt in a folder', 'CodeUri: ./, Handler: api/order.handler', ['app/api/orders.js'], "missing: there is no JavaScript or TypeScript file 'order' in 'api'"],
    ['misspelt in Python', 'Runtime: python3.13, CodeUri: src, Handler: api.order.handler', ['app/src/api/orders.py'], "missing: there is no file 'order.py' in 'src/api'"],
    ['without a function', 'CodeUri: src, Handler: orders', ['app/src/orders.js'], 'missing: it names a module but no function'],
    ['in a folder that nothing makes', 'CodeUri: ., Handler: api/orders.handler', ['app/orders.js'], "missing: there is no JavaScript or TypeScript file 'orders' in 'api'"],
    ['of a project whose CodeUri is left out', 'Handler: src/order.handler', ['app/src/orders.js'], "missing: there is no JavaScript or TypeScript file 'order' in 'src'"],
  ])('%s is missing', (_name, properties, paths, expected) => {
    expect(locate(properties, ...paths)).toBe(expected);
  });

  const stored = (key: string): string => `Code: { S3Bucket: code, S3Key: ${key} }`;

  it.each([
    ['in the folder of its name', stored('v1/place-order.zip'), 'index.handler', ['source/place_order/index.ts', 'source/cancel/index.ts'], 'source/place_order/index.ts'],
    ['in a folder for code inside that', stored('place-1.2.0.zip'), 'index.handler', ['source/place/src/index.js', 'source/cancel/src/index.js'], 'source/place/src/index.js'],
    ['of its name', stored('main.zip'), 'main.handler', ['a/main.js', 'b/index.js'], 'a/main.js'],
    ['with a name that only its end tells', stored("!Sub '${AWS::Region}/1.0/place.zip'"), 'index.handler', ['place/index.js', 'cancel/index.js'], 'place/index.js'],
    ['whose module is the only one', stored('services.zip'), 'orders/index.handler', ['source/orders/index.js', 'source/users/index.js'], 'source/orders/index.js'],
    ['whose key only deployment tells', stored('!Ref Key'), 'place-order.handler', ['source/place-order.js'], 'source/place-order.js'],
    ['with another of the module farther off', stored('services.zip'), 'orders.handler', ['app/lambda/orders.js', 'other/lambda/orders.js'], 'app/lambda/orders.js'],
    ['of SAM', 'CodeUri: s3://code/place.zip', 'index.handler', ['place/index.js'], 'place/index.js'],
    ['of an archive that is here', 'CodeUri: ../orders.zip', 'index.handler', ['orders.zip', 'source/orders/index.js', 'source/users/index.js'], 'source/orders/index.js'],
    ['whose common name no other module around has', stored('v1.zip'), 'index.handler', ['app/src/index.js'], 'app/src/index.js'],
    ['whose common name no other module has in the folder around that of the template', stored('!Ref Key'), 'src/index.handler', ['src/index.js', 'src/lib/order.js'], 'src/index.js'],
    ['without the folder of a build', stored('v1.zip'), 'dist/src/worker.handler', ['api/src/worker.ts', 'api/src/main.ts'], 'api/src/worker.ts'],
    ['of SAM by its parts', 'CodeUri: { Bucket: code, Key: place.zip }', 'index.handler', ['place/index.js'], 'place/index.js'],
  ])('of an archive is looked for: %s', (_name, code, handler, paths, file) => {
    const type = code.startsWith('Code:') ? 'AWS::Lambda::Function' : undefined;
    expect(locateIn(`${code}, Handler: ${handler}`, Object.fromEntries(paths.map((path) => [path, 'exports.handler = 1'])), type)).toBe(`found ${file} handler`);
  });

  it.each([
    ['common names in a folder of another name', stored('place.zip'), 'index.handler', ['source/orders/index.js']],
    ['a common name that two modules have', stored('place.zip'), 'index.handler', ['app/src/index.js', 'other/src/index.js']],
    ['a common name in a folder for code of another project', stored('place.zip'), 'index.handler', ['orders/src/index.js']],
    ['two folders of its name', stored('place.zip'), 'index.handler', ['a/place/index.js', 'b/place/index.js']],
    ['two rare modules', stored('services.zip'), 'orders.handler', ['a/orders.js', 'b/orders.js']],
    ['a name of which deployment tells a part', stored("!Sub 'place-${AWS::Region}.zip'"), 'index.handler', ['place/index.js']],
    ['tests', stored('place.zip'), 'place.handler', ['tests/place.js']],
    ['a dependency', stored('place.zip'), 'place.handler', ['node_modules/place/place.js']],
    ['types', stored('place.zip'), 'place.handler', ['source/place.d.ts']],
    ['a module without the handler', stored('services.zip'), 'resolver.handler', ['source/resolver.js']],
    ['another language', stored('place.zip'), 'place.handler', ['source/place.py']],
  ])('of an archive in a bucket is not told by %s', (_name, code, handler, paths) => {
    expect(locateIn(`${code}, Handler: ${handler}`, Object.fromEntries(paths.map((path) => [path, path.includes('resolver') ? '// the handler of errors' : 'exports.handler = 1'])), 'AWS::Lambda::Function')).toBe('unknown: its code is in a bucket');
  });

  it.each([
    ['def handler(event, context):\n    pass\n', true],
    ['handler = Orders().handle\n', true],
    ['from shop import handler\n', true],
    ['from shop import (\n    handler,\n)\n', true],
    ['import errors  # the handler of errors\n', false],
    ['def error_handler(event):\n    return handlers[event]\n', false],
  ])('of an archive in a bucket has the handler: %j', (text, isIt) => {
    expect(locateIn(`${stored('place.zip')}, Runtime: python3.13, Handler: place.handler`, { 'place.py': text }, 'AWS::Lambda::Function')).toBe(isIt ? 'found place.py handler' : 'unknown: its code is in a bucket');
  });

  it('of an archive with a common name has to be exported, and the only one of the template', () => {
    const bucket = `${stored('v1.zip')}, Handler: index.handler`;
    const type = 'AWS::Lambda::Function';
    const unknown = 'unknown: its code is in a bucket';
    expect(locateIn(bucket, { 'app/index.js': 'export const page = 1; // its handler is elsewhere' }, type)).toBe(unknown);
    expect(locateIn(bucket, { 'app/index.mjs': 'export async function handler() {}' }, type)).toBe('found app/index.mjs handler');
    expect(locateIn(bucket, { 'app/index.js': 'const handler = 1;\nmodule.exports = { handler };' }, type)).toBe('found app/index.js handler');
    const other = (handler: string): string => ` }\n  Users:\n    Type: ${type}\n    Properties: { Handler: ${handler}`;
    expect(locateIn(bucket + other('index.handler'), { 'app/index.js': 'exports.handler = 1' }, type)).toBe(unknown);
    expect(locateIn(bucket + other(`index.cancel, ${stored('v1.zip')}`), { 'app/index.js': 'exports.handler = exports.cancel = 1' }, type)).toBe('found app/index.js handler');
    expect(locateIn(bucket + other(`index.cancel, ${stored('v2.zip')}`), { 'app/index.js': 'exports.handler = exports.cancel = 1' }, type)).toBe(unknown);
    expect(locateIn(bucket + other('!Ref Handler'), { 'app/index.js': 'exports.handler = 1' }, type)).toBe(unknown);
    expect(locateIn(bucket + other('src/index.handler'), { 'app/src/index.js': 'exports.handler = 1' }, type)).toBe(unknown);
    const uploaded = (folder: string): string => ` }\n  Users:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: ${folder}, Handler: users.handler`;
    expect(locateIn(bucket + uploaded('.'), { 'app/index.js': 'exports.handler = 1' }, type)).toBe(unknown);
    expect(locateIn(bucket + uploaded('users'), { 'app/index.js': 'exports.handler = 1' }, type)).toBe('found app/index.js handler');
    expect(locateIn(bucket + other('users.handler'), { 'app/index.js': 'exports.handler = 1' }, type)).toBe('found app/index.js handler');
  });

  it('that takes the place of inline code is not looked for: its role may be completed elsewhere, too', () => {
    const inline = "Code: { ZipFile: 'exports.handler = async () => 1; // placeholder' }";
    expect(locateIn(`${inline}, Handler: place.handler`, { 'source/place.js': 'exports.handler = 1' }, 'AWS::Lambda::Function')).toBe('unknown: its inline code is a placeholder');
  });

  it('of an archive in a bucket is looked for in lines of any length', () => {
    expect(locateIn(`Runtime: python3.13, ${stored('place.zip')}, Handler: place.handler`, { 'place.py': 'import '.repeat(300_000) }, 'AWS::Lambda::Function')).toBe('unknown: its code is in a bucket');
  });

  it('of an archive in a bucket is looked for in so many folders', () => {
    const many = Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`a${i}/readme.md`, '']));
    const properties = `${stored('place.zip')}, Handler: place.handler`;
    expect(locateIn(properties, { ...many, 'a0/place.js': 'exports.handler = 1' }, 'AWS::Lambda::Function')).toBe('unknown: its code is in a bucket, and 1000 folders were looked through for its source');
    expect(locateIn(properties, { ...many, 'app/place.js': 'exports.handler = 1' }, 'AWS::Lambda::Function')).toBe('found app/place.js handler');
  });

  it.each([
    ['folder that is not there', 'CodeUri: src, Handler: orders.handler', [], "folder 'src' does not exist; a build may make it"],
    ['folder of a build', 'CodeUri: ., Handler: dist/orders.handler', ['app/main.ts'], "'dist' looks like the output of a build"],
    ['folder that a build may make', 'CodeUri: ., Handler: made/orders.handler', ['app/main.ts', 'package.json'], "folder 'made' does not exist; a build may make it"],
    ['folder without source', 'CodeUri: src, Handler: orders.handler', ['app/src/readme.md'], "folder 'src' holds no source of its language; a build may put it there"],
    ['excerpt', 'Handler: orders.handler', ['app/stack.ts'], 'no code of a project lies beside the template'],
    ['shell script', 'CodeUri: src, Handler: run.sh', ['app/src/run.sh', 'app/src/a.js'], 'its handler is a file that a layer or an adapter starts'],
    ['dependency', 'CodeUri: src, Handler: node_modules/wrapper/index.handler', ['app/src/a.js'], 'its handler comes with a dependency'],
    ['layer', 'Runtime: python3.13, CodeUri: src, Handler: datadog_lambda.handler.handler, Layers: [x]', ['app/src/a.py'], 'a layer may bring its handler'],
    ['wrapper', 'CodeUri: src, Handler: wrapper.handler, Environment: { Variables: { REAL_HANDLER: a.handler } }', ['app/src/a.js'], 'a wrapper calls the handler that an environment variable names'],
    ['archive', 'CodeUri: orders.zip, Handler: orders.handler', ['app/orders.zip'], 'its code is an archive'],
    ['archive without a folder of its name', 'CodeUri: orders.zip, Handler: index.handler', ['app/orders.zip', 'app/src/index.js'], 'its code is an archive'],
  ])('of a %s cannot be told', (_name, properties, paths, reason) => {
    expect(locate(properties, ...paths)).toBe(`unknown: ${reason}`);
  });

  it.each<readonly [string, string, string, string]>([
    ['as its root says', '{ "compilerOptions": { "outDir": "./js", "rootDir": "lambdas" } }', 'app/lambdas/api/orders.ts', 'found app/lambdas/api/orders.ts handler'],
    ['from src', '{ "compilerOptions": { "outDir": "js" } }', 'app/src/api/orders.ts', 'found app/src/api/orders.ts handler'],
    ['from beside the configuration', '{ "compilerOptions": { "outDir": "js" } }', 'app/api/orders.ts', 'found app/api/orders.ts handler'],
    ['not from where a comment says', '{ "compilerOptions": {\n // "outDir": "js",\n "rootDir": "lambdas" } }', 'app/lambdas/api/orders.ts', 'found app/js/api/orders.js handler'],
    ['not from elsewhere', '{ "compilerOptions": { "outDir": "out" } }', 'app/src/api/orders.ts', 'found app/js/api/orders.js handler'],
    ['not from outside of the repository', '{ "compilerOptions": { "outDir": "js", "rootDir": "../.." } }', 'app/src/api/orders.ts', 'found app/js/api/orders.js handler'],
  ])('is compiled %s', (_name, config, file, expected) => {
    expect(locateIn('CodeUri: js, Handler: api/orders.handler', { 'app/tsconfig.json': config, [file]: '', 'app/js/api/orders.js': '' })).toBe(expected);
  });

  it.each([
    ['not what its own script bundles', '"build": "npm run clean && npm run build:lambda", "build:lambda": "node scripts/build.js"', 'exec(`esbuild src/handlers/${name}/index.ts --outfile=dist/lambda/${name}/index.js`)', "unknown: folder 'dist/lambda/orders' does not exist; a build may make it"],
    ['what its own script bundles', '"build": "node ./scripts/build.js"', "glob('./src/lambda/*/index.ts')", 'found app/src/lambda/orders/index.ts handler'],
    ['what its own script may bundle', '"build": "node scripts/build.js"', "join('src', 'lambda')", 'found app/src/lambda/orders/index.ts handler'],
    ['beside a script with another purpose', '"build": "tsc && node scripts/build.js"', "copy('src/assets/logo.svg')", 'found app/src/lambda/orders/index.ts handler'],
    ['by a script that compiles', '"build": "node scripts/build.js"', "run('tsc -p .'); copy('src/assets/logo.svg')", 'found app/src/lambda/orders/index.ts handler'],
    ['and only checked by tsc', '"build": "tsc --noEmit && node scripts/build.js"', "bundle('src/handlers/orders/index.ts')", "unknown: folder 'dist/lambda/orders' does not exist; a build may make it"],
    ['while others are started', '"start": "node scripts/build.js"', "bundle('src/handlers/orders/index.ts')", 'found app/src/lambda/orders/index.ts handler'],
  ])('is %s', (_name, scripts, build, expected) => {
    const files = { 'app/package.json': `{ "scripts": { ${scripts} } }`, 'app/scripts/build.js': build, 'app/tsconfig.json': '{ "compilerOptions": { "outDir": "dist" } }', 'app/src/handlers/orders/index.ts': '', 'app/src/lambda/orders/index.ts': '' };
    expect(locateIn('CodeUri: dist/lambda/orders, Handler: index.handler', files)).toBe(expected);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['the source of its name in a map', { 'app/bundle/orders.js': '', 'app/bundle/orders.js.map': '{"version":3,"sources":["../node_modules/a/orders.js","../lib/db.ts","../lambdas/orders.ts"],"names":[]}', 'app/lambdas/orders.ts': '', 'app/lib/db.ts': '', 'app/node_modules/a/orders.js': '' }, 'found app/lambdas/orders.ts handler'],
    ['not one of another name', { 'app/bundle/orders.js': '', 'app/bundle/orders.js.map': '{"sources":["../lambdas/handler.ts"]}', 'app/lambdas/handler.ts': '' }, 'found app/bundle/orders.js handler'],
    ['not one of two', { 'app/bundle/orders.js': '', 'app/bundle/orders.js.map': '{"sources":["../a/orders.ts","../b/orders.ts"]}', 'app/a/orders.ts': '', 'app/b/orders.ts': '' }, 'found app/bundle/orders.js handler'],
    ['not one that is not there', { 'app/bundle/orders.js': '', 'app/bundle/orders.js.map': '{"sources":["../../../orders.ts","../gone/orders.ts"]}' }, 'found app/bundle/orders.js handler'],
    ['not from what is no map', { 'app/bundle/orders.js': '', 'app/bundle/orders.js.map': '{"sources":["../a/orders.ts",]}', 'app/a/orders.ts': '' }, 'found app/bundle/orders.js handler'],
  ])('is bundled from %s', (_name, files, expected) => {
    expect(locateIn('CodeUri: bundle, Handler: orders.handler', files)).toBe(expected);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['src beside it', { 'app/dist/api/orders.js': '', 'app/src/api/orders.ts': '' }, 'found app/src/api/orders.ts handler'],
    ['src beside it, before the first build', { 'app/src/api/orders.ts': '' }, 'found app/src/api/orders.ts handler'],
    ['a folder of functions in src', { 'app/src/lambdas/api/orders.ts': '', 'app/src/utils/orders.ts': '' }, 'found app/src/lambdas/api/orders.ts handler'],
    ['a folder beside it', { 'app/api/orders.ts': '' }, 'found app/api/orders.ts handler'],
    ['src rather than a folder in it', { 'app/src/api/orders.ts': '', 'app/src/handlers/api/orders.ts': '' }, 'found app/src/api/orders.ts handler'],
    ['none of two that are alike', { 'app/src/lambdas/api/orders.ts': '', 'app/src/handlers/api/orders.ts': '' }, "unknown: folder 'dist' does not exist; a build may make it"],
    ['nothing but itself', { 'app/dist/api/orders.js': '', 'app/src/api/invoices.ts': '' }, 'found app/dist/api/orders.js handler'],
  ])('is built from %s', (_name, files, expected) => {
    expect(locateIn('CodeUri: dist, Handler: api/orders.handler', files)).toBe(expected);
  });

  it.each<readonly [string, string, readonly string[], string]>([
    ['in the folder that it has below the one they share', 'b/index.handler', ['src/a/index.ts', 'src/b/index.ts'], 'found app/src/b/index.ts handler'],
    ['in either order', 'a/index.handler', ['./src/b/index.ts', './src/a/index.ts'], 'found app/src/a/index.ts handler'],
    ['beside one another', 'orders.handler', ['src/invoices.ts', 'src/orders.ts'], 'found app/src/orders.ts handler'],
    ['alone', 'orders.handler', ['src/api/orders.ts'], 'found app/src/api/orders.ts handler'],
    ['not by a name that two of them have', 'index.handler', ['src/a/index.ts', 'src/b/index.ts'], "unknown: entry point 'src/a/index.ts' may come from a build"],
  ])('is an entry point of esbuild: %s', (_name, handler, entries, expected) => {
    const properties = `CodeUri: ., Handler: ${handler} }\n    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [${entries.join(', ')}] }`;
    expect(locate(properties, 'app/src/api/orders.ts', ...entries.map((entry) => `app/${entry.replace('./', '')}`))).toBe(expected);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['by what it extends', { 'app/tsconfig.json': '{ "extends": "./base.json" }', 'app/base.json': '{ "compilerOptions": { "outDir": "js", "rootDir": "lambdas" } }' }, 'found app/lambdas/orders.ts handler'],
    ['by no comment', { 'app/tsconfig.json': '{ "compilerOptions": {\n /* "outDir": "js",\n "rootDir": "lambdas" */ } }' }, 'found app/js/orders.js handler'],
    ['by no tsc that only checks types', { 'app/tsconfig.json': '{ "compilerOptions": { "outDir": "js", "rootDir": "lambdas", "noEmit": true } }' }, 'found app/js/orders.js handler'],
    ['with no handler, but for tsc alone', { 'app/tsconfig.json': '{ "compilerOptions": { "outDir": "js", "rootDir": "lambdas" } }', 'app/lambdas/orders.ts': 'listen();' }, 'found app/js/orders.js handler'],
    ['with no handler by tsc alone', { 'app/tsconfig.json': '{ "compilerOptions": { "outDir": "js", "rootDir": "lambdas" } }', 'app/lambdas/orders.ts': 'listen();', 'app/package.json': '{ "scripts": { "build": "tsc" } }' }, 'found app/lambdas/orders.ts handler'],
  ])('is compiled %s', (_name, files, expected) => {
    expect(locateIn('CodeUri: js, Handler: orders.handler', { 'app/js/orders.js': '', 'app/lambdas/orders.ts': '', ...files })).toBe(expected);
  });

  it('is not built from a page of a web site', () => {
    const page = 'import { createRoot } from "react-dom/client";\nexport const root = createRoot(document.body); // the handler is elsewhere';
    expect(locateIn('CodeUri: dist, Handler: index.handler', { 'app/src/index.tsx': page })).toBe("unknown: folder 'dist' does not exist; a build may make it");
    expect(locateIn('CodeUri: dist, Handler: index.handler', { 'app/src/index.tsx': page, 'app/dist/index.js': '' })).toBe('found app/dist/index.js handler');
    expect(locateIn('CodeUri: dist, Handler: index.handler', { 'app/src/index.tsx': page, 'app/src/lambda/index.ts': '' })).toBe('found app/src/lambda/index.ts handler');
    expect(locateIn('CodeUri: dist, Handler: index.handler', { 'app/src/index.ts': "export * from './orders';" })).toBe('found app/src/index.ts handler');
  });

  it('is built with the paths of the whole repository', () => {
    expect(locateIn('CodeUri: dist/app/src/lambdas, Handler: api/orders.handler', { 'app/handlers/api/orders.ts': '', 'app/src/lambdas/api/orders.ts': '' })).toBe('found app/src/lambdas/api/orders.ts handler');
  });

  it.each<readonly [string, string]>([
    ['lambda-build', 'found app/api/orders.ts handler'],
    ['dist_api', 'found app/api/orders.ts handler'],
    ['builds', "unknown: folder 'builds' does not exist; a build may make it"],
  ])('is built to %s', (folder, expected) => {
    expect(locate(`CodeUri: ${folder}, Handler: api/orders.handler`, 'app/api/orders.ts', 'app/other/api/orders.ts')).toBe(expected);
  });

  it.each<readonly [string, readonly string[], string]>([
    ['a folder of its own, with the paths of the sources', ['app/src/handlers/orders.ts'], 'found app/src/handlers/orders.ts handler'],
    ['none of two that are alike', ['app/handlers/handlers/orders.ts', 'app/handlers/orders.ts', 'app/lambdas/handlers/orders.ts'], "unknown: folder 'dist/orders' does not exist; a build may make it"],
  ])('is bundled to %s', (_name, files, expected) => {
    expect(locateIn('CodeUri: dist/orders, Handler: handlers/orders.handler', Object.fromEntries(files.map((file) => [file, ''])))).toBe(expected);
  });

  it.each<readonly [string, string]>([
    ['orders', 'found app/handler/orders.ts handler'],
    ['orders-v2', "unknown: folder 'built/orders-v2' does not exist; a build may make it"],
  ])('is bundled to a folder of its own, %s', (folder, expected) => {
    expect(locate(`CodeUri: built/${folder}, Handler: orders.handler`, 'app/handler/orders.ts', 'app/other/orders.ts')).toBe(expected);
  });

  it('is built from a folder that is called like one', () => {
    expect(locate('CodeUri: dist, Handler: build-orders/orders.handler', 'app/src/build-orders/orders.ts')).toBe('found app/src/build-orders/orders.ts handler');
  });

  it('is built to a hidden folder', () => {
    expect(locate('CodeUri: .build/api, Handler: orders.handler', 'app/api/orders.ts')).toBe('found app/api/orders.ts handler');
  });
});

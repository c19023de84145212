// Builds dist/: one script with all that the command, the API and the ESLint plugin need (compiled once), what people load of it, the
// recovering YAML parser (loaded for broken files only), what reads Python (loaded with the first Python file), what a plain `check` does
// not need, the TOML parser (loaded for `--config-env`), the tables about IAM (read per service), what the rules
// say for people (read when a report says it) and the declarations.
//   --outdir FOLDER  writes there instead
//   --quiet          prints no sizes
//   --check          fails when THIRD_PARTY_NOTICES.md is not what the build would write, instead of writing it
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { docsApart, ruleDocs } from './rule-docs.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

/**
 * Every start reads this much, and the first one compiles it. About 15 % above what it was when the limit was set:
 * growth by rules is fine, a library that slips in is not. Raise it knowingly.
 */
const MAX_CORE_BYTES = 1_050_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { values: flags } = parseArgs({ options: { outdir: { type: 'string', default: 'dist' }, check: { type: 'boolean', default: false }, quiet: { type: 'boolean', default: false } } });
const outdir = resolve(root, flags.outdir);

/** The sources ask package.json for the version only; users need not load our scripts and development dependencies. */
const onlyNameAndVersion = {
  name: 'only-name-and-version',
  setup(esbuild) {
    const contents = JSON.stringify({ name: manifest.name, version: manifest.version });
    esbuild.onLoad({ filter: /package\.json$/ }, ({ path }) => (path === join(root, 'package.json') ? { contents, loader: 'json' } : undefined));
  },
};

/** What js-yaml makes for its dumper when it is loaded, esbuild leaves out only if told that nothing else comes of making it. */
const onlyYamlEvents = {
  name: 'only-yaml-events',
  setup(esbuild) {
    esbuild.onLoad({ filter: /[\\/]js-yaml\.mjs$/ }, ({ path }) => {
      // One line, or lines up to the bracket that closes the first.
      const made = /(?<=^var \w+ = )(?=new |`|define|\w+\.withTags|Object\.|\{\n)(?:.*|.*\n(?:(?:\t|\}, \{).*\n)*[\])}]+)(?=;$)/gm;
      const contents = readFileSync(path, 'utf8').replace(made, '/* @__PURE__ */ (() => ($&))()');
      return { contents, loader: 'js' };
    });
  },
};

/** Of the parser, which is installed with us, this one file is bundled: it is a module, and Node takes 2 ms to load it. */
const parserWrap = {
  name: 'parser-wrap',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^oxc-parser\/src-js\/wrap\.js$/ }, () => ({ path: join(root, 'node_modules/oxc-parser/src-js/wrap.js') }));
  },
};

/** The keys of JavaScript's nodes are from it. */
const KEYS_OF_JAVASCRIPT = 'node_modules/@typescript-eslint/visitor-keys/node_modules/eslint-visitor-keys';

/** The packages behind the keys of syntax nodes join them when they are loaded; the result is plain data. */
const keysAsData = {
  name: 'keys-as-data',
  setup(esbuild) {
    esbuild.onLoad({ filter: /[\\/]@typescript-eslint[\\/]visitor-keys[\\/]dist[\\/]index\.js$/ }, () => ({ contents: `export const visitorKeys = ${JSON.stringify(visitorKeys)};`, loader: 'js' }));
  },
};

const PYTHON_ENTRY = 'src/facts/python/extract.ts';
const FIX_ENTRY = 'src/engine/fix/template-edits.ts';
const VIEW_ENTRY = 'src/cli/package-view.ts';
const CODE_EDITS = 'src/engine/fix/code-edits.ts';
const HOIST_PYTHON = 'src/engine/fix/hoist-python.ts';

/** What reads Python is a file of its own, loaded with the first Python file, and so are what edits templates and what shows packages or bundles them: most runs need none of them. */
const APART = {
  [PYTHON_ENTRY]: "export function extractPythonModule(path, text) { return load('./python.cjs').extractPythonModule(path, text); } export function extractPythonNames(text) { return load('./python.cjs').extractPythonNames(text); }",
  [FIX_ENTRY]: "export const TemplateEditor = { open: (text, parse) => load('./edits.cjs').TemplateEditor.open(text, parse) };",
  [VIEW_ENTRY]: "export function packagesText(document) { return load('./package-view.cjs').packagesText(document); } export function packagesHtml(document) { return load('./package-view.cjs').packagesHtml(document); } export function measureBundle(...given) { return load('./package-view.cjs').measureBundle(...given); } export function createBundleEstimates(source) { return load('./package-view.cjs').createBundleEstimates(source); }",
  [CODE_EDITS]: "export function editCode(...given) { return load('./edits.cjs').editCode(...given); }",
  [HOIST_PYTHON]: "export function hoistPython(text, at) { return load('./python.cjs').hoistPython(text, at); }",
};
const setApart = (...files) => ({
  name: 'apart',
  setup(esbuild) {
    // Node's own look for a file that is loaded takes longer than many a call.
    const load = "import { createRequire } from 'node:module';\nconst loaded = {};\nconst load = (file) => (loaded[file] ??= createRequire(import.meta.url)(file));\n";
    esbuild.onLoad({ filter: /(?:extract|template-edits|package-view|code-edits|hoist-python)\.ts$/ }, ({ path }) => {
      const file = relative(root, path).replaceAll('\\', '/');
      return files.includes(file) ? { contents: load + APART[file], loader: 'js' } : undefined;
    });
  },
});
const apart = setApart(...Object.keys(APART));

/** So is what a plain `check` does not need: formats for machines, commands that are seldom run. Each file is loaded by the first call of one of its functions. */
const LATER_ENTRIES = ['src/cli/later-formats.ts', 'src/cli/later-commands.ts', 'src/cli/later-explain.ts', 'src/data/later-tables.ts', 'src/types/later-types.ts', 'src/engine/later-toolchain.ts'];

const laterApart = (own) => ({
  name: 'later-apart',
  setup(esbuild) {
    esbuild.onLoad({ filter: /later-\w+\.ts$/ }, ({ path }) => {
      if (path === (own && join(root, own)) || !LATER_ENTRIES.some((entry) => path === join(root, entry))) return undefined;
      const text = readFileSync(path, 'utf8');
      const names = [...text.matchAll(/^export \{ ([^}]+) \} from/gm)].flatMap(([, list]) => list.split(', ')).concat([...text.matchAll(/^export function (\w+)/gm)].map(([, name]) => name));
      const load = `let loaded;\nconst load = () => (loaded ??= createRequire(import.meta.url)('./${basename(path, '.ts')}.cjs'));`;
      const functions = names.map((name) => `export function ${name}(...given) { return load().${name}(...given); }`);
      return { contents: ["import { createRequire } from 'node:module';", load, ...functions].join('\n'), loader: 'js' };
    });
  },
});

const SHARED = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // js-yaml's CommonJS form cannot be tree-shaken.
  mainFields: ['module', 'main'],
  external: [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)],
  plugins: [onlyNameAndVersion, onlyYamlEvents, keysAsData, parserWrap],
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};
const versionOf = (name) => JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
const DEFINE = { __YAML_MODULE__: '"./yaml.cjs"', __TOML_MODULE__: '"./toml.cjs"', __OXC_PARSER_VERSION__: JSON.stringify(versionOf('oxc-parser')), __IAM_TABLES__: '"./iam/"', 'import.meta.filename': '__filename' };

async function buildCore() {
  const { metafile } = await build({
    ...SHARED,
    plugins: [...SHARED.plugins, apart, docsApart(root), laterApart()],
    entryPoints: ['src/core.ts'],
    // A quarter less to read at every start.
    minifyIdentifiers: true,
    outfile: join(outdir, 'core.cjs'),
    format: 'cjs',
    define: { ...DEFINE, 'import.meta.url': '__filename' },
    // A function that src/cli/load-core.ts calls.
    banner: { js: '/*BUILD_NAME*/(function(require,__filename){"use strict";const module={exports:{}};' },
    footer: { js: 'return module.exports})' },
  });
  const text = readFileSync(join(outdir, 'core.cjs'), 'utf8');
  // src/cli/compiled.ts compares the beginning of the script.
  writeFileSync(join(outdir, 'core.cjs'), text.replace('BUILD_NAME', createHash('sha256').update(text).digest('hex').slice(0, 32)));
  // It takes one byte for one character. (Texts are escaped by esbuild, patterns are not.)
  if (/[^\0-\x7f]/.test(text)) throw new Error('core.cjs has characters outside ASCII: write them as \\u… in patterns');
  return metafile;
}

/** What people load is small and reaches into the core. */
async function buildEntries() {
  const command = await build({ ...SHARED, entryPoints: ['src/cli/start.ts'], outfile: join(outdir, 'cli.cjs'), format: 'cjs' });
  const contents = "import { loadCore } from './src/cli/load-core.js'; module.exports = loadCore().core;";
  const library = await build({ ...SHARED, stdin: { contents, resolveDir: root, sourcefile: 'library.js' }, outfile: join(outdir, 'library.cjs'), format: 'cjs' });
  writeFileSync(join(outdir, 'index.js'), `import core from './library.cjs';\nexport const { ${(await exportedNames('src/index.ts')).join(', ')} } = core.api;\n`);
  writeFileSync(join(outdir, 'eslint.js'), "import core from './library.cjs';\nexport default core.openPlugin();\n");
  const thread = await build({ ...SHARED, entryPoints: ['src/cli/thread.ts'], outfile: join(outdir, 'thread.cjs'), format: 'cjs', define: { 'import.meta.url': '__filename' } });
  return [command.metafile, library.metafile, thread.metafile];
}

/** Names of the values that a module of ours gives, not those of its types. */
async function exportedNames(file) {
  const { metafile } = await build({ ...SHARED, plugins: [...SHARED.plugins, apart, docsApart(root)], entryPoints: [file], outdir, write: false, format: 'esm', define: DEFINE });
  return Object.values(metafile.outputs).flatMap(({ exports }) => exports);
}

/** What looks up the parser's native code wherever oxc-parser is installed: mostly it lies near, and src/source/near-binding.ts finds it. */
async function buildBinding() {
  const { metafile } = await build({
    ...SHARED,
    minifyIdentifiers: true,
    entryPoints: ['oxc-parser/src-js/bindings.js'],
    external: ['@oxc-parser/*'],
    outfile: join(outdir, 'oxc-binding.cjs'),
    format: 'cjs',
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: '"use strict";const importMetaUrl=require("node:url").pathToFileURL(require.resolve("oxc-parser")).href;' },
  });
  return metafile;
}

async function buildYaml() {
  const { metafile } = await build({
    ...SHARED,
    stdin: { contents: "export { isAlias, isMap, isNode, isScalar, isSeq, parseDocument, Scalar } from 'yaml';", resolveDir: root, sourcefile: 'yaml-entry.js' },
    outfile: join(outdir, 'yaml.cjs'),
    format: 'cjs',
  });
  return metafile;
}

function together(...files) {
  return { contents: files.map((file) => `export * from './${file}';`).join('\n'), resolveDir: root, sourcefile: 'together.js' };
}

async function buildPython() {
  const { metafile } = await build({ ...SHARED, minifyIdentifiers: true, stdin: together(PYTHON_ENTRY, HOIST_PYTHON), outfile: join(outdir, 'python.cjs'), format: 'cjs' });
  return metafile;
}

async function buildEdits() {
  const { metafile } = await build({ ...SHARED, plugins: [...SHARED.plugins, setApart(HOIST_PYTHON)], minifyIdentifiers: true, stdin: together(FIX_ENTRY, CODE_EDITS), outfile: join(outdir, 'edits.cjs'), format: 'cjs', define: { ...DEFINE, 'import.meta.url': '__filename' } });
  return metafile;
}

async function buildView() {
  const { metafile } = await build({ ...SHARED, minifyIdentifiers: true, entryPoints: [VIEW_ENTRY], outfile: join(outdir, 'package-view.cjs'), format: 'cjs', define: { ...DEFINE, 'import.meta.url': '__filename' } });
  return metafile;
}

async function buildLater(entry) {
  const { metafile } = await build({
    ...SHARED,
    plugins: [...SHARED.plugins, apart, laterApart(entry)],
    minifyIdentifiers: true,
    entryPoints: [entry],
    outfile: join(outdir, `${basename(entry, '.ts')}.cjs`),
    format: 'cjs',
    define: { ...DEFINE, 'import.meta.url': 'importMetaUrl' },
    banner: { js: '"use strict";const importMetaUrl=require("node:url").pathToFileURL(__filename).href;' },
  });
  return metafile;
}

async function buildToml() {
  const { metafile } = await build({
    ...SHARED,
    stdin: { contents: "export { parse, TomlError } from 'smol-toml';", resolveDir: root, sourcefile: 'toml-entry.js' },
    outfile: join(outdir, 'toml.cjs'),
    format: 'cjs',
  });
  return metafile;
}

/** The tables about IAM lie beside the code as they are: a start that unpacks them pays more than their bytes are worth. */
function copyTables() {
  cpSync(join(root, 'src/data/iam'), join(outdir, 'iam'), { recursive: true });
}

function buildDeclarations() {
  const compiler = join(root, 'node_modules/typescript7/bin/tsc');
  const types = join(outdir, 'types');
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', types], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`no declarations:\n${stdout}${stderr}`);
  const entries = Object.values(manifest.exports).flatMap((target) => (target.types === undefined ? [] : [join(outdir, relative('dist', target.types))]));
  const reached = reachableDeclarations(entries);
  for (const file of filesBelow(types)) if (!reached.has(file)) rmSync(file);
}

/** The compiler writes a declaration for every file it read; only those that the public ones lead to are for users. */
function reachableDeclarations(entries) {
  const installed = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)]);
  const reached = new Set();
  const pending = [...entries];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const specifier of declarationImports(readFileSync(file, 'utf8'))) {
      if (specifier.startsWith('.')) pending.push(resolve(dirname(file), specifier.replace(/\.js$/, '.d.ts')));
      else if (!specifier.startsWith('node:') && !installed.has(packageName(specifier))) throw new Error(`${relative(outdir, file)} needs the types of '${specifier}', which users do not have`);
    }
  }
  return reached;
}

/** The compiler writes one import per line, and `import("…")` for types that it inferred. */
function declarationImports(text) {
  const statements = text.matchAll(/^(?:import|export)\b(?:[^'"\n]* from)? ['"]([^'"\n]+)['"];$/gm);
  return [...statements, ...text.matchAll(/\bimport\(['"]([^'"]+)['"]\)/g)].map(([, specifier]) => specifier);
}

function packageName(specifier) {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Bytes that are loaded with an output: its own and those of the chunks it imports at once. */
function eagerBytes(metafile, output) {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path) || !metafile.outputs[path]) return;
    seen.add(path);
    for (const { path: imported, kind } of metafile.outputs[path].imports) if (kind === 'import-statement') visit(imported);
  };
  visit(output);
  return [...seen].reduce((sum, path) => sum + metafile.outputs[path].bytes, 0);
}

function report(metafiles) {
  for (const metafile of metafiles) {
    for (const [output, { entryPoint, bytes }] of Object.entries(metafile.outputs)) {
      if (entryPoint === undefined) continue;
      console.log(`${relative(outdir, resolve(root, output)).padEnd(12)} ${kilobytes(eagerBytes(metafile, output))} eager, ${kilobytes(bytes)} of its own`);
    }
  }
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(6)} kB`;
}

function checkInputs(metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const unwanted = inputs.filter((input) => /node_modules\/(?:typescript|@typescript-eslint\/(?:parser|scope-manager|typescript-estree|utils)|eslint|ts-morph)\//.test(input));
  if (unwanted.length > 0) throw new Error(`must not be bundled: ${unwanted.slice(0, 5).join(', ')}`);
  const { size } = statSync(join(outdir, 'core.cjs'));
  if (size > MAX_CORE_BYTES) throw new Error(`core.cjs has ${size} bytes, more than the ${MAX_CORE_BYTES} that scripts/build.mjs allows`);
}

/** What a build makes of a project, another one may not: this tells them apart. */
function writeBuild() {
  const hash = createHash('sha256');
  const code = readdirSync(outdir, { recursive: true }).map(String).filter((file) => /\.(?:cjs|json)$/.test(file)).sort();
  for (const file of code) hash.update(`${file.replaceAll('\\', '/')}\n`).update(readFileSync(join(outdir, file)));
  writeFileSync(join(outdir, 'build.txt'), hash.digest('hex'));
}

function writeNotices(metafiles) {
  const text = thirdPartyNotices(root, metafiles, [KEYS_OF_JAVASCRIPT]);
  const file = join(root, 'THIRD_PARTY_NOTICES.md');
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (flags.check) throw new Error("THIRD_PARTY_NOTICES.md is out of date; run 'npm run build'");
  writeFileSync(file, text);
}

try {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  buildDeclarations();
  copyTables();
  mkdirSync(join(outdir, 'docs'));
  for (const [file, text] of await ruleDocs(root)) writeFileSync(join(outdir, file), text);
  const metafiles = [
    ...(await buildEntries()), await buildCore(), await buildYaml(), await buildPython(), await buildEdits(), ...(await Promise.all(LATER_ENTRIES.map(buildLater))), await buildToml(), await buildView(), await buildBinding(),
  ];
  if (!flags.quiet) report(metafiles);
  checkInputs(metafiles);
  writeBuild();
  writeNotices(metafiles);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

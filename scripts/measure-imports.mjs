// Measures what importing a package whole costs beside its lighter form, and writes the figures into data/heavy-imports.json:
//   node scripts/measure-imports.mjs FOLDER [NAME...]
// FOLDER is one in which the packages are installed, without their scripts: `npm install --ignore-scripts <packages>`. Bytes are those
// of the files that Node reads, or of what esbuild makes for Lambda. Times are whole processes, as multiples of one that loads
// nothing: they decide which packages the rule speaks of, and it names bytes only.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

import esbuild from 'esbuild';

const RUNS = 9;
const [given, ...names] = process.argv.slice(2);
if (!given) {
  console.error('usage: node scripts/measure-imports.mjs FOLDER [NAME...]');
  process.exit(2);
}
const folder = resolve(given);
const scratch = mkdtempSync(join(tmpdir(), 'imports-'));
const path = new URL('../data/heavy-imports.json', import.meta.url);
const data = JSON.parse(readFileSync(path, 'utf8'));

/** Put before a process, it tells the files that are loaded, in either module system. */
const TELL = `data:text/javascript,${encodeURIComponent(`
  import { register, createRequire } from 'node:module';
  import { writeSync } from 'node:fs';
  register('data:text/javascript,' + encodeURIComponent("import { writeSync } from 'node:fs'; export async function load(url, context, next) { if (url.startsWith('file:')) writeSync(3, new URL(url).pathname + '\\\\n'); return next(url, context); }"));
  const { cache } = createRequire(process.cwd() + '/x.js');
  process.on('exit', () => writeSync(3, Object.keys(cache).join('\\n')));
`)}`;

const SYSTEMS = {
  commonjs: (specifiers) => specifiers.map((one) => `require('${one}');`).join('\n'),
  module: (specifiers) => specifiers.map((one) => `import '${one}';`).join('\n'),
};

/** What an import loads; undefined where the package is not for the module system. */
function loaded(specifiers, system) {
  const args = ['--import', TELL, `--input-type=${system}`, '-e', SYSTEMS[system](specifiers)];
  const run = spawnSync(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (run.status !== 0) return undefined;
  const files = [...new Set(run.output[3].split('\n').filter((line) => line.includes('node_modules')))];
  return { files: files.length, bytes: files.reduce((sum, file) => sum + readFileSync(file).length, 0) };
}

/** What SAM's esbuild makes of it, minified as it is by default. */
function bundle(code) {
  const { outputFiles: [{ contents }] } = esbuild.buildSync({
    stdin: { contents: code, resolveDir: folder }, bundle: true, minify: true, platform: 'node', target: 'es2022', format: 'cjs', write: false, logLevel: 'error',
  });
  const file = join(scratch, 'bundle.cjs');
  writeFileSync(file, contents);
  return { bytes: contents.length, time: timeOf([file]) };
}

function timeOf(args) {
  const nothing = [];
  const loads = [];
  for (let run = 0; run < RUNS; run++) {
    nothing.push(processTime(['-e', '0']));
    loads.push(processTime(args));
  }
  return Number((Math.min(...loads) / Math.min(...nothing)).toFixed(2));
}

function processTime(args) {
  const from = performance.now();
  spawnSync(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  return performance.now() - from;
}

function versionOf(specifier) {
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  return `${name} ${JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version}`;
}

/** As Node loads it where it is not bundled, in the first module system that knows both forms. */
function asWritten(whole, light) {
  const system = data.esmOnly.includes(whole) ? 'module' : 'commonjs';
  const measure = (specifiers) => ({ ...loaded(specifiers, system), time: timeOf([`--input-type=${system}`, '-e', SYSTEMS[system](specifiers)]) });
  return { whole: measure([whole]), light: measure(light) };
}

for (const entry of data.imports.filter(({ whole }) => names.length === 0 || names.includes(whole))) {
  const { whole, light, uses } = entry;
  entry.versions = [...new Set([whole, ...light].map(versionOf))];
  entry.asWritten = asWritten(whole, light);
  entry.bundled = { whole: bundle(uses.whole), light: bundle(uses.light) };
  console.log(whole.padEnd(18), JSON.stringify(entry.asWritten), JSON.stringify(entry.bundled));
}
rmSync(scratch, { recursive: true });
data.measuredWith = `Node.js ${process.versions.node}, esbuild ${esbuild.version}`;
writeFileSync(path, `${JSON.stringify(data, null, 1)}\n`);

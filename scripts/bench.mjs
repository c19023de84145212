// `npm run bench`: the budgets as ratios of runs on this machine. Prints a table and asserts nothing.
//   npm run bench                  everything, on generated projects
//   npm run bench -- FOLDER        the bulk part on the files of a folder
//   npm run bench -- --peers       other tools on the same generated files, installed into a folder that is thrown away
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { installPeers, PEERS, programOf } from './bench-peers.mjs';
import { writeLargeProject, writeProjects, writeSmallProject } from './bench-projects.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'lambdavet-bench-'));
const STARTS = 20;
const REPEATS = 3;
const PROJECTS = 1000;
const PEER_PROJECTS = 100;
const KEYSTROKES = 60;
const LARGE = 200;

const rows = [];

/** A line of the table: what, measured, its ratio or difference, the budget. */
function row(what, measured, result, budget) {
  rows.push([what, measured, result, budget]);
}

// On Node 20 NODE_EXTRA_CA_CERTS alone costs more at each start than we do; CI would switch the editor mode off.
function environment(added = {}) {
  const { NODE_EXTRA_CA_CERTS: _certificates, NODE_OPTIONS: _options, CI: _ci, ...rest } = process.env;
  return { ...rest, NO_COLOR: '1', ...added };
}

function timed(cwd, args, added) {
  const from = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(process.execPath, args, { cwd, env: environment(added), encoding: 'utf8', maxBuffer: 1e9 });
  const milliseconds = Number(process.hrtime.bigint() - from) / 1e6;
  if (error || status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return milliseconds;
}

function measure(...operands) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/bench-run.mjs'), ...operands], { env: environment(), encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`${operands.join(' ')} failed: ${stderr}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1));
}

function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

const ms = (value) => `${value.toFixed(1)} ms`;
const times = (value) => `${value.toFixed(2)} x`;
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const fastest = (values) => Math.min(...values);

function benchStart() {
  const folder = join(work, 'small');
  writeSmallProject(folder);
  const empty = [];
  const command = [];
  const first = [];
  for (let index = -2; index < STARTS; index++) {
    const nothing = timed(folder, ['-e', '0']);
    const vetting = timed(folder, [join(root, 'dist/cli.cjs'), '--fail-on', 'never']);
    // As the first run of an installation: nothing is compiled yet.
    const compiling = timed(folder, [join(root, 'dist/cli.cjs'), '--fail-on', 'never'], { NODE_DISABLE_COMPILE_CACHE: '1' });
    // The first two fill the disk cache, and keep what is compiled.
    if (index < 0) continue;
    empty.push(nothing);
    command.push(vetting);
    first.push(compiling);
  }
  for (const [name, part] of [['min', 0], ['median', 0.5]]) {
    const [none, all] = [quantile(empty, part), quantile(command, part)];
    row(`start: 1 template, 1 handler, ${name} of ${STARTS}`, `${ms(none)} -> ${ms(all)}`, `+${ms(all - none)}`, '+30 ms over node -e 0');
  }
  row('start: the first of an installation, min', `${ms(fastest(empty))} -> ${ms(fastest(first))}`, `+${ms(fastest(first) - fastest(empty))}`, '-');
}

/** Returns the fastest vetting time, for growth. */
function benchBulk(folder, name) {
  const runs = [];
  const floors = [];
  for (let index = 0; index < REPEATS; index++) {
    const run = measure('vet', folder);
    runs.push(run);
    const list = join(work, 'files.json');
    writeFileSync(list, JSON.stringify({ folder, templates: run.templates, modules: run.modules }));
    floors.push(measure('floor', list));
  }
  const [first] = runs;
  const counts = `${first.projects} projects, ${first.functions} functions, ${first.templates.length} + ${first.modules.length} files, ${first.findings} findings`;
  console.log(`${name}: ${counts}`);
  const whole = fastest(runs.map((run) => run.wholeProcess));
  const floor = fastest(floors.map((run) => run.wholeProcess));
  row(`${name}: cold process against reading and parsing`, `${ms(floor)} -> ${ms(whole)}`, times(whole / floor), '1.5 x');
  const peak = fastest(runs.map((run) => run.peakBytes));
  row(`${name}: peak memory in a process of somebody else`, `parsing alone ${megabytes(fastest(floors.map((run) => run.peakBytes)))}`, megabytes(peak), '-');
  const again = Array.from({ length: REPEATS }, () => measure('again', folder));
  const cold = fastest(again.map((run) => run.cold));
  const warm = fastest(again.map((run) => run.warm));
  // Of those who keep only facts, as the editor does. The budget for what is warm is the command's, below.
  row(`${name}: second run in the process, facts kept`, `${ms(cold)} -> ${ms(warm)}`, times(warm / cold), '-');
  return fastest(runs.map((run) => run.milliseconds));
}

/** The command as people run it: with one thread (which `--timing` asks for), with two, and with what the last run kept. */
function benchCommand(folder, name) {
  const cache = { XDG_CACHE_HOME: join(work, 'cache') };
  const asked = ['--root', '.', '--preset', 'all', '--format', 'concise', '--fail-on', 'never'];
  const run = (...flags) => timed(folder, [join(root, 'dist/cli.cjs'), ...asked, ...flags], cache);
  const repeat = (...flags) => fastest(Array.from({ length: REPEATS }, () => run(...flags)));
  const alone = repeat('--no-cache', '--timing');
  const together = repeat('--no-cache');
  row(`${name}: the command, a second thread against one (on ${availableParallelism()} cores)`, `${ms(alone)} -> ${ms(together)}`, times(together / alone), '0.65 x');
  const peak = (...flags) => measure('command', folder, ...asked, '--no-cache', ...flags).peakBytes;
  row(`${name}: peak memory of the command`, `with a second thread ${megabytes(peak())}`, megabytes(peak('--timing')), '300 MB');
  run();
  const again = repeat();
  row(`${name}: the command, with what the last run kept`, `${ms(together)} -> ${ms(again)}`, times(again / together), '0.35 x');
}

function benchGrowth(milliseconds) {
  const half = join(work, 'half');
  writeProjects(half, PROJECTS / 2);
  const halfTime = fastest(Array.from({ length: REPEATS }, () => measure('vet', half).milliseconds));
  row(`growth: ${PROJECTS / 2} -> ${PROJECTS} projects`, `${ms(halfTime)} -> ${ms(milliseconds)}`, times(milliseconds / halfTime), '2.1 x');
}

/**
 * How much later the slow keystrokes have their answer. In processes apart: what one run leaves behind, the collector would take from
 * the next, and a difference of two single runs says who met it. The quieter of two, for each quantile.
 */
function benchTyping(folder, name, file = firstHandler(folder)) {
  const type = (how) => measure('typing', folder, file, String(KEYSTROKES), how).times;
  const runs = [0, 1].map(() => ({ plain: type('plain'), vetted: type('vetted') }));
  const of = (how, part) => fastest(runs.map((run) => quantile(run[how], part)));
  const median = of('vetted', 0.5) - of('plain', 0.5);
  const [plain, vetted] = [of('plain', 0.95), of('vetted', 0.95)];
  row(`ESLint, p95 of keystrokes without the plugin and with it (${name})`, `${ms(plain)} -> ${ms(vetted)} (medians +${ms(median)})`, `+${ms(vetted - plain)}`, '+10 ms');
}

function firstHandler(folder) {
  return readdirSync(folder, { recursive: true }).filter((path) => /(?:^|[\\/])src[\\/][a-z]+\.ts$/.test(path)).sort()[0];
}

/** What a run pays that asks about the services of a usual project: a process of its own, since tables stay loaded. */
function benchTables() {
  const services = ['index', 'dynamodb', 's3', 'sqs', 'sns', 'lambda'];
  const folder = join(root, 'dist/iam');
  const program = `const { readFileSync } = require('node:fs'); const from = performance.now(); for (const name of ${JSON.stringify(services)}) JSON.parse(readFileSync(${JSON.stringify(`${folder}/`)} + name + '.json', 'utf8')); console.log(performance.now() - from)`;
  const load = fastest(Array.from({ length: STARTS }, () => Number(spawnSync(process.execPath, ['-e', program], { env: environment(), encoding: 'utf8' }).stdout)));
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  row(`tables about IAM: index and ${services.length - 1} services`, `${megabytes(bytes)} in all`, ms(load), '6 ms');
}

function npm(cwd, ...args) {
  return spawnSync('npm', args, { cwd, encoding: 'utf8' });
}

/** What each needs against reading and parsing the files that it understands, and nothing else. */
function benchPeers() {
  const folder = join(work, 'projects');
  writeProjects(folder, PEER_PROJECTS);
  const { templates, modules, findings } = measure('vet', folder);
  console.log(`${PEER_PROJECTS} projects: ${templates.length} + ${modules.length} files`);
  const list = (reads) => {
    const file = join(work, `${reads}.json`);
    writeFileSync(file, JSON.stringify({ folder, templates: reads === 'modules' ? [] : templates, modules: reads === 'templates' ? [] : modules }));
    return file;
  };
  const repeat = (run) => fastest(Array.from({ length: REPEATS }, run));
  const floors = new Map(['all', 'modules', 'templates'].map((reads) => [reads, repeat(() => measure('floor', list(reads)).wholeProcess)]));
  const compare = (name, reads, milliseconds, count) => row(name, `${reads}: ${ms(floors.get(reads))} -> ${ms(milliseconds)}`, times(milliseconds / floors.get(reads)), `${count} findings`);
  compare('lambdavet, all rules', 'all', repeat(() => measure('vet', folder).wholeProcess), findings);
  const peers = installPeers(work, npm);
  PEERS.forEach(({ name, reads }, index) => {
    const run = () => spawnSync(process.execPath, [programOf(peers, index), list(reads)], { cwd: peers, env: environment(), encoding: 'utf8', maxBuffer: 1e9 });
    const { status, stdout, stderr } = run();
    if (status !== 0) return row(name, `it fails: ${stderr.split('\n').find((line) => /^\w*Error: /.test(line)) ?? ''}`.slice(0, 120), '-', '-');
    compare(name, reads, repeat(() => timedRun(run)), stdout.trim().split('\n').at(-1));
  });
}

function timedRun(run) {
  const from = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - from) / 1e6;
}

function benchInstall() {
  const project = join(work, 'install');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "installed", "private": true }');
  const [{ filename, size }] = Object.values(JSON.parse(npm(root, 'pack', '--ignore-scripts', '--json', '--pack-destination', work).stdout));
  const { status } = npm(project, 'install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', join(work, filename));
  if (status !== 0) return row('installed size', 'npm install failed', '-', '6 packages, 10 MB');
  const modules = join(project, 'node_modules');
  const packages = Object.keys(JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages).length;
  const files = readdirSync(modules, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  row('installed size', `tarball ${megabytes(size)}`, `${packages} packages, ${megabytes(bytes)}`, '6 packages, 10 MB');
}

function printTable() {
  const all = [['what', 'measured', 'result', process.argv.includes('--peers') ? 'tells' : 'budget'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((cells) => cells[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  console.log(`\nNode ${process.version}, ${process.platform} ${process.arch}; the fastest of ${REPEATS} unless said otherwise\n`);
  console.log([line(all[0]), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n'));
}

try {
  const [folder] = process.argv.slice(2);
  if (folder === '--peers') benchPeers();
  else if (folder === undefined) {
    benchStart();
    const projects = join(work, 'projects');
    writeProjects(projects, PROJECTS);
    benchGrowth(benchBulk(projects, `${PROJECTS} projects`));
    benchCommand(projects, `${PROJECTS} projects`);
    benchTyping(join(projects, 'team-5/service-5'), '1 project');
    benchTyping(projects, `${PROJECTS} projects`);
    const large = join(work, 'large');
    writeLargeProject(large, LARGE);
    benchTyping(large, `${LARGE} functions in a template`);
    benchTyping(large, `${LARGE} functions, a module of all`, 'src/lib/records.ts');
    benchTables();
    benchInstall();
  } else benchBulk(resolve(folder), 'folder');
  printTable();
} finally {
  rmSync(work, { recursive: true, force: true });
}

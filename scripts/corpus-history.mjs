// `npm run corpus:history -- FOLDER`: what would have been told before engineers repaired it? Vets, in each git repository below a folder, small
// commits whose subject speaks of a repair, before and after, and prints what each cured (-) and brought (+). What nothing tells is for people to read.
//   --commits N    the newest commits of each repository that are looked at (2,000)
//   --only TEXT    repositories with this in their name
//   --missed       those commits too that cured nothing told, with their diff
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const REPAIR = /fix|bug|permission|access.?denied|not authorized|missing|broken|repair|correct|forgot|wrong|await|dlq|dead.?letter|timeout|timed out|env|crash|memory|handler/i;
const NO_REPAIR = /^(?:chore\(deps|bump|build\(deps|fix\(deps|update dependency|docs?\b|readme|changelog|lint|typo)/i;
const VETTED = /\.(?:ya?ml|json|template|[cm]?[jt]sx?|py)$/;
const ASIDE = /package(?:-lock)?\.json|tsconfig|\.github|node_modules|openapi|swagger|(?:^|\/)(?:tests?|__tests__|spec)\/|\.(?:test|spec)\./;
const [MOST_FILES, MOST_LINES] = [6, 60];
const COMMAND = fileURLToPath(new URL('../dist/cli.cjs', import.meta.url));

const { values: flags, positionals: [folder] } = parseArgs({
  allowPositionals: true,
  options: { commits: { type: 'string', default: '2000' }, only: { type: 'string', default: '' }, missed: { type: 'boolean', default: false } },
});
if (folder === undefined) throw new Error('name the folder that holds the repositories');

/** Of a working copy, of a bare repository, or of one that lies a folder deeper. */
function gitDirectory(path) {
  return ['.git', '', 'repo'].map((name) => join(path, name)).find((one) => existsSync(join(one, 'HEAD')));
}

function createGit(directory, work) {
  const env = { ...process.env, GIT_DIR: directory, GIT_WORK_TREE: work, GIT_INDEX_FILE: `${work}.index`, GIT_NO_LAZY_FETCH: '1' };
  return (...given) => spawnSync('git', given, { cwd: work, env, encoding: 'utf8', maxBuffer: 2 ** 28 });
}

/** Subject, hash and files of the commits that may be repairs, newest first. */
function repairsOf(git) {
  return git('log', '--no-merges', '-n', flags.commits, '--format=%x01%H%x02%s', '--name-only', 'HEAD').stdout.split('\x01').slice(1).flatMap((entry) => {
    const [head = '', ...names] = entry.split('\n').filter((line) => line !== '');
    const [hash, subject = ''] = head.split('\x02');
    const files = names.filter((name) => VETTED.test(name) && !ASIDE.test(name));
    return REPAIR.test(subject) && !NO_REPAIR.test(subject) && files.length > 0 && files.length <= MOST_FILES ? [{ hash, subject, files }] : [];
  });
}

function diffOf(git, { hash, files }) {
  return git('show', '--format=', '-U1', '--no-color', hash, '--', ...files).stdout.split('\n').filter((line) => /^[-+@]/.test(line) && !line.startsWith('---'));
}

/** Brings the working copy from one tree to another; without the first, from nothing. */
function goTo(git, from, to) {
  if (from !== undefined && git('read-tree', '-m', '-u', from, to).status === 0) return;
  git('read-tree', '--reset', to);
  git('checkout-index', '-a', '-f', '-q');
}

/** The findings by what stays the same where only lines move; undefined where there is no template. */
function vet(work, cache) {
  const { stdout } = spawnSync(process.execPath, [COMMAND, 'check', '--preset', 'all', '--format', 'json', '--fail-on', 'never', '.'], { cwd: work, env: { ...process.env, XDG_CACHE_HOME: cache }, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (!stdout.startsWith('{')) return undefined;
  return new Map(JSON.parse(stdout).findings.map((one) => [`${one.rule} ${one.location.path}: ${one.message}`, `${one.rule} ${one.location.path}:${one.location.startLine} ${one.message}`]));
}

function without(some, others) {
  return [...some].filter(([key]) => !others.has(key)).map(([, line]) => line);
}

/** Text of other people must not steer the terminal. */
function print(line) {
  // eslint-disable-next-line no-control-regex
  console.log(line.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?').slice(0, 240));
}

function lookAt(name, temporary, cured) {
  const directory = gitDirectory(join(folder, name));
  if (directory === undefined) return [0, 0];
  const work = join(temporary, 'work');
  rmSync(work, { recursive: true, force: true });
  rmSync(`${work}.index`, { force: true });
  mkdirSync(work);
  const git = createGit(resolve(directory), work);
  let [at, vetted, told] = [undefined, 0, 0];
  for (const commit of repairsOf(git)) {
    const diff = diffOf(git, commit);
    const parent = git('rev-parse', '--verify', '-q', `${commit.hash}^`).stdout.trim();
    if (parent === '' || diff.length > 2 * MOST_LINES || diff.filter((line) => !line.startsWith('@')).length > MOST_LINES) continue;
    goTo(git, at, parent);
    const before = vet(work, join(temporary, 'cache'));
    goTo(git, parent, commit.hash);
    const after = vet(work, join(temporary, 'cache'));
    at = commit.hash;
    if (!before || !after) continue;
    vetted++;
    const gone = without(before, after);
    if (gone.length > 0) told++;
    if (gone.length === 0 && !flags.missed) continue;
    print(`${name} ${commit.hash.slice(0, 9)} ${commit.subject}`);
    for (const line of gone) print(`  - ${line}`);
    for (const line of without(after, before)) print(`  + ${line}`);
    if (gone.length === 0) for (const line of diff) print(`    ${line}`);
    for (const rule of new Set(gone.map((line) => line.slice(0, line.indexOf(' '))))) cured.set(rule, (cured.get(rule) ?? 0) + 1);
  }
  return [vetted, told];
}

const temporary = mkdtempSync(join(tmpdir(), 'history-'));
try {
  const cured = new Map();
  const counts = readdirSync(folder).sort().filter((name) => name.includes(flags.only)).map((name) => lookAt(name, temporary, cured));
  const [vetted, told] = counts.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  console.log(`\n${vetted} commits vetted in ${counts.filter(([count]) => count > 0).length} repositories; ${told} cured what is told before them`);
  for (const [rule, count] of [...cured].sort((a, b) => b[1] - a[1])) console.log(`${String(count).padStart(6)}  ${rule}`);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

// Writes the tree that a release of the action is: action.yml, the built command and the two libraries that it needs, with the binaries for GitHub's
// runners. Nothing is installed when the action runs.   node scripts/action-release.mjs FOLDER
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNNERS = ['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-x64', 'darwin-arm64', 'win32-x64-msvc', 'win32-arm64-msvc'];

const root = fileURLToPath(new URL('..', import.meta.url));
const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('node scripts/action-release.mjs FOLDER');
const folder = resolve(given);
if (existsSync(folder)) throw new Error(`'${folder}' exists`);
const run = (command, args, cwd) => {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
};

const { version, dependencies, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
mkdirSync(folder, { recursive: true });
cpSync(join(root, 'integrations/action'), folder, { recursive: true });
for (const name of ['LICENSE', 'THIRD_PARTY_NOTICES.md']) cpSync(join(root, name), join(folder, name));
run(process.execPath, ['scripts/build.mjs', '--quiet', '--outdir', join(folder, 'dist')], root);
rmSync(join(folder, 'dist/types'), { recursive: true });
const bindings = Object.entries(dependencies).flatMap(([name, exact]) => RUNNERS.map((runner) => [`@${name}/binding-${runner}`, exact]));
writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name: 'lambdavet-action', version, private: true, license, dependencies: { ...dependencies, ...Object.fromEntries(bindings) } }, null, 2)}\n`);
// By force: npm refuses what is for other machines.
run('npm', ['install', '--force', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline'], folder);
rmSync(join(folder, 'node_modules/.package-lock.json'), { force: true });

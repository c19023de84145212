// What is published, as others see it: packed, installed elsewhere, and looked at from outside.
//   npm run check:package            publint and arethetypeswrong on the packed file
//   npm run check:node               the packed command and API on each line of Node.js that package.json allows
//   npm run check:node -- 22.13.0    on these versions alone
// Nothing of it is a dependency: the tools and the versions of Node.js come from the registry when they are asked for.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { writeSmallProject } from './bench-projects.mjs';

const ATTW = '@arethetypeswrong/cli@0.18.5';
/** The first that `engines` allows of each line, and a late one of the newest. */
const NODE_VERSIONS = ['20.19.0', '22.13.0', '24.0.0', '24.22.3'];

const root = fileURLToPath(new URL('..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'lambdavet-package-'));
const [what, ...versions] = process.argv.slice(2);

function run(cwd, command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1e9, env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' } });
  if (error) throw error;
  return { status, text: stdout + stderr, stdout, stderr };
}

function must(cwd, command, ...args) {
  const result = run(cwd, command, ...args);
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${result.text}`);
  return result.stdout;
}

function pack() {
  // `prepack` builds.
  const listing = JSON.parse(must(root, 'npm', 'pack', '--json', '--pack-destination', work).replace(/^[^[{]*/, ''));
  return join(work, Object.values(listing)[0].filename);
}

async function checkPackage() {
  const tarball = pack();
  must(work, 'tar', '-xzf', tarball);
  const { messages, pkg } = await publint({ pkgDir: join(work, 'package'), strict: true, pack: false });
  for (const message of messages) console.log(`publint: ${formatMessage(message, pkg, { color: false })}`);
  console.log(`publint: ${messages.length === 0 ? 'nothing' : `${messages.length} messages`}`);
  // Every version that `engines` allows loads modules with `require`, as `npm run check:node` shows; types of the time before `exports` are not offered.
  const types = run(work, 'npx', '--yes', ATTW, tarball, '--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm', '--no-color');
  console.log(types.text.trim());
  return messages.length === 0 && types.status === 0;
}

function nodeOf(version) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(work, version);
  mkdirSync(folder);
  const listing = JSON.parse(must(folder, 'npm', 'pack', '--json', `${name}@${version}`));
  must(folder, 'tar', '-xzf', Object.values(listing)[0].filename);
  return join(folder, 'package/bin/node');
}

function checkNode(wanted) {
  const project = join(work, 'project');
  writeSmallProject(project);
  must(project, 'npm', 'install', '--prefix', project, '--no-audit', '--no-fund', '--ignore-scripts', pack());
  const outputs = wanted.map((version) => {
    const node = nodeOf(version);
    const { status, stdout, stderr } = run(project, node, 'node_modules/lambdavet/dist/cli.cjs', '--preset', 'all', '--format', 'json');
    const imported = run(project, node, '--input-type=module', '-e', "const a = await import('lambdavet'); const b = await import('lambdavet/eslint'); console.log(typeof a.vet, typeof b.default);").text.trim();
    const required = run(project, node, '--input-type=commonjs', '-e', "console.log(typeof require('lambdavet').vet, typeof require('lambdavet/eslint').default);").text.trim();
    const findings = stderr === '' && status === 1 ? JSON.parse(stdout).findings.length : 0;
    const isGood = findings > 0 && imported === 'function object' && required === 'function object';
    console.log(`Node.js ${must(project, node, '--version').trim()}: ${isGood ? `good, ${findings} findings` : `status ${status}, ${stderr}, import ${imported}, require ${required}`}`);
    return isGood ? stdout : undefined;
  });
  const isSame = new Set(outputs).size === 1;
  if (!isSame) console.log('The versions do not find the same.');
  return isSame && outputs[0] !== undefined;
}

try {
  process.exitCode = (what === 'node' ? checkNode(versions.length > 0 ? versions : NODE_VERSIONS) : await checkPackage()) ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

// Writes data/sdk-operations.json: the operations of every SDK client in data/sdk-clients.json, read from the package and version
// named there. It downloads the packages, so it runs when a version is raised, not with each `npm run data`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COMMANDS = 'package/dist-es/commands/index.js';

const root = new URL('../', import.meta.url);
const { asOf, clients } = JSON.parse(readFileSync(new URL('data/sdk-clients.json', root), 'utf8'));

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64_000_000 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  return stdout;
}

/** A client exports one module per operation, and nothing else from this file. */
function operationsOf(tarball, folder) {
  return run('tar', ['-xzOf', tarball, COMMANDS], folder).trim().split('\n').map((line) => {
    const name = /^export \* from "\.\/(\w+)Command";$/.exec(line)?.[1];
    if (name === undefined) throw new Error(`${tarball}: ${COMMANDS} has changed its form: ${line}`);
    return name;
  });
}

function listAll(folder) {
  return Object.entries(clients).map(([id, { package: name, version, operations: expected }]) => {
    const tarball = run('npm', ['pack', '--silent', `${name}@${version}`], folder).trim();
    const operations = operationsOf(tarball, folder);
    if (operations.length !== expected) throw new Error(`${name}@${version} has ${operations.length} operations, data/sdk-clients.json says ${expected}`);
    return [id, operations.sort()];
  });
}

const folder = mkdtempSync(join(tmpdir(), 'sdk-operations-'));
try {
  const rows = listAll(folder).map(([id, operations]) => `    ${JSON.stringify(id)}: ${JSON.stringify(operations.join(' '))}`);
  const head = { asOf, source: ['@aws-sdk/client-* (npm, versions in data/sdk-clients.json), dist-es/commands/index.js'], licence: 'Apache-2.0' };
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  writeFileSync(new URL('data/sdk-operations.json', root), `{\n${lines.join('')}  "operations": {\n${rows.join(',\n')}\n  }\n}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

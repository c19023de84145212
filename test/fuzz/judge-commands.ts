import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { main } from '../../src/cli/main.js';
import type { TextStream } from '../../src/cli/io.js';
import { changeJson } from './around.js';
import { PLANTED } from './hostile.js';
import type { Archives } from './judge.js';
import { COMMAND, CONTROL } from './judge-formats.js';
import { mutateBytes } from './mutate.js';
import type { Random } from './random.js';
import type { Texts } from './seeds.js';

/** What a person or a build service runs over a repository; the first word is a command. */
const COMMAND_LINES = [
  'inspect', 'inspect --json', 'inspect --package', 'inspect --package --format json', 'inspect --package --format html', 'inspect Orders', 'policy', 'policy --format cloudformation', 'policy --format json', 'policy Orders',
  'baseline', 'baseline --prune', 'check --no-cache', 'check --no-cache --diff --unsafe-fixes', 'check --no-cache --fix', 'check --no-cache --shard 1/2', 'check --no-cache --config-env prod', 'check --no-cache --preset compliance --format concise', 'check --no-cache --timing --quiet', 'explain unused-permission', 'rules',
];
/** What is in a repository beside its project and steers a run. */
const SETTINGS: Texts = {
  'lambdavet.config.json': '{ "extends": "./base.json", "preset": "strict", "exclude": ["generated/**"], "rules": { "default-memory": "off" } }',
  'base.json': '{ "ignore": ["cold-start"], "configEnv": "prod", "failOn": "warning" }',
  'package.json': '{ "name": "orders", "lambdavet": { "rules": { "constructor": "error" } }, "workspaces": ["packages/*"] }',
  '.gitignore': '*.log\n!a.log\n/dist/\n**/x/**\n[a-z]?\n',
  'samconfig.toml': 'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "Stage=\\"prod\\" Timeout=900"\n',
  'cdk.json': '{ "app": "node app.js", "output": "cdk.out" }',
  'cdk.out/manifest.json': '{ "version": "36.0.0", "artifacts": { "Shop": { "type": "aws:cloudformation:stack", "properties": { "templateFile": "Shop.template.json" } } } }',
  'lambdavet-baseline.json': '{ "schemaVersion": 1, "findings": { "template.yaml": { "default-memory": { "0123456789abcdef": 2 } } } }',
};
/** Names are bytes on a disk, and a folder in the place of a file is one too many. */
const IMPOSSIBLE = new Set(['EINVAL', 'ENAMETOOLONG', 'EISDIR', 'ENOTDIR', 'EEXIST', 'ERR_INVALID_ARG_VALUE', 'ENOENT']);

/** What is wrong with how the commands run over a changed project: an ending of another kind, or what a format must not let through. */
export function judgeCommands(texts: Texts, archives: Archives, random: Random): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'lambdavet-fuzz-'));
  try {
    writeAll(folder, { ...changedSettings(random), ...texts });
    writeAll(folder, archives);
    return [0, 1].flatMap(() => runCommand(folder, random.pick(COMMAND_LINES)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function changedSettings(random: Random): Texts {
  const all = Object.values(SETTINGS);
  const change = (text: string): string => (random.next() < 0.3 ? text : random.next() < 0.6 ? changeJson(text, random) : mutateBytes(text, random, all));
  return Object.fromEntries(Object.entries(SETTINGS).filter(() => random.next() < 0.4).map(([path, text]) => [path, change(text)]));
}

function writeAll(folder: string, contents: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(contents)) {
    const file = join(folder, path);
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && IMPOSSIBLE.has(String(error.code)))) throw error;
    }
  }
}

function runCommand(cwd: string, line: string): readonly string[] {
  const [out, errors] = [collect(), collect()];
  const io = { cwd, env: { LAMBDAVET_DEBUG: '1', NO_COLOR: '1' }, stdout: out.stream, stderr: errors.stream, readStdin: () => '', today: () => '2026-11-20' };
  try {
    const code = main(line.split(' '), io);
    const printed = [['prints', out.text()], ['complains with', errors.text()]] as const;
    return [
      ...([0, 1, 2].includes(code) ? [] : [`exit code ${code}`]),
      ...(/mistake of lambdavet|^ {4}at /m.test(errors.text() + out.text()) ? [errors.text() + out.text().slice(0, 2000)] : []),
      // A patch that is not for a terminal has the characters of the files.
      ...printed.flatMap(([how, text]) => [...(line.includes('--diff') ? [] : leak(`${how} a control character`, CONTROL.exec(text))), ...leak(`${how} a command`, COMMAND.exec(text)), ...PLANTED.filter((secret) => text.includes(secret)).map(() => `${how} a secret`)]),
    ].map((fault) => `${line}: ${fault}`);
  } catch (error) {
    return [`${line} threw ${error instanceof Error ? (error.stack ?? '') : String(error)}`];
  }
}

function leak(what: string, found: RegExpExecArray | null): readonly string[] {
  return found ? [`${what}: ${JSON.stringify(found.input.slice(Math.max(0, found.index - 40), found.index + 40))}`] : [];
}

function collect(): { readonly stream: TextStream; readonly text: () => string } {
  const parts: string[] = [];
  return { stream: { write: (text) => void parts.push(text), isTTY: false }, text: () => parts.join('') };
}

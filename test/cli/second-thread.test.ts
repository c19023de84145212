import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROJECTS = 12;
const QUEUES = 80;

let work: string;

/** Large enough for a second thread, and for a cache. */
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'threads-'));
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', '--quiet', '--outdir', join(work, 'installed/dist')], { cwd: ROOT, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  symlinkSync(join(ROOT, 'node_modules'), join(work, 'installed/node_modules'));
  for (let index = 0; index < PROJECTS; index++) {
    const folder = join(work, `repository/team${index}`);
    mkdirSync(folder, { recursive: true });
    const queues = Array.from({ length: QUEUES }, (_, queue) => `  Queue${queue}: { Type: AWS::SQS::Queue }\n`).join('');
    writeFileSync(join(folder, 'template.yaml'), `Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . }\n${queues}`);
    writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => process.env.TABLE;\n');
  }
}, 120_000);

afterAll(() => { rmSync(work, { recursive: true, force: true }); });

/** On a machine with so many cores; with the messages that came from another thread. */
function runOn(cores: number, ...flags: readonly string[]): { readonly stdout: string; readonly messages: number } {
  const counter = join(work, 'count.cjs');
  writeFileSync(counter, `require('node:os').availableParallelism = () => ${cores};
const threads = require('node:worker_threads');
if (threads.isMainThread) {
  const receive = threads.receiveMessageOnPort;
  let count = 0;
  threads.receiveMessageOnPort = (port) => { const got = receive(port); if (got) count++; return got; };
  process.on('exit', () => require('node:fs').writeSync(2, 'messages ' + count));
}`);
  const { stdout, stderr } = spawnSync(process.execPath, ['--require', counter, join(work, 'installed/dist/cli.cjs'), '--root', '.', '--preset', 'all', '--format', 'json', ...flags], { cwd: join(work, 'repository'), encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: join(work, 'cache') } });
  return { stdout, messages: Number(/messages (\d+)$/.exec(stderr)?.[1]) };
}

const run = (...flags: readonly string[]): ReturnType<typeof runOn> => runOn(3, ...flags);

test('what two threads say, and what the next run takes from the last one, is what one thread says', { timeout: 120_000 }, () => {
  const alone = run('--no-cache', '--timing');
  expect(alone.messages).toBe(0);
  expect(JSON.parse(alone.stdout)).toMatchObject({ summary: { projects: PROJECTS, functions: PROJECTS, files: 2 * PROJECTS } });
  const together = run('--no-cache');
  expect(together.stdout).toBe(alone.stdout);
  // At least that it is done.
  expect(together.messages).toBeGreaterThan(0);
  expect(runOn(1, '--no-cache')).toEqual({ stdout: alone.stdout, messages: 0 });
  const onTwoCores = runOn(2, '--no-cache');
  expect(onTwoCores.stdout).toBe(alone.stdout);
  expect(onTwoCores.messages).toBeGreaterThan(0);
  expect(readdirSync(work)).not.toContain('cache');
  const first = run();
  const second = run();
  expect([first.stdout, second.stdout]).toEqual([alone.stdout, alone.stdout]);
  expect(second.messages).toBe(0);
  expect(readdirSync(join(work, 'cache/lambdavet'))).toHaveLength(1);
});

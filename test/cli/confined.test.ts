import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { makeHostileRepository } from './hostile-repository.js';
import type { HostileRepository } from './hostile-repository.js';

const ROOT = realpathSync(join(import.meta.dirname, '../..'));
/** Where modules are found as in an installation. */
const INSTALLED = mkdtempSync(join(ROOT, 'node_modules/.confined-'));
const WORK = realpathSync(mkdtempSync(join(tmpdir(), 'lambdavet-confined-')));
const REPORT = join(WORK, 'report.sarif');
/** Without a tracer, as on other systems than Linux and in containers that forbid it, nothing can be shown. */
const CAN_TRACE = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

/** What Node.js and the system read for themselves. */
const OF_SYSTEM = /^\/(?:lib|lib64|usr|proc|sys|dev\/(?:null|urandom|tty)|etc\/(?:ld\.so|ssl\/|localtime|nsswitch|passwd$))/;

interface Call {
  readonly name: string;
  readonly path: string;
  readonly rest: string;
  readonly isOk: boolean;
}

function trace(...argv: readonly string[]): readonly Call[] {
  const log = join(WORK, 'trace.log');
  const env = { PATH: process.env['PATH'] ?? '', HOME: WORK };
  const { status, stderr } = spawnSync('strace', ['-f', '-qq', '-s', '4096', '-e', 'trace=%file,%network,%process', '-o', log, process.execPath, join(INSTALLED, 'dist/cli.cjs'), ...argv], { cwd: repository.root, env, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect([0, 1]).toContain(status);
  return readFileSync(log, 'utf8').split('\n').flatMap((line) => {
    const [, name, rest] = /^\d+ +(\w+)\((.*)$/.exec(line) ?? [];
    return name === undefined || rest === undefined ? [] : [{ name, rest, path: /"((?:\\.|[^"\\])*)"/.exec(rest)?.[1] ?? '', isOk: !/ = -1 /.test(rest) }];
  });
}

let repository: HostileRepository;

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
const opened = (calls: readonly Call[]): readonly Call[] => calls.filter(({ name, isOk }) => isOk && /^(?:open|openat|openat2|creat|execve|chdir)$/.test(name));

function written(calls: readonly Call[]): readonly string[] {
  const changing = calls.filter(({ name, rest }) => /^(?:creat|truncate|unlink|unlinkat|mkdir|mkdirat|rmdir|link|linkat|symlink|symlinkat|rename|renameat|renameat2|chmod|fchmodat|chown|utimensat|mknod)$/.test(name) || (/^open/.test(name) && /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(rest)));
  return [...new Set(changing.map(({ path }) => path))].filter((path) => !/^\/dev\/(?:null|tty)$/.test(path)).sort();
}

describe.skipIf(!CAN_TRACE)('a repository that names what is outside in every way (needs strace)', () => {
  beforeAll(() => {
    repository = makeHostileRepository(WORK);
    const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', '--quiet', '--outdir', join(INSTALLED, 'dist')], { cwd: ROOT, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  }, 120_000);

  afterAll(() => {
    rmSync(INSTALLED, { recursive: true, force: true });
    rmSync(WORK, { recursive: true, force: true });
  });

  test.each([
    ['a run', ['--preset', 'all', '--output', `sarif=${REPORT}`]],
    ['the next, with what the first compiled', ['--preset', 'all', '--output', `sarif=${REPORT}`]],
    ['types', ['--types', '--preset', 'all', '--output', `sarif=${REPORT}`]],
    ['inspect', ['inspect', '--json']],
    ['policy', ['policy']],
  ])('%s', { timeout: 120_000 }, (_what, argv) => {
    const calls = trace(...argv);
    expect(calls.length).toBeGreaterThan(100);
    // No network: not even a socket.
    expect(calls.filter(({ name }) => /^(?:socket|connect|bind|sendto|getaddrinfo)$/.test(name))).toEqual([]);
    // No other program: threads of Node.js are all that is started.
    expect(calls.filter(({ name }) => name === 'execve').map(({ path }) => path)).toEqual([process.execPath]);
    expect(calls.filter(({ name, rest }) => /^(?:fork|vfork)$/.test(name) || (/^clone/.test(name) && !rest.includes('CLONE_THREAD')))).toEqual([]);
    // Nothing is written but the report and what V8 compiled of the command.
    expect(written(calls).filter((path) => !isBelow(path, join(INSTALLED, 'dist')) && path !== REPORT && !(dirname(path) === WORK && path.includes('report.sarif')))).toEqual([]);
    expect(written(calls).filter((path) => isBelow(path, INSTALLED) && !/\/dist\/[\w.-]+\.cache(?:\.\d+)?$/.test(path))).toEqual([]);
    // Nothing is read outside of the repository and the installation.
    const paths = opened(calls).map(({ path }) => path);
    expect(paths.filter((path) => isBelow(path, repository.outside) || path.includes('/linked'))).toEqual([]);
    const known = [repository.root, ROOT, realpathSync(join(ROOT, 'node_modules')), process.execPath, REPORT, dirname(REPORT)];
    expect(paths.filter((path) => path.startsWith('/') && !known.some((folder) => isBelow(path, folder)) && !OF_SYSTEM.test(path))).toEqual([]);
  });

  test('a configuration that extends what is outside is refused unread', () => {
    for (const place of ['../outside/config.json', `${repository.outside}/config.json`, './linked/config.json']) {
      writeFileSync(join(repository.root, 'lambdavet.config.json'), JSON.stringify({ extends: place }));
      const { status, stderr } = spawnSync(process.execPath, [join(INSTALLED, 'dist/cli.cjs')], { cwd: repository.root, encoding: 'utf8' });
      expect(stderr).toMatch(/^lambdavet\.config\.json:1: /);
      expect(status).toBe(2);
    }
  });
});

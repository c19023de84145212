import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** Below our own dependencies, which the command looks for from where it lies. */
const CACHE = join(ROOT, 'node_modules/.cache');

export interface BuiltCli {
  /** The file that Node runs. */
  readonly file: () => string;
  run(folder: string, argv: readonly string[], options?: { readonly input?: string; readonly env?: Readonly<Record<string, string>> }): { readonly code: number | null; readonly out: string; readonly err: string };
}

/** Builds the command as it is shipped, for the tests of one file, and runs it as a process. */
export function builtCli(): BuiltCli {
  let folder = '';
  beforeAll(() => {
    mkdirSync(CACHE, { recursive: true });
    folder = mkdtempSync(join(CACHE, 'lambdavet-built-'));
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), '--quiet', '--check', '--outdir', folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`no build:\n${stderr}`);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (): string => join(folder, 'cli.cjs');
  return {
    file,
    run: (cwd, argv, { input = '', env = {} } = {}) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [file(), ...argv], { cwd, input, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...env } });
      return { code: status, out: stdout, err: stderr };
    },
  };
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';

import { main } from '../../src/cli/main.js';

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | (() => string);
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly warm?: () => void;
}

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files, removed after the test. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'lambdavet-cli-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Runs one command line in a folder, with an empty environment and a fixed day. */
export function runCli(folder: string, argv: readonly string[], { cwd = folder, env = {}, stdin = '', isTTY = false, columns, warm }: CliOptions = {}): CliResult {
  let out = '';
  let err = '';
  const code = main(argv, {
    cwd,
    env,
    stdout: { write: (text) => void (out += text), isTTY, columns },
    stderr: { write: (text) => void (err += text), isTTY },
    readStdin: () => (typeof stdin === 'string' ? stdin : stdin()),
    today: () => '2026-11-20',
    ...(warm ? { warm } : {}),
  });
  return { code, out, err };
}

/** A function with a deprecated runtime: one warning at line 5. */
export const DEPRECATED = ['Transform: AWS::Serverless-2016-10-31', 'Resources:', '  Orders:', '    Type: AWS::Serverless::Function', '    Properties: { Runtime: python3.8, Handler: orders.handler, CodeUri: . }', ''].join('\n');
/** The same without a fault. */
export const CLEAN = DEPRECATED.replace('python3.8', 'python3.13');
export const HANDLER = 'def handler(event, context):\n    return 1\n';

interface JsonReport {
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly location: { readonly path: string } }[];
  readonly summary: Readonly<Record<string, number>>;
  readonly problems: readonly { readonly kind: string; readonly path: string }[];
}

/** What `--format json` printed. */
export function reportOf({ out }: CliResult): JsonReport {
  return JSON.parse(out) as JsonReport;
}

/** `path severity rule` of every finding. */
export function findingsOf(result: CliResult): readonly string[] {
  return reportOf(result).findings.map(({ rule, severity, location }) => `${location.path} ${severity} ${rule}`);
}

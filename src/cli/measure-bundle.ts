import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { readManifest } from '../engine/package-manifest.js';
import { NOTHING_INSTALLED } from '../project/files.js';
import type { PackageContent, PackagedFile } from '../project/files.js';
import type { LambdaFunction } from '../project/functions.js';
import { joinPath } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { entryPoints, esbuildNear } from './bundle-entries.js';
import { bundleOptions } from './bundle-options.js';
import { isRecord } from '../engine/packaging/records.js';
import { END_OF_ARCHIVE, ENTRY_HEADERS } from '../engine/packaging/zipped-size.js';

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT = 100_000_000;

/** Runs apart: what esbuild does to its process, it does not do to ours. No plugins, nothing is written. */
const CALL = `
const { deflateRawSync } = require('node:zlib');
const { esbuild, options } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
try {
  const { outputFiles, metafile } = require(esbuild).buildSync(options);
  const { relative, sep } = require('node:path');
  const files = outputFiles.map(({ path, contents }) => ({ path: relative(options.outdir, path).split(sep).join('/'), bytes: contents.length, zipped: deflateRawSync(contents).length }));
  const outputs = Object.fromEntries(Object.entries(metafile.outputs).map(([path, { inputs }]) => [relative(options.outdir, require('node:path').resolve(options.absWorkingDir, path)).split(sep).join('/'), inputs]));
  process.stdout.write(JSON.stringify({ files, outputs }));
} catch (error) {
  const [first] = error.errors || [];
  process.stdout.write(JSON.stringify({ error: first ? first.text + (first.location ? ' (' + first.location.file + ':' + first.location.line + ')' : '') : String(error.message).split('\\n')[0] }));
}
`;

/** The bundle of a function that `sam build` makes with esbuild, made by the project's own esbuild; a text says why it cannot be. */
export function measureBundle(source: FileSource, fn: LambdaFunction): PackageContent | string {
  const { code } = fn;
  const root = source.diskRoot;
  if (code.kind !== 'local' || root === undefined || source.kind(code.path) !== 'folder') return 'its code is no folder here';
  const esbuild = esbuildNear(source, code.path);
  if (esbuild === undefined) return `--bundle runs the project's own esbuild, and none is installed at or above '${code.path === '' ? '.' : code.path}'`;
  const options = bundleOptions(fn, readManifest(source, code.path)?.dependencies.keys() ?? []);
  if (typeof options === 'string') return options;
  const entries = entryPoints(source, fn, code.path);
  if (typeof entries === 'string') return entries;
  const folder = join(root, code.path);
  const answer = call(join(root, esbuild), { ...options, absWorkingDir: folder, entryPoints: entries, outdir: join(folder, '.lambdavet-bundle'), bundle: true, platform: 'node', write: false, metafile: true, logLevel: 'silent' }, folder);
  return typeof answer === 'string' ? answer : contentOf(answer, code.path);
}

interface Answer {
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly zipped: number }[];
  readonly outputs: Readonly<Record<string, Readonly<Record<string, { readonly bytesInOutput: number }>>>>;
}

function call(esbuild: string, options: object, cwd: string): Answer | string {
  // Nothing of the environment but where programs are: neither secrets nor what would make Node or esbuild run something else.
  const env = { PATH: process.env.PATH ?? '', ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }) };
  const { stdout, error, signal } = spawnSync(process.execPath, ['-e', CALL], { cwd, env, input: JSON.stringify({ esbuild, options }), encoding: 'utf8', timeout: TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT });
  if (error && 'code' in error && error.code === 'ETIMEDOUT') return `esbuild did not end within ${TIMEOUT_MS / 1000} seconds`;
  const answer = parse(stdout);
  if (isAnswer(answer)) return answer;
  if (isRecord(answer) && typeof answer.error === 'string') return `esbuild cannot make it: ${answer.error}`;
  return `esbuild ended without an answer${signal === null ? '' : ` (${signal})`}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Said by who asks: there was no answer.
    return undefined;
  }
}

function isAnswer(value: unknown): value is Answer {
  return isRecord(value) && Array.isArray(value.files) && isRecord(value.outputs);
}

/** Each output with the files that went into it, by what each adds; the rest is what esbuild puts around them. */
function contentOf({ files, outputs }: Answer, folder: string): PackageContent {
  const entries = files.flatMap(({ path, bytes }): readonly PackagedFile[] => {
    const inputs = Object.entries(outputs[path] ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input, { bytesInOutput }]) => partOf(folder, path, input, bytesInOutput));
    const rest = bytes - inputs.reduce((sum, input) => sum + input.bytes, 0);
    return inputs.length === 0 ? [{ path: folder, inside: path, bytes }] : [...inputs, { path: folder, inside: `${path}/(esbuild)`, bytes: rest }];
  });
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const zipped = files.reduce((sum, file) => sum + file.zipped + ENTRY_HEADERS + 2 * Buffer.byteLength(file.path), END_OF_ARCHIVE);
  return { kind: 'bundle', path: folder, bytes, zipped, files: files.length, own: entries, entries, installed: [], weights: NOTHING_INSTALLED, missing: [], isComplete: true, isBuilt: true };
}

function partOf(folder: string, output: string, input: string, bytes: number): PackagedFile {
  const inside = input.replace(/^(?:\.\.\/)+/, '');
  const owner = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(inside)?.[1];
  return { path: joinPath(folder, input) ?? input, inside: `${output}/${inside}`, bytes, ...(owner === undefined ? {} : { owner }) };
}

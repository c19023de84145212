import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The platforms whose binding is looked for here; the parser's own code knows all of them. */
const NAMES: Readonly<Partial<Record<string, string>>> = {
  'linux-x64': 'linux-x64-gnu',
  'linux-arm64': 'linux-arm64-gnu',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64-msvc',
};

export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly env: Readonly<Partial<Record<string, string>>>;
  /** The script `ldd`, which says what C library there is; undefined where there is none. */
  readonly ldd: () => string | undefined;
}

const THIS_MACHINE: Machine = { platform: process.platform, arch: process.arch, env: process.env, ldd: () => readIfThere('/usr/bin/ldd') };

/**
 * The file with the native code of the parser in this version, if it lies in a `node_modules` at or above a folder: where npm and yarn put it.
 * The parser's own code tries files that are not there, and Node reads the manifests of three packages for it: 3 ms of each start. Undefined
 * for whatever is less usual (pnpm, musl, a path in the environment): that code finds it.
 */
export function nearBinding(from: string, version: string, machine: Machine = THIS_MACHINE): string | undefined {
  const name = NAMES[`${machine.platform}-${machine.arch}`];
  if (name === undefined || machine.env['NAPI_RS_NATIVE_LIBRARY_PATH'] || machine.env['NAPI_RS_FORCE_WASI']) return undefined;
  if (machine.platform === 'linux' && machine.ldd()?.includes('musl') !== false) return undefined;
  for (let folder = from; ; folder = dirname(folder)) {
    const found = basename(folder) === 'node_modules' ? undefined : readIfThere(join(folder, 'node_modules/@oxc-parser', `binding-${name}`, 'package.json'));
    if (found !== undefined) return versionOf(found) === version ? join(folder, 'node_modules/@oxc-parser', `binding-${name}`, `parser.${name}.node`) : undefined;
    if (dirname(folder) === folder) return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

function versionOf(manifest: string): unknown {
  try {
    return (JSON.parse(manifest) as { readonly version?: unknown }).version;
  } catch {
    return undefined;
  }
}

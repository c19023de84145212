import type { Problem } from '../../diagnostic.js';
import { baseName, joinPath, parentFolder } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';
import { memoised } from '../once.js';
import { isRecord } from '../packaging/records.js';
import { readTsConfig } from '../tsconfig-file.js';
import type { TsConfig } from '../tsconfig-file.js';

/** A `package.json` as a bundler looks at it. */
export interface BundledManifest {
  readonly folder: string;
  readonly name: string | undefined;
  /** All fields as written: `main`, `module` and what else may name the entry. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What stands around a folder, each asked once. */
export interface Folders {
  /** The `package.json` in the folder itself. */
  manifestIn(folder: string): BundledManifest | undefined;
  /** The nearest one, at or above. */
  manifestAround(folder: string): BundledManifest | undefined;
  /** The nearest `tsconfig.json` or `jsconfig.json`; none counts in what is installed. */
  tsConfigAround(folder: string): TsConfig | undefined;
  /** The folder that a folder is once links are followed. */
  realFolder(folder: string): string;
}

export function createFolders(source: FileSource, report: (problem: Problem) => void): Folders {
  const manifestIn = memoised((folder) => readFields(source, folder));
  const manifestAround = memoised((folder: string): BundledManifest | undefined => manifestIn(folder) ?? (folder === '' ? undefined : manifestAround(parentFolder(folder))));
  const configs = memoised((path) => readTsConfig(source, path, report));
  const configAround = memoised((folder: string): TsConfig | undefined => {
    const path = ['tsconfig.json', 'jsconfig.json'].flatMap((name) => joinPath(folder, name) ?? []).find((one) => source.kind(one) === 'file');
    if (path !== undefined) return configs(path);
    return folder === '' ? undefined : configAround(parentFolder(folder));
  });
  return {
    manifestIn,
    manifestAround,
    tsConfigAround: (folder) => (isInstalled(folder) ? undefined : configAround(folder)),
    realFolder: memoised((folder) => source.realPath(folder) ?? folder),
  };
}

/** In a `node_modules` folder, however deep. */
export function isInstalled(path: string): boolean {
  return /(?:^|\/)node_modules(?:\/|$)/.test(path);
}

function readFields(source: FileSource, folder: string): BundledManifest | undefined {
  // Node looks for none in the folder that holds packages.
  const path = baseName(folder) === 'node_modules' ? undefined : joinPath(folder, 'package.json');
  if (path === undefined || source.kind(path) !== 'file') return undefined;
  const fields = parse(source.read(path) ?? '');
  return fields && { folder, name: typeof fields['name'] === 'string' ? fields['name'] : undefined, fields };
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const data: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isRecord(data) ? data : undefined;
  } catch {
    // The build would end with it; here what it says is not known.
    return undefined;
  }
}

import type { PackageFormat } from '../../project/files.js';
import { joinPath, parentFolder } from '../../project/paths.js';
import { packageName } from '../../project/supply.js';
import { mayInclude } from '../../project/version-ranges.js';
import type { FileSource } from '../../source/file-source.js';
import { memoised } from '../once.js';
import { readManifest } from '../package-manifest.js';
import type { Manifest } from '../package-manifest.js';
import { isRecord } from './records.js';
import { foldersUpFrom } from './surroundings.js';

/** What `require` goes by where it loads no ES modules. Source: nodejs.org/api/packages.html#conditional-exports. */
const CONDITIONS: ReadonlySet<string> = new Set(['node', 'node-addons', 'require', 'default']);

/** Answers what `require` of a package that is installed near a script comes to, once for the scripts of a folder; undefined where that cannot be told. */
export function createPackageFormats(source: FileSource): (importer: string, specifier: string) => PackageFormat | undefined {
  const inFolder = memoised((folder) => memoised((specifier) => requiredFormat(source, folder, specifier)));
  return (importer, specifier) => inFolder(parentFolder(importer))(specifier);
}

function requiredFormat(source: FileSource, start: string, specifier: string): PackageFormat | undefined {
  const name = packageName(specifier);
  const around = foldersUpFrom(start);
  const folder = around.map((one) => joinPath(one, `node_modules/${name}`) ?? '').find((one) => source.kind(one) === 'folder');
  const manifest = folder === undefined ? undefined : readManifest(source, folder);
  if (folder === undefined || !manifest || !isWanted(source, around, name, manifest)) return undefined;
  const subpath = `.${specifier.slice(name.length)}`;
  const written = manifest.exports === undefined || manifest.exports === null ? plainTarget(manifest, subpath) : exportedTarget(manifest.exports, subpath);
  if (written === undefined) return manifest.exports === undefined || manifest.exports === null ? undefined : 'unexported';
  const file = written === null ? undefined : joinPath(folder, written);
  return file?.startsWith(`${folder}/`) === true ? formatOf(source, folder, file) : undefined;
}

/** What is found further up may be another version than the one that a build installs. */
function isWanted(source: FileSource, around: readonly string[], name: string, { version }: Manifest): boolean {
  const range = around.map((one) => readManifest(source, one)?.dependencies.get(name)).find((one) => one !== undefined);
  return range !== undefined && version !== undefined && mayInclude(range, version, false) === true;
}

function plainTarget({ entry = 'index.js' }: Manifest, subpath: string): string {
  return subpath === '.' ? entry : subpath;
}

/** Null for what is ruled out on purpose, or written in a way that is not followed. */
function exportedTarget(exports: unknown, subpath: string): string | null | undefined {
  const hasPaths = isRecord(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  if (!hasPaths) return subpath === '.' ? conditionalTarget(exports) : undefined;
  const exact = exports[subpath];
  if (exact !== undefined) return conditionalTarget(exact);
  return Object.keys(exports).some((key) => key.includes('*') || key.endsWith('/')) ? null : undefined;
}

function conditionalTarget(target: unknown): string | null | undefined {
  if (typeof target === 'string') return target;
  if (Array.isArray(target) || target === null) return null;
  if (!isRecord(target)) return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    const found = CONDITIONS.has(condition) ? conditionalTarget(inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function formatOf(source: FileSource, root: string, written: string): PackageFormat | undefined {
  const file = [written, `${written}.js`, `${written}/index.js`].find((one) => source.kind(one) === 'file');
  if (file?.endsWith('.mjs') === true) return 'esm';
  if (file?.endsWith('.js') !== true) return undefined;
  for (let folder = parentFolder(file); ; folder = parentFolder(folder)) {
    const manifest = readManifest(source, folder);
    if (manifest || folder === root) return manifest?.type === 'module' ? 'esm' : 'commonjs';
  }
}

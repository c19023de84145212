import type { Problem } from '../diagnostic.js';
import { NOTHING_INSTALLED } from '../project/files.js';
import type { PackageContent, PackagedFile } from '../project/files.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { baseName, joinPath } from '../project/paths.js';
import { known } from '../resolved.js';
import type { FileSource, FolderEntry } from '../source/file-source.js';
import { readManifest } from './package-manifest.js';
import type { Manifest } from './package-manifest.js';
import { once } from './once.js';
import { nodeFiles } from './packaging/node-files.js';
import { plugAndPlayFile } from './packaging/surroundings.js';
import { readRequirements } from './packaging/requirements.js';
import { walkFolder } from './packaging/walk-folder.js';
import type { WalkedFile } from './packaging/walk-folder.js';
import { installedFiles } from './packaging/weigh-installed.js';
import type { Weigher } from './packaging/weigh-installed.js';
import { zippedSize } from './packaging/zipped-size.js';
import { MAX_DIRECTORY, MAX_ENTRIES, readZipDirectory } from './packaging/zip-directory.js';

/** With one of these, a build makes something else of the folder. */
const COMPILED_MANIFESTS = /^(?:Gemfile|pom\.xml|build\.gradle(?:\.kts)?|go\.mod|Cargo\.toml|.+\.(?:cs|fs|vb)proj)$/;
/** Without `*.so`: a folder that holds what was compiled is deployed without this build. Source: aws-lambda-builders workflows/python_pip/workflow.py. */
const PYTHON_LEFT_OUT = /^(?:\.aws-sam|\.chalice|\.git|\.gitignore|.*\.pyc|__pycache__|\.Python|.*\.egg-info|.*\.egg|pip-log\.txt|pip-delete-this-directory\.txt|htmlcov|\.tox|\.nox|\.coverage|\.cache|\.pytest_cache|\.python-version|\.mypy_cache|\.dmypy\.json|\.pyre|\.env|\.venv|venv|venv\.bak|env\.bak|ENV|env|\.vscode|\.idea)$/;
const LEFT_OUT = /^(?:\.git|\.aws-sam)$/;
/** What `sam package` zips as a single file, and nobody unpacks then. Source: aws-sam-cli samcli/lib/package/packageable_resources.py. */
const OTHER_ARCHIVES = /\.(?:tar|tgz|tbz2|txz|tar\.(?:gz|bz2|xz|zst)|7z|rar|gz)$/i;

/**
 * What would be uploaded for a function, from the working tree alone. Undefined where a build decides (a bundle, a makefile, a compiled
 * language) or where there is no local code.
 */
export function measurePackage(source: FileSource, definition: FunctionDefinition, weigher: Weigher, report: (problem: Problem) => void): PackageContent | undefined {
  const { code, buildMethod } = definition;
  if (code.kind !== 'local' || (buildMethod !== undefined && !/^(?:nodejs|python3)/.test(buildMethod))) return undefined;
  const info = source.stat(code.path);
  if (!info) return undefined;
  if (info.kind === 'file' && OTHER_ARCHIVES.test(code.path)) report({ kind: 'parse', path: code.path, message: 'It is code of a function and no zip file: it is deployed as it is, and Lambda does not unpack it.' });
  if (info.kind === 'file' && isNoCode(source, definition, code.path)) report({ kind: 'parse', path: code.path, message: 'It is code of a function and neither an archive nor a script: nothing in it can be run.' });
  return info.kind === 'file' ? measureFile(source, code.path, info.size, report) : measureFolder(source, definition, code.path, weigher, report);
}

/** `sam package` zips a single file, whatever it is; only scripts, and archives by another name, are of use to these runtimes. */
function isNoCode(source: FileSource, { runtime }: FunctionDefinition, path: string): boolean {
  if (!/^(?:nodejs|python)/.test(known(runtime) ?? '') || OTHER_ARCHIVES.test(path) || /\.(?:zip|jar|[cm]?[jt]sx?|pyc?)$/i.test(path)) return false;
  const start = source.bytes(path, 0, 2);
  return start !== undefined && !(start[0] === 0x50 && start[1] === 0x4b);
}

/** What a folder or an archive holds that a layer is made from, without a build. */
export function measureLayer(source: FileSource, path: string, report: (problem: Problem) => void): readonly PackagedFile[] {
  const isLeftOut = (_path: string, _kind: string, name: string): boolean => LEFT_OUT.test(name);
  const info = source.stat(path);
  if (info?.kind === 'file') {
    const { own, bytes } = measureFile(source, path, info.size, report);
    return own.length > 0 ? own : [{ path, inside: baseName(path), bytes }];
  }
  return info ? walkFolder(source, path, { isLeftOut, report }).files.map((file) => toEntry(file, path)) : [];
}

function measureFile(source: FileSource, path: string, size: number, report: (problem: Problem) => void): PackageContent {
  if (!/\.(?:zip|jar)$/i.test(path)) {
    const own = [{ path, inside: baseName(path), bytes: size }];
    return { kind: 'file', path, bytes: size, files: 1, own, entries: own, ...NONE_INSTALLED, missing: [], isComplete: true, isBuilt: false };
  }
  const read = size > 0 ? readZipDirectory(source, path, size) : undefined;
  if (read === 'too large') report({ kind: 'limit', path, message: `It has more than ${MAX_ENTRIES} files, or a table of contents over ${MAX_DIRECTORY} bytes; what it holds is not known.` });
  const entries = read === 'too large' ? undefined : read;
  if (!read && source.bytes(path, 0, 1)) report({ kind: 'parse', path, message: 'It is named like an archive and is none that can be read; Lambda will refuse it.' });
  const own = (entries ?? []).map((entry): PackagedFile => ({ path, inside: entry.path, bytes: entry.bytes, ...ownerIn(entry.path) }));
  return { kind: 'archive', path, bytes: entries ? bytesOf(own) : size, zipped: size, files: entries?.length ?? 1, own, entries: own, ...NONE_INSTALLED, missing: [], isComplete: entries !== undefined, isBuilt: false };
}

function measureFolder(source: FileSource, definition: FunctionDefinition, folder: string, weigher: Weigher, report: (problem: Problem) => void): PackageContent | undefined {
  const entries = source.list(folder) ?? [];
  const isServerless = definition.type === 'AWS::Serverless::Function';
  const runtime = known(definition.runtime) ?? '';
  if (isServerless && entries.some(({ name }) => COMPILED_MANIFESTS.test(name)) && !/^(?:nodejs|python)/.test(runtime)) return undefined;
  // Where the runtime is not known, what lies in the folder tells the language.
  const isOpen = !/^(?:nodejs|python|ruby|java|dotnet|go|provided)/.test(runtime);
  const manifest = isServerless && (isOpen || runtime.startsWith('nodejs')) ? readManifest(source, folder) : undefined;
  if (manifest) return measureNode(source, folder, manifest, weigher, report);
  const isPython = isServerless && (isOpen || runtime.startsWith('python'));
  const { files, isWhole } = walkFolder(source, folder, { isLeftOut: (_path, _kind, name) => (isPython ? PYTHON_LEFT_OUT : LEFT_OUT).test(name), report });
  const required = runtime.startsWith('python') ? namesRequired(source, folder, report) : [];
  const distributions = distributionsIn(entries);
  const there = new Set([...distributions.values()].map((name) => name.replace(/[-_.]+/g, '-').toLowerCase()));
  const missing = required.filter((name) => !there.has(name));
  return contentOf(source, folder, files.map((file) => toEntry(file, folder, distributions)), missing, isWhole, isPython && required.length > 0);
}

/** `sam build` packs the folder with npm and installs what it needs for production. */
function measureNode(source: FileSource, folder: string, manifest: Manifest, weigher: Weigher, report: (problem: Problem) => void): PackageContent {
  const rules = nodeFiles(source, folder, manifest, report);
  const walked = walkFolder(source, folder, { isLeftOut: (path, kind, name) => rules.isLeftOut(path, kind, name), enter: (path, entries) => rules.enter(path, entries), report });
  const own = walked.files.map((file) => toEntry(file, folder));
  const weights = once(() => {
    const weighed = weigher.weigh(folder);
    for (const problem of weighed.problems) report(problem);
    return weighed;
  });
  const sumOf = (key: 'bytes' | 'files'): number => weights().packages.reduce((sum, weight) => sum + weight[key], 0);
  const bytes = once(() => bytesOf(own) + sumOf('bytes'));
  const entries = once(() => [...own, ...installedFiles(source, weigher.list(folder).packages)]);
  return {
    kind: 'folder',
    path: folder,
    own,
    isBuilt: true,
    zip: once(() => zippedSize(source, bytes(), own, () => weigher.pack(folder))),
    // Most rules ask for the folder's own files, and never learn what the others weigh.
    get installed() { return weigher.list(folder).packages.map(({ name }) => name); },
    get missing() { return weigher.list(folder).missing; },
    get weights() { return weights(); },
    get bytes() { return bytes(); },
    get files() { return own.length + sumOf('files'); },
    get entries() { return entries(); },
    get missingReason() { return this.missing.length > 0 ? plugAndPlayReason(source, folder) : undefined; },
    get isComplete() { return walked.isWhole && this.missing.length === 0 && weights().isWhole; },
  };
}

function plugAndPlayReason(source: FileSource, folder: string): string | undefined {
  const file = plugAndPlayFile(source, folder);
  return file && `Yarn keeps them in archives ('${file}'), which are not read`;
}

/** A folder that is uploaded as it is, or a part of what a build installs into. */
function contentOf(source: FileSource, path: string, own: readonly PackagedFile[], missing: readonly string[], isWhole: boolean, isBuilt: boolean): PackageContent {
  const bytes = bytesOf(own);
  return { kind: 'folder', path, zip: once(() => zippedSize(source, bytes, own, () => 0)), bytes, files: own.length, own, entries: own, ...NONE_INSTALLED, missing, isComplete: isWhole && missing.length === 0, isBuilt };
}

const NONE_INSTALLED = { installed: [], weights: NOTHING_INSTALLED };

function bytesOf(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Names of what pip installs into the package. */
function namesRequired(source: FileSource, folder: string, report: (problem: Problem) => void): readonly string[] {
  const list = joinPath(folder, 'requirements.txt') ?? '';
  return source.kind(list) === 'file' ? (readRequirements(source, list, report) ?? [{ name: 'requirements.txt' }]).map(({ name }) => name) : [];
}

/** By top-level folder, the name of what pip put there. */
function distributionsIn(entries: readonly FolderEntry[]): ReadonlyMap<string, string> {
  return new Map(entries.flatMap(({ name }): [string, string][] => {
    const distribution = /^(.+?)-\d[^-]*(?:-py[\d.]+)?\.(?:dist|egg)-info$/.exec(name)?.[1];
    return distribution === undefined ? [] : [[name, distribution], [distribution, distribution], [distribution.toLowerCase().replaceAll('-', '_'), distribution]];
  }));
}

function toEntry({ path, bytes }: WalkedFile, folder: string, distributions?: ReadonlyMap<string, string>): PackagedFile {
  const inside = folder === '' || !path.startsWith(`${folder}/`) ? path : path.slice(folder.length + 1);
  const owner = distributions?.get(inside.split('/', 1)[0] ?? '');
  return { path, inside, bytes, ...(owner === undefined ? ownerIn(inside) : { owner }) };
}

function ownerIn(inside: string): { readonly owner?: string } {
  const owner = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^./@][^/]*)\//.exec(inside)?.[1];
  return owner === undefined ? {} : { owner };
}

import type { Problem } from '../diagnostic.js';
import type { PackageContent, PackagedFile } from '../project/files.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { baseName, joinPath } from '../project/paths.js';
import { known } from '../resolved.js';
import type { FileSource, FolderEntry } from '../source/file-source.js';
import { readManifest } from './package-manifest.js';
import type { Manifest } from './package-manifest.js';
import { once } from './once.js';
import { layerFolders } from './python-roots.js';
import { installedPackages } from './packaging/installed-packages.js';
import type { InstalledPackage } from './packaging/installed-packages.js';
import { nodeFiles } from './packaging/node-files.js';
import { readRequirements } from './packaging/requirements.js';

import { walkFolder } from './packaging/walk-folder.js';
import type { WalkedFile } from './packaging/walk-folder.js';
import { zippedSize } from './packaging/zipped-size.js';
import { MAX_DIRECTORY, MAX_ENTRIES, readZipDirectory } from './packaging/zip-directory.js';

/** With one of these, a build makes something else of the folder. */
const COMPILED_MANIFESTS: ReadonlySet<string> = new Set(['Gemfile', 'pom.xml', 'build.gradle', 'build.gradle.kts', 'go.mod', 'Cargo.toml']);
/** Source: aws-lambda-builders workflows/python_pip/workflow.py. */
const PYTHON_LEFT_OUT = /^(?:\.aws-sam|\.chalice|\.git|\.gitignore|.*\.pyc|__pycache__|\.Python|.*\.egg-info|.*\.egg|pip-log\.txt|pip-delete-this-directory\.txt|htmlcov|\.tox|\.nox|\.coverage|\.cache|\.pytest_cache|\.python-version|\.mypy_cache|\.dmypy\.json|\.pyre|\.env|\.venv|venv|venv\.bak|env\.bak|ENV|env|\.vscode|\.idea)$/;
const LEFT_OUT = /^(?:\.git|\.aws-sam)$/;
/** What `sam package` zips as a single file, and nobody unpacks then. Source: aws-sam-cli samcli/lib/package/packageable_resources.py. */
const OTHER_ARCHIVES = /\.(?:tar|tgz|tbz2|txz|tar\.(?:gz|bz2|xz|zst)|7z|rar|gz)$/i;
/** A package is not walked further than this; beyond it the size is a lower bound. */
const MAX_FILES = 50_000;

/**
 * What would be uploaded for a function, from the working tree alone. Undefined where a build decides (a bundle, a makefile, a compiled
 * language) or where there is no local code.
 */
export function measurePackage(source: FileSource, definition: FunctionDefinition, report: (problem: Problem) => void): PackageContent | undefined {
  const { code, buildMethod } = definition;
  if (code.kind !== 'local' || (buildMethod !== undefined && !/^(?:nodejs|python3)/.test(buildMethod))) return undefined;
  const info = source.stat(code.path);
  if (!info) return undefined;
  if (info.kind === 'file' && OTHER_ARCHIVES.test(code.path)) report({ kind: 'parse', path: code.path, message: 'It is code of a function and no zip file: it is deployed as it is, and Lambda does not unpack it.' });
  return info.kind === 'file' ? measureFile(source, code.path, info.size, report) : measureFolder(source, definition, code.path, report);
}

/** What the layers of a function that its template defines hold in the tree, at least. */
export function measureLayers(source: FileSource, definition: FunctionDefinition, report: (problem: Problem) => void): number {
  const isLeftOut = (_path: string, _kind: string, name: string): boolean => LEFT_OUT.test(name);
  return layerFolders(definition).flatMap((path): readonly { readonly bytes: number }[] => {
    const info = source.stat(path);
    if (info?.kind === 'file') return [measureFile(source, path, info.size, report)];
    return info ? walkFolder(source, path, { maxFiles: MAX_FILES, isLeftOut, report }).files : [];
  }).reduce((sum, { bytes }) => sum + bytes, 0);
}

function measureFile(source: FileSource, path: string, size: number, report: (problem: Problem) => void): PackageContent {
  if (!/\.(?:zip|jar)$/i.test(path)) return { kind: 'file', path, bytes: size, files: 1, entries: [{ path, inside: baseName(path), bytes: size }], missing: [], isComplete: true, isBuilt: false };
  const read = size > 0 ? readZipDirectory(source, path, size) : undefined;
  if (read === 'too large') report({ kind: 'limit', path, message: `It has more than ${MAX_ENTRIES} files, or a table of contents over ${MAX_DIRECTORY} bytes; what it holds is not known.` });
  const entries = read === 'too large' ? undefined : read;
  if (!read && source.bytes(path, 0, 1)) report({ kind: 'parse', path, message: 'It is named like an archive and is none that can be read; Lambda will refuse it.' });
  const bytes = entries?.reduce((sum, entry) => sum + entry.bytes, 0) ?? size;
  const listed = (entries ?? []).map((entry): PackagedFile => ({ path, inside: entry.path, bytes: entry.bytes, ...ownerIn(entry.path) }));
  return { kind: 'archive', path, bytes, zipped: size, files: entries?.length ?? 1, entries: listed, missing: [], isComplete: entries !== undefined, isBuilt: false };
}

function measureFolder(source: FileSource, definition: FunctionDefinition, folder: string, report: (problem: Problem) => void): PackageContent | undefined {
  const entries = source.list(folder) ?? [];
  const isServerless = definition.type === 'AWS::Serverless::Function';
  const runtime = known(definition.runtime) ?? '';
  if (isServerless && entries.some(({ name }) => COMPILED_MANIFESTS.has(name)) && !/^(?:nodejs|python)/.test(runtime)) return undefined;
  // Where the runtime is not known, what lies in the folder tells the language.
  const isOpen = !/^(?:nodejs|python|ruby|java|dotnet|go|provided)/.test(runtime);
  const manifest = isServerless && (isOpen || runtime.startsWith('nodejs')) ? readManifest(source, folder) : undefined;
  if (manifest) return measureNode(source, folder, manifest, report);
  const isPython = isServerless && (isOpen || runtime.startsWith('python'));
  const { files, isWhole } = walkFolder(source, folder, { maxFiles: MAX_FILES, isLeftOut: (_path, _kind, name) => (isPython ? PYTHON_LEFT_OUT : LEFT_OUT).test(name), report });
  const missing = runtime.startsWith('python') ? namesRequired(source, folder, report) : [];
  const distributions = distributionsIn(entries);
  return contentOf(source, folder, files.map((file) => toEntry(file, folder, distributions)), missing, isWhole, isPython && missing.length > 0);
}

/** `sam build` packs the folder with npm and installs what it needs for production. */
function measureNode(source: FileSource, folder: string, manifest: Manifest, report: (problem: Problem) => void): PackageContent {
  const rules = nodeFiles(source, folder, manifest, report);
  const own = walkFolder(source, folder, { maxFiles: MAX_FILES, isLeftOut: (path, kind, name) => rules.isLeftOut(path, kind, name), enter: (path, entries) => rules.enter(path, entries), report });
  const { packages, missing } = installedPackages(source, folder);
  const entries = own.files.map((file) => toEntry(file, folder));
  let isWhole = own.isWhole;
  for (const one of packages) {
    if (entries.length > MAX_FILES) {
      tellTooMany(folder, report);
      isWhole = false;
      break;
    }
    const installed = walkFolder(source, one.folder, { maxFiles: MAX_FILES - entries.length, isLeftOut: (_path, kind, name) => kind === 'folder' && (name === 'node_modules' || name === '.git'), report });
    for (const { path, bytes } of installed.files) entries.push({ path, inside: `${one.inside}${path.slice(one.folder.length)}`, bytes, owner: one.name });
    const links = commandLinks(source, one, MAX_FILES);
    for (const link of links) entries.push(link);
    isWhole &&= installed.isWhole && links.length < MAX_FILES;
  }
  return contentOf(source, folder, entries, missing, isWhole, true);
}

function tellTooMany(path: string, report: (problem: Problem) => void): void {
  report({ kind: 'limit', path: path === '' ? '.' : path, message: `The package has more than ${MAX_FILES} files; its size is that of those, at least.` });
}

function commandLinks(source: FileSource, { name, folder, inside, commands }: InstalledPackage, most: number): readonly PackagedFile[] {
  return [...commands].slice(0, most).flatMap(([command, written]): readonly PackagedFile[] => {
    const path = joinPath(folder, written);
    const info = path === undefined || !path.startsWith(`${folder}/`) ? undefined : source.stat(path);
    if (path === undefined || info?.kind !== 'file') return [];
    return [{ path, inside: `${inside.slice(0, -name.length)}.bin/${command}`, bytes: info.size, owner: name }];
  });
}

function contentOf(source: FileSource, path: string, entries: readonly PackagedFile[], missing: readonly string[], isWhole: boolean, isBuilt: boolean): PackageContent {
  return { kind: 'folder', path, zip: once(() => zippedSize(source, entries)), bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0), files: entries.length, entries, missing, isComplete: isWhole && missing.length === 0, isBuilt };
}

/** Names of what pip would install and is not in the folder already. */
function namesRequired(source: FileSource, folder: string, report: (problem: Problem) => void): readonly string[] {
  const list = joinPath(folder, 'requirements.txt') ?? '';
  if (source.kind(list) !== 'file') return [];
  const there = new Set([...distributionsIn(source.list(folder) ?? []).values()].map((name) => name.replace(/[-_.]+/g, '-').toLowerCase()));
  return (readRequirements(source, list, report) ?? [{ name: 'requirements.txt' }]).map(({ name }) => name).filter((name) => !there.has(name));
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
  const owner = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(inside)?.[1];
  return owner === undefined ? {} : { owner };
}

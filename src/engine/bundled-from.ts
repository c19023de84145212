import type { FileRequest } from '../project/handler-request.js';
import { baseName, joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { commandEntries, scriptsRun } from './build-commands.js';
import { isCommon, isOutput } from './folder-names.js';
import { settingsEntries } from './bundler-settings.js';
import { scriptOf } from './find-file.js';
import { mayHaveHandler } from './handler-text.js';
import { readManifest } from './package-manifest.js';
import { foldersUpFrom } from './packaging/surroundings.js';

/** What a bundler writes, as far as it is told, and the file that it begins with: a path without extension. */
export interface BundleEntry {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
}

const SCRIPT = /\.[cm]?[jt]sx?$/;
const SETTINGS = /^(?:(?:webpack|rollup|rolldown|vite|esbuild|tsup|tsdown|rspack)(?:\.[\w-]+)*|build)\.[cm]?[jt]s$/;

/** The file with the handler that a bundler makes a module of, by its settings or its command in the next `package.json` that has one; they are read, never run. */
export function bundledFrom(source: FileSource, request: FileRequest, module: string): string | undefined {
  for (const folder of foldersUpFrom(parentFolder(module))) {
    const own = folder === '' ? module : module.slice(folder.length + 1);
    const entries = entriesIn(source, folder);
    const written = entries.filter(({ name }) => writes(name, own));
    const longest = Math.max(...written.map(({ name }) => name.length));
    // A function whose template leaves out the folder that is written to.
    const meant = written.length > 0 ? written.filter(({ name }) => name.length === longest) : entries.filter(({ name }) => `/${name}`.endsWith(`/${own}`));
    const files = new Set(meant.flatMap(({ file }) => scriptAt(source, file) ?? []));
    const [only, other] = [...files].filter((file) => mayHaveHandler(source, request, file));
    if (only !== undefined) return other === undefined ? only : undefined;
  }
  return undefined;
}

/** `[name].js` and `[name]/index.js` in whatever folder; what many entries are called, in one for builds only. */
function writes(name: string, module: string): boolean {
  const folder = [name, `${name}/index`, `${baseName(name)}/${baseName(name)}`].find((end) => `/${module}`.endsWith(`/${end}`));
  if (folder === undefined) return false;
  const around = baseName(module.slice(0, -folder.length - 1));
  return around === '' || isOutput(around) || !isCommon(folder);
}

function entriesIn(source: FileSource, folder: string): readonly BundleEntry[] {
  const scripts = readManifest(source, folder)?.scripts ?? [];
  const settings = (source.list(folder) ?? []).flatMap(({ name, kind }) => (kind === 'file' && SETTINGS.test(name) ? [joinPath(folder, name) ?? name] : []));
  const run = scripts.flatMap(scriptsRun).flatMap((path) => joinPath(folder, path) ?? []).filter((path) => source.kind(path) === 'file');
  return [...scripts.flatMap((script) => commandEntries(script, folder)), ...[...new Set([...settings, ...run])].flatMap((path) => settingsEntries(source, path, folder))];
}

function scriptAt(source: FileSource, path: string): string | undefined {
  return SCRIPT.test(path) && source.kind(path) === 'file' ? path : scriptOf(source, path);
}

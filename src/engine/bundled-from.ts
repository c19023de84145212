import { SCRIPT_EXTENSIONS } from '../project/handler-request.js';
import { baseName, joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { commandEntries, scriptsRun } from './build-commands.js';
import { settingsEntries } from './bundler-settings.js';
import { readManifest } from './package-manifest.js';
import { foldersUpFrom } from './packaging/surroundings.js';

/** What a bundler writes, as far as it is told, and the file that it begins with: a path without extension. */
export interface BundleEntry {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
}

const SETTINGS = /^(?:(?:webpack|rollup|rolldown|vite|esbuild|tsup|tsdown|rspack)(?:\.[\w-]+)*|build)\.[cm]?[jt]s$/;

/** The file that a bundler makes a module of, by its settings or its command in the next `package.json` that has one; they are read, never run. */
export function bundledFrom(source: FileSource, start: string, module: string): string | undefined {
  for (const folder of foldersUpFrom(start)) {
    const own = folder === '' ? module : module.slice(folder.length + 1);
    const ranked = entriesIn(source, folder).flatMap(({ name, file }) => {
      const found = isNamed(own, name) ? fileOf(source, file) : undefined;
      return found === undefined ? [] : [{ length: name.length, found }];
    });
    const longest = Math.max(...ranked.map(({ length }) => length));
    const files = new Set(ranked.flatMap(({ length, found }) => (length === longest ? [found] : [])));
    if (files.size > 0) return files.size === 1 ? [...files][0] : undefined;
  }
  return undefined;
}

/** `[name].js` and `[name]/index.js` in whatever folder; a function whose template leaves that folder out, too. */
function isNamed(module: string, name: string): boolean {
  const path = `/${module}`;
  return path.endsWith(`/${name}`) || path.endsWith(`/${name}/index`) || `/${name}`.endsWith(path) || path.endsWith(`/${baseName(name)}/${baseName(name)}`);
}

function entriesIn(source: FileSource, folder: string): readonly BundleEntry[] {
  const scripts = readManifest(source, folder)?.scripts ?? [];
  const settings = (source.list(folder) ?? []).flatMap(({ name, kind }) => (kind === 'file' && SETTINGS.test(name) ? [joinPath(folder, name) ?? name] : []));
  const run = scripts.flatMap(scriptsRun).flatMap((path) => joinPath(folder, path) ?? []).filter((path) => source.kind(path) === 'file');
  return [...scripts.flatMap((script) => commandEntries(script, folder)), ...[...new Set([...settings, ...run])].flatMap((path) => settingsEntries(source, path, folder))];
}

function fileOf(source: FileSource, path: string): string | undefined {
  const bases = [path, `${path}/index`];
  return [path, ...bases.flatMap((base) => SCRIPT_EXTENSIONS.map((extension) => base + extension))].find((one) => source.kind(one) === 'file' && parentFolder(one) !== one);
}

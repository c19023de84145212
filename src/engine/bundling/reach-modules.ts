import type { Problem } from '../../diagnostic.js';
import type { ImportPlace } from '../../project/files.js';
import { baseName, parentFolder } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';
import { isDataNestedTooDeeply } from '../../source/nesting.js';
import { createFolders } from './folders.js';
import { filesLike } from './files-like.js';
import type { BundledImport } from './imports-of-script.js';
import { readScript } from './read-script.js';
import type { ReadScript } from './read-script.js';
import { createModuleResolver } from './resolve-module.js';
import type { LoadKind, ResolvedModule, ResolveModule } from './resolve-module.js';
import { loaderFor, loaderOfAttribute } from './settings.js';
import type { BundleSettings, Loader } from './settings.js';
import type { ScriptSize } from './script-size.js';

/** A file that goes into a bundle. */
export interface ReachedModule {
  /** In the repository, links followed. */
  readonly path: string;
  readonly loader: Loader;
  /** Of the file itself. */
  readonly bytes: number;
  /** What it is as code; undefined where it is none. */
  readonly script?: ScriptSize;
  /** Of the names that it gives on with `export *`: bytes that they may have in it. */
  readonly givenOn: number;
}

/** Everything that the entries of a bundle lead to. */
export interface Reach {
  readonly modules: readonly ReachedModule[];
  /** Left as imports. */
  readonly externals: readonly ImportPlace[];
  /** Not found: the build would end with them. */
  readonly unresolved: readonly ImportPlace[];
  /** Found, and not read as what the bundle needs: in words. */
  readonly unread: readonly string[];
  /** Bytes of modules whose text stands in the import. */
  readonly inlineBytes: number;
  /** Some ES module is loaded by a call, so that it and what it imports are put in functions. */
  readonly wrapsModules: boolean;
  /** Imports of what is known at run time only, in code of the repository: the bundle has them as they are. */
  readonly open: readonly ImportPlace[];
}

/** More than any function that Lambda would take. */
const MAX_MODULES = 20_000;
const MAX_BYTES = 250_000_000;
/** Looks at modules by way of `export *`: where each gives on the next, all of them see all that follow. */
const MAX_LOOKS = 1_000_000;
const FOUND_BY_PATTERN = { isOptional: false, isCall: true, isStar: false, loader: undefined };
const SCRIPTS: ReadonlySet<Loader> = new Set<Loader>(['js', 'jsx', 'ts', 'tsx']);

/** Follows the imports of some entries (paths in the repository) as esbuild does when it makes one bundle of them. What is read is kept for the next bundle. */
export type ReachModules = (entries: readonly string[]) => Reach;

export function createReach(source: FileSource, folder: string, settings: BundleSettings, report: (problem: Problem) => void): ReachModules {
  const folders = createFolders(source, report);
  const resolve = createModuleResolver(source, folders, { ...settings, folder });
  const scripts = new Map<string, ReadScript | string>();
  const readOnce = (path: string, loader: Loader): ReadScript | string => {
    const key = `${loader} ${path}`;
    const script = scripts.get(key) ?? readScript(source, path, { settings, loader, config: folders.tsConfigAround(parentFolder(path)) });
    scripts.set(key, script);
    return script;
  };
  return (entries) => reachModules({ source, folder, settings, resolve, readOnce, report }, entries);
}

interface ReachContext {
  readonly source: FileSource;
  readonly folder: string;
  readonly settings: BundleSettings;
  readonly resolve: ResolveModule;
  readonly readOnce: (path: string, loader: Loader) => ReadScript | string;
  readonly report: (problem: Problem) => void;
}

function reachModules({ source, folder, settings, resolve, readOnce, report }: ReachContext, entries: readonly string[]): Reach {
  const modules = new Map<string, ReachedModule>();
  const lists = { externals: new Map<string, ImportPlace>(), unresolved: new Map<string, ImportPlace>(), open: new Map<string, ImportPlace>() };
  const unread = new Set<string>();
  const pending: { readonly path: string; readonly type?: string | undefined }[] = entries.map((entry) => ({ path: source.realPath(entry) ?? entry })).reverse();
  const called = new Set<string>();
  const stars = new Map<string, string[]>();
  let inlineBytes = 0;
  let bytes = 0;

  function starsOf(path: string): string[] {
    const list = stars.get(path) ?? [];
    stars.set(path, list);
    return list;
  }

  function note(list: keyof typeof lists, key: string, place: ImportPlace): void {
    if (!lists[list].has(key)) lists[list].set(key, place);
  }

  function follow(module: ResolvedModule | undefined, { isOptional, isCall, isStar, loader }: Pick<BundledImport, 'isOptional' | 'isCall' | 'isStar' | 'loader'>, place: ImportPlace): void {
    if (module?.kind === 'file') {
      pending.push({ path: module.path, type: loader });
      if (isCall) called.add(module.path);
      if (isStar) starsOf(place.importer).push(module.path);
    }
    else if (module?.kind === 'external') note('externals', module.specifier, place);
    else if (module?.kind === 'inline') inlineBytes += module.bytes;
    // What is caught stays as it is, and is tried when the code runs.
    else if (!module && !isOptional) note('unresolved', `${place.specifier} ${place.importer}`, place);
  }

  function followScript(path: string, loader: Loader): ScriptSize | undefined {
    const script = readOnce(path, loader);
    if (typeof script === 'string') {
      unread.add(`'${path}' ${script}`);
      return undefined;
    }
    const from = parentFolder(path);
    for (const one of script.imports) follow(resolve(from, one.specifier, one.kind), one, { specifier: one.specifier, importer: path, line: one.line });
    for (const { parts, kind, line, written } of script.open) followOpen(path, parts, kind, { specifier: written, importer: path, line });
    return script.size;
  }

  function followOpen(path: string, parts: readonly string[] | undefined, kind: LoadKind, place: ImportPlace): void {
    const files = parts && settings.followsGaps ? filesLike(source, parentFolder(path), parts) : undefined;
    if (files === 'no folder') note('unresolved', `${place.specifier} ${path}`, place);
    else if (files === 'too many') unread.add(`'${path}' takes in too many files with '${place.specifier}'`);
    else if (files) for (const file of files) follow(resolve(parentFolder(path), file, kind), FOUND_BY_PATTERN, place);
    // Packages are full of them, for other places than Lambda.
    else if (!/(?:^|\/)node_modules\//.test(path)) note('open', `${place.importer}:${place.line}`, place);
  }

  function add(path: string, type: string | undefined): void {
    const size = source.stat(path)?.size;
    const loader = loaderOfAttribute(type) ?? loaderFor(settings, baseName(path));
    if (size === undefined) unread.add(`'${path}' cannot be read`);
    else if (loader === undefined) unread.add(`no loader is set for '${path}'`);
    if (size === undefined || loader === undefined) return;
    bytes += size;
    const script = SCRIPTS.has(loader) ? followScript(path, loader) : undefined;
    if (loader === 'json' && isDataNestedTooDeeply(source.read(path) ?? '')) unread.add(`'${path}' nests too deeply to be read`);
    modules.set(keyOf(path, type), { path, loader, bytes: size, ...(script ? { script } : {}), givenOn: 0 });
    if (loader === 'css' || loader === 'local-css') unread.add(`'${path}' is a style sheet, and what it imports is not followed`);
  }

  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (modules.has(keyOf(next.path, next.type))) continue;
    if (modules.size >= MAX_MODULES || bytes > MAX_BYTES) {
      const message = `It leads to more than ${MAX_MODULES} modules, or ${MAX_BYTES} bytes; the others are not followed.`;
      report({ kind: 'limit', path: entries[0] ?? folder, message });
      unread.add('more modules than are followed');
      break;
    }
    add(next.path, next.type);
  }
  const wrapsModules = [...called].some((path) => modules.get(path)?.script?.isModule === true);
  const looks = { left: MAX_LOOKS };
  for (const [path, module] of modules) if (stars.has(path)) modules.set(path, { ...module, givenOn: givenOnBytes(path, stars, modules, looks) });
  if (looks.left <= 0) {
    report({ kind: 'limit', path: entries[0] ?? folder, message: `Its modules give on each other's names with 'export *' by more than ${MAX_LOOKS} ways; they are not counted.` });
    unread.add("more names by way of 'export *' than are counted");
  }
  return { modules: [...modules.values()], inlineBytes, wrapsModules, externals: [...lists.externals.values()], unresolved: [...lists.unresolved.values()], open: [...lists.open.values()], unread: [...unread] };
}

/** With an attribute, a file is a module of its own beside the one without. */
function keyOf(path: string, type: string | undefined): string {
  return type === undefined ? path : `${path} with ${type}`;
}

/** Names of all modules that one gives on, each once: they may do so in a circle. */
function givenOnBytes(path: string, stars: ReadonlyMap<string, readonly string[]>, modules: ReadonlyMap<string, ReachedModule>, looks: { left: number }): number {
  const seen = new Set([path]);
  let bytes = 0;
  for (const one of seen) {
    if (looks.left <= 0) break;
    looks.left -= 1 + (stars.get(one)?.length ?? 0);
    if (one !== path) bytes += modules.get(one)?.script?.exports ?? 0;
    for (const target of stars.get(one) ?? []) seen.add(target);
  }
  return bytes;
}

import { isBuiltin } from 'node:module';

import { baseName, joinPath, parentFolder } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';
import { exportedTarget, importedTarget } from './package-exports.js';
import type { MappedTarget } from './package-exports.js';
import { isInstalled } from './folders.js';
import type { BundledManifest, Folders } from './folders.js';

/** How a module is asked for: packages may give one file to `import` and another to `require`. */
export type LoadKind = 'import' | 'require';

/** What bundling makes of an import. */
export type ResolvedModule =
  | { readonly kind: 'file'; readonly path: string }
  /** It stays an import, of something that has to be there when the code runs. */
  | { readonly kind: 'external'; readonly specifier: string }
  /** Node itself brings it. */
  | { readonly kind: 'builtin' }
  /** Its text stands in the import. */
  | { readonly kind: 'inline'; readonly bytes: number };

export interface ResolveOptions {
  /** Where the build runs. */
  readonly folder: string;
  readonly externals: readonly string[];
  /** `Packages: external`. */
  readonly leavesPackages: boolean;
  /** Undefined: `main`, and `module` where there is no other. */
  readonly mainFields: readonly string[] | undefined;
  readonly conditions: readonly string[];
  /** Tried in this order where an import names no file. */
  readonly extensions: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
  readonly keepsLinks: boolean;
}

/** Answers as esbuild does for the platform Node.js; undefined where it finds nothing. Source: evanw/esbuild internal/resolver/resolver.go. */
export type ResolveModule = (fromFolder: string, specifier: string, kind: LoadKind) => ResolvedModule | undefined;

/** TypeScript names the file that will be there after compilation. */
const REWRITTEN: readonly (readonly [ending: string, written: readonly string[]])[] = [['.js', ['.ts', '.tsx']], ['.jsx', ['.ts', '.tsx']], ['.mjs', ['.mts']], ['.cjs', ['.cts']]];
const TYPESCRIPT = /^\.[cm]?tsx?$/;
const SCRIPT = /^\.[cm]?jsx?$/;

export function createModuleResolver(source: FileSource, folders: Folders, options: ResolveOptions): ResolveModule {
  const files = fileLoader(source, folders, options);
  const packages = packageLoader(source, folders, options, files);
  const isExternal = externalMatcher(options.externals);
  const isExternalPath = externalMatcher(options.externals.flatMap((one) => (isPackagePath(one) ? [] : joinPath(options.folder, one) ?? [])), true);

  function found(fromFolder: string, specifier: string, kind: LoadKind): ResolvedModule | undefined {
    if (isPackagePath(specifier)) return packages(fromFolder, specifier, kind);
    // From the root of the disk on: nothing of the repository.
    const path = specifier.startsWith('/') ? undefined : joinPath(fromFolder, specifier);
    if (path === undefined) return undefined;
    if (isExternalPath(path)) return { kind: 'external', specifier };
    const file = /(?:^|\/)\.{0,2}$/.test(specifier) ? files.folder(path, kind) : files.fileOrFolder(path, kind);
    return file === undefined ? undefined : { kind: 'file', path: file };
  }

  function finished(module: ResolvedModule, specifier: string): ResolvedModule {
    if (module.kind !== 'file') return module;
    if (isExternalPath(module.path)) return { kind: 'external', specifier };
    return options.keepsLinks ? module : { kind: 'file', path: source.realPath(module.path) ?? module.path };
  }

  return (fromFolder, written, kind) => {
    const alias = isPackagePath(written) ? aliased(options.aliases, written) : undefined;
    const specifier = alias ?? written;
    const from = alias === undefined ? fromFolder : options.folder;
    if (isExternal(specifier) || /^(?:https?:)?\/\//.test(specifier)) return { kind: 'external', specifier };
    if (specifier.startsWith('node:') || isBuiltin(specifier)) return { kind: 'builtin' };
    if (specifier.startsWith('data:')) return { kind: 'inline', bytes: Buffer.byteLength(specifier) };
    if (specifier.includes('*')) return undefined;
    const suffix = specifier.search(/[?#]/);
    const module = found(from, specifier, kind) ?? (suffix < 1 ? undefined : found(from, specifier.slice(0, suffix), kind));
    return module && finished(module, specifier);
  };
}

/** No path of a file: a package, or something that a tsconfig or `imports` give a meaning. */
export function isPackagePath(specifier: string): boolean {
  return !specifier.startsWith('/') && !specifier.startsWith('./') && !specifier.startsWith('../') && specifier !== '.' && specifier !== '..';
}

function aliased(aliases: Readonly<Record<string, string>>, specifier: string): string | undefined {
  const [key] = Object.keys(aliases).filter((one) => specifier === one || specifier.startsWith(`${one}/`)).sort((a, b) => b.length - a.length);
  if (key === undefined) return undefined;
  const tail = specifier.slice(key.length);
  return `${aliases[key] ?? ''}${tail === '/' ? '' : tail}`;
}

/** A star is any text; without one, a package stands for all paths in it, too. */
function externalMatcher(externals: readonly string[], isPath = false): (text: string) => boolean {
  const exact = new Set(externals.filter((one) => !one.includes('*')));
  const patterns = externals.flatMap((one): readonly (readonly [string, string])[] => {
    const star = one.indexOf('*');
    if (star !== -1) return [[one.slice(0, star), one.slice(star + 1)]];
    return !isPath && isPackagePath(one) ? [[`${one}/`, '']] : [];
  });
  return (text) => exact.has(text) || patterns.some(([before, after]) => text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after));
}

interface FileLoader {
  /** A file, with the endings that may be left out; or what a folder stands for. */
  fileOrFolder(path: string, kind: LoadKind): string | undefined;
  folder(path: string, kind: LoadKind): string | undefined;
  /** The file of that name, or the one that TypeScript makes it from. */
  exact(path: string): string | undefined;
}

function fileLoader(source: FileSource, folders: Folders, { extensions, mainFields }: ResolveOptions): FileLoader {
  const isFile = (path: string): boolean => source.kind(path) === 'file';
  // Packages may be published with their sources: what was compiled counts.
  const split = extensions.findLastIndex((one) => SCRIPT.test(one)) + 1;
  const installed = split === 0 ? [] : [...extensions.slice(0, split).filter((one) => !TYPESCRIPT.test(one)), ...extensions.filter((one) => TYPESCRIPT.test(one)), ...extensions.slice(split).filter((one) => !TYPESCRIPT.test(one))];
  const orderFor = (path: string): readonly string[] => (isInstalled(path) ? installed : extensions);

  function rewritten(path: string): string | undefined {
    const [ending, written] = REWRITTEN.find(([one]) => path.endsWith(one)) ?? [];
    return ending === undefined ? undefined : written?.map((one) => path.slice(0, -ending.length) + one).find(isFile);
  }

  function file(path: string, order: readonly string[]): string | undefined {
    if (path === '') return undefined;
    return isFile(path) ? path : (order.map((one) => path + one).find(isFile) ?? rewritten(path));
  }

  function index(folder: string, order: readonly string[]): string | undefined {
    return source.kind(folder) === 'folder' ? order.flatMap((one) => joinPath(folder, `index${one}`) ?? []).find(isFile) : undefined;
  }

  function mainOf({ folder, fields }: BundledManifest, kind: LoadKind, order: readonly string[]): string | undefined {
    const load = (name: string): string | undefined => {
      const value = fields[name];
      const path = typeof value === 'string' ? joinPath(folder, value) : undefined;
      return path === undefined ? undefined : (file(path, order) ?? index(path, order));
    };
    if (mainFields) return mainFields.map(load).find((one) => one !== undefined);
    const main = load('main');
    if (main !== undefined) return main;
    const module = load('module');
    // The only way to a package with `module` alone; for `require` its index counts, if there is one.
    return module !== undefined && kind === 'require' && typeof fields['main'] !== 'string' ? (index(folder, order) ?? module) : module;
  }

  const folder = (path: string, kind: LoadKind): string | undefined => {
    if (source.kind(path) !== 'folder') return undefined;
    const order = orderFor(path);
    const manifest = folders.manifestIn(path);
    return (manifest && mainOf(manifest, kind, order)) ?? index(path, order);
  };
  return { fileOrFolder: (path, kind) => file(path, orderFor(path)) ?? folder(path, kind), folder, exact: (path) => (isFile(path) ? path : rewritten(path)) };
}

function packageLoader(source: FileSource, folders: Folders, options: ResolveOptions, files: FileLoader): ResolveModule {
  const conditions: Readonly<Record<LoadKind, ReadonlySet<string>>> = { import: new Set([...options.conditions, 'node', 'import']), require: new Set([...options.conditions, 'node', 'require']) };
  const asFile = (path: string | undefined): ResolvedModule | undefined => (path === undefined ? undefined : { kind: 'file', path });

  function mapped(folder: string, target: MappedTarget | undefined, kind: LoadKind): ResolvedModule | undefined {
    if (target?.kind !== 'file') return undefined;
    const path = joinPath(folder, target.path);
    return path === undefined ? undefined : asFile(target.isExact ? files.exact(path) : files.fileOrFolder(path, kind));
  }

  function ownImport(manifest: BundledManifest, specifier: string, kind: LoadKind): ResolvedModule | undefined {
    const target = importedTarget(manifest.fields['imports'], specifier, conditions[kind]);
    if (target?.kind !== 'package') return mapped(manifest.folder, target, kind);
    if (target.specifier.startsWith('node:') || isBuiltin(target.specifier)) return { kind: 'builtin' };
    return load(manifest.folder, target.specifier, kind, true);
  }

  function installedAt(modules: string, specifier: string, kind: LoadKind): { readonly module: ResolvedModule | undefined } | undefined {
    const parsed = packageParts(specifier);
    const folder = parsed && joinPath(modules, parsed.name);
    const manifest = folder !== undefined && source.kind(folder) === 'folder' ? folders.manifestIn(folder) : undefined;
    const { exports } = manifest?.fields ?? {};
    if (parsed && manifest && exports !== undefined && exports !== null) return { module: mapped(manifest.folder, exportedTarget(exports, parsed.subpath, conditions[kind]), kind) };
    const path = joinPath(modules, specifier);
    const module = asFile(path === undefined ? undefined : files.fileOrFolder(path, kind));
    return module && { module };
  }

  function load(from: string, specifier: string, kind: LoadKind, isMapped = false): ResolvedModule | undefined {
    const config = folders.tsConfigAround(from);
    const byConfig = config && asFile(aliasedFile(config, specifier, (path) => files.fileOrFolder(path, kind)));
    if (byConfig) return byConfig;
    const own = folders.manifestAround(from);
    if (own && specifier.startsWith('#') && !isMapped && own.fields['imports'] !== undefined) return ownImport(own, specifier, kind);
    if (options.leavesPackages) return { kind: 'external', specifier };
    const parsed = packageParts(specifier);
    const exports = own?.fields['exports'];
    if (own && parsed && own.name === parsed.name && exports !== undefined && exports !== null) return mapped(own.folder, exportedTarget(exports, parsed.subpath, conditions[kind]), kind);
    for (let folder = from; ; folder = parentFolder(folder)) {
      const modules = baseName(folder) === 'node_modules' ? undefined : joinPath(folder, 'node_modules');
      const found = modules !== undefined && source.kind(modules) === 'folder' ? installedAt(modules, specifier, kind) : undefined;
      if (found) return found.module;
      if (folder === '') return undefined;
    }
  }

  return (from, specifier, kind) => load(from, specifier, kind);
}

/** An exact pattern first, then the one with the longest beginning; `baseUrl` has the last word. */
function aliasedFile({ paths, baseUrl }: { readonly paths: readonly (readonly [string, readonly string[]])[]; readonly baseUrl: string | undefined }, specifier: string, load: (path: string) => string | undefined): string | undefined {
  const exact = paths.find(([pattern]) => pattern === specifier && !pattern.includes('*'));
  const fitting = exact ? [exact] : paths.filter(([pattern]) => fits(pattern, specifier)).sort(([a], [b]) => b.indexOf('*') - a.indexOf('*') || b.length - a.length);
  const [pattern = '', targets = []] = fitting[0] ?? [];
  const star = pattern.indexOf('*');
  const middle = star === -1 ? '' : specifier.slice(star, specifier.length - (pattern.length - star - 1));
  for (const target of targets) {
    const path = /\.d\.ts$/i.test(target) ? undefined : joinPath('', target.replace('*', () => middle));
    const file = path === undefined ? undefined : load(path);
    if (file !== undefined) return file;
  }
  const based = baseUrl === undefined ? undefined : joinPath(baseUrl, specifier);
  return based === undefined ? undefined : load(based);
}

function fits(pattern: string, specifier: string): boolean {
  const star = pattern.indexOf('*');
  return star !== -1 && specifier.length >= pattern.length - 1 && specifier.startsWith(pattern.slice(0, star)) && specifier.endsWith(pattern.slice(star + 1));
}

/** Undefined for what can be no name of a package with `exports`. */
function packageParts(specifier: string): { readonly name: string; readonly subpath: string } | undefined {
  const name = /^(?:@[^/]*\/)?[^/]+/.exec(specifier)?.[0];
  if (name === undefined || name.startsWith('.') || /[\\%]/.test(name) || (specifier.startsWith('@') && !specifier.includes('/'))) return undefined;
  return { name, subpath: `.${specifier.slice(name.length)}` };
}

import { isRecord } from '../packaging/records.js';
import { definedConstant } from './constant.js';
import type { Constant, Defines } from './constant.js';

/** How a bundler reads a file. */
export type Loader = 'js' | 'jsx' | 'ts' | 'tsx' | 'json' | 'css' | 'local-css' | 'text' | 'base64' | 'dataurl' | 'binary' | 'file' | 'copy' | 'empty' | 'default';

/** What decides on the content of a bundle, narrowed from the options that esbuild gets. */
export interface BundleSettings {
  readonly externals: readonly string[];
  readonly leavesPackages: boolean;
  readonly mainFields: readonly string[] | undefined;
  readonly conditions: readonly string[];
  /** Of `require('./texts/' + name)` all files that fit are taken. */
  readonly followsGaps: boolean;
  readonly extensions: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
  readonly keepsLinks: boolean;
  readonly loaders: ReadonlyMap<string, Loader>;
  readonly defines: Defines;
  readonly jsx: { readonly mode: string | undefined; readonly factory: string | undefined; readonly importSource: string | undefined };
  /** White space goes. */
  readonly isMinified: boolean;
  /** Names become short. */
  readonly mangles: boolean;
  readonly isAscii: boolean;
  /** Comments with a licence are kept. */
  readonly keepsLegal: boolean;
  readonly keepsNames: boolean;
  /** The edition of ECMAScript that is written; the oldest of several. */
  readonly edition: number;
  readonly sourceMap: 'none' | 'file' | 'inline' | 'both';
  readonly hasSourcesContent: boolean;
  /** Of the scripts that are written. */
  readonly scriptExtension: string;
  /** What several entries have in common is written once. */
  readonly isSplit: boolean;
  readonly allowsTopLevelAwait: boolean;
  /** Bytes that are put around each output. */
  readonly addedBytes: number;
}

/** Source: esbuild.github.io/content-types, evanw/esbuild internal/bundler/bundler.go, DefaultExtensionToLoaderMap. */
const LOADERS: Readonly<Record<string, Loader>> = {
  '': 'js', '.js': 'js', '.mjs': 'js', '.cjs': 'js', '.jsx': 'jsx', '.ts': 'ts', '.cts': 'ts', '.mts': 'ts', '.tsx': 'tsx', '.css': 'css', '.module.css': 'local-css', '.json': 'json', '.txt': 'text',
};
const KNOWN_LOADERS: ReadonlySet<string> = new Set<Loader>(['js', 'jsx', 'ts', 'tsx', 'json', 'css', 'local-css', 'text', 'base64', 'dataurl', 'binary', 'file', 'copy', 'empty', 'default']);
/** Versions 0.x from which on esbuild has a condition for packages by itself, and takes files for paths with gaps. Source: evanw/esbuild CHANGELOG-2022.md, CHANGELOG-2023.md. */
const MODULE_CONDITION = 16;
const GAPS = 19;
/** Source: evanw/esbuild pkg/api/api_impl.go, validateResolveExtensions. */
const EXTENSIONS: readonly string[] = ['.tsx', '.ts', '.jsx', '.js', '.css', '.json'];

/** Options as the API of esbuild takes them, and its version; a text says which of them is not understood. */
export function bundleSettings(options: Readonly<Record<string, unknown>>, version?: string): BundleSettings | string {
  const minor = Number(/^0\.(\d+)/.exec(version ?? '')?.[1] ?? Infinity);
  const loaders = new Map<string, Loader>(Object.entries(LOADERS));
  for (const [extension, loader] of Object.entries(pairs(options['loader']))) {
    if (!isLoader(loader)) return `the loader '${loader}' for '${extension}' is not known here`;
    loaders.set(extension, loader);
  }
  const sourceMap = sourceMapOf(options['sourcemap']);
  return {
    externals: list(options['external']) ?? [],
    leavesPackages: options['packages'] === 'external',
    mainFields: list(options['mainFields']),
    conditions: list(options['conditions']) ?? (minor < MODULE_CONDITION ? [] : ['module']),
    followsGaps: minor >= GAPS,
    extensions: list(options['resolveExtensions']) ?? EXTENSIONS,
    aliases: pairs(options['alias']),
    keepsLinks: options['preserveSymlinks'] === true,
    loaders,
    defines: new Map(Object.entries(pairs(options['define'])).flatMap(([name, written]): [string, Constant][] => {
      const constant = definedConstant(written);
      return constant === undefined ? [] : [[name, constant]];
    })),
    jsx: { mode: text(options['jsx']), factory: text(options['jsxFactory']), importSource: text(options['jsxImportSource']) },
    isMinified: options['minify'] === true || options['minifyWhitespace'] === true,
    mangles: options['minify'] === true || options['minifyIdentifiers'] === true,
    isAscii: options['charset'] !== 'utf8',
    keepsLegal: options['legalComments'] !== 'none',
    keepsNames: options['keepNames'] === true,
    edition: Math.min(...(list(options['target']) ?? []).map(editionOf)),
    sourceMap,
    hasSourcesContent: options['sourcesContent'] !== false,
    scriptExtension: pairs(options['outExtension'])['.js'] ?? '.js',
    isSplit: options['splitting'] === true,
    allowsTopLevelAwait: options['format'] === 'esm' && !(list(options['target']) ?? []).some((one) => /^es/i.test(one) && editionOf(one) < 2022),
    addedBytes: [options['banner'], options['footer']].flatMap((one) => Object.values(pairs(one))).reduce((sum, one) => sum + Buffer.byteLength(one) + 1, 0),
  };
}

/** The newest edition that a version of Node.js has as a whole; what is not known counts as the oldest. Source: node.green. */
const NODE_EDITIONS: readonly (readonly [version: number, edition: number])[] = [[18, 2022], [16, 2021], [14, 2020], [12, 2019], [10, 2018]];

function editionOf(target: string): number {
  const [, name, version] = /^(es|node)(\d+|next)/i.exec(target) ?? [];
  if (name === undefined || version === undefined) return 2015;
  if (version.toLowerCase() === 'next') return Infinity;
  const number = Number(version);
  if (name.toLowerCase() === 'es') return number < 2015 ? number + 2009 : number;
  return NODE_EDITIONS.find(([least]) => number >= least)?.[1] ?? 2015;
}

function sourceMapOf(written: unknown): BundleSettings['sourceMap'] {
  if (written === true || written === 'linked' || written === 'external') return 'file';
  return written === 'inline' || written === 'both' ? written : 'none';
}

/** By the longest ending that has a loader: `.module.css` before `.css`; undefined where none has. */
export function loaderFor({ loaders }: Pick<BundleSettings, 'loaders'>, name: string): Loader | undefined {
  if (!name.includes('.')) return loaders.get('');
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const loader = loaders.get(name.slice(dot));
    if (loader !== undefined) return loader;
  }
  return undefined;
}

/** What `with { type: '…' }` of an import asks for. */
export function loaderOfAttribute(type: string | undefined): Loader | undefined {
  return type === 'json' || type === 'text' ? type : type === 'bytes' ? 'binary' : undefined;
}

function isLoader(written: string): written is Loader {
  return KNOWN_LOADERS.has(written);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function list(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : undefined;
}

function pairs(value: unknown): Readonly<Record<string, string>> {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')) : {};
}

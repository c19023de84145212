import type { FileRequest } from '../project/handler-request.js';
import { baseName, joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { builtPaths } from './folder-names.js';
import type { BuiltPath } from './folder-names.js';
import { bundledFrom } from './bundled-from.js';
import { mayBundle } from './bundled-sources.js';
import { isOnlyCompiled } from './code-build.js';
import { fileOf, scriptOf } from './find-file.js';
import { mayHaveHandler } from './handler-text.js';
import { readTsConfig } from './tsconfig-file.js';

const SOURCE_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts'];
/** Where the sources of functions lie beside what is built of them. */
const SOURCE_FOLDERS = ['src/lambdas', 'src/lambda', 'src/functions', 'src/handlers', 'lambdas', 'functions', 'handlers', 'handler', ''];
const SOURCES = /"sources"\s*:\s*(\[[^[\]]*\])/;
const SCRIPT = /\.[cm]?[jt]sx?$/;

/** The file that people edit. */
export interface EditedSource {
  readonly file: string;
  /** No layout of folders says so. */
  readonly isSought?: true;
}

/**
 * The file that people edit, of a script that a compiler or a bundler wrote, or is going to; `own` is the file in its place. What its tools are told comes before
 * what folders are called, and a file without the handler is none, but where types are taken away and no more.
 */
export function editedSource(source: FileSource, request: FileRequest, own: string | undefined): EditedSource | undefined {
  const isOnly = isOnlyCompiled(source, request.folder);
  const mayBe = (file: string): boolean => isOnly || mayHaveHandler(source, request, file);
  for (const module of own === undefined ? request.modules : [own.replace(SCRIPT, '')]) {
    const told = own === undefined ? bundledFrom(source, request, module) : undefined;
    const compiled = compiledFrom(source, module);
    const file = (own === undefined ? undefined : mappedFrom(source, own)) ?? (compiled !== undefined && mayBe(compiled) ? compiled : builtFrom(source, module, mayBe));
    if (told !== undefined) return { file: told, ...(told === file ? {} : { isSought: true }) };
    if (file !== undefined && (own !== undefined || mayBundle(source, parentFolder(module), file))) return { file };
  }
  return undefined;
}

/** The source of the same name in the map beside a file; with the name of another, what was bundled cannot be told apart. */
function mappedFrom(source: FileSource, file: string): string | undefined {
  const map = `${file}.map`;
  const written = source.kind(map) === 'file' ? SOURCES.exec(source.read(map) ?? '')?.[1] : undefined;
  const own = namesIn(written).flatMap((name) => joinPath(parentFolder(file), name) ?? []).filter((path) => path !== file && SCRIPT.test(path) && !path.includes('node_modules/') && source.kind(path) === 'file');
  const [only, other] = own.filter((path) => stem(path) === stem(file));
  return other === undefined ? only : undefined;
}

function namesIn(written: string | undefined): readonly string[] {
  try {
    const names: unknown = written === undefined ? [] : JSON.parse(written);
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    // No map: as good as none.
    return [];
  }
}

function stem(path: string): string {
  return baseName(path).replace(SCRIPT, '');
}

/** The TypeScript file that a module in the output folder of a tsconfig is compiled from. */
function compiledFrom(source: FileSource, module: string): string | undefined {
  for (let folder = parentFolder(module); ; folder = parentFolder(folder)) {
    const compilation = readCompilation(source, folder);
    if (compilation && module.startsWith(`${compilation.outDir}/`)) {
      const below = module.slice(compilation.outDir.length + 1);
      return compilation.roots.flatMap((root) => fileOf(source, joinPath(root, below), SOURCE_EXTENSIONS) ?? [])[0];
    }
    if (folder === '') return undefined;
  }
}

interface Compilation {
  readonly outDir: string;
  /** Where the sources lie: as written, else the folders that most projects use. */
  readonly roots: readonly string[];
}

function readCompilation(source: FileSource, folder: string): Compilation | undefined {
  const path = folder === '' ? 'tsconfig.json' : `${folder}/tsconfig.json`;
  if (source.kind(path) !== 'file' || !/"(?:outDir|extends)"/.test(source.read(path) ?? '')) return undefined;
  // Whoever follows imports tells what is wrong with it.
  const { outDir, rootDir, isCheckOnly, options } = readTsConfig(source, path, () => undefined);
  // `"outDir": "."` leaves each file beside its source.
  if (outDir === undefined || outDir === folder || isCheckOnly) return undefined;
  if (rootDir !== undefined) return { outDir, roots: [rootDir] };
  return { outDir, roots: options['rootDir'] === undefined ? [folder === '' ? 'src' : `${folder}/src`, folder] : [] };
}

/** `src/orders.ts` for `dist/orders.js`, else the file with the same path below the root, else `src/lambdas/orders/handler.ts` for `dist/orders/handler.js` where no other is like it. */
function builtFrom(source: FileSource, module: string, mayBe: (file: string) => boolean): string | undefined {
  for (const path of builtPaths(module)) {
    const own = ownBundle(path.below);
    const file = sourceIn(source, path, mayBe) ?? (own === undefined ? undefined : sourceIn(source, { ...path, below: own }, mayBe));
    if (file !== undefined) return file;
  }
  return undefined;
}

/** A bundle in a folder of its own: `handlers/orders` for `orders/handlers/orders`. */
function ownBundle(below: string): string | undefined {
  const [first, ...rest] = below.split('/');
  return rest.at(-1) === first ? rest.join('/') : undefined;
}

function sourceIn(source: FileSource, { around, below }: BuiltPath, mayBe: (file: string) => boolean): string | undefined {
  const find = (path: string | undefined): string | undefined => {
    const file = scriptOf(source, path);
    return file !== undefined && mayBe(file) ? file : undefined;
  };
  const beside = (folder: string): string | undefined => find(joinPath(around, `${folder}/${below}`));
  // Some compile with the paths of the whole repository: `shop/dist/shop/src/orders.js`.
  const mirrored = (): string | undefined => (around !== '' && below.startsWith(`${around}/`) ? find(below) : undefined);
  const others = (): string | undefined => {
    const [only, other] = SOURCE_FOLDERS.flatMap((folder) => beside(folder) ?? []);
    return other === undefined ? only : undefined;
  };
  return beside('src') ?? mirrored() ?? others();
}

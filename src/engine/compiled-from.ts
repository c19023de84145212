import { baseName, joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';

const SOURCE_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts'];
/** Not behind `//`: what `tsc --init` writes has its suggestions in comments. */
const OUT_DIR = /^(?:(?!\/\/).)*"outDir"\s*:\s*"([^"]+)"/m;
const ROOT_DIR = /^(?:(?!\/\/).)*"rootDir"\s*:\s*"([^"]+)"/m;

interface Compilation {
  readonly outDir: string;
  /** Where the sources lie: as written, else the folders that most projects use. */
  readonly roots: readonly string[];
}

/** Folders that builds write to, beside those with the sources. */
const BUILT = /^((?:.*\/)?)(?:\.?dist|\.?build|built|out|output)\/(.+)/s;
/** Some say in the name what is built there: `lambda-build`, `dist_api`. */
const BUILT_FOR = /[-_](?:dist|build)$|^(?:dist|build)[-_]/;
const SOURCE_FOLDERS = ['src/lambdas/', 'src/lambda/', 'src/functions/', 'src/handlers/', 'lambdas/', 'functions/', 'handlers/', 'handler/', ''];
const SOURCES = /"sources"\s*:\s*(\[[^[\]]*\])/;
const SCRIPT = /\.[cm]?[jt]sx?$/;

/** The file that people edit, of a module that a compiler or a bundler may have written; `file` is the one in its place, where there is one. */
export function editedSource(source: FileSource, module: string, file: string | undefined): string | undefined {
  return compiledFrom(source, module) ?? (file === undefined ? undefined : mappedFrom(source, file)) ?? builtFrom(source, module);
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

/** `src/orders.ts` for `dist/orders.js`, else the file with the same path below the root, else `src/lambdas/orders/handler.ts` for `dist/orders/handler.js` where no other is like it, whoever wrote it. */
function builtFrom(source: FileSource, module: string): string | undefined {
  const [, around = '', below] = BUILT.exec(module) ?? builtFor(module);
  if (below === undefined) return undefined;
  // Some compile with the paths of the whole repository: `shop/dist/shop/src/orders.js`.
  const mirrored = around !== '' && below.startsWith(around) ? sourceOf(source, below) : undefined;
  const own = ownBundle(below);
  return sourceIn(source, around, below, mirrored) ?? (own === undefined ? undefined : sourceIn(source, around, own));
}

function builtFor(module: string): readonly (string | undefined)[] {
  const names = module.split('/');
  const at = names.slice(0, -1).findLastIndex((name) => BUILT_FOR.test(name));
  return at === -1 ? [] : [module, names.slice(0, at).map((name) => `${name}/`).join(''), names.slice(at + 1).join('/')];
}

/** A bundle in a folder of its own: `handlers/orders` for `orders/handlers/orders`. */
function ownBundle(below: string): string | undefined {
  const [first, ...rest] = below.split('/');
  return rest.at(-1) === first ? rest.join('/') : undefined;
}

function sourceIn(source: FileSource, around: string, below: string, mirrored?: string): string | undefined {
  const beside = (folder: string): string | undefined => sourceOf(source, `${around}${folder}${below}`);
  const [only, other] = SOURCE_FOLDERS.flatMap((folder) => beside(folder) ?? []);
  return beside('src/') ?? mirrored ?? (other === undefined ? only : undefined);
}

function sourceOf(source: FileSource, path: string): string | undefined {
  return SOURCE_EXTENSIONS.map((extension) => `${path}${extension}`).find((one) => source.kind(one) === 'file');
}

function stem(path: string): string {
  return baseName(path).replace(SCRIPT, '');
}

/** The TypeScript file that a module in the output folder of a tsconfig is compiled from: people edit that one. */
function compiledFrom(source: FileSource, module: string): string | undefined {
  for (let folder = parentFolder(module); ; folder = parentFolder(folder)) {
    const compilation = readCompilation(source, folder);
    if (compilation && (module === compilation.outDir || module.startsWith(`${compilation.outDir}/`))) {
      const below = module.slice(compilation.outDir.length + 1);
      const bases = compilation.roots.flatMap((root) => joinPath(root, below) ?? []);
      return bases.flatMap((base) => SOURCE_EXTENSIONS.map((extension) => base + extension)).find((path) => source.kind(path) === 'file');
    }
    if (folder === '') return undefined;
  }
}

function readCompilation(source: FileSource, folder: string): Compilation | undefined {
  const path = joinPath(folder, 'tsconfig.json');
  const text = path !== undefined && source.kind(path) === 'file' ? source.read(path) : undefined;
  const written = text === undefined ? undefined : OUT_DIR.exec(text)?.[1];
  const outDir = written === undefined ? undefined : joinPath(folder, written);
  // `"outDir": "."` leaves each file beside its source.
  if (text === undefined || outDir === undefined || outDir === folder) return undefined;
  const rootDir = ROOT_DIR.exec(text)?.[1];
  return { outDir, roots: (rootDir === undefined ? ['src', '.'] : [rootDir]).flatMap((root) => joinPath(folder, root) ?? []) };
}

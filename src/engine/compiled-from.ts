import { joinPath, parentFolder } from '../project/paths.js';
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

/** The TypeScript file that a module in the output folder of a tsconfig is compiled from: people edit that one. */
export function compiledFrom(source: FileSource, module: string): string | undefined {
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

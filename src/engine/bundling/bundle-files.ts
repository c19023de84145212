import type { PackagedFile } from '../../project/files.js';
import { baseName, parentFolder } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';
import { mapBytes, moduleBytes } from './module-bytes.js';
import type { Reach, ReachedModule } from './reach-modules.js';
import type { BundleSettings } from './settings.js';

/** Functions of its own that esbuild puts in a bundle. */
const HELPERS = { minified: 1_500, written: 5_000 };
const AROUND_MAP = 200;

/** A file that esbuild writes, with the most that each module has in it. */
export interface BundleFile {
  /** In the folder of what is uploaded. */
  readonly name: string;
  readonly parts: readonly PackagedFile[];
  /** Modules whose texts it holds; none of a file that is copied. */
  readonly modules: readonly ReachedModule[];
}

/** The files that esbuild writes for one entry of a code folder. */
export function bundleFiles(source: FileSource, folder: string, name: string, reach: Reach, settings: BundleSettings): readonly BundleFile[] {
  const parts = reach.modules.map((module) => partOf(folder, name, module, moduleBytes(source, module, settings, reach.wrapsModules)));
  const around = (settings.isMinified ? HELPERS.minified : HELPERS.written) + settings.addedBytes + reach.inlineBytes;
  const map = mapOf(source, folder, name, reach, settings);
  const isInline = settings.sourceMap === 'inline' || settings.sourceMap === 'both';
  // A map inside of the bundle is written in base64.
  const inlined = isInline && map ? Math.ceil((map.parts[0]?.bytes ?? 0) / 3) * 4 : 0;
  const script: BundleFile = { name, modules: reach.modules, parts: [...parts, { path: folder, inside: `${name}/(esbuild)`, bytes: around + inlined }] };
  const copied = reach.modules.filter(({ loader }) => loader === 'file' || loader === 'copy').map(({ path, bytes }): BundleFile => ({ name: baseName(path), modules: [], parts: [{ path, inside: baseName(path), bytes }] }));
  return [script, ...(map && settings.sourceMap !== 'inline' ? [map] : []), ...copied];
}

function mapOf(source: FileSource, folder: string, name: string, { modules }: Reach, settings: BundleSettings): BundleFile | undefined {
  if (settings.sourceMap === 'none') return undefined;
  const bytes = modules.reduce((sum, module) => sum + mapBytes(source, module, settings), AROUND_MAP);
  return { name: `${name}.map`, modules: settings.hasSourcesContent ? modules : [], parts: [{ path: folder, inside: `${name}.map`, bytes }] };
}

function partOf(folder: string, output: string, { path }: ReachedModule, bytes: number): PackagedFile {
  const inside = insideOf(folder, path);
  const owner = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(inside)?.[1];
  return { path, inside: `${output}/${inside}`, bytes: Math.ceil(bytes), ...(owner === undefined ? {} : { owner }) };
}

/** As seen from the code folder, without the way up. */
function insideOf(folder: string, path: string): string {
  for (let around = folder; around !== ''; around = parentFolder(around)) if (path.startsWith(`${around}/`)) return path.slice(around.length + 1);
  return path;
}

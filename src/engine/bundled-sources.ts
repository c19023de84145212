import { joinPath } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { scriptsRun } from './build-commands.js';
import { readManifest } from './package-manifest.js';
import { foldersUpFrom } from './packaging/surroundings.js';

/** `tsc` that writes files: what it is given to read does not change where it writes them. */
const COMPILES = /\b(?:tsc|swc|babel)\b(?![^&|;\n]{0,200}--(?:noEmit|emitDeclarationOnly))/;
/** A path as far as it is written out: `src/handlers/` of `src/handlers/${name}/index.ts`. */
const SOURCES = /(?<![\w./-])(?:\.\/)?(src\/[\w./-]*)/g;
/** Longer ones are more than a list of what to bundle. */
const MAX_LENGTH = 100_000;

/**
 * Whether the build of the package around a folder may make it of a script, as far as its own texts tell. A build that runs a script of the project's own
 * has no use for the folders of a tsconfig: where it names paths of sources, it bundles these.
 */
export function mayBundle(source: FileSource, folder: string, script: string): boolean {
  const around = foldersUpFrom(folder).find((one) => source.kind(joinPath(one, 'package.json') ?? '') === 'file');
  if (around === undefined) return true;
  const builds = readManifest(source, around)?.builds ?? [];
  if (builds.some((text) => COMPILES.test(text))) return true;
  const paths = builds.flatMap(scriptsRun).flatMap((path) => joinPath(around, path) ?? []);
  const texts = [...new Set(paths)].flatMap((path) => ((source.stat(path)?.size ?? MAX_LENGTH) < MAX_LENGTH ? (source.read(path) ?? []) : []));
  if (texts.length === 0 || texts.some((text) => COMPILES.test(text))) return true;
  const named = texts.flatMap((text) => [...text.matchAll(SOURCES)].flatMap(([, path = '']) => joinPath(around, path) ?? []));
  return named.length === 0 || named.some((path) => script.startsWith(path));
}

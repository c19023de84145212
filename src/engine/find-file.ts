import { SCRIPT_EXTENSIONS } from '../project/handler-request.js';
import type { FileSource } from '../source/file-source.js';

/** The file of a path without its extension, the likeliest first. */
export function fileOf(source: FileSource, base: string | undefined, extensions: readonly string[] = SCRIPT_EXTENSIONS): string | undefined {
  return base === undefined ? undefined : extensions.map((extension) => base + extension).find((path) => source.kind(path) === 'file');
}

/** A script, or the index of a folder. */
export function scriptOf(source: FileSource, base: string | undefined): string | undefined {
  return base === undefined ? undefined : fileOf(source, base) ?? fileOf(source, `${base}/index`);
}

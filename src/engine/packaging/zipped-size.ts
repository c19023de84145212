import { createRequire } from 'node:module';

import type { PackagedFile } from '../../project/files.js';
import type { FileSource } from '../../source/file-source.js';

/** Of an entry at its file and in the table at the end, without its name, and what ends the archive. Source: PKWARE APPNOTE.TXT 4.3. */
export const ENTRY_HEADERS = 30 + 46;
export const END_OF_ARCHIVE = 22;
/** More than this Lambda refuses unpacked; nobody need wait to learn its zipped size. */
const MAX_BYTES = 300_000_000;

/**
 * What a zip of the files of a package has, each deflated as `sam package` does it: at the default level, also what does not get smaller.
 * `others` packs what is installed with them. Undefined for packages that are far too large. Source: aws-sam-cli samcli/lib/package/utils.py.
 */
export function zippedSize(source: FileSource, total: number, own: readonly PackagedFile[], others: () => number): number | undefined {
  return total > MAX_BYTES ? undefined : END_OF_ARCHIVE + deflatedBytes(source, own) + others();
}

/** What files have in a zip with what tells of them, without what ends it. */
export function deflatedBytes(source: FileSource, entries: readonly PackagedFile[]): number {
  return entries.reduce((sum, { path, inside, bytes }) => sum + deflatedSize(source, path, bytes) + ENTRY_HEADERS + 2 * Buffer.byteLength(inside), 0);
}

/** What cannot be read counts as it is. */
function deflatedSize(source: FileSource, path: string, bytes: number): number {
  const content = source.bytes(path, 0, bytes);
  return content ? zlib().deflateRawSync(content).length : bytes;
}

let loaded: typeof import('node:zlib') | undefined;

/** Loaded when it is needed: with its streams it would cost each start 2 ms. The name is `__filename` in a bundle in CommonJS form, where `import.meta` is empty. */
function zlib(): typeof import('node:zlib') {
  loaded ??= createRequire(typeof __filename === 'string' ? __filename : import.meta.url)('node:zlib') as typeof import('node:zlib');
  return loaded;
}

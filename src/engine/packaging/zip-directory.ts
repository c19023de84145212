import type { FileSource } from '../../source/file-source.js';

/** A file in an archive. */
export interface ZipEntry {
  readonly path: string;
  /** Unpacked. */
  readonly bytes: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_SIZE = 22;
const ENTRY_SIZE = 46;
/** The end of an archive may be followed by a comment of this length. */
const MAX_COMMENT = 65_535;
const MAX_DIRECTORY = 50_000_000;

/** The table at the end of a zip or jar file; undefined where the file is no such archive. Source: PKWARE APPNOTE.TXT 4.3. */
export function readZipDirectory(source: FileSource, path: string, size: number): readonly ZipEntry[] | undefined {
  const from = Math.max(0, size - END_SIZE - MAX_COMMENT);
  const tail = viewOf(source.bytes(path, from, size - from));
  const end = tail && findEnd(tail);
  if (!tail || end === undefined) return undefined;
  const length = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (length > MAX_DIRECTORY || start + length > size) return undefined;
  const directory = viewOf(source.bytes(path, start, length));
  return directory && entriesIn(directory, tail.getUint16(end + 10, true));
}

function findEnd(tail: DataView): number | undefined {
  for (let at = tail.byteLength - END_SIZE; at >= 0; at--) if (tail.getUint32(at, true) === END_SIGNATURE) return at;
  return undefined;
}

function entriesIn(directory: DataView, count: number): readonly ZipEntry[] | undefined {
  const entries: ZipEntry[] = [];
  const text = new TextDecoder();
  for (let at = 0; entries.length < count;) {
    if (at + ENTRY_SIZE > directory.byteLength || directory.getUint32(at, true) !== ENTRY_SIGNATURE) return undefined;
    const nameLength = directory.getUint16(at + 28, true);
    const next = at + ENTRY_SIZE + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
    if (next > directory.byteLength) return undefined;
    const name = text.decode(new Uint8Array(directory.buffer, directory.byteOffset + at + ENTRY_SIZE, nameLength));
    entries.push({ path: name, bytes: directory.getUint32(at + 24, true) });
    at = next;
  }
  return entries.filter(({ path }) => !path.endsWith('/'));
}

function viewOf(bytes: Uint8Array | undefined): DataView | undefined {
  return bytes && new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

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
/** A longer table is not read. */
export const MAX_DIRECTORY = 50_000_000;

/** In the place of a number that is too large for its field: what is meant stands in the wide table, or beside the name. */
const WIDE_COUNT = 0xffff;
const WIDE_NUMBER = 0xffffffff;
const WIDE_LOCATOR_SIGNATURE = 0x07064b50;
const WIDE_LOCATOR_SIZE = 20;
const WIDE_END_SIGNATURE = 0x06064b50;
const WIDE_END_SIZE = 56;
const WIDE_SIZES = 1;
/** Lambda refuses packages long before. */
export const MAX_ENTRIES = 500_000;

/** Where the table of an archive is. */
interface Table {
  readonly count: number;
  readonly length: number;
  readonly start: number;
  /** Where it ends, as found: something may stand before the archive that its numbers do not know of. */
  readonly end: number;
}

/** The table at the end of a zip or jar file; undefined where the file is no such archive, `too large` where the table is longer than is read. Source: PKWARE APPNOTE.TXT 4.3. */
export function readZipDirectory(source: FileSource, path: string, size: number): readonly ZipEntry[] | 'too large' | undefined {
  const from = Math.max(0, size - END_SIZE - MAX_COMMENT);
  const tail = viewOf(source.bytes(path, from, size - from));
  const at = tail && findEnd(tail);
  if (!tail || at === undefined) return undefined;
  const narrow: Table = { count: tail.getUint16(at + 10, true), length: tail.getUint32(at + 12, true), start: tail.getUint32(at + 16, true), end: from + at };
  const isWide = narrow.count === WIDE_COUNT || narrow.length === WIDE_NUMBER || narrow.start === WIDE_NUMBER;
  const { count, length, start, end } = (isWide && wideTable(source, path, from + at)) || narrow;
  if (start + length > size || length > end) return undefined;
  if (count > MAX_ENTRIES || length > MAX_DIRECTORY) return 'too large';
  return [...new Set([start, end - length])].map((place) => entriesAt(source, path, place, length, count)).find((entries) => entries !== undefined);
}

/** The table of an archive with more or larger files than the older form has room for (zip64). */
function wideTable(source: FileSource, path: string, narrowEnd: number): Table | undefined {
  const locator = viewOf(source.bytes(path, Math.max(0, narrowEnd - WIDE_LOCATOR_SIZE), WIDE_LOCATOR_SIZE));
  if (!locator || locator.byteLength < WIDE_LOCATOR_SIZE || locator.getUint32(0, true) !== WIDE_LOCATOR_SIGNATURE) return undefined;
  const end = Number(locator.getBigUint64(8, true));
  const table = end < narrowEnd ? viewOf(source.bytes(path, end, WIDE_END_SIZE)) : undefined;
  if (!table || table.byteLength < WIDE_END_SIZE || table.getUint32(0, true) !== WIDE_END_SIGNATURE) return undefined;
  return { count: Number(table.getBigUint64(32, true)), length: Number(table.getBigUint64(40, true)), start: Number(table.getBigUint64(48, true)), end };
}

function entriesAt(source: FileSource, path: string, start: number, length: number, count: number): readonly ZipEntry[] | undefined {
  const directory = viewOf(source.bytes(path, start, length));
  return directory && entriesIn(directory, count);
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
    const bytes = directory.getUint32(at + 24, true);
    entries.push({ path: name, bytes: bytes === WIDE_NUMBER ? (wideSize(directory, at + ENTRY_SIZE + nameLength, directory.getUint16(at + 30, true)) ?? bytes) : bytes });
    at = next;
  }
  return entries.filter(({ path }) => !path.endsWith('/'));
}

/** The first of the numbers in the field for large sizes is the one of the unpacked file. */
function wideSize(directory: DataView, from: number, length: number): number | undefined {
  for (let at = from; at + 12 <= from + length;) {
    if (directory.getUint16(at, true) === WIDE_SIZES && directory.getUint16(at + 2, true) >= 8) return Number(directory.getBigUint64(at + 4, true));
    at += 4 + directory.getUint16(at + 2, true);
  }
  return undefined;
}

function viewOf(bytes: Uint8Array | undefined): DataView | undefined {
  return bytes && new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

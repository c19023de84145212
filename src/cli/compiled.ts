import { closeSync, fstatSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { Script } from 'node:vm';

/** A script of ours, with what V8 compiled of it in an earlier run. */
export interface CompiledScript {
  /** The value of the script. */
  run(): unknown;
  /** Keeps what is compiled by now for the next run, unless that is what this one began with, or it was kept before. */
  keep(): void;
}

/** A build writes what tells it from others at the very beginning of its script. */
const BEGINNING_BYTES = 64;
/** Behind it: how long the script is, when it was written, and the check of what follows, each in eight bytes. */
const HEADER_BYTES = BEGINNING_BYTES + 24;
const CHECK_AT = BEGINNING_BYTES + 16;
/** What a crash leaves of a file has the right length and lacks whole blocks, none of which is smaller. */
const WORDS_OF_BLOCK = 128;
/** More than both files have; a page of it costs nothing before something is written there. */
const ROOM = 4 << 20;

/**
 * Reads a script in ASCII. What is kept of it is used only if it was made from this file, by this V8 under these flags; without a file nothing is.
 * V8 compares no more of a text than its length: we compare its beginning, where a build has its name, and when the file was written.
 */
export function readCompiled(file: string, cacheFile: string | undefined): CompiledScript {
  const { bytes: source, memory, modified } = readFile(file, Buffer.allocUnsafeSlow(ROOM));
  const header = headerOf(source, modified);
  // One byte per character, which V8 scans faster than the same text from UTF-8.
  const text = source.toString('latin1');
  const cachedData = cacheFile === undefined ? undefined : readKept(cacheFile, header, memory);
  const script = new Script(text, { filename: file, ...(cachedData ? { cachedData } : {}) });
  let isKept = cachedData !== undefined && script.cachedDataRejected !== true;
  return {
    run: (): unknown => script.runInThisContext(),
    keep() {
      if (cacheFile !== undefined && !isKept) writeKept(cacheFile, header, script.createCachedData());
      isKept = true;
    },
  };
}

/** Into memory that is there, if it is enough: a page that is touched for the first time costs a start as much as reading it. */
function readFile(file: string, given: Buffer): { readonly bytes: Buffer; readonly memory: Buffer; readonly modified: number } {
  const descriptor = openSync(file, 'r');
  try {
    const { size, mtimeMs } = fstatSync(descriptor);
    const memory = size <= given.length ? given : Buffer.allocUnsafeSlow(size);
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read) read = readSync(descriptor, memory, length, size - length, null);
    return { bytes: memory.subarray(0, length), memory, modified: mtimeMs };
  } finally {
    closeSync(descriptor);
  }
}

function headerOf(source: Buffer, modified: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  source.copy(header, 0, 0, BEGINNING_BYTES);
  header.writeDoubleLE(source.length, BEGINNING_BYTES);
  header.writeDoubleLE(modified, BEGINNING_BYTES + 8);
  return header;
}

/** V8 would run damaged code. All of it need not be looked at: of the script nothing is, and `node:zlib` for a real checksum costs a start 2 ms. */
function checkOf(code: Buffer): number {
  const words = new Int32Array(code.buffer, code.byteOffset, code.length >> 2);
  let check = code.length;
  for (let at = 0; at < words.length; at += WORDS_OF_BLOCK) check = (Math.imul(check, 31) + (words[at] ?? 0)) | 0;
  return check;
}

function readKept(cacheFile: string, header: Buffer, memory: Buffer): Buffer | undefined {
  let kept;
  try {
    kept = readFile(cacheFile, memory).bytes;
  } catch {
    return undefined; // There is none yet.
  }
  if (kept.length <= HEADER_BYTES || !kept.subarray(0, CHECK_AT).equals(header.subarray(0, CHECK_AT))) return undefined;
  const code = kept.subarray(HEADER_BYTES);
  return checkOf(code) === kept.readInt32LE(CHECK_AT) ? code : undefined;
}

function writeKept(cacheFile: string, header: Buffer, code: Buffer): void {
  const partial = `${cacheFile}.${process.pid}`;
  const whole = Buffer.concat([header, code]);
  whole.writeInt32LE(checkOf(whole.subarray(HEADER_BYTES)), CHECK_AT);
  try {
    writeFileSync(partial, whole);
    renameSync(partial, cacheFile);
  } catch {
    // A read-only installation, or a full disk: the next start is slower, and nothing else.
  }
}

import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
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

/**
 * Reads a script in ASCII. What is kept of it is used only if it was made from this file, by this V8 under these flags; without a file nothing is.
 * V8 compares no more of a text than its length: we compare its beginning, where a build has its name, and when the file was written.
 */
export function readCompiled(file: string, cacheFile: string | undefined): CompiledScript {
  const source = readFileSync(file);
  const stamp = stampOf(source, file);
  const cachedData = cacheFile === undefined ? undefined : readKept(cacheFile, stamp);
  // One byte per character, which V8 scans faster than the same text from UTF-8.
  const script = new Script(source.toString('latin1'), { filename: file, ...(cachedData ? { cachedData } : {}) });
  let isKept = cachedData !== undefined && script.cachedDataRejected !== true;
  return {
    run: (): unknown => script.runInThisContext(),
    keep() {
      if (cacheFile !== undefined && !isKept) writeKept(cacheFile, stamp, script.createCachedData());
      isKept = true;
    },
  };
}

function stampOf(source: Buffer, file: string): Buffer {
  const stamp = Buffer.alloc(BEGINNING_BYTES + 16);
  source.copy(stamp, 0, 0, BEGINNING_BYTES);
  stamp.writeDoubleLE(source.length, BEGINNING_BYTES);
  stamp.writeDoubleLE(statSync(file).mtimeMs, BEGINNING_BYTES + 8);
  return stamp;
}

/** V8 would run damaged code, so it is kept twice and compared: a checksum is not to be had without `node:zlib`, which alone costs a start 2 ms. */
function readKept(cacheFile: string, stamp: Buffer): Buffer | undefined {
  let kept;
  try {
    kept = readFileSync(cacheFile);
  } catch {
    return undefined; // There is none yet.
  }
  const bytes = (kept.length - stamp.length) / 2;
  if (bytes <= 0 || !Number.isInteger(bytes) || !kept.subarray(0, stamp.length).equals(stamp)) return undefined;
  const code = kept.subarray(stamp.length, stamp.length + bytes);
  return code.equals(kept.subarray(stamp.length + bytes)) ? code : undefined;
}

function writeKept(cacheFile: string, stamp: Buffer, code: Buffer): void {
  const partial = `${cacheFile}.${process.pid}`;
  try {
    writeFileSync(partial, Buffer.concat([stamp, code, code]));
    renameSync(partial, cacheFile);
  } catch {
    // A read-only installation, or a full disk: the next start is slower, and nothing else.
  }
}

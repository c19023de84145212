import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/** A script of ours, with what V8 compiled of it in an earlier run. */
export interface CompiledScript {
  /** The value of the script. */
  run(): unknown;
  /** Keeps what is compiled by now for the next run, unless that is what this one began with, or it was kept before. */
  keep(): void;
}

/** The checksums of the source and of the compiled code. V8 compares neither: it would run the code of another text of the same length. */
const HEADER_BYTES = 8;

/** Reads a script in ASCII. What is kept of it is used only if it was made from these bytes, by this V8 under these flags; without a file nothing is. */
export function readCompiled(file: string, cacheFile: string | undefined): CompiledScript {
  const source = readFileSync(file);
  const cachedData = cacheFile === undefined ? undefined : readKept(cacheFile, crc32(source));
  // One byte per character, which V8 scans faster than the same text from UTF-8.
  const script = new Script(source.toString('latin1'), { filename: file, ...(cachedData ? { cachedData } : {}) });
  let isKept = cachedData !== undefined && script.cachedDataRejected !== true;
  return {
    run: (): unknown => script.runInThisContext(),
    keep() {
      if (cacheFile !== undefined && !isKept) writeKept(cacheFile, crc32(source), script.createCachedData());
      isKept = true;
    },
  };
}

function readKept(cacheFile: string, sourceSum: number): Buffer | undefined {
  let kept;
  try {
    kept = readFileSync(cacheFile);
  } catch {
    return undefined; // There is none yet.
  }
  if (kept.length <= HEADER_BYTES || kept.readUInt32LE(0) !== sourceSum) return undefined;
  const code = kept.subarray(HEADER_BYTES);
  return kept.readUInt32LE(4) === crc32(code) ? code : undefined;
}

function writeKept(cacheFile: string, sourceSum: number, code: Buffer): void {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(sourceSum, 0);
  header.writeUInt32LE(crc32(code), 4);
  const partial = `${cacheFile}.${process.pid}`;
  try {
    writeFileSync(partial, Buffer.concat([header, code]));
    renameSync(partial, cacheFile);
  } catch {
    // A read-only installation, or a full disk: the next start is slower, and nothing else.
  }
}

import { writeSync } from 'node:fs';

/**
 * Writes a whole text to a file descriptor before it returns. A pipe whose reader is slow is tried again; one whose reader has
 * left (`head`) takes no more, which is no mistake.
 */
export function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      // The reader is busy: let it run rather than spin.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

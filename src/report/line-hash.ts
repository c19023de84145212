// GitHub's fingerprint of a line (github/codeql-action: src/fingerprints.ts): a polynomial in 37 modulo 2^64 over the
// hundred characters from the line's start on, blanks left out. The number is kept as two unsigned 32-bit halves, which
// takes a third of the time of BigInt; every product here stays below 2^53, and `>>> 0` takes what is left modulo 2^32.
const WINDOW = 100;
const FACTOR = 37;
const HALF = 2 ** 32;
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const END_OF_FILE = 65535;
const LEAVING = power(FACTOR, WINDOW);

interface Halves {
  readonly high: number;
  readonly low: number;
}

function power(base: number, exponent: number): Halves {
  let high = 0;
  let low = 1;
  for (let i = 0; i < exponent; i++) {
    const product = low * base;
    low = product >>> 0;
    high = (high * base + (product - low) / HALF) >>> 0;
  }
  return { high, low };
}

/** `primaryLocationLineHash` of every line of a text, by line from 1 on (index 0 is empty). */
export function lineHashes(text: string): readonly string[] {
  const hashes = [''];
  const seen = new Map<string, number>();
  const window = new Uint16Array(WINDOW);
  const lineStartingAt = new Int32Array(WINDOW);
  // In an array, not in variables: numbers above 2^30 that closures share are allocated anew on each change.
  const sum = new Uint32Array(2);
  let at = 0;
  let lines = 0;

  /** Called when the window is about to lose its oldest character: if a line starts there, its hundred are complete. */
  function emit(): void {
    const line = lineStartingAt[at] ?? 0;
    if (line === 0) return;
    lineStartingAt[at] = 0;
    const hex = hexadecimal(sum[0] ?? 0, sum[1] ?? 0);
    const count = (seen.get(hex) ?? 0) + 1;
    seen.set(hex, count);
    hashes[line] = `${hex}:${count}`;
  }

  function push(unit: number): void {
    const old = window[at] ?? 0;
    window[at] = unit;
    at = at + 1 === WINDOW ? 0 : at + 1;
    const leaving = LEAVING.low * old;
    const low = (sum[1] ?? 0) * FACTOR + unit - leaving;
    const carry = (low - (low >>> 0)) / HALF;
    sum[1] = low;
    sum[0] = (sum[0] ?? 0) * FACTOR + carry - LEAVING.high * old;
  }

  let atLineStart = true;
  let afterReturn = false;
  function feed(written: number): void {
    const skipped = written === SPACE || written === TAB || (afterReturn && written === LF);
    afterReturn = written === CR;
    if (skipped) return;
    const unit = afterReturn ? LF : written;
    emit();
    if (atLineStart) lineStartingAt[at] = ++lines;
    atLineStart = unit === LF;
    push(unit);
  }

  for (let i = 0; i < text.length; i++) feed(text.charCodeAt(i));
  feed(END_OF_FILE);
  for (let i = 0; i < WINDOW; i++) {
    emit();
    push(0);
  }
  return hashes;
}

function hexadecimal(high: number, low: number): string {
  return high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0');
}
